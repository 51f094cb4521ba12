"""The forms of reviewers and of those who answer them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from fahsai.core.assurance.review import Move, PointState, ReviewKind
from fahsai.core.assurance.sampling import Weighing
from fahsai.services.sampling import LARGEST
from fahsai.web.forms import WordedForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

    from django.http import HttpRequest

    from fahsai.web.shown import Shown

LONGEST = 5000
"""Letters of what is said about a point."""

LONGEST_SUBJECT = 200
LONGEST_SEED = 60
LONGEST_AMOUNT = 60


def _long_text(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        max_length=LONGEST, required=required, widget=forms.Textarea(attrs={"rows": 6})
    )


def _amount() -> forms.CharField:
    """By how much a figure is wrong, as text: no browser changes its digits."""
    return forms.CharField(max_length=LONGEST_AMOUNT, required=False)


def _worded(section: str, codes: Iterable[StrEnum], shown: Shown) -> list[tuple[str, str]]:
    return [(code.value, shown.word(section, code.value)) for code in codes]


class RaiseForm(WordedForm):
    """A new point."""

    words_of: ClassVar[str] = "review_raise"

    kind = forms.ChoiceField(widget=forms.RadioSelect)
    subject = forms.CharField(max_length=LONGEST_SUBJECT, required=False)
    text = _long_text()
    amount = _amount()

    def __init__(self, shown: Shown, request: HttpRequest | None = None, **options: Any) -> None:
        super().__init__(shown, request, **options)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a ChoiceField's
            (code, f"{code} – {said}") for code, said in _worded("review_kinds", ReviewKind, shown)
        ]


class AnswerForm(WordedForm):
    """What was mended, or why it is right."""

    words_of: ClassVar[str] = "review_answer"
    text = _long_text()


class CloseForm(WordedForm):
    """The answer is accepted, with a word if there is one to say."""

    words_of: ClassVar[str] = "review_close"
    text = _long_text(required=False)


class RejectForm(WordedForm):
    """Why the answer is not enough."""

    words_of: ClassVar[str] = "review_reject"
    text = _long_text()
    amount = _amount()


class WithdrawForm(WordedForm):
    """Why the point is taken back."""

    words_of: ClassVar[str] = "review_withdraw"
    text = _long_text()


FORMS: Mapping[Move, type[WordedForm]] = {
    Move.ANSWER: AnswerForm,
    Move.CLOSE: CloseForm,
    Move.REJECT: RejectForm,
    Move.WITHDRAW: WithdrawForm,
}


class PointsFilter(WordedForm):
    """Points of one state, of one kind, or both."""

    words_of: ClassVar[str] = "review_filter"

    state = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False)

    def __init__(self, shown: Shown, **options: Any) -> None:
        super().__init__(shown, **options)
        everything = ("", shown.word("review", "every"))
        for name, section, codes in (
            ("state", "review_states", PointState),
            ("kind", "review_kinds", ReviewKind),
        ):
            choices = [everything, *_worded(section, codes, shown)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class SampleForm(WordedForm):
    """Which sample is drawn."""

    words_of: ClassVar[str] = "sample"

    seed = forms.CharField(max_length=LONGEST_SEED)
    size = forms.IntegerField(min_value=1, max_value=LARGEST, initial=20)
    weighing = forms.ChoiceField(initial=Weighing.RESULT.value)

    def __init__(self, shown: Shown, **options: Any) -> None:
        super().__init__(shown, **options)
        choices = _worded("weighings", Weighing, shown)
        self.fields["weighing"].choices = choices  # type: ignore[attr-defined]

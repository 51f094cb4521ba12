"""The forms of an organisation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from fahsai.services.names import province_names
from fahsai.web.forms import WordedForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from fahsai.core.inventory.boundary import Unit
    from fahsai.web.shown import Shown

LONGEST_NAME, LONGEST_TEXT, LONGEST_CODE = 300, 2000, 64
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


def lines(rows: int = 3) -> forms.Textarea:
    """A field of a few lines."""
    return forms.Textarea(attrs={"rows": rows})


class ProfileForm(WordedForm):
    """What an organisation is called, what it is and where."""

    words_of: ClassVar[str] = "organisation"

    name_th = forms.CharField(max_length=LONGEST_NAME)
    name_en = forms.CharField(max_length=LONGEST_NAME, required=False)
    kind = forms.CharField(max_length=LONGEST_NAME, required=False)
    province = forms.ChoiceField(required=False)
    address = forms.CharField(max_length=LONGEST_TEXT, required=False, widget=lines())
    reason = forms.CharField(max_length=LONGEST_TEXT)

    def __init__(self, shown: Shown, request: HttpRequest | None = None, **options: Any) -> None:
        super().__init__(shown, request, **options)
        named = [(one.th, one.th if shown.thai else one.en) for one in province_names()]
        kept = str((options.get("initial") or {}).get("province", ""))
        if kept and kept not in {value for value, _ in named}:
            named.insert(0, (kept, kept))  # as a workbook wrote it
        field = self.fields["province"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", shown.word("found", "no_province")), *named]


class FoundForm(ProfileForm):
    """A new organisation."""

    reason = None  # type: ignore[assignment]  # Django's way to leave a field out
    code = forms.CharField(max_length=LONGEST_CODE)

    field_order = ("code",)


class UnitForm(WordedForm):
    """A new unit."""

    words_of: ClassVar[str] = "unit"

    code = forms.CharField(max_length=LONGEST_CODE)
    name_th = forms.CharField(max_length=LONGEST_NAME)
    name_en = forms.CharField(max_length=LONGEST_NAME, required=False)
    parent = forms.ChoiceField(required=False)

    def __init__(
        self,
        shown: Shown,
        request: HttpRequest | None = None,
        *,
        units: Iterable[Unit],
        **options: Any,
    ) -> None:
        super().__init__(shown, request, **options)
        field = self.fields["parent"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", shown.word("units", "no_parent")), *unit_choices(units, shown)]


class UnitChangeForm(UnitForm):
    """Another name or place of a unit."""

    code = None  # type: ignore[assignment]  # the code stays
    reason = forms.CharField(max_length=LONGEST_TEXT)


class ReasonForm(WordedForm):
    """Why something ends."""

    words_of: ClassVar[str] = "ending"

    reason = forms.CharField(max_length=LONGEST_TEXT)


class EventFilter(WordedForm):
    """Which events to show."""

    words_of: ClassVar[str] = "events"

    what = forms.ChoiceField(required=False)
    who = forms.ChoiceField(required=False)
    first_day = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(
        self,
        shown: Shown,
        *,
        what: Iterable[tuple[str, str]],
        who: Iterable[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(shown, **options)
        every = ("", shown.word("events", "every"))
        for name, known in (("what", what), ("who", who)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = [every, *known]
        for name in ("first_day", "last_day"):
            limits = (MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY))
            self.fields[name].validators.extend(limits)


def unit_choices(units: Iterable[Unit], shown: Shown) -> list[tuple[str, str]]:
    """The units to choose from."""
    return [(str(one.id), f"{one.code} {shown.name(one.name_th, one.name_en)}") for one in units]

"""The form of twelve months of a source."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms

from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.quantity.exact import canonical
from fahsai.core.thai.period import label
from fahsai.services.uploads import Purpose
from fahsai.web.files import FilesField
from fahsai.web.forms import FieldShown, WordedForm, field_shown
from fahsai.web.shown import exact_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict

    from fahsai.core.thai.period import Period
    from fahsai.services.enter_lines import Amount, RecordedMonths
    from fahsai.web.shown import Shown

LONGEST = 400
"""Letters of a text that somebody types."""


class FieldsShown(NamedTuple):
    """Some fields of a form, for the part of a template that prints fields."""

    shown_fields: tuple[FieldShown, ...]
    hidden_fields: tuple[forms.BoundField, ...] = ()


class MonthShown(NamedTuple):
    """One row of the table: a month, what is recorded of it and the field to fill in."""

    field: FieldShown
    before: str
    imported: bool
    covered: bool


class MonthsForm(WordedForm):
    """Quantities by month, and what is said of all of them."""

    words_of = "months"

    unit = forms.CharField(max_length=60, required=False)
    origin = forms.ChoiceField(required=False)
    grade = forms.ChoiceField(required=False)
    note = forms.CharField(max_length=LONGEST, required=False)
    evidence = FilesField(Purpose.EVIDENCE, required=False)
    evidence_months = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(max_length=LONGEST, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    kept = forms.CharField(widget=forms.HiddenInput, max_length=6_600, required=False)

    def __init__(
        self,
        shown: Shown,
        recorded: RecordedMonths,
        data: QueryDict | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        start = _initial(shown, recorded) if initial is None else initial
        super().__init__(shown, data=data, initial=dict(start))
        self.recorded = recorded
        self.of_month = {month_field(one.month): one for one in recorded.months}
        for name, one in self.of_month.items():
            field = deepcopy(self.fields["note"])
            field.label = label(one.month, shown.language.value)
            field.help_text = ""
            field.widget = forms.TextInput(
                attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": str(LONGEST)}
            )
            self.fields[name] = field
        self._choices(shown)
        self.order_fields(["unit", *self.of_month])

    def _choices(self, shown: Shown) -> None:
        as_is = ("", shown.word("entering", "as_is"))
        first = ("", shown.word("entering", "choose"))
        none = first if self.empty else as_is
        origins = [(one.value, shown.common("origins", one)) for one in Origin]
        grades = [(one.value, shown.word("entering_grades", one.value)) for one in Grade]
        names = [(name, str(self.fields[name].label)) for name in self.of_month]
        for name, choices in (
            ("origin", [none, *origins]),
            ("grade", [none, *grades]),
            ("evidence_months", names),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices

    @property
    def empty(self) -> bool:
        """Whether nothing at all is recorded yet."""
        return not any(one.amounts for one in self.recorded.months)

    @property
    def before(self) -> FieldsShown:
        """What stands above the months, with the hidden fields."""
        hidden = tuple(bound for bound in self.hidden_fields())
        return FieldsShown((field_shown(self["unit"]),), hidden)

    @property
    def months(self) -> tuple[MonthShown, ...]:
        """The rows of the table."""
        return tuple(
            MonthShown(
                field_shown(self[name]),
                amounts_text(one.amounts, self.shown),
                one.imported,
                one.covered,
            )
            for name, one in self.of_month.items()
        )

    @property
    def after(self) -> FieldsShown:
        """What stands below the months."""
        apart = {"unit", *self.of_month}
        return FieldsShown(
            tuple(field_shown(bound) for bound in self.visible_fields() if bound.name not in apart)
        )

    def typed(self) -> dict[Period, str]:
        """The texts of the months, without those that stay as they are.

        A month that could not be shown (two records, a unit of another kind) stays unless
        something is typed.
        """
        return {
            one.month: text
            for name, one in self.of_month.items()
            if (text := self.cleaned_data[name]) or one.shown is not None or not one.amounts
        }

    def proved(self) -> frozenset[Period] | None:
        """The months that the files prove; None where none was ticked."""
        ticked = self.cleaned_data["evidence_months"]
        return frozenset(self.of_month[name].month for name in ticked) or None


def month_field(month: Period) -> str:
    """The name of a month's field."""
    return f"m{month.start.year}-{month.start.month:02}"


def amounts_text(amounts: Iterable[Amount], shown: Shown) -> str:
    """What is recorded of a month, each in the unit it has."""
    return " + ".join(f"{exact_text(one.quantity)} {shown.unit(one.unit)}" for one in amounts)


def _initial(shown: Shown, recorded: RecordedMonths) -> dict[str, str]:
    months = {
        month_field(one.month): canonical(one.shown)
        for one in recorded.months
        if one.shown is not None
    }
    return {"unit": shown.unit(recorded.unit), "seen": recorded.seen, **months}

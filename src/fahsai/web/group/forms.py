"""The forms of a group."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from fahsai.core.inventory.group import Belonging, FinancialControl, Relation
from fahsai.core.thai.dates import parse_date
from fahsai.services.holdings import HoldingEntry
from fahsai.services.legal_entities import EntityEntry
from fahsai.web.forms import WordedForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from fahsai.core.inventory.group import Holding, LegalEntity
    from fahsai.web.shown import Shown

LONGEST_NAME, LONGEST_TEXT, LONGEST_CODE, LONGEST_DAY = 300, 2000, 64, 40
DIGITS, PLACES = 12, 9
ITSELF, NOTHING = "itself", "nothing"
"""What may be chosen beside an entity: the organisation, and that nothing is said."""

Choices = list[tuple[str, str]]


class EntityForm(WordedForm):
    """A new legal entity."""

    words_of: ClassVar[str] = "entity"

    code = forms.CharField(max_length=LONGEST_CODE)
    name_th = forms.CharField(max_length=LONGEST_NAME)
    name_en = forms.CharField(max_length=LONGEST_NAME, required=False)
    registration = forms.CharField(max_length=LONGEST_CODE, required=False)
    country = forms.CharField(max_length=LONGEST_NAME, required=False)

    @property
    def entry(self) -> EntityEntry:
        """What was said, once it is valid."""
        said = self.cleaned_data
        names = ("name_th", "name_en", "registration", "country")
        return EntityEntry(**{name: said[name] for name in names})


class EntityChangeForm(EntityForm):
    """Other names of an entity."""

    code = None  # type: ignore[assignment]  # the code stays
    reason = forms.CharField(max_length=LONGEST_TEXT)


class HoldingForm(WordedForm):
    """What is held of an entity from a day on."""

    words_of: ClassVar[str] = "holding"

    start = forms.CharField(max_length=LONGEST_DAY)
    last_day = forms.CharField(max_length=LONGEST_DAY, required=False)
    relation = forms.ChoiceField()
    equity_percent = forms.DecimalField(
        max_digits=DIGITS,
        decimal_places=PLACES,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    financial = forms.ChoiceField()
    operational = forms.BooleanField(required=False)
    basis = forms.CharField(max_length=LONGEST_TEXT)

    def __init__(self, shown: Shown, request: HttpRequest | None = None, **options: Any) -> None:
        super().__init__(shown, request, **options)
        for name, section, codes in (
            ("relation", "relations", Relation),
            ("financial", "financial_controls", FinancialControl),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = [(one.value, shown.word(section, one)) for one in codes]

    def _day(self, name: str) -> date | None:
        text = self.cleaned_data[name]
        if not text:
            return None
        day, _ = parse_date(text)
        if day is None:
            raise forms.ValidationError(self.shown.word("form_errors", "date"), code="invalid")
        return day

    def clean_start(self) -> date | None:
        """The first day, in either era."""
        return self._day("start")

    def clean_last_day(self) -> date | None:
        """The last day, in either era; None while it lasts."""
        day = self._day("last_day")
        if day is None or day == date.max:
            return None
        return date.fromordinal(day.toordinal() + 1)

    @property
    def entry(self) -> HoldingEntry:
        """What was said, once it is valid."""
        said = self.cleaned_data
        return HoldingEntry(
            start=said["start"],
            end=said["last_day"],
            relation=Relation(said["relation"]),
            equity_percent=said["equity_percent"],
            financial=FinancialControl(said["financial"]),
            operational=said["operational"],
            basis=said["basis"],
        )


class HoldingChangeForm(HoldingForm):
    """A correction of a holding."""

    reason = forms.CharField(max_length=LONGEST_TEXT)


def holding_initial(held: Holding, shown: Shown) -> dict[str, Any]:
    """The fields of a holding as it stands."""
    last = None if held.end is None else date.fromordinal(held.end.toordinal() - 1)
    return {
        "start": shown.day(held.start),
        "last_day": "" if last is None else shown.day(last),
        "relation": held.relation.value,
        "equity_percent": held.equity_percent,
        "financial": held.financial.value,
        "operational": held.operational,
        "basis": held.basis,
    }


class PartForm(WordedForm):
    """To which entity a unit or source belongs, or from whom a source buys."""

    words_of: ClassVar[str] = "entity_part"

    belonging = forms.ChoiceField()
    subject = forms.ChoiceField()
    entity = forms.ChoiceField()
    reason = forms.CharField(max_length=LONGEST_TEXT)

    def __init__(
        self,
        shown: Shown,
        request: HttpRequest | None = None,
        *,
        subjects: Choices,
        entities: Iterable[LegalEntity],
        **options: Any,
    ) -> None:
        super().__init__(shown, request, **options)
        named = [
            (str(one.id), f"{one.code} {shown.name(one.name_th, one.name_en)}") for one in entities
        ]
        beside = [(one, shown.word("entity_parts", one)) for one in (ITSELF, NOTHING)]
        belongings = [(one.value, shown.word("belongings", one)) for one in Belonging]
        for name, choices in (
            ("belonging", belongings),
            ("subject", subjects),
            ("entity", [*named, *beside]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """A unit is no source: what is named has to be of the kind that is said."""
        said: dict[str, Any] = super().clean() or {}
        kind = str(said.get("subject", "")).partition(":")[0]
        of_unit = said.get("belonging") == Belonging.UNIT.value
        if kind and "belonging" in said and of_unit != (kind == "unit"):
            self.add_error("subject", self.shown.word("entity_parts", "other_kind"))
        return said


class EndForm(WordedForm):
    """Why something ends."""

    words_of: ClassVar[str] = "ending"

    reason = forms.CharField(max_length=LONGEST_TEXT)

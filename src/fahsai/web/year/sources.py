"""The sources of a year: filtered, sorted and a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from django import forms

from fahsai.core.inventory.result import ReportingClass, SourceResult
from fahsai.core.quantity.exact import ZERO
from fahsai.services.kinds import kind_list
from fahsai.services.year_boundary import boundary_of_year
from fahsai.services.year_records import SourceRecords, records_of_year
from fahsai.web.forms import WordedForm
from fahsai.web.pager import Pager, paged
from fahsai.web.shown import Text, exact_text, percent_text, tonnes_text
from fahsai.web.year.bars import length
from fahsai.web.year.gases import gas_label
from fahsai.words.explain import choice_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from django.http import HttpRequest

    from fahsai.core.factors.choice import FactorChoice
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.boundary import Unit
    from fahsai.web.shown import Shown
    from fahsai.web.year.asked import Reading

PAGE_SIZE = 50
NO_UNIT = "-"


class State(StrEnum):
    """How a source stands."""

    COMPLETE = "complete"
    NO_RESULT = "no_result"
    MONTHS = "months"
    EXCLUDED = "excluded"


class Order(StrEnum):
    """What the list is sorted by."""

    CODE = "code"
    RESULT = "result"


class SourcesForm(WordedForm):
    """The filter of the sources; it is sent by GET and changes nothing."""

    words_of: ClassVar[str] = "year_sources"

    text = forms.CharField(required=False, max_length=200)
    scope = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False)
    state = forms.ChoiceField(required=False)
    sort = forms.ChoiceField(required=False)


class FactorShown(NamedTuple):
    """A factor and why it was taken; ``figure`` is "" when none was."""

    why: str
    figure: str
    edition: str


class ClassShown(NamedTuple):
    """What one source comes to in one class [t CO2e], with its gases."""

    key: str
    label: str
    tonnes: str
    share: str
    bar: str
    gases: tuple[tuple[str, str], ...]


class SourceShown(NamedTuple):
    """One source of the list; one that is left out has a reason and no figures."""

    code: str
    name: Text
    kind: Text
    unit: Text
    quantity: str
    measure: str
    months: str
    months_complete: bool
    classes: tuple[ClassShown, ...]
    factors: tuple[FactorShown, ...]
    state: str
    state_label: str
    reason: str


class SourceList(NamedTuple):
    """One page of the sources with the filter that found them."""

    form: SourcesForm
    pager: Pager[SourceShown]
    found: str
    none_at_all: bool
    filtered: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    source: EmissionSource
    result: SourceResult | None
    records: SourceRecords | None

    @property
    def state(self) -> State:
        if self.result is None:
            return State.EXCLUDED
        if not self.result.complete:
            return State.NO_RESULT
        missing = self.records is not None and not self.records.complete
        return State.MONTHS if missing else State.COMPLETE


def source_list(request: HttpRequest, reading: Reading) -> SourceList:
    """The sources that the address asks for."""
    shown, result = reading.shown, reading.result
    boundary = boundary_of_year(reading.actor, reading.organisation.id, result)
    records = records_of_year(reading.actor, reading.organisation.id, result).by_source
    entries = [
        *(
            _Entry(one.source, one, records.get(one.source.id))
            for one in result.calculation.sources
        ),
        *(_Entry(source, None, None) for source in boundary.excluded),
    ]
    form = _form(request, entries, boundary.units, shown)
    asked = form.cleaned_data if form.is_valid() else {}
    found = [entry for entry in entries if _wanted(entry, asked)]
    found.sort(key=lambda entry: (entry.source.code, str(entry.source.id)))
    if asked.get("sort") == Order.RESULT.value:
        found.sort(key=lambda one: one.result.total_kg if one.result else ZERO, reverse=True)
    page = paged(found, request, shown, PAGE_SIZE)
    lister = _Lister(reading, boundary.units)
    return SourceList(
        form,
        page.showing(lister.entry(entry) for entry in page.items),
        shown.word("year_source_list", "found", count=f"{len(found):,}", of=f"{len(entries):,}"),
        none_at_all=not entries,
        filtered=any(asked.get(name) for name in form.fields if name != "sort"),
    )


def _form(
    request: HttpRequest, entries: Sequence[_Entry], units: Sequence[Unit], shown: Shown
) -> SourcesForm:
    form = SourcesForm(shown, data=request.GET)
    everything = [("", shown.word("year_filter", "all"))]
    kinds = {kind.code: kind for kind in kind_list()}
    held = sorted({entry.source.kind for entry in entries})
    choices = {
        "scope": [(where.value, shown.common("classes", where)) for where in ReportingClass],
        "unit": [
            *(
                (str(unit.id), f"{unit.code} {shown.name(unit.name_th, unit.name_en)}")
                for unit in units
            ),
            (NO_UNIT, shown.word("year_filter", "no_unit")),
        ],
        "kind": [
            (
                code,
                str(shown.name(kinds[code].name_th, kinds[code].name_en))
                if code in kinds
                else code,
            )
            for code in held
        ],
        "state": [(state.value, shown.word("source_states", state.value)) for state in State],
    }
    for name, found in choices.items():
        choose(form, name, [*everything, *found])
    choose(form, "sort", [(one.value, shown.word("source_orders", one.value)) for one in Order])
    return form


def choose(form: WordedForm, name: str, choices: list[tuple[str, str]]) -> None:
    """Give a field of a filter what it may be."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - the class says so
    field.choices = choices


def _wanted(entry: _Entry, asked: Mapping[str, str]) -> bool:
    source = entry.source
    text = asked.get("text", "").strip().casefold()
    places = (source.code, source.name_th, source.name_en, source.place, source.equipment)
    if text and not any(text in one.casefold() for one in places):
        return False
    unit = asked.get("unit", "")
    if unit and (str(source.unit_id) if source.unit_id else NO_UNIT) != unit:
        return False
    scope = asked.get("scope", "")
    if scope and (entry.result is None or scope not in entry.result.by_class):
        return False
    if asked.get("kind") and source.kind != asked["kind"]:
        return False
    return not asked.get("state") or entry.state.value == asked["state"]


class _Lister:
    """Turns entries into rows; the largest source has the longest bar."""

    def __init__(self, reading: Reading, units: Iterable[Unit]) -> None:
        self.calculation = reading.result.calculation
        self.shown = reading.shown
        self.units: Mapping[UUID, Unit] = {unit.id: unit for unit in units}
        self.kinds = {kind.code: kind for kind in kind_list()}
        self.months = len(self.calculation.period.months())
        self.longest = max(
            (kg for one in self.calculation.sources for kg in one.by_class.values()), default=ZERO
        )

    def entry(self, entry: _Entry) -> SourceShown:
        source, result, shown = entry.source, entry.result, self.shown
        kind = self.kinds.get(source.kind)
        unit = self.units.get(source.unit_id) if source.unit_id else None
        held = self.months - len(entry.records.missing) if entry.records else 0
        by_month = result is not None and (entry.records is None or entry.records.every_month)
        recorded = entry.records is not None or (result is not None and bool(result.quantity))
        return SourceShown(
            code=source.code,
            name=shown.source(source),
            kind=Text(source.kind) if kind is None else shown.name(kind.name_th, kind.name_en),
            unit=shown.name(unit.name_th, unit.name_en) if unit else Text(""),
            quantity=exact_text(result.quantity) if result and recorded else "–",
            measure=shown.unit(result.unit) if result else "",
            months=f"{held}/{self.months}" if by_month else "–",
            months_complete=held == self.months or not by_month,
            classes=self._classes(result) if result else (),
            factors=tuple(self._factor(one) for one in result.choices) if result else (),
            state=entry.state.value,
            state_label=shown.word("source_states", entry.state.value),
            reason=source.excluded_reason,
        )

    def _classes(self, result: SourceResult) -> tuple[ClassShown, ...]:
        by_class = result.by_class
        return tuple(
            ClassShown(
                where.value,
                self.shown.common("classes", where),
                tonnes_text(by_class[where]),
                percent_text(by_class[where], self.calculation.total_kg)
                if where.value in {"1", "2", "3"}
                else "",
                length(by_class[where], self.longest),
                tuple(
                    (gas_label(gas, self.shown), tonnes_text(mass))
                    for (group, gas), mass in result.gases.items()
                    if group == where and mass
                ),
            )
            for where in ReportingClass
            if where in by_class
        )

    def _factor(self, choice: FactorChoice) -> FactorShown:
        why = choice_words(choice, self.shown.language)
        factor = choice.chosen
        if factor is None:
            return FactorShown(why, "", "")
        figure = self.shown.word(
            "values", "factor", figure=f"{factor.published:,f}", unit=self.shown.unit(factor.unit)
        )
        return FactorShown(why, figure, self.shown.edition(factor.edition))

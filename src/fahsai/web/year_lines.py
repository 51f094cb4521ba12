"""The sources of a year as the first page lists them, under the class that each is reported in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.quantity.exact import ZERO
from fahsai.services.kinds import kind_list
from fahsai.web.bars import length
from fahsai.web.coverage import Coverage, coverage
from fahsai.web.shown import Text, exact_text, percent_text, tonnes_text
from fahsai.web.words import gas_label
from fahsai.words.explain import choice_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal
    from uuid import UUID

    from fahsai.core.factors.choose import FactorChoice
    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.core.inventory.result import Calculation, SourceResult
    from fahsai.web.shown import Shown

NOT_COUNTED = "not_counted"
NO_RESULT = "no_result"


class FactorShown(NamedTuple):
    """A factor and why it was taken; ``figure`` is "" when none was."""

    why: str
    figure: str
    edition: str


class GasShown(NamedTuple):
    """One gas of one line [t CO2e]."""

    gas: str
    tonnes: str


@dataclass(frozen=True, slots=True)
class SourceShown:
    """One source under one class; a source may stand under several."""

    code: str
    name: Text
    kind: Text
    quantity: str
    unit: str
    tonnes: str
    share: str
    bar: str
    months: Coverage
    factors: tuple[FactorShown, ...]
    gases: tuple[GasShown, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The sources of one class with their sum; ``shares`` tells whether they are of the total."""

    key: str
    heading: str
    note: str
    tonnes: str
    share: str
    lines: tuple[SourceShown, ...]


def groups(
    calculation: Calculation, lines: Iterable[ActivityLine], shown: Shown
) -> tuple[Group, ...]:
    """Every class that has sources, in the order of the form; then those without a figure."""
    lister = _Lister(calculation, _by_source(lines), shown)
    found = [lister.of_class(where) for where in ReportingClass]
    found.append(
        lister.without(NOT_COUNTED, [s for s in calculation.sources if s.complete and not s.gases])
    )
    found.append(lister.without(NO_RESULT, [s for s in calculation.sources if not s.complete]))
    return tuple(group for group in found if group.lines)


def year_coverage(calculation: Calculation, lines: Iterable[ActivityLine]) -> Coverage:
    """The months in which every source has figures.

    A source without any record has none in any month, unless it needs none: a landfill emits
    from what was put there in earlier years.
    """
    period = calculation.period
    by_source = _by_source(lines)
    held = [
        coverage(period, by_source.get(one.source.id, ()))
        for one in calculation.sources
        if one.source.id in by_source or not one.complete
    ]
    missing = {month for one in held for month in one.missing}
    if not held:
        missing = set(period.months())
    of = len(period.months())
    return Coverage(of - len(missing), of, tuple(sorted(missing)))


def _by_source(lines: Iterable[ActivityLine]) -> Mapping[UUID, list[ActivityLine]]:
    found: dict[UUID, list[ActivityLine]] = {}
    for line in lines:
        found.setdefault(line.source_id, []).append(line)
    return found


class _Lister:
    """Turns results into rows; the largest row of the totalled classes has the longest bar."""

    def __init__(
        self,
        calculation: Calculation,
        lines: Mapping[UUID, Sequence[ActivityLine]],
        shown: Shown,
    ) -> None:
        self.calculation = calculation
        self.lines = lines
        self.shown = shown
        self.kinds = {kind.code: kind for kind in kind_list()}
        self.longest = max(
            (kg for one in calculation.sources for kg in one.by_class.values()), default=ZERO
        )

    def of_class(self, where: ReportingClass) -> Group:
        sources = [one for one in self.calculation.sources if where in one.by_class]
        kg = self.calculation.by_class.get(where, ZERO)
        return Group(
            key=where.value,
            heading=self.shown.common("classes", where),
            note=self.shown.word("class_notes", where),
            tonnes=tonnes_text(kg),
            share=self._share(where, kg),
            lines=tuple(self._source(one, where) for one in sources),
        )

    def without(self, key: str, sources: Iterable[SourceResult]) -> Group:
        return Group(
            key=key,
            heading=self.shown.word("groups", key),
            note=self.shown.word("class_notes", key),
            tonnes="",
            share="",
            lines=tuple(self._source(one, None) for one in sources),
        )

    def _share(self, where: ReportingClass, kg: Decimal) -> str:
        return percent_text(kg, self.calculation.total_kg) if where in TOTALLED else ""

    def _source(self, result: SourceResult, where: ReportingClass | None) -> SourceShown:
        source, shown = result.source, self.shown
        kg = None if where is None else result.by_class[where]
        kind = self.kinds.get(source.kind)
        return SourceShown(
            code=source.code,
            name=shown.source(source),
            kind=Text(source.kind) if kind is None else shown.name(kind.name_th, kind.name_en),
            quantity=self._quantity(result),
            unit=shown.unit(result.unit),
            tonnes="–" if kg is None else tonnes_text(kg),
            share="" if where is None or kg is None else self._share(where, kg),
            bar="" if kg is None else length(kg, self.longest),
            months=coverage(self.calculation.period, self.lines.get(source.id, ())),
            factors=tuple(self._factor(choice) for choice in result.choices),
            gases=tuple(
                GasShown(gas_label(gas, shown), tonnes_text(mass))
                for (group, gas), mass in result.gases.items()
                if group == where and mass
            ),
        )

    def _quantity(self, result: SourceResult) -> str:
        """The year's activity; a dash where nothing is recorded, because 0 is a figure."""
        recorded = bool(self.lines.get(result.source.id)) or bool(result.quantity)
        return exact_text(result.quantity) if recorded else "–"

    def _factor(self, choice: FactorChoice) -> FactorShown:
        why = choice_words(choice, self.shown.language)
        factor = choice.chosen
        if factor is None:
            return FactorShown(why, "", "")
        figure = self.shown.word(
            "values", "factor", figure=f"{factor.published:,f}", unit=self.shown.unit(factor.unit)
        )
        return FactorShown(why, figure, self.shown.edition(factor.edition))

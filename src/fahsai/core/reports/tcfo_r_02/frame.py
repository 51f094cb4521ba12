"""What all sections look up: which source stands where, its name, its unit, its lines."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fahsai.core.inventory.result import ReportingClass
from fahsai.core.reports.order import in_form_order

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from fahsai.core.inventory.activity import ActivityLine, EmissionSource
    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.inventory.result import Calculation, SourceResult
    from fahsai.core.reports.dossier import Dossier
    from fahsai.core.reports.tcfo_r_02.wording import Wording

S1, S2, S3 = ReportingClass.SCOPE_1, ReportingClass.SCOPE_2, ReportingClass.SCOPE_3
SEPARATE = (ReportingClass.SEPARATE, ReportingClass.BIOGENIC)
"""The two classes of section 5.4: other gases, and CO2 of biomass."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A dossier with its lookups; ``kinds`` tell the class of a source without a result."""

    dossier: Dossier
    wording: Wording
    kinds: Mapping[str, SourceKind]
    names: Mapping[UUID, str]
    units: Mapping[UUID, str]
    facilities: Mapping[UUID, str]
    lines: Mapping[UUID, tuple[ActivityLine, ...]]

    def classes(self, result: SourceResult) -> tuple[ReportingClass, ...]:
        """Where a source stands: the classes of its result, else that of its kind."""
        return tuple(result.by_class) or self.kind_classes(result.source)

    def kind_classes(self, source: EmissionSource) -> tuple[ReportingClass, ...]:
        """The class that the kind of a source names; none when the kind is not known."""
        kind = self.kinds.get(source.kind)
        return () if kind is None else (kind.reporting_class,)

    def of(
        self, *wanted: ReportingClass, calculation: Calculation | None = None
    ) -> tuple[SourceResult, ...]:
        """The sources that stand in any of the classes, in the order of the form."""
        of = self.dossier.calculation if calculation is None else calculation
        return tuple(
            result
            for result in in_form_order(of.sources)
            if not result.source.excluded and not set(wanted).isdisjoint(self.classes(result))
        )

    def name(self, source: EmissionSource) -> str:
        """The name of a source, told apart from others of the same name."""
        return self.names.get(source.id, source.name_th)

    def unit_name(self, source: EmissionSource) -> str:
        """Column Facility: the unit, else the place, else the organisation."""
        return (
            (self.units.get(source.unit_id) if source.unit_id else None)
            or self.place(source)
            or self.dossier.organisation.name_th
        )

    def place(self, source: EmissionSource) -> str:
        """Where the source is: its own words, else the facility."""
        if source.place:
            return source.place
        return self.facilities.get(source.facility_id, "") if source.facility_id else ""

    def excluded(self) -> tuple[EmissionSource, ...]:
        """The sources left out of the inventory."""
        return tuple(source for source in self.all_sources() if source.excluded)

    def all_sources(self) -> tuple[EmissionSource, ...]:
        """Every source of the year, those with a result first known by the calculation."""
        known = {result.source.id: result.source for result in self.dossier.calculation.sources}
        return (*known.values(), *(s for s in self.dossier.sources if s.id not in known))


_LIST_NUMBER = re.compile(r"^\s*[0-9๐-๙]{1,3}(?:\.[0-9๐-๙]{1,2})*[.)]\s*(?=[^0-9๐-๙\s])")


def without_number(name: str) -> str:
    """A name without a list number of its own, for places where a number is put before it.

    >>> without_number("3. การใช้สารดับเพลิง"), without_number("3.1) ไฟฟ้า")
    ('การใช้สารดับเพลิง', 'ไฟฟ้า')
    >>> without_number("2.4-D"), without_number("91 ออกเทน"), without_number("3.")
    ('2.4-D', '91 ออกเทน', '3.')
    """
    return _LIST_NUMBER.sub("", name)


def frame(dossier: Dossier, wording: Wording, kinds: Mapping[str, SourceKind]) -> Frame:
    """The lookups of a dossier."""
    lines: dict[UUID, list[ActivityLine]] = defaultdict(list)
    for line in dossier.lines:
        lines[line.source_id].append(line)
    base = dossier.base_year.calculation.sources if dossier.base_year else ()
    sources = {
        source.id: source
        for source in (
            *(result.source for result in base),
            *dossier.sources,
            *(result.source for result in dossier.calculation.sources),
        )
    }
    units = {unit.id: unit.name_th for unit in dossier.units}
    facilities = {facility.id: facility.name_th for facility in dossier.facilities}
    return Frame(
        dossier=dossier,
        wording=wording,
        kinds=kinds,
        names=_distinct(tuple(sources.values()), units),
        units=units,
        facilities=facilities,
        lines={key: tuple(value) for key, value in lines.items()},
    )


def _distinct(sources: tuple[EmissionSource, ...], units: Mapping[UUID, str]) -> Mapping[UUID, str]:
    """Names that differ: with the unit where two are alike, then with the place or the code."""
    plain = {source.id: source.name_th for source in sources}
    with_unit = {
        source.id: _joined(source.name_th, units.get(source.unit_id, "") if source.unit_id else "")
        for source in sources
    }
    in_full = {
        source.id: _joined(
            with_unit[source.id],
            _joined(source.place or source.equipment, source.utility_account) or source.code,
        )
        for source in sources
    }
    names: dict[UUID, str] = {}
    for candidates in (plain, with_unit, in_full):
        counts = Counter(candidates.values())
        for key, name in candidates.items():
            if key not in names and counts[name] == 1:
                names[key] = name
    for source in sources:
        names.setdefault(source.id, f"{in_full[source.id]} [{source.code}]")
    return names


def _joined(first: str, second: str) -> str:
    return f"{first} – {second}" if first and second else first or second

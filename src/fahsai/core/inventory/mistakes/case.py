"""What the rules look at: the sources of one year with all that is known beside them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.mistakes.series import Series, series
from fahsai.core.thai.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from fahsai.core.factors.choice import FactorChoice
    from fahsai.core.factors.factor import Edition, EmissionFactor
    from fahsai.core.inventory.activity import ActivityLine, EmissionSource
    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.inventory.result import Calculation
    from fahsai.core.quantity.blends import BlendTable
    from fahsai.core.quantity.gases import GasTable
    from fahsai.core.quantity.gwp import GWPSet
    from fahsai.core.quantity.units import UnitTable


@dataclass(frozen=True, slots=True)
class Entry:
    """One source of the year, or one row of a file.

    ``subject`` is what a finding is said of (a source's code, ``sheet!cell``); ``label`` its name
    with the headings above it; ``now`` the year's series and ``then`` that of the year before;
    ``factors`` are the file's own factors [kg CO2e/unit] of what it counts in its total; ``proven``
    tells that every record names evidence.  A row that was not understood has no ``kind``.
    """

    subject: str
    label: str
    kind: SourceKind | None
    source: EmissionSource | None
    unit: str
    lines: tuple[ActivityLine, ...]
    now: Series | None
    then: Series | None
    factors: tuple[Decimal, ...] = ()
    choices: tuple[FactorChoice, ...] = ()

    @property
    def asked(self) -> frozenset[str]:
        """The activities whose published factors this entry may be counted with."""
        if self.kind is None:
            return frozenset()
        return frozenset(
            part
            for term in self.kind.terms
            if term.role == "direct"
            for name in term.activities
            for part in name.split("|")
        )

    @property
    def topped_up(self) -> bool:
        """Whether it is filled when it leaks (refrigerants, extinguishers), not every month."""
        return bool(self.species) and not self.species.startswith("CH4")

    @property
    def species(self) -> str:
        """The gas or blend that escapes, "" where none does."""
        if self.kind is None or self.kind.method != "gas_release":
            return ""
        stated = self.source.parameters.get("species", "") if self.source else ""
        return self.kind.species or stated


class Calibrated(NamedTuple):
    """One row of form section 7.3: errors in ``error_unit``; a utility calibrates its own.

    ``own`` tells that it stands in the form of the very year.
    """

    source: str
    device: str
    measured: Decimal | None
    allowed: Decimal | None
    error_unit: str
    by_utility: bool
    own: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """What was entered for the form: calibrations, the uses of its pictures, its meetings.

    ``pictures`` are the uses that have a picture; ``required`` those that the form has a place
    for and no program draws; ``meetings`` the numbers of the entries of section 11.1 and
    ``pictured`` those of them with a picture.
    """

    calibrations: tuple[Calibrated, ...] = ()
    pictures: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    pictured: frozenset[str] = frozenset()


class OtherTable(NamedTuple):
    """Another table of the same file, and the year it says it is of."""

    name: str
    period: Period


@dataclass(frozen=True, eq=False)
class Tables:
    """The reference tables that figures are looked up in; one is equal to itself only.

    ``published`` are the rows of all ``editions``, newest list first.
    """

    published: tuple[EmissionFactor, ...]
    editions: Mapping[str, Edition]
    gwp_sets: Mapping[str, GWPSet]
    units: UnitTable
    gases: GasTable
    blends: BlendTable

    def masses(self, species: str) -> Mapping[str, Decimal]:
        """The gases [kg] of a kilogram of what escapes; nothing of what no table knows."""
        if self.blends.get(species) is None and self.gases.get(species) is None:
            return {}
        return self.blends.expand(species, Decimal(1))

    @cached_property
    def by_activity(self) -> Mapping[str, tuple[EmissionFactor, ...]]:
        """The published rows by what they count."""
        return _grouped((row.activity, row) for row in self.published)

    @cached_property
    def by_unit(self) -> Mapping[str, tuple[EmissionFactor, ...]]:
        """The published rows by the unit that they are published for."""
        return _grouped((row.unit, row) for row in self.published)


def _grouped(
    named: Iterable[tuple[str, EmissionFactor]],
) -> Mapping[str, tuple[EmissionFactor, ...]]:
    found: dict[str, list[EmissionFactor]] = defaultdict(list)
    for name, row in named:
        found[name].append(row)
    return {name: tuple(rows) for name, rows in found.items()}


@dataclass(frozen=True, slots=True)
class Case:
    """One year of one organisation, or of one file.

    ``name`` is what a finding about the whole year is said of; ``form`` is None where no form
    belongs to the data (a file on its own); ``gwp_set`` is the code of the set that the year is
    calculated with, "" where nothing is calculated; ``gone`` are entries of the base year that are
    not among this year's; ``others`` are the other tables of a file, ``file_year`` [B.E.] what its
    name says; ``upstream`` tells that the fuel behind bought electricity is counted as well.
    """

    name: str
    period: Period
    report_date: date
    entries: tuple[Entry, ...]
    tables: Tables
    form: Form | None = None
    gwp_set: str = ""
    gone: tuple[Entry, ...] = ()
    others: tuple[OtherTable, ...] = ()
    file_year: int | None = None
    upstream: bool = False
    of_file: bool = False

    def could_use(self, edition: Edition) -> bool:
        """Whether a report of this year, made any day until the report date, could use a list.

        What somebody computed with the list of the day was right; only the comparison tells then
        that another list counts today.
        """
        ended = edition.usable_to is not None and edition.usable_to < self.period.last_day
        return edition.usable_from <= self.report_date and not ended


@dataclass(frozen=True, slots=True)
class Held:
    """The lines of two years by source."""

    now: Mapping[UUID, tuple[ActivityLine, ...]] = field(default_factory=dict)
    then: Mapping[UUID, tuple[ActivityLine, ...]] = field(default_factory=dict)


def entries(
    calculation: Calculation,
    kinds: Mapping[str, SourceKind],
    held: Held,
    before: Period | None,
    *,
    subjects: Mapping[UUID, tuple[str, str]] | None = None,
) -> Iterable[Entry]:
    """An entry for each source of a calculation.

    ``before`` is the period of the lines ``held.then``; ``subjects`` give another subject and
    label than the source's own, by its id.
    """
    for result in calculation.sources:
        source = result.source
        lines = held.now.get(source.id, ())
        subject, label = (subjects or {}).get(source.id, (source.code, source.name_th))
        yield entry(
            subject,
            label,
            kinds.get(source.kind),
            source,
            lines,
            series(lines, calculation.period),
            series(held.then.get(source.id, ()), before) if before else None,
            result.choices,
        )


def entry(
    subject: str,
    label: str,
    kind: SourceKind | None,
    source: EmissionSource | None,
    lines: tuple[ActivityLine, ...],
    now: Series | None,
    then: Series | None,
    choices: tuple[FactorChoice, ...] = (),
) -> Entry:
    """An entry with the unit and the factors that its lines say."""
    factors = tuple(
        dict.fromkeys(line.sheet_factor for line in lines if line.sheet_factor is not None)
    )
    unit = now.unit if now is not None else ""
    return Entry(subject, label, kind, source, unit, lines, now, then, factors, choices)

"""Calculate a stored year: the draft as it stands now, or what a submitted version froze."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.fingerprint import inputs_sha256
from fahsai.core.inventory.mistakes.answer import settled
from fahsai.core.inventory.part import findings_of, part_of
from fahsai.records.convert import line_value
from fahsai.records.events import record_event
from fahsai.records.models import ActivityRow, CalculationRow, ImportReceipt, Source, VersionLink
from fahsai.services.access import admit_part
from fahsai.services.importing.no_activity import missed_cells
from fahsai.services.inventories import settings_in_use, version_of_year
from fahsai.services.keeping.answers import answers_of
from fahsai.services.keeping.as_printed import as_counted, sources_in_year
from fahsai.services.keeping.calculations import (
    keep_calculation,
    load_calculation,
    stored_calculation,
)
from fahsai.services.keeping.consolidated import keep_consolidated
from fahsai.services.keeping.earlier import earlier_of
from fahsai.services.keeping.frozen import (
    CHUNK,
    current_lines,
    rows_of,
    sources_of,
)
from fahsai.services.keeping.known import Remembered, rows_state, state_of
from fahsai.services.keeping.own_factors import kept_factors
from fahsai.services.keeping.parts import own_imports, own_sources
from fahsai.services.keeping.standing import counted_in, recorded
from fahsai.services.noticing.of_year import Looked, mistakes_of_year
from fahsai.services.rules import rules_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.core.inventory.result import Calculation
    from fahsai.core.inventory.rules import Rules
    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.access import Part
    from fahsai.services.inventories import Settings, Version


REMEMBERED = 32
"""Years whose sources and totals a process keeps at hand."""


@dataclass(frozen=True, slots=True)
class YearResult:
    """A calculation of a version, as it is kept.

    ``part`` tells that it was narrowed to the sources of some units: the totals are theirs.
    """

    version: Version
    settings: Settings
    calculation_id: UUID
    calculation: Calculation
    findings: tuple[Finding, ...]
    part: bool = False


_KNOWN: Remembered[YearResult] = Remembered(REMEMBERED)
_UNREAD: Remembered[tuple[Finding, ...]] = Remembered(REMEMBERED)


def calculate_year(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    *,
    today: date,
    number: int | None = None,
    kind: PeriodKind | None = None,
    of_lines: bool = True,
) -> YearResult:
    """The result of a version of a year: the newest, or that of a number.

    ``kind`` tells a fiscal from a calendar year of the same number.  With ``of_lines`` False the
    results of single lines are left out (``SourceResult.lines`` is empty): whoever shows sources
    and totals only need not read them.

    A draft is computed from its current rows and kept (the same inputs are kept once); a
    submitted version answers what it froze, whatever the program computes today.  Who reaches
    some units only gets the sources that were theirs in that version, with the totals of those;
    what is kept is always the whole.

    Beside what the calculation says stand the mistakes that the rules see
    (:mod:`fahsai.core.inventory.mistakes`); a warning that somebody answered only informs.

    Raises:
        NotFoundError: nothing was entered for that year, or it has no such version.
    """
    part = admit_part(actor, organisation_id)
    version = version_of_year(actor, organisation_id, year_be, number=number, kind=kind)
    settings = settings_in_use(actor, version, today)
    state = state_of(version, settings)
    read: list[YearResult] = []

    def make() -> YearResult:
        if version.state is VersionState.SUBMITTED:
            calculation_id = frozen_calculations(version)[version.inventory_id]
        else:
            try:
                calculation_id = _calculate_draft(actor, version, settings, today)
            except IntegrityError:  # somebody else kept the same one at this moment
                calculation_id = _calculate_draft(actor, version, settings, today)
        read.append(kept_result(version, settings, calculation_id, of_lines=of_lines))
        return without_lines(read[0])

    result = replace(_KNOWN.get_or_make(state, make), version=version)
    if of_lines:
        result = read[0] if read else kept_result(version, settings, result.calculation_id)
    result = _narrowed(result, part)
    said = (*result.findings, *_mistakes(result))
    if version.state is not VersionState.SUBMITTED:
        imports = None if part.whole else own_imports(actor, organisation_id)
        receipts = (*rows_state(version, ImportReceipt), imports)
        said += _UNREAD.get_or_make(receipts, lambda: tuple(_unread(version, imports)))
    return replace(result, findings=settled(said, answers_of(version)))


def _mistakes(result: YearResult) -> tuple[Finding, ...]:
    """What the rules of mistakes say of a year: of a frozen one too, for they change no figure."""
    return mistakes_of_year(
        Looked(
            result.version,
            result.calculation_id,
            result.calculation,
            result.settings.report_date,
            upstream=result.settings.energy_upstream,
            whole=not result.part,
        )
    )


def without_lines(year: YearResult) -> YearResult:
    """A result of sources and totals only."""
    bare = tuple(one._replace(lines=()) for one in year.calculation.sources)
    return replace(year, calculation=replace(year.calculation, sources=bare))


def _narrowed(result: YearResult, part: Part) -> YearResult:
    """The result as the part sees it: its own sources, their sums, what was said of them.

    A source is the unit's whose it was in the version.
    """
    if part.whole:
        return result
    mine = own_sources(part, rows_of(result.version, Source))
    return replace(
        result,
        calculation=part_of(result.calculation, mine.keys),
        findings=findings_of(result.findings, mine.codes),
        part=True,
    )


def _unread(version: Version, imports: frozenset[UUID] | None) -> Iterable[Finding]:
    """``import.rejected_left`` for each layout whose newest file of the year was not all read.

    Totals, headings and remarks are no part of the year: nobody misses them.  Of some imports only
    where they are given.
    """
    seen: set[str] = set()
    kept = ImportReceipt.rows.of(version.organisation_id).order_by("-created_at", "-id")
    for row in kept:
        if imports is not None and row.id not in imports:
            continue
        if version.year_be not in row.receipt["years"] or row.layout in seen:
            continue
        seen.add(row.layout)
        rejected = missed_cells(row.receipt)
        if rejected:
            yield finding(
                "import.rejected_left",
                Level.WARNING,
                version.name,
                file=row.file_name,
                count=str(len(rejected)),
                first=f"{rejected[0]['sheet']}!{rejected[0]['cell']}",
            )


def kept_result(
    version: Version,
    settings: Settings,
    calculation_id: UUID,
    named_by: Version | None = None,
    *,
    of_lines: bool = True,
) -> YearResult:
    """A calculation that is kept, as the result of a version.

    The name, place and unit of a source move no figure, so one calculation outlives them: they
    are read from the rows of the version ``named_by`` (the version itself when None).
    """
    calculation, findings = load_calculation(
        version.organisation_id, calculation_id, of_lines=of_lines
    )
    settings = replace(settings, report_date=calculation.report_date)
    sources = {one.id: one for one in sources_of(named_by or version)}
    named = tuple(
        result._replace(
            source=as_counted(result, sources.get(result.source.id, result.source), version.year_be)
        )
        for result in calculation.sources
    )
    calculation = replace(calculation, sources=named)
    return YearResult(version, settings, calculation_id, calculation, findings)


def frozen_calculations(version: Version) -> Mapping[UUID, UUID]:
    """The calculations that a submitted version froze, by inventory: its own and its base year's.

    A draft has frozen none.
    """
    owner = version.organisation_id
    table = CalculationRow._meta.db_table  # noqa: SLF001 - Django's way to a table's name
    links = VersionLink.rows.of(owner).filter(version_id=version.id, table_name=table)
    ids = list(links.values_list("row_id", flat=True))
    rows = CalculationRow.rows.of(owner).filter(id__in=ids)
    return {row.inventory_id: row.id for row in rows}


@transaction.atomic
def _calculate_draft(actor: Actor, version: Version, settings: Settings, today: date) -> UUID:
    owner = version.organisation_id
    rules = rules_for(settings.factor_set, energy_upstream=settings.energy_upstream)
    rules = rules.with_own(kept_factors(owner))
    data = InventoryInput(
        version.period,
        settings.report_date,
        sources_in_year(version),
        lines_of(version),
    )
    data = _without_strangers(data, owner)
    data = replace(data, earlier=earlier_of(version, data.sources))
    sha256 = inputs_sha256(data, rules)
    known = stored_calculation(owner, version.inventory_id, sha256)
    if known is None and version.settings is None and settings.report_date == today:
        known = _of_an_earlier_day(version, data, rules)
    if known is not None:
        return keep_consolidated(actor.id, version, known.id, settings.approach)
    calculation, findings = calculate(data, rules)
    calculation_id = keep_calculation(
        owner,
        version.inventory_id,
        replace(calculation, sha256=sha256),
        findings,
    )
    record_event(
        organisation_id=owner,
        actor_id=actor.id,
        verb="inventory.calculated",
        object_type="calculation",
        object_id=calculation_id,
        payload={"version": str(version.id), "sha256": sha256},
    )
    return keep_consolidated(actor.id, version, calculation_id, settings.approach)


def _of_an_earlier_day(
    version: Version, data: InventoryInput, rules: Rules
) -> CalculationRow | None:
    """The last calculation, if only the day is another.

    Where nobody has said when the report is dated, it is dated by its first calculation: that a
    day went by changes no figure, and what was made yesterday is not out of date.
    """
    rows = CalculationRow.rows.of(version.organisation_id).filter(
        inventory_id=version.inventory_id, factor_set=rules.factor_set.code
    )
    last = rows.order_by("created_at").last()
    if last is None:
        return None
    as_then = replace(data, report_date=last.report_date)
    return stored_calculation(
        version.organisation_id, version.inventory_id, inputs_sha256(as_then, rules)
    )


def lines_of(version: Version) -> tuple[ActivityLine, ...]:
    """The activity lines that touch a version's period, in a fixed order."""
    rows = current_lines(version).order_by("source_key", "period_start", "id")
    return tuple(line_value(row) for row in rows)


def lines_of_calculation(result: YearResult) -> tuple[ActivityLine, ...]:
    """The activity lines a calculation rests on, whatever has superseded them since.

    Of a source without a result (a draft's only) they are those that the year has now.
    """
    sources = result.calculation.sources
    ids = [line_id for one in sources for line in one.lines for line_id in line.line_ids]
    rows = ActivityRow.rows.of(result.version.organisation_id)
    found: list[ActivityRow] = []
    for start in range(0, len(ids), CHUNK):
        found.extend(rows.filter(id__in=ids[start : start + CHUNK]))
    failed = [one.source.id for one in sources if not one.complete and not one.lines]
    if failed:
        found.extend(current_lines(result.version).filter(source_key__in=failed))
    found.sort(key=lambda row: (str(row.source_key), row.period_start, str(row.id)))
    return tuple(line_value(row) for row in found)


def _without_strangers(data: InventoryInput, organisation_id: UUID) -> InventoryInput:
    """Set apart the sources that had nothing to do with this year.

    One with records in other years only stands under ``elsewhere``.
    """
    known = recorded(organisation_id, data.period)
    standing = [(one, counted_in(one, data.period, known)) for one in data.sources]
    return replace(
        data,
        sources=tuple(one for one, counted in standing if counted),
        elsewhere=tuple(one for one, counted in standing if counted is None),
    )

"""The rows of a filled TCFO_R_01 under our factors, and which of them stay as they are stated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import canonical
from fahsai.core.reports.tcfo_r_01.row_kinds import UPSTREAM
from fahsai.records.convert import source_value
from fahsai.records.models import Source
from fahsai.services.calculate_file import Factors, file_year, source_rows, spreadsheet_number
from fahsai.services.importing.form import FormTaken, stated_kg, taken
from fahsai.services.importing.read import source_id
from fahsai.services.keeping.own_factors import kept_factors
from fahsai.services.noticing.of_file import Table
from fahsai.services.rules import rules_for
from fahsai.services.sheets.biogenic_doubles import TWIN
from fahsai.services.sheets.years import row_source, sheet_years

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.rules import Rules
    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.services.calculate_file import FileLine, FileYear
    from fahsai.services.importing.form_year import YearOfForm
    from fahsai.services.inventories import Settings
    from fahsai.services.sheets.years import RowSource


@dataclass(frozen=True, slots=True)
class FormRows:
    """The year of a form: how it is taken, and what it comes to under our factors.

    ``upstream`` tells that it has the upstream of bought electricity in rows of its own.
    """

    form: FormTaken
    made: FileYear
    findings: tuple[Finding, ...]
    upstream: bool


def form_rows(
    organisation_id: UUID, book: ActivityBook, year: YearOfForm, settings: Settings
) -> FormRows:
    """The rows, each recalculated or kept as stated.

    A row is kept as stated where its words tell no source, where its source has no result, and
    where it stands apart without the row that it belongs to.  What a person settled about a
    source since holds.

    Findings: those of the rows, and ``base_year.row_as_stated`` for each that is kept.

    Args:
        organisation_id: for whom.
        book: the form.
        year: its sheet and year.
        settings: how the year is computed.
    """
    lists = _rules(organisation_id, settings).factor_set.editions
    form = FormTaken(year.sheet.name, year.period, editions=frozenset(one.code for one in lists))
    while True:
        rows, made, upstream = _calculated(organisation_id, book, form, settings)
        more = {
            row.row.cell
            for row, line in zip(rows, made.lines, strict=True)
            if _stays(row, line) and row.row.cell not in form.stated
        }
        more &= {row.label_cell for row in year.sheet.rows if stated_kg(row)}
        if not more:
            break
        form = form._replace(stated=form.stated | more)
    kept = (*_kept(year, form), *(one for one in made.findings if one.code not in OF_STORED))
    return FormRows(form, made, kept, upstream)


OF_STORED = frozenset({"source.as_stated", "source.no_lines"})
"""What the year itself says later, source by source."""


def _rules(organisation_id: UUID, settings: Settings, *, upstream: bool = False) -> Rules:
    rules = rules_for(settings.factor_set, energy_upstream=upstream)
    return rules.with_own(kept_factors(organisation_id))


def _calculated(
    organisation_id: UUID, book: ActivityBook, form: FormTaken, settings: Settings
) -> tuple[tuple[RowSource, ...], FileYear, bool]:
    """The rows, what they come to, and whether upstream electricity has rows of its own."""
    of_form = taken(book, form)
    assert of_form is not None  # noqa: S101 - there is a book
    (year,) = sheet_years(of_form)
    stored = _stored(organisation_id)
    read = []
    for row in year.rows:
        made, said = row_source(year, row, {}, form.editions)
        read.append((_settled(made, organisation_id, stored), said))
    rows, said_of_rows = source_rows(read)
    upstream = any(row.source is not None and row.source.kind == UPSTREAM for row in rows)
    rules = _rules(organisation_id, settings, upstream=settings.energy_upstream and not upstream)
    table = Table(year, rows)
    made_year = file_year(table, said_of_rows, rules, settings.report_date, Factors.EDITION)
    return rows, made_year, upstream


def _stored(organisation_id: UUID) -> Mapping[UUID, EmissionSource]:
    rows = Source.rows.of(organisation_id).current()
    return {row.key: source_value(row) for row in rows}


def _settled(
    row: RowSource, organisation_id: UUID, stored: Mapping[UUID, EmissionSource]
) -> RowSource:
    """The row with what is settled about its source, where that is still of the same kind."""
    if row.source is None:
        return row
    known = stored.get(source_id(organisation_id, row.source.id))
    if known is None or known.kind != row.source.kind:
        return row
    return row._replace(source=replace(known, id=row.source.id, code=row.source.code))


def _stays(row: RowSource, line: FileLine) -> bool:
    """Whether the row cannot be calculated anew."""
    if row.refusal == TWIN:
        return False
    if row.source is None or line.result is None or not line.result.complete:
        return True
    # Of the separate section, without the row of its fuel: what it counts is not in any scope.
    return not row.row.counted and bool(line.result.total_kg)


def _kept(year: YearOfForm, form: FormTaken) -> Iterator[Finding]:
    for row in year.sheet.rows:
        kg = stated_kg(row)
        if row.label_cell in form.stated and kg is not None:
            yield finding(
                "base_year.row_as_stated",
                Level.WARNING,
                f"{year.sheet.name}!{row.label_cell}",
                label=row.label,
                kg=canonical(spreadsheet_number(kg)),
            )

"""The rows of a filled TCFO_R_01 under our factors, and which of them stay as they are stated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid5

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import canonical
from fahsai.core.reports.source_names import read_name
from fahsai.core.reports.tcfo_r_01.row_kinds import UPSTREAM
from fahsai.gateways.workbooks.book import TCFO_R_01
from fahsai.records.convert import source_value
from fahsai.records.models import ActivityRow, OrgUnit, Source
from fahsai.services.calculate_file import Factors, file_year, source_rows, spreadsheet_number
from fahsai.services.importing.form import FormTaken, Place, stated_kg, taken
from fahsai.services.importing.form_carried import carried
from fahsai.services.importing.form_match import FormMatches, Known, form_matches
from fahsai.services.importing.read import source_id
from fahsai.services.keeping.as_printed import as_entered, in_year
from fahsai.services.keeping.own_factors import kept_factors
from fahsai.services.noticing.of_file import Table
from fahsai.services.rules import rules_for
from fahsai.services.sheets.biogenic_doubles import TWIN
from fahsai.services.sheets.years import SHEET_IDS, row_source, sheet_years

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.rules import Rules
    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.services.calculate_file import FileLine, FileYear
    from fahsai.services.importing.form_year import YearOfForm
    from fahsai.services.inventories import Settings
    from fahsai.services.sheets.years import RowSource, SheetYear


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

    A row is that of a stored source where it has its kind and name.  It is kept as stated where
    its words tell no source, where its source has no result, and where it stands apart without
    the row that it belongs to.  What a person settled about a source since holds.

    Findings: those of the rows, those of
    :func:`~fahsai.services.importing.form_match.form_matches`, and ``base_year.row_as_stated``
    for each row that is kept.

    Args:
        organisation_id: for whom.
        book: the form.
        year: its sheet and year.
        settings: how the year is computed.
    """
    lists = _rules(organisation_id, settings).factor_set.editions
    form = FormTaken(year.sheet.name, year.period, editions=frozenset(one.code for one in lists))
    known = _known(organisation_id, book, form)
    matched = form_matches(source_rows(_read(book, form)[1])[0], known)
    form = form._replace(places=_places(year, known))
    while True:
        rows, made, upstream, joined = _calculated(organisation_id, book, form, settings, matched)
        more = {
            row.row.cell
            for row, line in zip(rows, made.lines, strict=True)
            if _stays(row, line) and row.row.cell not in form.stated
        }
        more &= {row.label_cell for row in year.sheet.rows if stated_kg(row)}
        if not more:
            break
        form = form._replace(stated=form.stated | more)
    form = form._replace(joined=joined)
    of_rows = (one for one in made.findings if one.code not in OF_STORED)
    kept = (*matched.findings, *_kept(year, form), *of_rows)
    return FormRows(form, made, kept, upstream)


OF_STORED = frozenset({"source.as_stated", "source.no_lines"})
"""What the year itself says later, source by source."""


def _rules(organisation_id: UUID, settings: Settings, *, upstream: bool = False) -> Rules:
    rules = rules_for(settings.factor_set, energy_upstream=upstream)
    return rules.with_own(kept_factors(organisation_id))


Read = list[tuple["RowSource", tuple[Finding, ...]]]


def _read(book: ActivityBook, form: FormTaken) -> tuple[SheetYear, Read]:
    """The year of the form as it is taken, and what the words of its rows tell."""
    of_form = taken(book, form)
    assert of_form is not None  # noqa: S101 - there is a book
    (year,) = sheet_years(of_form)
    return year, [row_source(year, row, {}, form.editions) for row in year.rows]


def _known(organisation_id: UUID, book: ActivityBook, form: FormTaken) -> Known:
    """What the organisation has, to which the rows may refer."""
    year, _ = _read(book, form)
    units = OrgUnit.rows.of(organisation_id).current().order_by("code")
    lines = ActivityRow.rows.of(organisation_id).current().filter(layout=TCFO_R_01)
    of_year = lines.filter(period_start=form.period.start, period_end=form.period.end)
    rows = of_year.values_list("row_key", "source_key")
    stored = _stored(organisation_id)
    own = {
        row.cell: source_id(organisation_id, uuid5(SHEET_IDS, f"{year.layout}|{row.key}"))
        for row in year.rows
    }
    others = ActivityRow.rows.of(organisation_id).current().exclude(layout=TCFO_R_01)
    of_more = set(others.filter(source_key__in=own.values()).values_list("source_key", flat=True))
    of_more |= {key for key, one in stored.items() if as_entered(one) is not one}
    return Known(
        sources=tuple(stored.values()),
        units={unit.name_th: unit.key for unit in reversed(units) if unit.name_th},
        made={cell: key for cell, key in own.items() if key not in of_more},
        standing={key: source for key, source in rows if key is not None},
    )


def _places(year: YearOfForm, known: Known) -> dict[str, Place]:
    """What the rows are called that become new sources, by the cell of each."""
    found = {}
    for row in year.sheet.rows:
        read = read_name(row.label, known.units)
        if read.unit:
            found[row.label_cell] = Place(read.name, known.units[read.unit])
    return found


def _calculated(
    organisation_id: UUID,
    book: ActivityBook,
    form: FormTaken,
    settings: Settings,
    matched: FormMatches,
) -> tuple[tuple[RowSource, ...], FileYear, bool, Mapping[str, EmissionSource]]:
    """The rows, what they come to, whether upstream electricity has rows of its own.

    And the stored sources that rows are, as they are kept.
    """
    year, read = _read(book, form)
    plain, said_of_rows = source_rows(read)
    upstream = any(row.source is not None and row.source.kind == UPSTREAM for row in plain)
    rules = _rules(organisation_id, settings, upstream=settings.energy_upstream and not upstream)
    stored = _stored(organisation_id)
    joined = {}
    rows = []
    for row in plain:
        source = matched.sources.get(row.row.cell)
        if source is None or row.source is None:
            rows.append(_settled(row, organisation_id, stored))
            continue
        kept = carried(row, source, form.period, settings.report_date, rules)
        joined[row.row.cell] = kept
        of_year = in_year(kept, form.period.year_be)
        named = replace(of_year, id=row.source.id, code=row.source.code, excluded=False)
        rows.append(row._replace(source=named))
    table = Table(year, tuple(rows))
    made_year = file_year(table, said_of_rows, rules, settings.report_date, Factors.EDITION)
    return tuple(rows), made_year, upstream, joined


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

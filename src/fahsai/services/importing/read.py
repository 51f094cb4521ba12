"""What a workbook brings, row by row, with the ids that it has in one organisation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from fahsai.core.finding import Finding, Level, finding
from fahsai.gateways.workbooks.book import TABLE, TEMPLATE
from fahsai.gateways.workbooks.office.values import BASE, CURRENT
from fahsai.records.ids import new_id
from fahsai.services.importing.form import editions_of, named_by_form, owned_by_form
from fahsai.services.importing.tables import Lost, TableRows
from fahsai.services.sheets.biogenic_doubles import without_twins
from fahsai.services.sheets.template_years import CheckedSource, template_lines, template_sources
from fahsai.services.sheets.years import RowSource, SheetYear, row_source, sheet_years

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fahsai.core.inventory.activity import ActivityLine, EmissionSource
    from fahsai.core.thai.period import Period
    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.services.importing.form import FormTaken
    from fahsai.services.importing.house import House

YEAR_UNKNOWN = "year-unknown"
BASE_SAME_YEAR = "base-same-year"
NO_QUANTITY = "no-quantity"
"""Why a row is refused although its words are understood."""

ANY_YEAR = 2500
"""Stands for the year of a sheet that names none, to read its amounts for the receipt."""


@dataclass(frozen=True, slots=True)
class ReadYear:
    """One table of the file; rows that cannot be stored have no source and say why.

    ``period`` is None where nobody knows the year: then every row is refused, as it is where
    ``doubled`` tells that another table of the file reports the same year.  A table of any kind
    ``covers`` some days of its year: of others it says nothing; ``partial`` tells that it is no
    whole list even of those, ``lost`` what of it was refused, ``table`` which of the file it is.
    """

    year: SheetYear
    period: Period | None
    rows: tuple[RowSource, ...]
    doubled: bool = False
    covers: Period | None = None
    partial: bool = False
    lost: tuple[Lost, ...] = ()
    table: int = 0


@dataclass(frozen=True, slots=True)
class ReadBook:
    """The tables of a file; ``sources`` are those of a template, whether they have rows or not.

    ``joined`` are the stored sources that rows of a filled form are, or sources of a template that
    a form made before.
    """

    book: ActivityBook
    years: tuple[ReadYear, ...]
    sources: Mapping[str, EmissionSource]
    joined: frozenset[UUID] = frozenset()

    @property
    def dated(self) -> tuple[ReadYear, ...]:
        """The tables that stand for what the records hold of a year."""
        return tuple(year for year in self.years if year.period is not None and not year.doubled)


def read_book(
    book: ActivityBook,
    organisation_id: UUID,
    year_be: int | None,
    house: House | None = None,
    answers: Mapping[str, str] | None = None,
    form: FormTaken | None = None,
) -> tuple[ReadBook, tuple[Finding, ...]]:
    """The years of the file with the source ids of this organisation.

    Args:
        book: the file.
        organisation_id: whose sources.
        year_be: the Buddhist year of a sheet that names none.
        house: what the organisation has, for a table of any kind.
        answers: whose the words of such a table are, as a person said.
        form: how a filled TCFO_R_01 is taken as a year, where it is: of which lists a factor is
            taken over that it names for a row, and which stored sources its rows are.

    Findings: those of recognition and of units, ``sheet.biogenic_twin``,
    ``import.kind_unknown`` and the like of a template, ``import.base_same_year``,
    ``table.source_new``, ``table.source_ask``, ``table.part_unknown``, ``table.rows_alike``.
    """
    findings: list[Finding] = []
    years = [
        *_table_years(book, organisation_id, house, answers or {}, findings),
        *_office_years(book, organisation_id, year_be, form, findings),
        *_template_years(book, organisation_id, findings),
    ]
    years = _without_base_of_same_year(years, findings)
    sources: Mapping[str, EmissionSource] = {}
    if book.template is not None:
        checked = template_sources(book.template)
        findings.extend(item for one in checked.values() for item in one.findings)
        sources = _sources(checked, organisation_id)
    joined = frozenset(one.id for one in form.joined.values()) if form is not None else frozenset()
    return ReadBook(book, tuple(years), sources, joined), once(findings)


def once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings without repetitions, in their order."""
    said = {(one.code, one.subject, *sorted(one.data.items())): one for one in findings}
    return tuple(said.values())


def _office_years(
    book: ActivityBook,
    organisation_id: UUID,
    year_be: int | None,
    form: FormTaken | None,
    findings: list[Finding],
) -> Iterable[ReadYear]:
    dated = sheet_years(book, year_be)
    editions = editions_of(form)
    for year, shown in zip(dated, sheet_years(book, year_be or ANY_YEAR), strict=True):
        if year.period is None:
            rows = [RowSource(row, None, (), YEAR_UNKNOWN) for row in shown.rows]
            yield ReadYear(shown, None, tuple(rows))
            continue
        made = []
        for row in year.rows:
            source, said = row_source(year, row, {}, editions)
            made.append(_explained(source, book.file_name))
            findings.extend(said)
        kept, twins = without_twins(made)
        findings.extend(twins)
        rows = [_with_quantity(_of_form(row, organisation_id, form)) for row in kept]
        yield ReadYear(year, year.period, tuple(rows))


def _of_form(row: RowSource, organisation_id: UUID, form: FormTaken | None) -> RowSource:
    """A row of a filled form as that of a stored source, else of one of its own."""
    stored = owned_by_form(row, form)
    return stored or named_by_form(_owned(row, organisation_id), form)


def _explained(row: RowSource, name: str) -> RowSource:
    """A factor that the file names is chosen because the file names it."""
    if row.source is None or not row.source.factor_keys:
        return row
    return row._replace(source=replace(row.source, choice_reason=name))


def _table_years(
    book: ActivityBook,
    organisation_id: UUID,
    house: House | None,
    answers: Mapping[str, str],
    findings: list[Finding],
) -> Iterable[ReadYear]:
    if house is None or not book.tables:
        return
    tables = TableRows(book, organisation_id, house, answers)
    for one in tables.years():
        yield ReadYear(
            one.year,
            one.year.period,
            one.rows,
            doubled=not one.dated,
            covers=one.covers,
            partial=one.partial,
            lost=one.lost,
            table=one.number,
        )
    findings.extend(tables.findings)


def _template_years(
    book: ActivityBook, organisation_id: UUID, findings: list[Finding]
) -> Iterable[ReadYear]:
    for year, rows in template_lines(book):
        findings.extend(item for _, said in rows for item in said)
        owned = tuple(_owned(row, organisation_id) for row, _ in rows)
        yield ReadYear(year, year.period, owned)


def _with_quantity(row: RowSource) -> RowSource:
    """A row that prints emissions but no quantities holds no activity."""
    if row.source is None or row.lines:
        return row
    return row._replace(source=None, refusal=NO_QUANTITY)


def _without_base_of_same_year(
    years: Sequence[ReadYear], findings: list[Finding]
) -> list[ReadYear]:
    """Refuse a base-year table of the very year that another table reports: it would double it."""
    reported = {year.period for year in years if year.year.role == CURRENT}
    kept = []
    for year in years:
        if year.year.role != BASE or year.period is None or year.period not in reported:
            kept.append(year)
            continue
        findings.append(
            finding(
                "import.base_same_year",
                Level.WARNING,
                year.year.sheet,
                year=str(year.period.year_be),
                rows=str(len(year.rows)),
            )
        )
        refused = (row._replace(source=None, lines=(), refusal=BASE_SAME_YEAR) for row in year.rows)
        kept.append(replace(year, rows=tuple(refused), doubled=True))
    return kept


def source_id(organisation_id: UUID, id_in_file: UUID) -> UUID:
    """The lasting identity that a source of a file has in an organisation."""
    return uuid5(organisation_id, str(id_in_file))


def _owned(row: RowSource, organisation_id: UUID) -> RowSource:
    """The same row with the ids that its source and lines have in this organisation."""
    if row.source is None:
        return row
    key = source_id(organisation_id, row.source.id)
    code = f"R{row.row.number:02}" if "!" in row.source.code else row.source.code
    return row._replace(
        source=replace(row.source, id=key, code=code),
        lines=tuple([line._replace(id=new_id(), source_id=key) for line in row.lines]),
    )


def _sources(
    checked: Mapping[str, CheckedSource], organisation_id: UUID
) -> Mapping[str, EmissionSource]:
    return {
        code: replace(one.source, id=source_id(organisation_id, one.source.id))
        for code, one in checked.items()
        if one.source is not None
    }


def stored_lines(row: RowSource) -> tuple[ActivityLine, ...]:
    """The lines of a row, one a period: a month that stands in two columns is read once."""
    if len(row.lines) == 1:
        return row.lines
    lines: dict[Period, ActivityLine] = {}
    for line in row.lines:
        lines.setdefault(line.period, line)
    return tuple(lines.values())


def is_table(read: ReadBook) -> bool:
    """Whether the file is a table of any kind, which a mapping explains."""
    return read.book.layout == TABLE


def is_template(read: ReadBook) -> bool:
    """Whether the file is our own template."""
    return read.book.layout == TEMPLATE

"""One sheet of a filled TCFO_R_01 as a whole year: what cannot be calculated anew stays stated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.inventory.activity import EmissionSource
from fahsai.core.quantity.exact import EXACT, canonical
from fahsai.core.reports.row_kind import COUNTED_PART, RowKind, written
from fahsai.core.thai.period import Period
from fahsai.gateways.workbooks.office.values import CURRENT, CellCount
from fahsai.records.ids import new_id

if TYPE_CHECKING:
    from fahsai.gateways.workbooks.annual.values import AnnualRow, AnnualSheet
    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.services.sheets.years import RowSource

ONE, THOUSAND = Decimal(1), Decimal(1000)
CO2E = "kgCO2e"
"""How the form writes the unit of a figure that is CO2e already."""


class Place(NamedTuple):
    """What a row that becomes a new source is called, and the unit that stood behind its name."""

    name: str
    unit_id: UUID | None = None


class FormTaken(NamedTuple):
    """Which sheet of the form is taken, as which year.

    ``stated`` are the rows, by the cell of their label, whose own figure is kept because nothing
    can be calculated from their words.  The factor that the form names for a row is taken over
    where its list is one of ``editions``.  By the same cells, ``joined`` are the stored sources
    that rows are, as they are kept afterwards, and ``places`` what the others are called.
    """

    sheet: str
    period: Period
    stated: frozenset[str] = frozenset()
    editions: frozenset[str] = frozenset()
    joined: Mapping[str, EmissionSource] = MappingProxyType({})
    places: Mapping[str, Place] = MappingProxyType({})


def taken(book: ActivityBook | None, form: FormTaken | None) -> ActivityBook | None:
    """The book with that sheet alone, dated, each row resting on the file itself.

    As it is where no sheet of a form is asked for.
    """
    if book is None or form is None:
        return book
    sheets = tuple(_taken(one, form) for one in book.annuals if one.name == form.sheet)
    return replace(book, annuals=sheets, evidence=(book.file_name,))


def editions_of(form: FormTaken | None) -> frozenset[str]:
    """The lists of which a factor that the file names is taken over."""
    return frozenset() if form is None else form.editions


def owned_by_form(row: RowSource, form: FormTaken | None) -> RowSource | None:
    """The row as that of the stored source that it is; None where it is of none."""
    if form is None or row.source is None:
        return None
    source = form.joined.get(row.row.cell)
    if source is None:
        return None
    return row._replace(
        source=source,
        lines=tuple([one._replace(id=new_id(), source_id=source.id) for one in row.lines]),
    )


def named_by_form(row: RowSource, form: FormTaken | None) -> RowSource:
    """The row, its source called as the form means it where it becomes a new one."""
    place = None if form is None else form.places.get(row.row.cell)
    if row.source is None or place is None:
        return row
    return row._replace(source=replace(row.source, name_th=place.name, unit_id=place.unit_id))


def _taken(sheet: AnnualSheet, form: FormTaken) -> AnnualSheet:
    rows = tuple(_as_stated(row) if row.label_cell in form.stated else row for row in sheet.rows)
    # A figure that stands without a quantity is a cell more that is read, and stored.
    more = sum(row.quantity is None and row.label_cell in form.stated for row in sheet.rows)
    count = sheet.count
    return replace(
        sheet,
        role=CURRENT,
        period=form.period,
        year_be=form.period.year_be,
        rows=rows,
        count=CellCount(count.read + more, count.stored + more, count.rejected, count.blank),
    )


def stated_kg(row: AnnualRow) -> Decimal | None:
    """What the form states of a row [kg CO2e]: what it prints, else its quantity x its factor."""
    if row.value is not None or row.quantity is None or row.factor is None:
        return row.value
    return EXACT.multiply(row.quantity, row.factor)


def _as_stated(row: AnnualRow) -> AnnualRow:
    """The row as a figure in CO2e: its activity is what the form states."""
    kg = stated_kg(row)
    if kg is None:
        return row
    kind = f"stated.scope{row.scope}" if row.scope and not row.separate else "stated.separate"
    return replace(
        row,
        unit_text=CO2E,
        raw=canonical(EXACT.divide(kg, THOUSAND)),
        quantity=kg,
        quantity_cell=row.value_cell,
        factor=ONE,
        kind=written(RowKind(kind, COUNTED_PART)),
    )

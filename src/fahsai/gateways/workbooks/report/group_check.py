"""What the sheets of a group must agree on: entities that are listed, one share a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from fahsai.core.finding import Finding, Level
from fahsai.core.inventory.group import Belonging, Holding, holding_findings
from fahsai.gateways.workbooks.report.cells import cell_finding
from fahsai.gateways.workbooks.report.group_sheets import ENTITIES, HOLDINGS, LINKS
from fahsai.gateways.workbooks.report.sheets import UNITS, sheet_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fahsai.gateways.workbooks.report.book import HeldEntry
    from fahsai.gateways.workbooks.report.table import Placed, TableRead

NOBODY = UUID(int=0)
"""The id of rows that are no records yet."""


def check_group(
    reads: Mapping[str, TableRead],
) -> tuple[dict[str, TableRead], tuple[Finding, ...]]:
    """The rows of the sheets of a group that agree with each other.

    Findings: ``report.entity_unknown`` and ``report.unit_unknown`` for what no sheet lists;
    ``report.duplicate`` for a second entity of one unit or source;
    ``report.buys_from_itself`` for a source whose seller is its own entity; those of
    :func:`~fahsai.core.inventory.group.holding_findings`, of which an error takes all rows of
    that entity out.
    """
    kept = dict(reads)
    found: list[Finding] = []
    for key in (HOLDINGS.key, LINKS.key):
        kept[key] = _of_known_entities(kept, key, found)
    kept[LINKS.key] = _of_known_units(kept, found)
    kept[LINKS.key] = _said_once(kept[LINKS.key], found)
    kept[LINKS.key] = _of_other_sellers(kept[LINKS.key], found)
    kept[HOLDINGS.key] = _without_overlap(kept[HOLDINGS.key], found)
    return kept, tuple(found)


def held_until(last_day: date | None) -> date | None:
    """The day after the last one; None while it lasts, as after the last day there is.

    >>> held_until(date(2022, 9, 30)), held_until(None), held_until(date.max)
    (datetime.date(2022, 10, 1), None, None)
    """
    if last_day is None or last_day == date.max:
        return None
    return last_day + timedelta(days=1)


def _of_known_entities(reads: Mapping[str, TableRead], key: str, found: list[Finding]) -> TableRead:
    known = {item.entry.code for item in reads[ENTITIES.key].placed} | {""}
    read = reads[key]
    kept = []
    for item in read.placed:
        if item.entry.entity_code in known:
            kept.append(item)
        else:
            found.append(_entity_unknown(read, item))
    return replace(read, placed=tuple(kept))


def _of_known_units(reads: Mapping[str, TableRead], found: list[Finding]) -> TableRead:
    """Units are listed by the workbook; the sources are known to the records alone."""
    known = {item.entry.code for item in reads[UNITS.key].placed}
    read = reads[LINKS.key]
    kept = []
    for item in read.placed:
        if item.entry.belonging is not Belonging.UNIT or item.entry.subject_code in known:
            kept.append(item)
        else:
            found.append(unit_unknown(read, item, "subject_code"))
    return replace(read, placed=tuple(kept))


def _said_once(read: TableRead, found: list[Finding]) -> TableRead:
    first: dict[tuple[Belonging, str], int] = {}
    kept = []
    for item in read.placed:
        what = (item.entry.belonging, item.entry.subject_code)
        if what not in first:
            first[what] = item.row
            kept.append(item)
            continue
        found.append(read.twice(item, "subject_code", first[what]))
    return replace(read, placed=tuple(kept))


def _of_other_sellers(read: TableRead, found: list[Finding]) -> TableRead:
    """Who owns a source here sells it nothing; whose it is by its unit the records know."""
    owners = {
        item.entry.subject_code: item.entry.entity_code
        for item in read.placed
        if item.entry.belonging is Belonging.SOURCE
    }
    kept = []
    for item in read.placed:
        source, seller = item.entry.subject_code, item.entry.entity_code
        bought = item.entry.belonging is Belonging.BOUGHT
        if not bought or source not in owners or owners[source] != seller:
            kept.append(item)
            continue
        place = read.place(item.row, "entity_code")
        found.append(cell_finding("report.buys_from_itself", Level.ERROR, place, source=source))
    return replace(read, placed=tuple(kept))


def _without_overlap(read: TableRead, found: list[Finding]) -> TableRead:
    refused = set()
    codes = dict.fromkeys(item.entry.entity_code for item in read.placed)
    for code in codes:
        entries = (item.entry for item in read.placed if item.entry.entity_code == code)
        said = holding_findings(code, tuple(_values(entries)))
        found.extend(said)
        if any(one.level is Level.ERROR for one in said):
            refused.add(code)
    return replace(
        read, placed=tuple(one for one in read.placed if one.entry.entity_code not in refused)
    )


def _values(entries: Iterable[HeldEntry]) -> Iterable[Holding]:
    for one in entries:
        yield Holding(
            NOBODY,
            NOBODY,
            one.start,
            held_until(one.last_day),
            one.relation,
            one.equity_percent,
            one.financial,
            one.operational,
            one.basis,
        )


def _entity_unknown(read: TableRead, item: Placed) -> Finding:
    place = read.place(item.row, "entity_code")
    value, sheet = item.entry.entity_code, sheet_title(ENTITIES.key)
    return cell_finding("report.entity_unknown", Level.ERROR, place, value=value, sheet=sheet)


def unit_unknown(read: TableRead, item: Placed, column: str) -> Finding:
    """``report.unit_unknown``: the column of a row names a unit that no sheet lists."""
    place = read.place(item.row, column)
    value, sheet = getattr(item.entry, column), sheet_title(UNITS.key)
    return cell_finding("report.unit_unknown", Level.ERROR, place, value=value, sheet=sheet)

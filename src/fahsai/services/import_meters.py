"""Many meters at once, from a table: all of them are entered, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding, Level, finding
from fahsai.records.locks import hold_records
from fahsai.records.models import MeterRow
from fahsai.services.access import admit, admit_part
from fahsai.services.intake_registry import telling_intake
from fahsai.services.keeping import enter_meter
from fahsai.services.keeping.meter_cells import entry_of
from fahsai.services.keeping.meter_table import Listed, read_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.services.access import Part
    from fahsai.services.keeping.enter_meter import Entered, Places

ADDED, CHANGED, SAME = "added", "changed", "same"


class MetersImported(NamedTuple):
    """The codes of the meters of a table, by what became of each."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]


def import_meters(
    actor: Actor, organisation_id: UUID, data: bytes, name: str, *, reason: str = ""
) -> tuple[MetersImported | None, tuple[Finding, ...]]:
    """Enter the meters of a table; the same table again changes nothing.

    A meter that is there and that the table says otherwise is changed, for the ``reason``; what
    the table leaves out stays as it is.

    Args:
        actor: who brings the table.
        organisation_id: whose meters.
        data: the bytes of a workbook, a text file with columns, or TOML.
        name: the name of the file.
        reason: why meters that are there are otherwise.

    Returns:
        What became of the meters, with what is to be known of them; or None, and nothing is
        entered, with ``meter_table.row_refused`` and its reasons for each meter: those of
        :func:`~fahsai.services.keeping.meter_table.read_table`,
        :func:`~fahsai.services.keeping.meter_cells.entry_of`,
        :func:`~fahsai.services.meters.add_meter` and
        :func:`~fahsai.services.meters.change_meter`.

    Raises:
        NotFoundError, ForbiddenError: how the organisation measures is not this actor's to settle.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    listed, said = read_table(data, name)
    if any(one.level is Level.ERROR for one in said):
        return None, said
    became: dict[str, list[str]] = {ADDED: [], CHANGED: [], SAME: []}
    findings = list(said)
    refused = False
    with telling_intake(organisation_id) as told:
        part = admit_part(actor, organisation_id, Permission.SETTLE)
        hold_records(organisation_id)
        places = enter_meter.meter_places(part)
        last = enter_meter.last_rows(organisation_id)
        for one in mains_first(listed):
            said_of = _Said(one, last.get(one.code), name, reason)
            what, entered, of_one = _entered(actor, part, places, said_of)
            if entered is None:
                refused = True
                count = sum(item.level is Level.ERROR for item in of_one)
                findings.append(_refused(one, name, count))
            else:
                became[what].append(one.code)
                told.of(entered.row.key, one.code)
            findings += of_one
        if refused:
            transaction.set_rollback(True)
            return None, tuple(findings)
    done = MetersImported(*(tuple(became[one]) for one in (ADDED, CHANGED, SAME)))
    return done, (*findings, *told.findings)


def mains_first(listed: Sequence[Listed]) -> list[Listed]:
    """The meters of a table, each after the main meter that it stands behind; loops as they are."""
    by_code = {one.code: one for one in listed if one.code}
    behind = {one.code: by_code.get(one.cells.get("part_of", "")) for one in listed}

    def depth(one: Listed) -> int:
        seen: set[str] = set()
        at: Listed | None = one
        while at is not None and at.code not in seen:
            seen.add(at.code)
            at = behind[at.code]
        return len(seen)

    return sorted(listed, key=depth)


class _Said(NamedTuple):
    """One meter of the table, the last row of its code, the file, and the reason of changes."""

    listed: Listed
    last: MeterRow | None
    name: str
    reason: str


def _entered(
    actor: Actor, part: Part, places: Places, one: _Said
) -> tuple[str, Entered | None, tuple[Finding, ...]]:
    """One meter of the table, and what became of it."""
    head = None if one.last is None or one.last.withdrawn else one.last
    stands = None if head is None else enter_meter.as_stands(head, places)
    entry, said = entry_of(one.listed, one.name, stands)
    if entry is None:
        return "", None, said
    if head is None:
        entered, said = enter_meter.add(actor, part, places, one.last, one.listed.code, entry)
    else:
        entered, said = enter_meter.change(actor, head, entry, places, one.reason)
    written = entered is not None and entered.written
    what = SAME if not written else ADDED if head is None else CHANGED
    return what, entered, said


def _refused(one: Listed, name: str, count: int) -> Finding:
    return finding(
        "meter_table.row_refused",
        Level.ERROR,
        name,
        row=one.place,
        meter=one.code or "-",
        count=str(count),
    )

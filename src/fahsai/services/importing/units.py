"""The units of a report workbook, by the rules of the pages for units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.core.finding import Finding, Level, finding
from fahsai.records.locks import hold_records
from fahsai.records.models import OrgUnit
from fahsai.records.supersede import supersede, withdraw
from fahsai.services.importing.boundary import unit_key
from fahsai.services.keeping.people import person_named
from fahsai.services.keeping.units import tell_of_unit, unit_in_use

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.gateways.workbooks.report.book import UnitEntry


def keep_units(
    actor: Actor, organisation_id: UUID, units: Sequence[UnitEntry], why: str, *, may_manage: bool
) -> tuple[int, tuple[Finding, ...]]:
    """Add and change units as a workbook lists them; how many rows that made.

    Who may not manage the organisation enters the heads of the units that are there.

    Args:
        actor: who enters the workbook.
        organisation_id: whose units.
        units: those of the workbook; none at all say nothing.
        why: the reason that is kept with a change, the workbook's name.
        may_manage: whether the actor may add, change and end units.

    Findings: ``report.units_left`` with what the workbook would add, change and end.
    """
    if not units:
        return 0, ()
    hold_records(organisation_id)
    heads = {row.key: row for row in OrgUnit.rows.of(organisation_id).heads()}
    left = () if may_manage else _left(organisation_id, units, heads, why)
    written = 0
    for unit in units:
        row = heads.get(unit_key(organisation_id, unit.code))
        there = row is not None and not row.withdrawn
        if not may_manage and not there:
            continue
        wanted = _fields(organisation_id, unit)
        wanted["head_id"] = person_named(organisation_id, unit.head) if unit.head else None
        if not may_manage:
            wanted = {"head_id": wanted["head_id"]}
        if row is None:
            new = OrgUnit(organisation_id=organisation_id, actor_id=actor.id, **wanted)
        elif row.withdrawn or _differs(row, wanted):
            new = supersede(row, actor_id=actor.id, why=why, **wanted)
        else:
            continue
        new.save()
        tell_of_unit(actor.id, new, verb="unit.changed" if there else "unit.added")
        written += 1
    return written, left


def end_other_units(
    actor: Actor, organisation_id: UUID, units: Sequence[UnitEntry], why: str
) -> tuple[int, tuple[Finding, ...]]:
    """End the units that a workbook no longer lists; how many that were.

    It comes after all else of the workbook, which may have emptied them.

    Findings: ``part.in_use`` for each that something or somebody still belongs to; it stays.
    """
    if not units:
        return 0, ()
    hold_records(organisation_id)
    listed = {unit_key(organisation_id, unit.code) for unit in units}
    left = [row for row in _current(organisation_id) if row.key not in listed]
    ended = 0
    while True:  # a unit is free once those below it have ended
        free = [row for row in left if unit_in_use(organisation_id, row) is None]
        if not free:
            break
        for row in free:
            gone = withdraw(row, actor_id=actor.id, why=why)
            gone.save()
            tell_of_unit(actor.id, gone, verb="unit.withdrawn")
        ended += len(free)
        left = [row for row in left if row not in free]
    said = (unit_in_use(organisation_id, row) for row in left)
    return ended, tuple(item for item in said if item is not None)


def _current(organisation_id: UUID) -> list[OrgUnit]:
    return list(OrgUnit.rows.of(organisation_id).current().order_by("code"))


def _fields(organisation_id: UUID, unit: UnitEntry) -> dict[str, Any]:
    parent = unit_key(organisation_id, unit.parent_code) if unit.parent_code else None
    return {
        "key": unit_key(organisation_id, unit.code),
        "code": unit.code,
        "name_th": unit.name_th,
        "name_en": unit.name_en,
        "parent_key": parent,
    }


def _differs(row: OrgUnit, wanted: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in wanted.items())


def _left(
    organisation_id: UUID, units: Sequence[UnitEntry], heads: Mapping[UUID, OrgUnit], name: str
) -> tuple[Finding, ...]:
    wanted = {one["key"]: one for one in (_fields(organisation_id, unit) for unit in units)}
    there = {key: row for key, row in heads.items() if not row.withdrawn}
    added = [one["code"] for key, one in wanted.items() if key not in there]
    changed = [
        there[key].code for key, one in wanted.items() if key in there and _differs(there[key], one)
    ]
    ended = [row.code for key, row in there.items() if key not in wanted]
    if not (added or changed or ended):
        return ()
    left = finding(
        "report.units_left",
        Level.WARNING,
        name,
        added=", ".join(sorted(added)) or "-",
        changed=", ".join(sorted(changed)) or "-",
        ended=", ".join(sorted(ended)) or "-",
    )
    return (left,)

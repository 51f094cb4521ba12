"""The rows that months typed by hand become."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from fahsai.core.inventory.activity import ActivityLine, Grade, Origin, Provenance
from fahsai.core.quantity.exact import canonical
from fahsai.records.convert import Entry, line_row
from fahsai.records.events import record_event
from fahsai.records.ids import new_id
from fahsai.records.supersede import supersede, withdraw
from fahsai.services.keeping.hand import hand_identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.core.access.actor import Actor
    from fahsai.records.models import ActivityRow, Source
    from fahsai.services.entering.plan import MonthChange, Planned, Typed
    from fahsai.services.entering.recorded import Amount, SourceRows


def rows_after(
    actor: Actor,
    source: Source,
    typed: Typed,
    stored: SourceRows,
    changes: Iterable[Planned],
) -> tuple[ActivityRow, ...]:
    """The rows that the changes ask for, not saved yet; those that go are withdrawn."""
    rows: list[ActivityRow] = []
    for one in changes:
        kept, *others = one.rows.current or (None,)
        if one.change.after is None:
            others = list(one.rows.current)
        else:
            rows.append(_row(actor, source, typed, stored, one, kept))
        rows.extend(
            withdraw(row, actor_id=actor.id, why=typed.reason) for row in others if row is not None
        )
    return tuple(rows)


@transaction.atomic
def store(
    actor: Actor,
    source: Source,
    rows: Sequence[ActivityRow],
    changes: Iterable[Planned],
    reason: str,
) -> None:
    """Write the rows of :func:`rows_after`, and one event."""
    for row in rows:
        row.save()
    record_event(
        organisation_id=source.organisation_id,
        actor_id=actor.id,
        verb="activity.entered",
        object_type="source",
        object_id=source.id,
        payload={
            "code": source.code,
            "reason": reason,
            "rows": [str(row.id) for row in rows],
            "changes": [_plain(one.change) for one in changes],
        },
    )


def _row(
    actor: Actor,
    source: Source,
    typed: Typed,
    stored: SourceRows,
    planned: Planned,
    kept: ActivityRow | None,
) -> ActivityRow:
    """The row of a month: a new one, or one that supersedes what is there or was withdrawn."""
    month, after = planned.change.month, planned.change.after
    assert after is not None  # noqa: S101 - asked by the caller
    alike = kept or stored.newest
    if typed.origin is None or typed.grade is None:
        assert alike is not None  # noqa: S101 - else ``entry.origin_missing``
    origin = typed.origin or Origin(alike.origin if alike else "")
    grade = typed.grade or Grade(alike.grade if alike else "")
    said: dict[str, Any] = {
        "origin": origin.value,
        "grade": grade.value,
        "evidence": list(dict.fromkeys((*(kept.evidence if kept else ()), *typed.files(month)))),
        "note": typed.note if typed.note is not None else kept.note if kept else "",
    }
    if kept is not None and planned.change.before == (after,):
        return supersede(
            kept, actor_id=actor.id, why=typed.reason, **said
        )  # the figure stands, with the place it came from
    said |= {"quantity": after.quantity, "unit": after.unit, "raw": planned.raw}
    before = kept or planned.rows.tombstone
    if before is not None:
        said |= {"file_sha256": "", "sheet_factor": None}  # it comes from nobody's file now
        return supersede(before, actor_id=actor.id, why=typed.reason, **said)
    line = ActivityLine(
        id=new_id(),
        source_id=source.key,
        period=month,
        quantity=after.quantity,
        unit=after.unit,
        origin=origin,
        grade=grade,
        evidence=tuple(said["evidence"]),
        provenance=Provenance("", "", "", planned.raw),
        note=said["note"],
    )
    entry = Entry(source.organisation_id, actor.id)
    row = line_row(line, entry, hand_identity(source.key))
    row.why = typed.reason
    return row


def _plain(change: MonthChange) -> dict[str, str]:
    def text(amounts: Sequence[Amount]) -> str:
        return " + ".join(f"{canonical(one.quantity)} {one.unit}" for one in amounts)

    return {
        "month": change.month.start.isoformat(),
        "kind": change.kind.value,
        "before": text(change.before),
        "after": "" if change.after is None else text((change.after,)),
    }

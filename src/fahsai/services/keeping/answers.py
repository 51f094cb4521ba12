"""The answers to the warnings of a year, as they are kept: entries of the form's own lists."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.records.models import FormRecord, FormRecordKind
from fahsai.services.keeping.frozen import rows_of
from fahsai.services.keeping.known import Remembered, rows_state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.services.keeping.versions import Version

REMEMBERED = 64

KIND = FormRecordKind.FINDING_ANSWER.value


class Answer(NamedTuple):
    """Why a warning is right: by whom, and when."""

    mark: str
    reason: str
    actor_id: UUID
    at: datetime


_KNOWN: Remembered[Mapping[str, Answer]] = Remembered(REMEMBERED)


def answers_of(version: Version) -> Mapping[str, Answer]:
    """The answers of a version by the mark of what they answer; once submitted, what it froze."""
    return _KNOWN.get_or_make(rows_state(version, FormRecord), lambda: _read(version))


def _read(version: Version) -> Mapping[str, Answer]:
    rows = [
        row
        for row in rows_of(version, FormRecord)
        if row.kind == KIND and row.inventory_id == version.inventory_id
    ]
    return {
        row.data["mark"]: Answer(row.data["mark"], row.data["reason"], row.actor_id, row.created_at)
        for row in sorted(rows, key=lambda row: row.created_at)
    }

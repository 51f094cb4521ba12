"""Keeping the tables few-filed: parts that grew in small pieces are written as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.readings import duck
from fahsai.readings.errors import Unavailable
from fahsai.readings.writing import BATCH, nobody, told

if TYPE_CHECKING:
    from fahsai.readings.cold import DeltaRows, Part

MOST_FILES = 16
"""Files that a part may have."""

RETENTION = 2
"""How long a file stays that no version needs any more [h]: somebody may still read it."""

_MARK = "fahsai-tidying"


def tidy(rows: DeltaRows) -> None:
    """Merge the files of parts; whoever calls it holds the lock of the table.

    Parts of any month but the last have come to rest: they are one file.
    """
    version = rows.newest()
    if version is None:
        return
    parts = version.parts()
    last = max((part.month for part in parts), default=0)
    for part, files in parts.items():
        if files > (MOST_FILES if part.month == last else 1):
            _merge(rows, part)
    rows.clean(RETENTION)


def _merge(rows: DeltaRows, part: Part) -> None:
    """Write a part as one file."""
    from deltalake.exceptions import CommitFailedError

    table = rows.for_writing()
    version = rows.version_of(table)
    columns = ", ".join(rows.schema.names[2:])
    with duck.cursor() as own:
        asked = (
            f"SELECT {part.month}::INTEGER AS month, {part.shard}::INTEGER AS shard, {columns} "  # noqa: S608
            f"FROM {duck.source(own, rows, version, version.pick(parts={part}))} "
            f"ORDER BY channel, {rows.time}"
        )
        written = told(duck.batches(own, asked, BATCH), rows.schema, nobody)
        try:
            rows.replace(table, part, written, (_MARK, 0))
        except CommitFailedError as error:
            raise Unavailable("the table was changed by somebody else") from error

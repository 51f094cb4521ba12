"""Keeping the tables few-filed: parts that grew in small pieces are written as one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from fahsai.readings import duck
from fahsai.readings.errors import Unavailable
from fahsai.readings.writing import BATCH, nobody, told

if TYPE_CHECKING:
    from fahsai.readings.cold import DeltaRows, Part

MOST_FILES = 16
"""Files that a part may have while it is written to."""

AT_REST = 24
"""After so long without a change a part is one file [h]."""

RETENTION = 2
"""How long a file stays that no version needs any more [h]: somebody may still read it."""

_HOUR = 3600
_MARK = "fahsai-tidying"


def tidy(rows: DeltaRows) -> None:
    """Merge the files of parts; whoever calls it holds the lock of the table."""
    version = rows.newest()
    if version is None:
        return
    rested = (time.time() - AT_REST * _HOUR) * 1000
    changed = version.changed()
    for part, files in version.parts().items():
        if files > (1 if changed[part] < rested else MOST_FILES):
            _merge(rows, part)
    rows.clean(RETENTION)


def clean_hourly(rows: DeltaRows) -> None:
    """Remove what no reader needs any more, where this process has not done so for an hour.

    A part that is written anew every few minutes leaves many files.
    """
    if time.monotonic() - rows.cleaned > _HOUR:
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

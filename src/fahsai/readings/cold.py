"""A Delta table of whole numbers by month and shard: readings, or intervals.

Each part (month, shard) is immutable files, sorted by channel and time.  Whoever changes something
makes one commit; who reads asks for the newest version first and reads the files of it.
"""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

import numpy as np

from fahsai.readings.durable import DurableTable, added_by, set_aside_torn, sync
from fahsai.readings.errors import Unavailable

LOG = logging.getLogger("fahsai.intake")

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import deltalake
    import pyarrow as pa
    from numpy.typing import NDArray

ROW_GROUP = 131_072
"""Rows that are read together."""

_CHECKPOINTS = 20
"""After so many commits the log is written as one file, so that opening stays quick."""


class Part(NamedTuple):
    """A shard of a month (YYYYMM of UTC)."""

    month: int
    shard: int


class File(NamedTuple):
    """One file of a part."""

    part: Part
    place: str


class Version:
    """The files of one version of a table, with what they hold at most."""

    def __init__(self, table: deltalake.DeltaTable, instant: str) -> None:
        import pyarrow as pa

        self.number = table.version()
        self.table = table
        adds = pa.table(table.get_add_actions(flatten=True))
        self.places: list[str] = adds["path"].to_pylist()
        self.month = _whole(adds, "partition.month")
        self.shard = _whole(adds, "partition.shard")
        self._written = _whole(adds, "modification_time")
        self._least = {
            "channel": _whole(adds, "min.channel"),
            "time": _whole(adds, f"min.{instant}"),
        }
        self._most = {
            "channel": _whole(adds, "max.channel"),
            "time": _whole(adds, f"max.{instant}"),
        }

    def pick(
        self,
        channels: NDArray[np.int64] | None = None,
        start: int | None = None,
        end: int | None = None,
        parts: Collection[Part] | None = None,
    ) -> list[File]:
        """The files that may hold rows of the channels with ``start <= time < end`` [unix s]."""
        chosen = np.ones(len(self.places), bool)
        if channels is not None:
            chosen &= _touches(channels, self._least["channel"], self._most["channel"])
        if start is not None:
            chosen &= self._most["time"] >= start
        if end is not None:
            chosen &= self._least["time"] < end
        found = (
            File(Part(int(self.month[at]), int(self.shard[at])), self.places[at])
            for at in np.flatnonzero(chosen)
        )
        return [one for one in found if parts is None or one.part in parts]

    def changed(self) -> dict[Part, int]:
        """When the newest file of each part was written [unix ms]."""
        found: dict[Part, int] = {}
        columns = (self.month.tolist(), self.shard.tolist(), self._written.tolist())
        for month, shard, written in zip(*columns, strict=True):
            part = Part(month, shard)
            found[part] = max(written, found.get(part, 0))
        return found

    def parts(self) -> dict[Part, int]:
        """How many files each part has."""
        found: dict[Part, int] = {}
        for month, shard in zip(self.month.tolist(), self.shard.tolist(), strict=True):
            part = Part(month, shard)
            found[part] = found.get(part, 0) + 1
        return found


def _whole(adds: pa.Table, name: str) -> NDArray[np.int64]:
    return adds[name].to_numpy().astype(np.int64)  # type: ignore[no-any-return]


def _touches(
    channels: NDArray[np.int64], least: NDArray[np.int64], most: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether any of the (sorted) channels lies between ``least`` and ``most``."""
    return np.searchsorted(channels, least, "left") < np.searchsorted(channels, most, "right")


class DeltaRows:
    """One Delta table, on a disk or in an object store."""

    def __init__(self, place: str, schema: pa.Schema, instant: str) -> None:
        """``instant`` is the column of time."""
        self._place, self.schema, self.time = place, schema, instant
        self._lock = threading.Lock()
        self._newest: Version | None = None
        self._probe: deltalake.DeltaTable | None = None
        self._durable = None if self.folder is None else DurableTable(self.folder)
        self._mended = self.folder is None
        self.cleaned = time.monotonic()

    @property
    def place(self) -> str:
        """Its directory or URL."""
        return self._place

    @property
    def folder(self) -> Path | None:
        """Its directory, where it is one of this machine."""
        if "://" not in self._place:
            return Path(self._place)
        parts = urlsplit(self._place)
        return Path(unquote(parts.path)) if parts.scheme == "file" else None

    def mend(self) -> None:
        """Set a commit aside that a power cut tore, once in the life of this process.

        Only for who holds the lock of the table, before anything of it is read.
        """
        if self._mended or self.folder is None:
            return
        try:
            aside = set_aside_torn(self.folder)
        except OSError as error:
            raise Unavailable(f"the table of readings cannot be mended: {error}") from error
        if aside is not None:
            LOG.warning("a torn commit was set aside", extra={"event": "torn", "file": str(aside)})
        self._mended = True

    def newest(self) -> Version | None:
        """The newest version; None as long as nothing was ever written.

        One object looks for newer versions, each version has another: who reads a version is not
        disturbed by who looks.
        """
        from deltalake.exceptions import DeltaError, TableNotFoundError

        with self._lock:
            try:
                return self._looked()
            except TableNotFoundError:
                return None
            except (DeltaError, OSError) as error:
                self._newest = self._probe = None
                raise Unavailable(f"the table of readings cannot be read: {error}") from error

    def _looked(self) -> Version:
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError

        if self._probe is not None:
            try:
                self._probe.update_incremental()
            except DeltaError:  # the log begins later than what this object knows
                self._newest = self._probe = None
        if self._probe is None:
            self._probe = DeltaTable(self._place)
        if self._newest is None or self._newest.number != self._probe.version():
            self._newest = Version(DeltaTable(self._place), self.time)
        return self._newest

    def version_of(self, table: deltalake.DeltaTable) -> Version:
        """The files of a table as it was opened."""
        return Version(table, self.time)

    def for_writing(self) -> deltalake.DeltaTable:
        """The table as it is now, for one commit: made where it is not there."""
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError, TableNotFoundError

        try:
            try:
                return DeltaTable(self._place)
            except TableNotFoundError:
                if self.folder is not None:
                    self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                DeltaTable.create(
                    self._place,
                    self.schema,
                    mode="ignore",
                    partition_by=["month", "shard"],
                    configuration={"delta.checkpointInterval": str(_CHECKPOINTS)},
                )
                if self.folder is not None:  # the folders were made with it
                    sync(self.folder.parent)
                    sync(self.folder.parent.parent)
                return DeltaTable(self._place)
        except (DeltaError, OSError) as error:
            raise Unavailable(f"the table of readings cannot be written: {error}") from error

    def append(
        self, table: deltalake.DeltaTable, rows: pa.RecordBatchReader, mark: tuple[str, int]
    ) -> None:
        """Add rows of any parts in one commit, which bears the mark.

        Raises:
            CommitFailedError: somebody else has written with the same mark since ``table``.
        """
        self._write(table, rows, mark, mode="append")

    def replace(
        self,
        table: deltalake.DeltaTable,
        part: Part,
        rows: pa.RecordBatchReader,
        mark: tuple[str, int],
    ) -> None:
        """Let a part hold exactly these rows, in one commit.

        Raises:
            CommitFailedError: somebody else has changed the part since ``table``.
        """
        predicate = f"month = {part.month} AND shard = {part.shard}"
        self._write(table, rows, mark, mode="overwrite", predicate=predicate)

    def _write(
        self,
        table: deltalake.DeltaTable,
        rows: pa.RecordBatchReader,
        mark: tuple[str, int],
        **how: Any,
    ) -> None:
        from deltalake import CommitProperties, Transaction, write_deltalake
        from deltalake.exceptions import CommitFailedError, DeltaError

        try:
            write_deltalake(
                table,
                rows,
                writer_properties=_writer_properties(),
                commit_properties=CommitProperties(app_transactions=[Transaction(*mark)]),
                **how,
            )
            if self._durable is not None and self.folder is not None:
                version = table.version()
                self._durable.sync(added_by(self.folder, version), version)
        except CommitFailedError:
            raise
        except (DeltaError, OSError) as error:
            raise Unavailable(f"the table of readings cannot be written: {error}") from error

    def make_durable(self, parts: Collection[Part]) -> None:
        """Let what the newest version says of some parts survive a power cut, whoever wrote it.

        Each commit does so for its own files; this is for who goes on after a crash in between,
        and deletes what the table is to hold.  An object store keeps what it has confirmed.
        """
        if self._durable is None:
            return
        version = self.newest()
        if version is None:
            return
        try:
            files = version.pick(parts=parts)
            self._durable.sync((one.place for one in files), version.number)
        except OSError as error:
            raise Unavailable(f"the table of readings cannot be written: {error}") from error

    def clean(self, hours: int) -> None:
        """Remove files that no version of the last ``hours`` has, those of crashes too."""
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError, TableNotFoundError

        self.cleaned = time.monotonic()
        try:
            table = DeltaTable(self._place)
            table.vacuum(
                retention_hours=hours, enforce_retention_duration=False, dry_run=False, full=True
            )
            table.cleanup_metadata()
            if self._durable is not None:
                self._durable.forget()
        except TableNotFoundError:
            return
        except (DeltaError, OSError) as error:
            raise Unavailable(f"the table of readings cannot be cleaned: {error}") from error


def _writer_properties() -> Any:
    from deltalake import ColumnProperties, WriterProperties

    whole = ColumnProperties(dictionary_enabled=False, encoding="DELTA_BINARY_PACKED")
    return WriterProperties(
        compression="ZSTD",
        compression_level=3,
        max_row_group_size=ROW_GROUP,
        default_column_properties=whole,
    )


def places_on_disk(folder: Path, files: Iterable[File]) -> list[str]:
    """The paths of files of a table in a directory."""
    return [str(folder / unquote(file.place)) for file in files]

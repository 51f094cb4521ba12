"""DuckDB inside this process: one instance, a cursor a question, nothing downloaded."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

from fahsai.readings.cold import places_on_disk
from fahsai.readings.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb
    import pyarrow as pa

    from fahsai.readings.cold import DeltaRows, File, Version

MOST_MEMORY = "2GB"
"""What DuckDB may take; beyond it sorting goes to the disk."""

_lock = threading.Lock()
_instance: tuple[int, duckdb.DuckDBPyConnection] | None = None


@contextmanager
def cursor() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of this block, in an instance of this process (a fork makes its own)."""
    import duckdb

    own = _shared().cursor()
    try:
        yield own
    except (
        duckdb.IOException,
        duckdb.OutOfMemoryException,
        duckdb.InvalidInputException,  # a damaged file
    ) as error:
        raise Unavailable(f"the table of readings cannot be read: {error}") from error
    finally:
        own.close()


def _shared() -> duckdb.DuckDBPyConnection:
    import duckdb

    global _instance  # noqa: PLW0603 - one of a process
    with _lock:
        if _instance is None or _instance[0] != os.getpid():
            instance = duckdb.connect(
                config={
                    "autoinstall_known_extensions": "false",
                    "autoload_known_extensions": "false",
                    "memory_limit": MOST_MEMORY,
                    "temp_directory": str(Path(gettempdir()) / f"fahsai-duckdb-{os.getpid()}"),
                    "python_enable_replacements": "false",  # only what was registered is seen
                    "preserve_insertion_order": "false",
                }
            )
            instance.execute("SET timezone = 'UTC'")
            _instance = os.getpid(), instance
        return _instance[1]


def source(
    own: duckdb.DuckDBPyConnection,
    rows: DeltaRows,
    version: Version | None,
    files: Sequence[File],
    name: str = "cold",
) -> str:
    """What stands behind FROM for some files of a version of a table.

    Files of this machine are read by DuckDB itself, those of an object store through deltalake.
    """
    if version is None or not files:
        own.register(name, rows.schema.empty_table())
        return name
    if rows.folder is not None:
        listed = ", ".join(f"'{_quoted(place)}'" for place in places_on_disk(rows.folder, files))
        return (
            f"read_parquet([{listed}], hive_partitioning = true, "
            "hive_types = {'month': INTEGER, 'shard': INTEGER})"
        )
    own.register(name, _dataset(version, files))
    return name


def _dataset(version: Version, files: Sequence[File]) -> Any:
    """Some files of a table in an object store, as a data set of Arrow."""
    import pyarrow.dataset as ds

    wanted = {file.place for file in files}
    whole = version.table.to_pyarrow_dataset()
    fragments = [one for one in whole.get_fragments() if one.path in wanted]
    return ds.FileSystemDataset(fragments, whole.schema, whole.format, whole.filesystem)


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def table(own: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    """What a question answers, as a table of Arrow."""
    return own.sql(sql).to_arrow_table()


def batches(own: duckdb.DuckDBPyConnection, sql: str, rows: int) -> pa.RecordBatchReader:
    """What a question answers, so many rows at a time."""
    return own.sql(sql).to_arrow_reader(rows)

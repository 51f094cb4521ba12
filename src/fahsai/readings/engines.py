"""What computes sums: DuckDB in this process, or a Spark Connect server over the same tables."""

from __future__ import annotations

import socket
import sys
import threading
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import urlsplit
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from fahsai.readings import duck
from fahsai.readings.errors import Unavailable
from fahsai.readings.sums import COLD

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis
    import pyarrow as pa

    from fahsai.readings.cold import DeltaRows


USUAL_PORT = 15002
"""Where a Spark Connect server listens when nobody says otherwise."""

CONNECTING = 5.0
"""How long a server may take to answer at all [s]."""


class Window(NamedTuple):
    """Of which channels (sorted, each once) and of what time something is asked [unix s]."""

    channels: NDArray[np.int64]
    start: int
    end: int


class Engine(Protocol):
    """Computes an expression over the newest version of a table and small tables beside it."""

    def answer(
        self,
        expression: ibis.Table,
        rows: DeltaRows,
        window: Window,
        beside: Mapping[str, pa.Table],
    ) -> pa.Table:
        """What the expression comes to."""

    def close(self) -> None:
        """End what was begun."""


class DuckEngine:
    """DuckDB, reading the files that may hold what is asked for."""

    def answer(
        self,
        expression: ibis.Table,
        rows: DeltaRows,
        window: Window,
        beside: Mapping[str, pa.Table],
    ) -> pa.Table:
        """What the expression comes to."""
        import ibis

        sql = ibis.to_sql(expression, dialect="duckdb")
        version = rows.newest()
        files = [] if version is None else version.pick(window.channels, window.start, window.end)
        with duck.cursor() as own:
            for name, table in beside.items():
                own.register(name, table)
            source = duck.source(own, rows, version, files, name="cold_files")
            own.execute(f"CREATE TEMP VIEW {COLD} AS SELECT * FROM {source}")  # noqa: S608
            return duck.table(own, str(sql))

    def close(self) -> None:
        """Nothing was begun."""


class SparkEngine:
    """A Spark Connect server (Spark, Sail): it must see the tables at the same place."""

    def __init__(self, url: str) -> None:
        """``url`` is ``sc://host:port``."""
        self._url = url
        self._lock = threading.Lock()
        self._session: Any = None

    def answer(
        self,
        expression: ibis.Table,
        rows: DeltaRows,
        window: Window,
        beside: Mapping[str, pa.Table],
    ) -> pa.Table:
        """What the expression comes to."""
        import ibis
        from pyspark.errors import PySparkException

        if rows.newest() is None:
            return DuckEngine().answer(expression, rows, window, beside)
        sql = str(ibis.to_sql(expression, dialect="pyspark"))
        own = f"_{uuid4().hex}"  # views of one question; others may ask at the same time
        try:
            spark = self._spark()
            names = {COLD: spark.read.format("delta").load(rows.place)}
            names |= {name: spark.createDataFrame(table) for name, table in beside.items()}
            try:
                for name, frame in names.items():
                    frame.createOrReplaceTempView(name + own)
                    sql = sql.replace(f"`{name}`", f"`{name}{own}`")
                return spark.sql(sql).toArrow()
            finally:
                for name in names:
                    spark.catalog.dropTempView(name + own)
        except (PySparkException, OSError) as error:
            self._session = None  # a server that was started anew does not know it
            raise Unavailable(f"the engine {self._url} cannot be used: {error}") from error

    def _spark(self) -> Any:
        """The session; the client alone would wait many minutes for a server that is not there."""
        _named_main()
        from pyspark.sql import SparkSession

        place = urlsplit(self._url)
        socket.create_connection((place.hostname, place.port or USUAL_PORT), CONNECTING).close()
        with self._lock:
            if self._session is None:
                self._session = SparkSession.builder.remote(self._url).create()
            return self._session

    def close(self) -> None:
        """End the session."""
        with self._lock:
            if self._session is not None:
                self._session.stop()
                self._session = None


def _named_main() -> None:
    """Give the main program a file's name where it has none.

    pyspark ends the program when ``__main__`` has neither ``__file__`` nor a spec, as in a
    process that was begun with ``python -c`` or by a test runner's workers.
    """
    main = sys.modules["__main__"]
    if not hasattr(main, "__file__"):
        main.__file__ = "fahsai"


def engine_of(name: str) -> Engine:
    """The engine of ``FAHSAI_ENGINE``: nothing or ``duckdb``, or ``sc://host:port``.

    Raises:
        ValueError: something else.
    """
    if name in {"", "duckdb"}:
        return DuckEngine()
    if name.startswith("sc://"):
        return SparkEngine(name)
    raise ValueError(f"{name}: is neither duckdb nor sc://host:port")

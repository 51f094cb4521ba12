"""Programs that tests start and kill: ``python children.py <verb> <home> <url> <argument>...``.

``append <channel> <count>`` stores readings one by one and says each that has returned;
``compact <point> <times>`` compacts until it reaches a point so many times, then ends as kill -9
does; with ``-`` for the point it compacts until it is killed.  ``remove <point>`` removes the
readings of channel 1 and ends at a point.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import deltalake  # noqa: F401 - loaded before the killing begins
import duckdb  # noqa: F401 - the same
from tests.readings.made import seals

from fahsai.readings.compact import Compactor
from fahsai.readings.retention import Remover, Why
from fahsai.readings.schema import hot_rows
from fahsai.readings.store import ReadingsStore

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parents[2]
SOURCE = HERE / "src"


def child(verb: str, home: Path, url: str, *arguments: object) -> subprocess.Popen[str]:
    """Start one of the programs."""
    return subprocess.Popen(
        [sys.executable, __file__, verb, str(home), url, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(SOURCE), str(HERE)))},
        stdout=subprocess.PIPE,
        text=True,
    )


def ending(point: str, times: int) -> Callable[[str], None]:
    """End this process, as suddenly as can be, when a point is reached so many times."""
    left = times

    def reached(place: str) -> None:
        nonlocal left
        left -= place == point
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


def append(store: ReadingsStore, channel: int, count: int) -> None:
    """Store readings one by one."""
    for ts in range(count):
        store.append(hot_rows([channel], [ts], [ts], [0], [ts]))
        sys.stdout.write(f"{ts}\n")
        sys.stdout.flush()


def main(verb: str, home: str, url: str, *arguments: str) -> None:
    """Run one of them."""
    store = ReadingsStore.open(Path(home), database_url=url)
    match verb:
        case "append":
            append(store, *map(int, arguments))
        case "compact":
            point, times, rows = arguments
            compactor = Compactor(store.database, store.rows, ending(point, int(times)))
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            while compactor.compact(None, int(rows)).batches:
                pass
        case "remove":
            point, before = arguments
            remover = Remover(store.database, store.rows, ending(point, 1))
            remover.remove([1], int(before), lambda *_: False, seals, Why("old", "nobody", 7))


if __name__ == "__main__":
    main(*sys.argv[1:])

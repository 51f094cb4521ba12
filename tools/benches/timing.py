"""Seconds of several pieces of work, taken in turn so that a busy machine slows all alike."""

from __future__ import annotations

import statistics
import sys
import time
import tracemalloc
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import exactly

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTE = 1 << 20


def timed(
    rounds: int, clock: Callable[[], float] = time.perf_counter, **works: Callable[[], object]
) -> dict[str, float]:
    """The median seconds of each piece of work [s]; they are printed.

    ``clock`` may be that of the processor, where a busy machine would tell of others.
    """
    samples: dict[str, list[float]] = {name: [] for name in works}
    with exactly():
        for _ in range(rounds):
            for name, work in works.items():
                start = clock()
                work()
                samples[name].append(clock() - start)
    medians = {name: statistics.median(taken) for name, taken in samples.items()}
    for name, median in medians.items():
        say(f"{name}: {median * 1000:.1f} ms (median of {rounds})")
    return medians


def taken(work: Callable[[], object]) -> float:
    """The most memory that a piece of work takes beside what there is already [MB]."""
    tracemalloc.start()
    try:
        with exactly():
            kept = work()
        peak = tracemalloc.get_traced_memory()[1]
        del kept
    finally:
        tracemalloc.stop()
    return peak / MEGABYTE


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()

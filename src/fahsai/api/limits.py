"""How often a key may ask: a fixed number of requests in each minute of the clock."""

from __future__ import annotations

import time

from django.core.cache import cache

from fahsai.api.problems import RefusedError

PER_MINUTE = 600
MINUTE = 60  # [s]


def spend(name: str) -> None:
    """Count one request of ``name``.

    Raises:
        RefusedError: it has used up this minute; ``Retry-After`` says when the next begins.
    """
    now = time.time()
    minute, into = int(now // MINUTE), now % MINUTE
    counter = f"fahsai.api:{name}:{minute}"
    if cache.add(counter, 1, timeout=2 * MINUTE):
        return
    try:
        count = cache.incr(counter)
    except ValueError:  # forgotten in between
        return
    if count > PER_MINUTE:
        wait = str(MINUTE - int(into))
        raise RefusedError(
            "too_many_requests", headers={"Retry-After": wait}, most=str(PER_MINUTE), wait=wait
        )

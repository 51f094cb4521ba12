"""How often a key may ask: a fixed number of requests in each minute of the clock."""

from __future__ import annotations

import time

from fahsai.api.problems import RefusedError
from fahsai.services.tries import count

PER_MINUTE = 600
MINUTE = 60  # [s]


def spend(name: str) -> None:
    """Count one request of ``name``.

    Raises:
        RefusedError: it has used up this minute; ``Retry-After`` says when the next begins.
    """
    now = time.time()
    minute, into = int(now // MINUTE), now % MINUTE
    if count(f"api:{name}:{minute}", 2 * MINUTE) > PER_MINUTE:
        wait = str(MINUTE - int(into))
        raise RefusedError(
            "too_many_requests", headers={"Retry-After": wait}, most=str(PER_MINUTE), wait=wait
        )

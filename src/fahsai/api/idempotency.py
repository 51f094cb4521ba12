"""The same request once: ``Idempotency-Key`` and the answer that was given.

Answers are kept in the cache for a day, sealed: they quote what an organisation handed in.  Where
the cache has forgotten one, the operation runs again, so only operations that change nothing the
second time may rely on this.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.cache import cache

from fahsai.api.problems import RefusedError
from fahsai.services.sealing import seal, unseal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.core.access.actor import Actor

PURPOSE = "answer of the API"
KEPT_FOR = 24 * 60 * 60  # [s]
AT_WORK_FOR = 10 * 60  # [s], should the program stop half-way


@dataclass
class Kept:
    """The answer of the first time; None as long as there is none."""

    answer: dict[str, Any] | None = None


@contextmanager
def once(actor: Actor, key: str | None, asked: tuple[object, ...]) -> Iterator[Kept]:
    """Work that is done once for a key of an actor; without a key it is done each time.

    Args:
        actor: who asks; keys of others are others.
        key: what the client calls its request.
        asked: all that the answer depends on.

    Raises:
        RefusedError: the key was used for something else, or its first request is at work.
    """
    kept = Kept()
    if key is None:
        yield kept
        return
    name = f"fahsai.once:{sha256(f'{actor.id} {key}'.encode()).hexdigest()}"
    of = sha256(repr(asked).encode()).hexdigest()
    if not cache.add(name, (of, None), timeout=AT_WORK_FOR):
        before, answer = cache.get(name, (of, None))
        if before != of:
            raise RefusedError("idempotency_key_reused")
        if answer is None:
            raise RefusedError("in_progress", headers={"Retry-After": "1"})
        kept.answer = json.loads(unseal(answer, PURPOSE))
        yield kept
        return
    try:
        yield kept
    except BaseException:
        cache.delete(name)
        raise
    sealed = seal(json.dumps(kept.answer), PURPOSE)
    cache.set(name, (of, sealed), timeout=KEPT_FOR)

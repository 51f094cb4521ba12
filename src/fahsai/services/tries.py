"""Counting what somebody does too often, in all processes of the server together."""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import cache


def count(name: str, within: int) -> int:
    """One more under that name, and how many there were since the first, at most ``within`` [s]."""
    key = _key(name)
    while not cache.add(key, 1, within):
        try:
            return int(cache.incr(key))
        except ValueError:  # its time ended in between: this is the first again
            continue
    return 1


def so_far(name: str) -> int:
    """How many there were."""
    return int(cache.get(_key(name), 0))


def first_time(name: str, within: int) -> bool:
    """Whether this was not done under that name in the last ``within`` [s]; now it was."""
    return bool(cache.add(_key(name), 1, within))


def _key(name: str) -> str:
    return f"fahsai.tries:{sha256(name.encode()).hexdigest()}"  # whatever people typed

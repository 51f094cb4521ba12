"""The same trouble told once, with how often it came again, instead of a line at each try."""

from __future__ import annotations

import time
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from fahsai.gateways.mqtt import happening
from fahsai.gateways.mqtt.happening import HappeningKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from fahsai.gateways.mqtt.happening import Happening, Tell

AGAIN = 600.0
"""After so long the same trouble is told again, with its count [s]."""

AWAY = frozenset({HappeningKind.LOST, HappeningKind.REFUSED})
"""What keeps us out of a broker: it ends when we are connected."""

REPEATED = AWAY | {
    HappeningKind.BROKER_ENDED,
    HappeningKind.NOBODY,
    HappeningKind.TURNED_DOWN,
    HappeningKind.AGAIN,
    HappeningKind.UNSTEADY,
}
"""What comes again by itself while nobody mends it."""

MOST = 1_000
"""Different troubles that are remembered; all are forgotten beyond it."""


class _Trouble(NamedTuple):
    told_at: float
    times: int  # not told since


class Thinned:
    """Takes what happens and passes on each change.

    ``times`` is added to a trouble that is told again, and to the connection that ends one: how
    often it happened without being told.
    """

    def __init__(
        self, tell: Tell = happening.log, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._tell, self._clock, self._lock = tell, clock, Lock()
        self._known: dict[tuple[str, str, str], _Trouble] = {}

    def __call__(self, one: Happening) -> None:
        """As :data:`fahsai.gateways.mqtt.happening.Tell` says; from any thread."""
        with self._lock:
            found = self._seen(one)
        if found is not None:
            self._tell(found)

    def _seen(self, one: Happening) -> Happening | None:
        """What is to be told of it."""
        if one.kind is HappeningKind.CONNECTED:
            return self._back(one)
        if one.kind not in REPEATED:
            return one
        key = (one.kind.value, one.data.get("topic", ""), one.data.get("code", ""))
        now, before = self._clock(), self._known.get(key)
        if before is not None and now - before.told_at < AGAIN:
            self._known[key] = before._replace(times=before.times + 1)
            return None
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[key] = _Trouble(now, 0)
        return one if before is None or not before.times else _with(one, before.times)

    def _back(self, one: Happening) -> Happening:
        """Connected: what kept us out is over."""
        over = [key for key in self._known if key[0] in AWAY]
        times = sum(1 + self._known.pop(key).times for key in over)
        return _with(one, times) if times else one


class Together:
    """Thins what several clients of one broker tell: away when the first is, back when all are."""

    def __init__(self, tell: Tell = happening.log) -> None:
        self._thinned, self._lock = Thinned(tell), Lock()
        self._away: set[str] = set()

    def of(self, client: str) -> Tell:
        """What one of the clients tells by."""

        def tell(one: Happening) -> None:
            with self._lock:
                passed = self._passes(client, one)
            if passed:
                self._thinned(one)

        return tell

    def _passes(self, client: str, one: Happening) -> bool:
        if one.kind in AWAY:
            self._away.add(client)
        elif one.kind is HappeningKind.CONNECTED:
            was_away = client in self._away
            self._away.discard(client)
            return was_away and not self._away
        return True


def _with(one: Happening, times: int) -> Happening:
    return replace(one, data={**one.data, "times": str(times)})

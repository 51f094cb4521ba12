"""When a made-up message is sent: at once, at the pace of the clock, or faster."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

NAP = 1.0
"""The longest sleep at a time [s]: whoever is told to stop does so soon."""

BLINK = 0.001
"""The shortest sleep [s]: a clock shows no less."""


@dataclass(slots=True)
class Pace:
    """Waits until a message is due.

    With a ``speed`` the simulation runs so many times as fast as the clock from ``start`` [unix s]
    on; without one nothing waits for that.  Where ``honest``, no message is sent before the time
    at which it says that it arrives: an intake would take such readings for those of a wrong clock.
    """

    start: int
    speed: int | None
    honest: bool
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    _begun: float = field(init=False)

    def __post_init__(self) -> None:
        self._begun = self.clock()

    def left(self, arrived: int) -> float:
        """How long a message waits from now on [s]; 0 or less: it is due."""
        now = self.clock()
        waits = [0.0]
        if self.speed is not None:
            waits.append((arrived - self.start) / self.speed - (now - self._begun))
        if self.honest:
            waits.append(arrived - now)
        return max(waits)

    def wait(self, arrived: int, meanwhile: Callable[[], None]) -> None:
        """Sleep until a message is due; ``meanwhile`` is called before each sleep."""
        while (left := self.left(arrived)) > 0:
            meanwhile()
            self.sleep(min(max(left, BLINK), NAP))

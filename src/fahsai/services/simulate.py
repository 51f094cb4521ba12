"""Sending the readings of made-up meters, and telling what truly happened."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fahsai.core.metering.simulation.days import DAY, FIRST
from fahsai.core.metering.simulation.fault import Plan
from fahsai.core.metering.simulation.meter import Place
from fahsai.core.metering.simulation.simulation import Simulation
from fahsai.core.metering.topic import topic_of
from fahsai.reference.load_simulation import site
from fahsai.services.simulating.pace import Pace
from fahsai.services.simulating.sending import FileSender, LineSender, Outgoing, Sender
from fahsai.services.simulating.truth_json import truth_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from fahsai.core.metering.meter import Replacement

__all__ = ["EARLIEST", "Asked", "Place", "Plan", "Sender", "Sending", "as_lines", "into_file"]

EARLIEST = FIRST + DAY
"""The first instant that can be simulated [unix s]: every meter has sent a reading by then."""

FOREVER = 200 * 365 * DAY
"""How long a simulation lasts that nobody ends [s]."""

SEED, MINUTE, HOUR = 1, 60, 3_600

TOLD_EVERY = 1_000
"""How many messages are sent between two reports of how far it is, where none waits."""

ORGANISATION = "fahsai-demo"
"""The code of the demonstration municipality, whose meters they are where nobody says."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be simulated: messages that arrive from ``start`` up to ``end`` [unix s].

    Without an end it goes on.  ``speed`` is how many times as fast as the clock it runs, None: as
    fast as it can.  ``live``: no message is sent before its time.
    """

    organisation: str = ORGANISATION
    seed: int = SEED
    plan: Plan = Plan.USUAL
    place: Place | None = None
    start: int = EARLIEST
    end: int | None = None
    speed: int | None = None
    live: bool = False


@dataclass(slots=True)
class Sending:
    """A simulation that is sent: how far it is, and what became of its messages."""

    asked: Asked
    sender: Sender
    exchanged: Callable[[str, Replacement], object] = lambda *_: None
    """Is told of each exchanged register, at most an hour (simulated) after it was exchanged."""

    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    sent: int = 0
    refused: int = 0
    until: int = field(init=False)
    """Up to when everything was sent [unix s]."""

    simulation: Simulation = field(init=False)

    def __post_init__(self) -> None:
        self.until = self.asked.start
        self.simulation = Simulation(site(self.asked.seed, self.asked.place), self.asked.plan)

    def run(self, told: Callable[[Sending], None] = lambda _: None) -> None:
        """Send until the end, or until interrupted; ``told`` is called now and then.

        Raises:
            UnreachableError: nobody takes the messages.
        """
        asked = self.asked
        end = asked.start + FOREVER if asked.end is None else asked.end
        pace = Pace(asked.start, asked.speed, asked.live, self.clock, self.sleep)
        topics = {
            one.code: topic_of(asked.organisation, one.code) for one in self.simulation.meters
        }
        exchanges = Exchanges(self.simulation, asked.start)

        def meanwhile() -> None:
            self.sender.flush()
            told(self)

        try:
            for arrived, code, payload in self.simulation.messages(asked.start, end):
                pace.wait(arrived, meanwhile)
                self._tell(exchanges.due(arrived))
                if not self.sender.send(Outgoing(code, topics[code], payload, arrived)):
                    self.refused += 1
                self.sent += 1
                self.until = arrived
                if self.sent % TOLD_EVERY == 0:
                    told(self)
            self.until = end
        finally:
            self._tell(exchanges.rest(self.until))

    def _tell(self, exchanges: list[tuple[str, Replacement]]) -> None:
        for code, one in exchanges:
            self.exchanged(code, one)

    def truth(self) -> dict[str, Any]:
        """What truly happened, as far as it was sent (see ``docs/how-to/simulate-meters.md``)."""
        until = max(self.asked.start, self.until // MINUTE * MINUTE)
        told = truth_json(self.simulation, self.asked.start, until)
        head = {"organisation": self.asked.organisation, "seed": self.asked.seed}
        return {**head, **told, "messages": self.sent, "refused": self.refused}


class Exchanges:
    """The registers that are exchanged as the simulation goes on, each told once."""

    def __init__(self, simulation: Simulation, start: int) -> None:
        self._simulation, self._since, self._looks_at = simulation, start, start

    def due(self, at: int) -> list[tuple[str, Replacement]]:
        """Those before ``at`` [unix s] that were not told yet; looked for once a simulated hour."""
        return [] if at < self._looks_at else self.rest(at)

    def rest(self, at: int) -> list[tuple[str, Replacement]]:
        """All of those."""
        found = self._simulation.replacements(self._since, at)
        self._since, self._looks_at = at, at + HOUR
        return found


def into_file(file: TextIO) -> Sender:
    """Into a file of JSON lines."""
    return FileSender(file)


def as_lines(file: TextIO) -> Sender:
    """As lines of topic and payload, for a gateway to forward."""
    return LineSender(file)

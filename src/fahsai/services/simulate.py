"""Sending the readings of made-up meters, and telling what truly happened."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fahsai.core.metering.simulation.days import DAY, FIRST
from fahsai.core.metering.simulation.fault import Plan
from fahsai.core.metering.simulation.meter import Place
from fahsai.core.metering.simulation.simulation import Simulation
from fahsai.reference.load_simulation import site
from fahsai.services.simulating.pace import Pace
from fahsai.services.simulating.sending import FileSender, LineSender, Outgoing, Sender
from fahsai.services.simulating.truth_json import truth_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

__all__ = ["EARLIEST", "Asked", "Place", "Plan", "Sending", "as_lines", "into_file"]

EARLIEST = FIRST + DAY
"""The first instant that can be simulated [unix s]: every meter has sent a reading by then."""

FOREVER = 200 * 365 * DAY
"""How long a simulation lasts that nobody ends [s]."""

SEED, MINUTE = 1, 60

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
        for arrived, code, payload in self.simulation.messages(asked.start, end):
            pace.wait(arrived, lambda: told(self))
            if not self.sender.send(Outgoing(code, topics[code], payload, arrived)):
                self.refused += 1
            self.sent += 1
            self.until = arrived
            if self.sent % TOLD_EVERY == 0:
                told(self)
        self.until = end

    def truth(self) -> dict[str, Any]:
        """What truly happened, as far as it was sent (see ``docs/how-to/simulate-meters.md``)."""
        until = max(self.asked.start, self.until // MINUTE * MINUTE)
        told = truth_json(self.simulation, self.asked.start, until)
        head = {"organisation": self.asked.organisation, "seed": self.asked.seed}
        return {**head, **told, "messages": self.sent, "refused": self.refused}


def into_file(file: TextIO, asked: Asked) -> Sender:
    """Into a file of JSON lines; one that is written at a pace is written line by line."""
    return FileSender(file, prompt=_paced(asked))


def as_lines(file: TextIO, asked: Asked) -> Sender:
    """As lines of topic and payload, for a gateway to forward."""
    return LineSender(file, prompt=_paced(asked))


def _paced(asked: Asked) -> bool:
    return asked.live or asked.speed is not None


def topic_of(organisation: str, meter: str) -> str:
    """Where the messages of a meter go.

    >>> topic_of("อบต./+#", "TM-E01")
    'fahsai/%E0%B8%AD%E0%B8%9A%E0%B8%95.%2F%2B%23/TM-E01'
    """
    return f"fahsai/{quote(organisation, safe='')}/{meter}"

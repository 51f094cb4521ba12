"""Handing a batch over until it is stored; one message that cannot be, holds up no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fahsai.gateways.delivery import Message, Unavailable
from fahsai.gateways.mqtt.happening import Happening, HappeningKind
from fahsai.gateways.mqtt.waiting import Backoff

if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import Event

    from fahsai.gateways.delivery import Deliver
    from fahsai.gateways.mqtt.happening import Tell

SetAside = Callable[[Message, str], None]
"""Keeps a message durably with the reason why it could not be stored."""

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 10.0
"""Between two tries while nothing can be stored [s]."""


FAULTS = 16
"""More messages one after the other that cannot be stored are a fault of the program."""


class _Faults:
    """Messages of one batch that fell through, and whether others were stored."""

    def __init__(self) -> None:
        self.found: list[tuple[Message, str]] = []
        self.some_stored = False


class Hands:
    """Gives messages to those who store them."""

    def __init__(self, deliver: Deliver, set_aside: SetAside, tell: Tell, stop: Event) -> None:
        self._deliver, self._set_aside = deliver, set_aside
        self._tell, self._stop = tell, stop
        self._in_a_row = 0

    def take(self, messages: Sequence[Message]) -> bool:
        """Hand over until it is stored; False where we were told to stop before."""
        pauses, waited = Backoff(FIRST_PAUSE, LONGEST_PAUSE), False
        while True:
            try:
                self._store(messages)
            except Unavailable as error:
                if not waited:
                    self._say(HappeningKind.UNAVAILABLE, why=str(error))
                waited = True
                if not pauses.wait(self._stop):
                    return False
                continue
            if waited:
                self._say(HappeningKind.AVAILABLE)
            return True

    def _store(self, messages: Sequence[Message]) -> None:
        """Store them; those over which the other side falls are set aside.

        A fault that concerns every message is no matter of messages: then nothing is taken until
        somebody mended the program.
        """
        try:
            self._deliver(messages)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever our fault is, it stops nothing else
            faults = _Faults()
            self._store_halves(messages, error, faults)
            self._set_apart(faults)
        else:
            self._in_a_row = 0

    def _set_apart(self, faults: _Faults) -> None:
        row = 0 if faults.some_stored else self._in_a_row + len(faults.found)
        if row > FAULTS:
            raise Unavailable(f"nothing can be stored: {faults.found[0][1]}")
        for message, why in faults.found:
            self._keep(message, why)
        self._in_a_row = row

    def _store_halves(self, messages: Sequence[Message], error: Exception, faults: _Faults) -> None:
        """Each half by itself, down to the one message.

        What is stored twice by that is known as a double, like everything that comes again.
        """
        if len(messages) == 1:
            faults.found.append((messages[0], f"{type(error).__name__}: {error}"))
            return
        middle = len(messages) // 2
        for half in (messages[:middle], messages[middle:]):
            try:
                self._deliver(half)
            except Unavailable:
                raise
            except Exception as again:  # noqa: BLE001 - as above
                self._store_halves(half, again, faults)
            else:
                faults.some_stored = True

    def _keep(self, message: Message, why: str) -> None:
        try:
            self._set_aside(message, why)
        except Exception as error:
            raise Unavailable(f"nothing can be set aside: {error}") from error
        self._say(HappeningKind.SET_ASIDE, topic=message.topic, why=why)

    def _say(self, kind: HappeningKind, **data: str) -> None:
        self._tell(Happening(kind, data))

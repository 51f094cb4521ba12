"""The intake as a process that tests kill: ``python ingester.py PORT SINK``.

With ``DIE_AFTER_COMMITS=n`` it kills itself after the n-th commit, before it acknowledges that.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))

from sink import Sink  # type: ignore[import-not-found] # beside this program

from fahsai.gateways.mqtt.address import Broker
from fahsai.gateways.mqtt.client import Client
from fahsai.gateways.mqtt.subscription import Subscription

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.gateways.delivery import Message

USER, PASSWORD = "intake", "the intake's own token"


def main(port: str, path: str) -> None:
    sink, stop = Sink(Path(path)), Event()
    left = int(os.environ.get("DIE_AFTER_COMMITS", "0"))

    def deliver(messages: Sequence[Message]) -> None:
        nonlocal left
        sink.store(messages)
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    asked = Subscription("fahsai-intake", most=500, first_pause=0.05, longest_pause=0.2)
    broker = Broker("127.0.0.1", int(port), USER, PASSWORD)
    Client(broker, asked, lambda message, why: sys.exit(f"{message}: {why}")).run(deliver, stop)


if __name__ == "__main__":
    main(*sys.argv[1:])

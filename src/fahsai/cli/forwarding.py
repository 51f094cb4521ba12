"""`fahsai forward`: a gateway hands on what its meters say, and keeps it until it is stored."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from fahsai.cli.commands import MISUSED, REFUSED
from fahsai.cli.show import Shown, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from fahsai.cli.commands import Commands

TOKEN = "FAHSAI_METER_TOKEN"  # noqa: S105 - the name of the variable
MEGABYTE = 1 << 20


def add_commands(commands: Commands) -> None:
    """`forward`."""
    forwarding = commands.add("forward", run_forward)
    forwarding.argument("broker", metavar="mqtts://USER@HOST")
    forwarding.argument("--queue", type=Path)
    forwarding.argument("--spool", type=Path)
    forwarding.argument("--token-file", type=Path)
    forwarding.argument("--ca", type=Path)
    forwarding.argument("--certificate", type=Path)
    forwarding.argument("--key", type=Path)
    forwarding.argument("--limit", type=int, default=1024, metavar="MB")
    forwarding.argument("--until", choices=("stored", "acknowledged"), default="stored")
    forwarding.argument("--once", action="store_true")


def run_forward(given: argparse.Namespace, shown: Shown) -> int:
    """Forward until interrupted, or until all is delivered."""
    from fahsai.services.forward import Forwarding, QueueInUseError, forward

    token = os.environ.get(TOKEN)
    if given.token_file is not None:
        token = given.token_file.read_text("utf-8").strip()
    home = Path(os.environ.get("FAHSAI_HOME") or "~/.fahsai").expanduser()
    asked = Forwarding(
        given.broker,
        given.queue or home / "forward",
        token=token,
        ca=given.ca,
        certificate=given.certificate,
        key=given.key,
        spool=given.spool,
        limit=given.limit * MEGABYTE,
        until=given.until,
        once=given.once,
    )
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        done = forward(asked, lambda kind, data: say_happening(shown, kind, data), stop)
    except ValueError as error:
        say(sys.stderr, shown.word("forwarding", "no_broker", what=str(error)))
        return MISUSED
    except QueueInUseError as error:
        say(sys.stderr, shown.word("forwarding", "in_use", what=str(error)))
        return REFUSED
    counts = {
        "taken": done.taken,
        "rejected": done.rejected,
        "waiting": done.waiting,
        "refused": done.refused,
    }
    said = {name: str(count) for name, count in counts.items()}
    say(sys.stdout, shown.word("forwarding", "done", **said))
    return REFUSED if done.rejected or done.refused else 0


def say_happening(shown: Shown, kind: str, data: Mapping[str, str]) -> None:
    """What somebody should know; that all is well is said by silence."""
    times = data.get("times")
    if kind == "connected":
        if times is None:
            return
        kind = "back"
    text = shown.word("forwarding", kind, **data)
    if times is not None and kind != "back":
        text += " " + shown.word("forwarding", "times", times=times)
    say(sys.stderr, text)
    sys.stderr.flush()

"""The command that sends the readings of made-up meters."""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fahsai.cli.commands import MISUSED, REFUSED
from fahsai.cli.forwarding import say_happening
from fahsai.cli.known import a_whole_number
from fahsai.cli.show import Shown, moment, say
from fahsai.cli.start import a_date, organisation_named, start_records, today
from fahsai.services.simulate import (
    EARLIEST,
    ORGANISATION,
    SEED,
    Asked,
    Place,
    Plan,
    Sending,
    as_lines,
    into_file,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from fahsai.cli.commands import Commands

FILES = {"file": into_file, "lines": as_lines}
"""The ways of ``--via`` into a file: JSON lines with the time, or topic and payload."""

HTTP, MQTT = "http", "mqtt"
"""The ways to the intake; the address is this machine's own where none is given."""

STANDARD_OUTPUT = Path("-")
BANGKOK = ZoneInfo("Asia/Bangkok")

SHOWN_EVERY = 1.0
"""How long between two lines on how far it is [s]."""


def add_commands(commands: Commands) -> None:
    """`simulate`."""
    simulate = commands.add("simulate", run_simulate)
    simulate.argument("--organisation", default=ORGANISATION, metavar="CODE")
    simulate.argument("--seed", type=a_whole_number, default=SEED, metavar="NUMBER")
    simulate.argument("--place", choices=[one.value for one in Place])
    simulate.argument("--from", dest="begin", type=a_date, metavar="DATE")
    simulate.argument("--to", dest="last", type=a_date, metavar="DATE")
    simulate.argument("--live", action="store_true")
    simulate.argument("--speed", type=a_speed, metavar="NUMBER")
    simulate.argument("--faults", choices=[one.value for one in Plan], default=Plan.USUAL.value)
    simulate.argument("--via", nargs="+", default=[MQTT], metavar=("WAY", "WHERE"))
    simulate.argument("--truth", type=Path, metavar="FILE")


def a_speed(text: str) -> int:
    """How many times as fast as the clock, from 1."""
    number = a_whole_number(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"not a speed: {text}")
    return number


def run_simulate(given: argparse.Namespace, shown: Shown) -> int:
    """Send the readings of made-up meters and say what was sent."""
    way, *where = given.via
    wrong = _wrong(given, today()) or _wrong_way(way, where)
    if wrong is not None:
        say(sys.stderr, shown.word("simulate", f"wrong_{wrong}"))
        return MISUSED
    if way in FILES:
        return _written(given, way, Path(where[0]), shown)
    return _sent(given, way, where[0] if where else None, shown)


def _written(given: argparse.Namespace, way: str, path: Path, shown: Shown) -> int:
    """Into a file: no records are needed, and none are changed."""
    asked = _asked(given)
    with _opened(path) as file:
        sending = Sending(asked, FILES[way](file))
        return _run(given, sending, shown, sys.stderr if file is sys.stdout else sys.stdout)


def _sent(given: argparse.Namespace, way: str, where: str | None, shown: Shown) -> int:
    """To the intake: the meters are made where they are absent, and have tokens meanwhile."""
    actor = start_records()
    from fahsai.services.simulate_to_intake import UnreachableError, by_http, by_mqtt, to_intake

    organisation = organisation_named(actor, given.organisation)
    try:
        if way == HTTP:
            opened = by_http(where)
        else:
            opened = by_mqtt(
                where, organisation.code, lambda kind, data: say_happening(shown, kind, data)
            )
    except ValueError:
        say(sys.stderr, shown.word("simulate", "no_address", address=where or "-"))
        return MISUSED
    try:
        with to_intake(actor, organisation, _asked(given), opened) as (sending, said):
            shown.findings(said, sys.stderr)
            return REFUSED if sending is None else _run(given, sending, shown, sys.stdout)
    except UnreachableError as error:
        say(sys.stderr, shown.word("simulate", "unreachable", why=str(error)))
        return REFUSED


def _run(given: argparse.Namespace, sending: Sending, shown: Shown, to: TextIO) -> int:
    """Send until the end; whoever interrupts has had enough, which is no failure."""
    say(to, shown.word("simulate", "begins", **_head(sending, shown)))
    to.flush()
    progress = Progress(shown)
    try:
        try:
            sending.run(progress)
        finally:
            progress.close()
            _close(sending, shown, to)
    except KeyboardInterrupt:
        to.flush()
    if given.truth is not None:
        text = json.dumps(sending.truth(), ensure_ascii=False, indent=2)
        given.truth.write_text(f"{text}\n", "utf-8")
    _say_end(sending, given.truth, shown, to)
    return 0


def _close(sending: Sending, shown: Shown, to: TextIO) -> None:
    """Wait for what is under way, which another interrupt leaves for next time."""
    left = sending.sender.left()
    if left:
        say(to, shown.word("simulate", "waits", messages=f"{left:,}"))
        to.flush()
    sending.sender.close()


def _wrong_way(way: str, where: list[str]) -> str | None:
    """Whether ``--via`` cannot be understood: what is written needs a file."""
    known = way in FILES or way in {HTTP, MQTT}
    return None if known and len(where) <= 1 and (where or way not in FILES) else "way"


def _wrong(given: argparse.Namespace, now: date) -> str | None:
    """What cannot be meant by the dates, by its word; None where all is well."""
    if given.begin is None:
        return None if given.last is None else "no_beginning"
    if given.last is not None and given.live:
        return "live_ends"
    if _begin(given.begin) < EARLIEST:
        return "too_early"
    if given.begin > (now if given.last is None else given.last):
        return "order"
    return None


def _asked(given: argparse.Namespace) -> Asked:
    now = int(time.time())
    last: date | None = given.last
    if last is not None:
        end: int | None = _begin(last + timedelta(days=1))
    else:
        end = now if given.begin is not None and not given.live else None
    return Asked(
        organisation=given.organisation,
        seed=given.seed,
        plan=Plan(given.faults),
        place=None if given.place is None else Place(given.place),
        start=now if given.begin is None else _begin(given.begin),
        end=end,
        speed=given.speed,
        live=given.live or given.begin is None,
    )


def _begin(day: date) -> int:
    """The first second of a day in Thailand [unix s]."""
    return int(datetime(day.year, day.month, day.day, tzinfo=BANGKOK).timestamp())


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """The file to write to, or what the next command reads."""
    if path == STANDARD_OUTPUT:
        yield sys.stdout
        return
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yield file


@dataclass(slots=True)
class Progress:
    """Says on a terminal how far it is, beside the answer."""

    shown: Shown
    _last: float = 0.0
    _said: bool = False

    def __call__(self, sending: Sending) -> None:
        """Say it, now and then."""
        now = time.monotonic()
        if now - self._last < SHOWN_EVERY or not sys.stderr.isatty():
            return
        self._last, self._said = now, True
        text = self.shown.word(
            "simulate",
            "so_far",
            messages=f"{sending.sent:,}",
            until=moment(sending.until, self.shown),
        )
        sys.stderr.write(f"\r{text}\x1b[K")
        sys.stderr.flush()

    def close(self) -> None:
        """Take the line away."""
        if self._said:
            sys.stderr.write("\r\x1b[K")


def _head(sending: Sending, shown: Shown) -> dict[str, str]:
    asked = sending.asked
    return {
        "meters": str(len(sending.simulation.meters)),
        "seed": str(asked.seed),
        "organisation": asked.organisation,
        "start": moment(asked.start, shown),
    }


def _say_end(sending: Sending, truth: Path | None, shown: Shown, to: TextIO) -> None:
    say(
        to,
        shown.word(
            "simulate",
            "ended",
            messages=f"{sending.sent:,}",
            refused=f"{sending.refused:,}",
            until=moment(sending.until, shown),
        ),
    )
    if truth is not None:
        say(to, shown.word("simulate", "truth", path=str(truth)))

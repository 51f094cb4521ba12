"""Options that say from when to when, and moments as people in Thailand say them."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from fahsai.cli.commands import MISUSED
from fahsai.cli.meter_options import BANGKOK, a_moment
from fahsai.cli.show import Shown, moment, say
from fahsai.cli.start import a_date

if TYPE_CHECKING:
    from fahsai.cli.commands import Command

USUAL = timedelta(days=1)


def add_time(command: Command) -> None:
    """``--from`` and ``--to``."""
    command.argument("--from", dest="start", type=a_beginning, metavar="TIME")
    command.argument("--to", dest="end", type=an_end, metavar="TIME")


def a_beginning(text: str) -> datetime:
    """From when on: an instant, or the beginning of a day in Thailand."""
    return _day(text, 0) or _moment(text)


def an_end(text: str) -> datetime:
    """Until when: an instant, or the end of a day in Thailand."""
    return _day(text, 1) or _moment(text)


def _moment(text: str) -> datetime:
    try:
        return a_moment(text)
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(
            f"not a time: {text}; such as 2026-03-02, 2/3/2569 or “2026-03-02 18:00”"
        ) from error


def _day(text: str, later: int) -> datetime | None:
    """The edge of a day; None for what has a time of day."""
    if ":" in text:
        return None
    try:
        day = a_date(text)
    except argparse.ArgumentTypeError:
        return None
    return datetime.combine(day + timedelta(days=later), time.min, BANGKOK)


def edges_of(given: argparse.Namespace, shown: Shown) -> tuple[int, int]:
    """From when to when [unix s]; the last day where nobody says.

    Raises:
        SystemExit: the end does not come after the beginning; it is said with both.
    """
    end = datetime.now(tz=UTC) if given.end is None else given.end
    start = end - USUAL if given.start is None else given.start
    edges = int(start.timestamp()), int(end.timestamp())
    if edges[0] >= edges[1]:
        start_text, end_text = (moment(at, shown) for at in edges)
        say(sys.stderr, shown.word("measured", "time_order", start=start_text, end=end_text))
        raise SystemExit(MISUSED)
    return edges

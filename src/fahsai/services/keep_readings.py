"""The keeper: brings what arrived into the tables, and makes quantities of it, for ever."""

from __future__ import annotations

import logging
import time
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from django.utils.timezone import localdate

from fahsai.readings.errors import Unavailable
from fahsai.services.arrivals import judge_of
from fahsai.services.metering.standing import say, still_there
from fahsai.services.readings_store import readings_store
from fahsai.services.remove_everywhere import remove_everywhere
from fahsai.services.settling import settle_what_changed

if TYPE_CHECKING:
    from threading import Event

    from fahsai.readings.store import ReadingsStore

KEEPER = "keeper"
"""The process among those that say how they stand."""

LOG = logging.getLogger("fahsai.intake")

FULL = 500_000
"""So many rows in the hot log are brought away at once."""

USUAL_PAUSE = 60.0
"""Otherwise so often [s]: a part of a month is written anew each time."""

SHARE = 20
"""A pause lasts at least so many times what the work before took: a twentieth of a core."""

LONGEST_PAUSE = 600.0
"""... and at most so long [s]."""

LOOK = 2.0
"""How often the size of the hot log is looked at [s]."""

SAYING = 5.0
"""How often the keeper says that it lives [s]."""

TIDY_EVERY = 86_400.0
"""How often files that nobody needs any more are removed [s]."""


class Round(NamedTuple):
    """What one round did."""

    rows: int  # brought from the hot log
    months: int  # of channels that were settled


def keep_once(store: ReadingsStore) -> Round:
    """Bring all that has arrived into the tables and settle what it changes.

    Raises:
        Unavailable: the store cannot now; what was done stays done.
    """
    rows = 0
    judge = judge_of(store)
    while (done := store.compact(judge)).batches:
        rows += done.rows
    return Round(rows, settle_what_changed(store))


def keep_readings(stop: Event) -> None:
    """Do so until told to stop: when much has arrived, and every minute.

    Where the store cannot, it is tried again; nothing is lost meanwhile.
    """
    store = readings_store()
    say(KEEPER, rows=0)
    Thread(target=_keep_saying, args=(stop,), daemon=True).start()
    tidied = time.monotonic()
    pause, rows = 0.0, 0
    while not _wait(stop, store, pause):
        began = time.monotonic()
        try:
            kept = keep_once(store)
            rows += kept.rows
            if kept.rows or kept.months:
                seconds = round(time.monotonic() - began, 3)
                said = {"event": "readings_kept", **kept._asdict(), "seconds": seconds}
                LOG.info("readings were kept", extra=said)
            if began - tidied > TIDY_EVERY:
                remove_everywhere(today=localdate())
                store.tidy()
                tidied = began
        except Unavailable as error:
            said = {"event": "keeping_failed", "why": str(error)}
            LOG.warning("readings could not be kept now", extra=said)
        say(KEEPER, rows=rows)
        pause = min(max(USUAL_PAUSE, SHARE * (time.monotonic() - began)), LONGEST_PAUSE)


def _keep_saying(stop: Event) -> None:
    """Say that the keeper lives, also while it works for long."""
    while not stop.wait(SAYING):
        still_there(KEEPER)


def _wait(stop: Event, store: ReadingsStore, pause: float) -> bool:
    """Wait for the next round; True where there is none."""
    ends = time.monotonic() + pause
    while (left := ends - time.monotonic()) > 0:
        if stop.wait(min(LOOK, left)):
            return True
        try:
            if store.waiting() >= FULL:
                return False
        except Unavailable:
            continue
    return stop.is_set()

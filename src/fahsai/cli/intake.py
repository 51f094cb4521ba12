"""Commands that take and keep readings: the processes beside `fahsai serve`, also by themselves."""

from __future__ import annotations

import logging
import os
import signal
import sys
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from fahsai.cli.beside import Keeper, end_with_parent
from fahsai.cli.show import Shown, say
from fahsai.cli.start import start_records

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from types import FrameType

    from fahsai.cli.commands import Commands

LOG = logging.getLogger("fahsai.intake")


def add_commands(commands: Commands) -> None:
    """`ingest`, `keep-readings`, `broker`."""
    commands.add("ingest", run_ingest)
    keeping = commands.add("keep-readings", run_keep)
    keeping.argument("--once", action="store_true")
    broker = commands.add("broker", run_broker)
    broker.argument("--files", type=Path, metavar="FOLDER")


def run_ingest(given: argparse.Namespace, shown: Shown) -> int:
    """Take readings from the broker until interrupted."""
    del given
    start_records()
    from django.conf import settings

    from fahsai.services.ingest import ingest

    if settings.FAHSAI.mqtt.use == "off":
        say(sys.stderr, shown.word("intake", "off"))
        return 1
    say(sys.stdout, shown.word("intake", "ingesting"))
    sys.stdout.flush()
    ingest(_until_told())
    return 0


def run_keep(given: argparse.Namespace, shown: Shown) -> int:
    """Bring what arrived into the tables, once or until interrupted."""
    start_records()
    from fahsai.services.keep_readings import keep_once, keep_readings
    from fahsai.services.readings_store import readings_store

    if given.once:
        kept = keep_once(readings_store())
        said = shown.word("intake", "kept", rows=f"{kept.rows:,}", months=f"{kept.months:,}")
        say(sys.stdout, said)
        return 0
    say(sys.stdout, shown.word("intake", "keeping"))
    sys.stdout.flush()
    keep_readings(_until_told())
    return 0


def run_broker(given: argparse.Namespace, shown: Shown) -> int:
    """Run the broker of this installation, or write the files of one that runs elsewhere."""
    start_records()
    from fahsai.services.run_broker import keep_broker, write_broker_files

    if given.files is not None:
        for file in write_broker_files(given.files):
            say(sys.stdout, shown.word("documents", "written", file=str(file)))
        return 0
    say(sys.stdout, shown.word("intake", "broking"))
    sys.stdout.flush()
    keep_broker(_until_told())
    return 0


def tell_of_meters() -> None:
    """Let the intake know every meter, before it starts; what cannot be told now is later."""
    from fahsai.services.intake_registry import IntakeUnavailableError, resync_all

    try:
        resync_all()
    except IntakeUnavailableError:
        LOG.exception("the intake was not told of the meters", extra={"event": "start_untold"})


def processes() -> list[Keeper]:
    """What takes and keeps readings beside the pages; not started yet."""
    from django.conf import settings

    names = ["keep"]
    use = settings.FAHSAI.mqtt.use
    if use == "embedded":
        names.append("broker")
    if use != "off":
        names.append("ingest")
    return [
        Keeper(f"from fahsai.cli.intake import beside_pages; beside_pages({name!r})")
        for name in names
    ]


def beside_pages(name: str) -> None:
    """One of the processes as a child of `fahsai serve`, which has started the records already."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahsai.site.settings")
    stop = _until_told()
    end_with_parent()
    import django

    django.setup()
    _work_of(name)(stop)


def _work_of(name: str) -> Callable[[Event], None]:
    """The use case of a process; the others need not be loaded."""
    if name == "broker":
        from fahsai.services.run_broker import keep_broker

        return keep_broker
    if name == "ingest":
        from fahsai.services.ingest import ingest

        return ingest
    from fahsai.services.keep_readings import keep_readings

    return keep_readings


def _until_told() -> Event:
    """Set when the process is asked to end."""
    stop = Event()

    def end(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    return stop

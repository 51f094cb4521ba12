"""Commands that ask what meters measured: readings, intervals, quantities, events, state."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fahsai.cli.commands import REFUSED
from fahsai.cli.files import NothingWrittenError, write_bytes, write_json, written
from fahsai.cli.show import Shown, kilograms, moment, say, table
from fahsai.cli.start import add_organisation, organisation_named, start_records, today
from fahsai.cli.time_options import add_time, edges_of
from fahsai.core.metering.length import Length
from fahsai.core.quantity.exact import canonical
from fahsai.core.quantity.rounding import round_down
from fahsai.words.load import words

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.cli.commands import Command, Commands
    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.metering.meter import Meter
    from fahsai.core.metering.series import Quality
    from fahsai.services.quantities import Asked, Quantity
    from fahsai.services.readings_file import ReadingsFile

MINUTES, HOURS, DAYS = 120, 2 * 3600, 2 * 86_400
"""From how long on a time is told in minutes, hours and days [s]."""
BYS = ("meter", "unit", "facility", "organisation")
FORMATS = ("csv", "parquet")


def add_commands(commands: Commands) -> None:
    """`readings`, `intervals`, `quantities`, `meter-events`, `meter-health`."""
    readings = commands.add("readings", run_readings)
    _of_a_meter(readings)
    readings.argument("--channel")
    readings.argument("--out", type=a_file, metavar="FILE")

    intervals = commands.add("intervals", run_intervals)
    _of_a_meter(intervals)
    intervals.argument("--channel")
    intervals.argument("--length", choices=[one.value for one in Length], default="15min")

    asked = commands.add("quantities", run_quantities)
    add_organisation(asked, year=False)
    add_time(asked)
    asked.argument("--by", choices=BYS, default="meter")
    asked.argument("--length", choices=[one.value for one in Length], default="day")
    asked.argument("--meter", action="append", default=[], metavar="METER")
    asked.argument("--out", type=a_file, metavar="FILE")
    asked.argument("--json", action="store_true")

    events = commands.add("meter-events", run_events)
    _of_a_meter(events)

    state = commands.add("meter-health", run_health)
    add_organisation(state, year=False)
    state.argument("--json", action="store_true")


def _of_a_meter(command: Command) -> None:
    command.argument("meter", metavar="METER")
    add_organisation(command, year=False)
    add_time(command)
    command.argument("--json", action="store_true")


def a_file(text: str) -> Path:
    """A file of one of the kinds that can be written."""
    path = Path(text)
    if path.suffix not in {".csv", ".parquet"}:
        raise argparse.ArgumentTypeError(f"neither .csv nor .parquet: {text}")
    return path


def run_readings(given: argparse.Namespace, shown: Shown) -> int:
    """Show readings as they are kept, or write them to a file."""
    actor, owner, meter = _asked_meter(given)
    from fahsai.services.calculation_json import findings_json
    from fahsai.services.meter_readings import readings_of

    start, end = edges_of(given, shown)
    if given.out is not None:
        return _write_readings(given, actor, owner, meter, shown)
    found = readings_of(actor, owner, meter.id, start, end, given.channel)
    if found is None:
        return _no_channel(meter, shown)
    rows = [
        [moment(at, shown), canonical(value), _said(flags, shown)]
        for at, value, flags in found.rows
    ]
    if given.json:
        write_json(
            {
                "meter": meter.code,
                "channel": found.channel.name,
                "unit": found.channel.unit,
                "readings": [
                    {"at": iso(at), "value": canonical(value), "quality": _flags(flags).split()}
                    for at, value, flags in found.rows
                ],
                "then": None if found.then is None else iso(found.then),
                "findings": findings_json(found.findings),
            }
        )
        return 0
    shown.findings(found.findings, sys.stderr)
    head = [shown.word("measured", "at"), found.channel.unit, shown.word("measured", "quality")]
    say(sys.stdout, table(head, rows, frozenset({1})))
    if found.then is not None:
        say(sys.stdout, shown.word("measured", "then", at=moment(found.then, shown)))
    return 0


def _write_readings(
    given: argparse.Namespace, actor: Actor, owner: UUID, meter: Meter, shown: Shown
) -> int:
    """Write readings to a file; none is made where all of them were removed."""
    from fahsai.services.export_readings import Export
    from fahsai.services.readings_file import readings_file

    kind = Export.PARQUET if given.out.suffix == ".parquet" else Export.CSV
    wanted = (*edges_of(given, shown), given.channel, kind)
    made: ReadingsFile | None = None
    findings: tuple[Finding, ...] = ()
    with suppress(NothingWrittenError), written(given.out) as out:
        made, findings = readings_file(actor, owner, meter.id, *wanted, out)
        if made is None:
            raise NothingWrittenError
    if made is None:
        shown.findings(findings, sys.stderr)
        return REFUSED if findings else _no_channel(meter, shown)
    shown.findings(findings, sys.stderr)
    say(sys.stdout, shown.word("measured", "written", file=str(given.out), rows=f"{made.rows:,}"))
    return 0


def run_intervals(given: argparse.Namespace, shown: Shown) -> int:
    """Show what passed in each stretch of time."""
    actor, owner, meter = _asked_meter(given)
    from fahsai.services.calculation_json import findings_json
    from fahsai.services.meter_readings import intervals_of

    found = intervals_of(
        actor, owner, meter.id, Length(given.length), *edges_of(given, shown), given.channel
    )
    if found is None:
        return _no_channel(meter, shown)
    if given.json:
        write_json(
            {
                "meter": meter.code,
                "channel": found.channel.name,
                "unit": found.channel.unit,
                "intervals": [
                    {
                        "start": iso(one.start),
                        "end": iso(one.end),
                        "quantity": None if one.quantity is None else canonical(one.quantity),
                        "estimated": canonical(one.estimated),
                        "known_seconds": one.seconds,
                        "stood_seconds": one.stood,
                        "readings": one.readings,
                        "origin": one.origin,
                        "quality": _flags(one.quality).split(),
                    }
                    for one in found.rows
                ],
                "findings": findings_json(found.findings),
            }
        )
        return 0
    shown.findings(found.findings, sys.stderr)
    head = [
        *(shown.word("measured", key) for key in ("start", "quantity")),
        *(shown.word("measured", key) for key in ("estimated", "origin", "quality")),
    ]
    rows = [
        [
            moment(one.start, shown),
            "-" if one.quantity is None else f"{canonical(one.quantity)} {found.channel.unit}",
            canonical(one.estimated),
            shown.word("measured", one.origin),
            _said(one.quality, shown),
        ]
        for one in found.rows
    ]
    say(sys.stdout, table(head, rows, frozenset({1, 2})))
    return 0


def run_quantities(given: argparse.Namespace, shown: Shown) -> int:
    """Show quantities and emissions, or write them to a file."""
    actor = start_records()
    from fahsai.services.export_readings import Export, export_quantities
    from fahsai.services.quantities import Asked, By, quantities

    owner = organisation_named(actor, given.organisation).id
    asked = Asked(By(given.by), Length(given.length), *edges_of(given, shown), tuple(given.meter))
    if given.out is not None:
        kind = Export.PARQUET if given.out.suffix == ".parquet" else Export.CSV
        made, findings = export_quantities(actor, owner, asked, kind, today=today())
        shown.findings(findings, sys.stderr)
        return REFUSED if made is None else write_bytes(given.out, made.data, shown)
    rows, findings = quantities(actor, owner, asked, today=today())
    refused = any(one.code.startswith("quantities.") for one in findings)
    if given.json and not refused:
        from fahsai.services.quantities_json import quantities_json

        write_json(quantities_json(actor, owner, asked.by, rows, findings))
        return 0
    shown.findings(findings, sys.stderr if refused else None)
    if refused:
        return REFUSED
    say(sys.stdout, _quantity_table(actor, owner, asked, rows, shown))
    return 0


def _quantity_table(
    actor: Actor, owner: UUID, asked: Asked, rows: tuple[Quantity, ...], shown: Shown
) -> str:
    from fahsai.services.quantities_json import subject_names

    names = subject_names(actor, owner, asked.by)
    keys = ("subject", "kind", "start", "quantity", "estimated", "known", "co2e")
    kinds = words("values")["meter_kind"]
    lines = []
    for one in rows:
        code, _ = names.get(one.subject.id, ("-", ""))
        quantity = "-" if one.quantity is None else f"{canonical(one.quantity)} {one.subject.unit}"
        mass = kilograms(one.co2e_kg) + ("" if one.complete else " *")
        known = f"{round_down(100 * one.known, 1)} %"
        when = moment(one.start, shown)
        kind = kinds[one.subject.kind][shown.language]
        lines.append([code, kind, when, quantity, canonical(one.estimated), known, mass])
    text = table([shown.word("measured", key) for key in keys], lines, frozenset({3, 4, 5, 6}))
    if any(not one.complete for one in rows):
        text += "\n" + shown.word("measured", "incomplete")
    return text


def run_events(given: argparse.Namespace, shown: Shown) -> int:
    """Show what happened to the data of a meter."""
    actor, owner, meter = _asked_meter(given)
    from fahsai.services.calculation_json import findings_json
    from fahsai.services.meter_health import meter_events

    found = meter_events(actor, owner, meter.id, *edges_of(given, shown))
    if given.json:
        write_json({"meter": meter.code, "events": findings_json(found)})
        return 0
    if not found:
        say(sys.stdout, shown.word("measured", "no_events"))
    shown.findings(found)
    return 0


def run_health(given: argparse.Namespace, shown: Shown) -> int:
    """Show how the meters are heard."""
    actor = start_records()
    from fahsai.services.health_json import health_json
    from fahsai.services.meter_health import meters_health

    found = meters_health(actor, organisation_named(actor, given.organisation).id)
    if given.json:
        write_json(health_json(found))
        return 0
    keys = (
        *("meter", "messages", "readings", "refused", "duplicates", "conflicts", "floods", "lag"),
        *("heard", "gap_since"),
    )
    rows = [
        [
            one.meter.code,
            str(one.messages),
            str(one.readings),
            str(one.refused),
            str(sum(channel.duplicates for channel in one.channels)),
            str(sum(channel.conflicts for channel in one.channels)),
            "-" if one.flood is None else f"{one.flood.minutes} × ≤ {one.flood.most:,}",
            "-" if one.lag is None else _span(one.lag / 1000, shown),
            "-" if one.heard_at is None else moment(one.heard_at // 1000, shown),
            "-" if one.gap_since is None else moment(one.gap_since, shown),
        ]
        for one in found
    ]
    head = [shown.word("measured", key) for key in keys]
    say(sys.stdout, table(head, rows, frozenset(range(1, 8))))
    return 0


def _span(seconds: float, shown: Shown) -> str:
    """How long [s], in the largest unit that says something."""
    if seconds < MINUTES:
        return shown.word("measured", "seconds", count=f"{seconds:.1f}")
    if seconds < HOURS:
        return shown.word("measured", "minutes", count=f"{seconds / 60:.0f}")
    if seconds < DAYS:
        return shown.word("measured", "hours", count=f"{seconds / 3600:.1f}")
    return shown.word("measured", "days", count=f"{seconds / 86_400:.1f}")


def _asked_meter(given: argparse.Namespace) -> tuple[Actor, UUID, Meter]:
    """Who asks, whose meter, and the meter.

    Raises:
        NotFoundError: there is no meter of that code.
    """
    actor = start_records()
    from fahsai.services.meter_named import meter_named

    owner = organisation_named(actor, given.organisation).id
    return actor, owner, meter_named(actor, owner, given.meter)


def _no_channel(meter: Meter, shown: Shown) -> int:
    say(sys.stderr, shown.word("measured", "no_channel", meter=meter.code))
    return REFUSED


def _said(quality: Quality, shown: Shown) -> str:
    """What is to be known of a quantity, in words."""
    known = words("values")["reading_quality"]
    return ", ".join(known[one][shown.language] for one in _flags(quality).split())


def _flags(quality: Quality) -> str:
    return " ".join(one.name.lower() for one in quality if one.name)


def iso(at: int) -> str:
    """An instant [unix s] as programs read it."""
    return datetime.fromtimestamp(at, UTC).isoformat()

"""Commands on meters: what there is, what each sends, exchanged registers."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fahsai.cli.commands import MISUSED, REFUSED
from fahsai.cli.files import write_json
from fahsai.cli.meter_options import a_channel, a_figure, a_first_day, a_moment
from fahsai.cli.meter_shown import meter_row, print_meter
from fahsai.cli.show import Shown, say, table
from fahsai.cli.start import a_date, add_organisation, organisation_named, start_records
from fahsai.core.metering.meter import MeterKind

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from uuid import UUID

    from fahsai.cli.commands import Commands
    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.metering.declared import ChannelEntry
    from fahsai.services.meters import MeterEntry, MeterRecord

TEXTS = {
    "name": "name_th",
    "name_en": "name_en",
    "serial": "serial",
    "model": "model",
    "place": "place",
    "note": "note",
    "unit": "unit",
    "facility": "facility",
    "source": "source",
    "part_of": "part_of",
}
"""Options of `meter` and the fields that they say."""


def add_commands(commands: Commands) -> None:
    """`meters`, `meter`, `replace-meter`, `import-meters`."""
    listed = commands.add("meters", run_meters)
    add_organisation(listed, year=False)
    listed.argument("--json", action="store_true")

    one = commands.add("meter", run_meter)
    one.argument("meter", metavar="METER")
    add_organisation(one, year=False)
    one.argument("--kind", choices=[kind.value for kind in MeterKind])
    for field in TEXTS:
        one.argument(f"--{field.replace('_', '-')}")
    one.argument("--source-from", type=a_first_day, metavar="DATE")
    one.argument("--channel", action="append", type=a_channel, default=[], metavar="CHANNEL")
    one.argument("--drop-channel", action="append", default=[], metavar="CHANNEL")
    one.argument("--start", type=a_date, metavar="DATE")
    one.argument("--end", type=a_date, metavar="DATE")
    one.either("--resume", "--withdraw")
    one.argument("--reason", default="")

    exchange = commands.add("replace-meter", run_replace)
    exchange.argument("meter", metavar="METER")
    add_organisation(exchange, year=False)
    exchange.argument("--channel")
    exchange.argument("--at", type=a_moment, required=True, metavar="TIME")
    exchange.argument("--last", type=a_figure, metavar="FIGURE")
    exchange.argument("--first", type=a_figure, metavar="FIGURE")
    exchange.argument("--serial", default="")
    exchange.argument("--evidence", action="append", type=Path, default=[], metavar="FILE")
    exchange.argument("--reason", default="")
    exchange.argument("--why", default="")
    exchange.argument("--withdraw", action="store_true")

    many = commands.add("import-meters", run_import)
    many.argument("file", type=Path)
    add_organisation(many, year=False)
    many.argument("--reason", default="")


def run_meters(given: argparse.Namespace, shown: Shown) -> int:
    """List the meters with what they measure and where they send to."""
    actor = start_records()
    from fahsai.services.meters import meters
    from fahsai.services.meters_json import meter_json

    organisation = organisation_named(actor, given.organisation)
    found = meters(actor, organisation.id)
    if given.json:
        write_json(
            {"organisation": organisation.code, "meters": [meter_json(one) for one in found]}
        )
        return 0
    if not found:
        say(sys.stdout, shown.word("meters", "none"))
        return 0
    head = [shown.word("meters", key) for key in ("code", "kind", "source", "channels", "topic")]
    say(sys.stdout, table(head, [meter_row(one, shown) for one in found], frozenset()))
    return 0


def run_meter(given: argparse.Namespace, shown: Shown) -> int:
    """Show a meter, add one, change it or take it out of use."""
    actor = start_records()
    from fahsai.services.meters import add_meter, change_meter, end_meter, meter_entry

    owner = organisation_named(actor, given.organisation).id
    known = _meter(actor, owner, given.meter)
    said: tuple[Finding, ...]
    if given.withdraw:
        return _withdrawn(actor, owner, known, given, shown)
    if known is not None and not _something(given):
        if given.end is None and not given.resume:
            print_meter(known, shown)
            return 0
        kept, said = end_meter(actor, owner, known.id, given.end, given.reason)
        return _ended(kept, said, shown)
    before = None if known is None else meter_entry(actor, owner, known.id)
    kind = MeterKind(given.kind) if given.kind else None if before is None else before.kind
    if kind is None:
        say(sys.stderr, shown.word("meters", "kind_needed", meter=given.meter))
        return MISUSED
    held = () if before is None else before.channels
    channels = [one.entry(kind, held) for one in given.channel]
    if None in channels:
        say(sys.stderr, shown.word("meters", "channel_incomplete"))
        return MISUSED
    entry = _entry(given, kind, before, tuple(one for one in channels if one is not None))
    if known is None:
        kept, said = add_meter(actor, owner, given.meter, entry)
    else:
        kept, said = change_meter(actor, owner, known.id, entry, given.reason)
    return _ended(kept, said, shown)


def run_replace(given: argparse.Namespace, shown: Shown) -> int:
    """Say that a register was exchanged, or that it was not after all."""
    actor = start_records()
    from django.utils import timezone

    from fahsai.services.evidence import keep_evidence
    from fahsai.services.replace_register import (
        ExchangeEntry,
        replace_register,
        take_back_exchange,
    )

    owner = organisation_named(actor, given.organisation).id
    known = _meter(actor, owner, given.meter)
    if known is None:
        return _no_meter(given.meter, shown)
    registers = [one.entry.name for one in known.channels if one.entry.measure == "register"]
    channel = given.channel or next(iter(registers), "")
    if given.withdraw:
        held = (one for one in known.exchanges if (one.channel, one.at) == (channel, given.at))
        before = next(held, None)
        if before is None:
            say(sys.stderr, shown.word("meters", "no_exchange", meter=known.code))
            return REFUSED
        done, said = take_back_exchange(actor, owner, known.id, before.id, given.reason)
        return _ended(_meter(actor, owner, known.code) if done else None, said, shown)
    files = {path.name: path.read_bytes() for path in given.evidence}
    evidence = tuple(keep_evidence(actor, owner, files).values()) if files else ()
    entry = ExchangeEntry(
        channel, given.at, given.last, given.first, given.reason, given.serial, evidence
    )
    kept, said = replace_register(actor, owner, known.id, entry, now=timezone.now(), why=given.why)
    return _ended(None if kept is None else _meter(actor, owner, known.code), said, shown)


def run_import(given: argparse.Namespace, shown: Shown) -> int:
    """Enter the meters of a table, all or none."""
    data = given.file.read_bytes()
    actor = start_records()
    from fahsai.services.import_meters import import_meters

    owner = organisation_named(actor, given.organisation).id
    done, said = import_meters(actor, owner, data, given.file.name, reason=given.reason)
    if done is None:
        shown.findings(said, sys.stderr)
        return REFUSED
    shown.findings(said)
    counts = {name: str(len(codes)) for name, codes in done._asdict().items()}
    say(sys.stdout, shown.word("meters", "imported", **counts))
    return 0


def _withdrawn(
    actor: Actor,
    owner: UUID,
    known: MeterRecord | None,
    given: argparse.Namespace,
    shown: Shown,
) -> int:
    """Take back a meter that was entered by mistake."""
    from django.utils import timezone

    from fahsai.services.meters import withdraw_meter

    if known is None:
        return _no_meter(given.meter, shown)
    gone, said = withdraw_meter(actor, owner, known.id, given.reason, now=timezone.now())
    shown.findings(said, sys.stdout if gone else sys.stderr)
    if gone:
        say(sys.stdout, shown.word("meters", "withdrawn", meter=known.code))
    return 0 if gone else REFUSED


def _something(given: argparse.Namespace) -> bool:
    """Whether the options say anything of the meter besides its end."""
    texts = any(getattr(given, option) is not None for option in TEXTS)
    others = (given.kind, given.channel, given.drop_channel, given.start, given.source_from)
    return texts or any(others)


def _entry(
    given: argparse.Namespace,
    kind: MeterKind,
    before: MeterEntry | None,
    channels: tuple[ChannelEntry, ...],
) -> MeterEntry:
    """What the options say; what they leave out stays as it is."""
    from fahsai.services.meters import MeterEntry

    said: dict[str, Any] = {
        field: getattr(given, option)
        for option, field in TEXTS.items()
        if getattr(given, option) is not None
    }
    if channels:
        said["channels"] = channels
    if given.drop_channel:
        said["drop_channels"] = tuple(given.drop_channel)
    if given.source_from is not None:
        said["source_from"] = given.source_from
    if given.start is not None:
        said |= {"started_on": given.start, "started_reason": given.reason}
    if given.end is not None:
        said |= {"ended_on": given.end, "ended_reason": given.reason}
    return replace(before or MeterEntry(kind, ""), kind=kind, **said)


def _meter(actor: Actor, owner: UUID, code: str) -> MeterRecord | None:
    from fahsai.services.meters import meters

    return next((one for one in meters(actor, owner) if one.code == code), None)


def _no_meter(code: str, shown: Shown) -> int:
    say(sys.stderr, shown.word("meters", "no_meter", meter=code))
    return REFUSED


def _ended(kept: MeterRecord | None, said: Iterable[Finding], shown: Shown) -> int:
    """What was said, and the meter as it stands now."""
    if kept is None:
        shown.findings(said, sys.stderr)
        return REFUSED
    shown.findings(said)
    print_meter(kept, shown)
    return 0

"""The command on how long readings stay."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fahsai.cli.commands import REFUSED
from fahsai.cli.files import json_bytes, write_bytes, write_json
from fahsai.cli.known import a_whole_number
from fahsai.cli.show import Shown, say, table
from fahsai.cli.start import add_organisation, organisation_named, start_records, today
from fahsai.core.metering.length import month_text
from fahsai.core.quantity.exact import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.cli.commands import Commands
    from fahsai.services.retention import Removed

FOR_EVER = "forever"


def add_commands(commands: Commands) -> None:
    """`retention`."""
    keeping = commands.add("retention", run_retention)
    add_organisation(keeping, year=False)
    keeping.argument("--keep", type=some_months, metavar="MONTHS")
    keeping.argument("--reason", default="")
    keeping.argument("--remove", action="store_true")
    keeping.argument("--json", action="store_true")
    keeping.argument("--out", type=Path, metavar="FILE")


def some_months(text: str) -> int | str:
    """A number of months, or ``forever``."""
    if text == FOR_EVER:
        return FOR_EVER
    try:
        return a_whole_number(text)
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(
            f"not a number of months, nor {FOR_EVER}: {text}"
        ) from error


def run_retention(given: argparse.Namespace, shown: Shown) -> int:
    """Show or say how long readings stay; remove what is older."""
    actor = start_records()
    from fahsai.services.retention import apply_retention, removed, retention, set_retention
    from fahsai.services.retention_json import removed_json

    owner = organisation_named(actor, given.organisation).id
    if given.keep is not None:
        months = None if given.keep == FOR_EVER else given.keep
        kept, said = set_retention(actor, owner, months, given.reason)
        if kept is None:
            shown.findings(said, sys.stderr)
            return REFUSED
    gone = apply_retention(actor, owner, today=today()) if given.remove else removed(actor, owner)
    stands = retention(actor, owner)
    proofs = {
        "keep_months": stands.keep_months,
        "reason": stands.why,
        "removed": [removed_json(one) for one in gone],
    }
    if given.out is not None:
        return write_bytes(given.out, json_bytes(proofs), shown)
    if given.json:
        write_json(proofs)
        return 0
    if stands.keep_months is None:
        say(sys.stdout, shown.word("retention", "for_ever"))
    else:
        months = str(stands.keep_months)
        say(sys.stdout, shown.word("retention", "months", months=months, reason=stands.why))
    _print(gone, shown)
    return 0


def _print(gone: Iterable[Removed], shown: Shown) -> None:
    rows = [
        [
            one.meter.code,
            one.channel.name,
            month_text(one.removal.month),
            f"{one.removal.rows:,}",
            _utc(one.removal.first),
            _utc(one.removal.last),
            canonical(one.channel.value(one.removal.total)),
            one.removal.sha256,
        ]
        for one in gone
    ]
    if not rows:
        say(sys.stdout, shown.word("retention", "nothing"))
        return
    keys = ("meter", "channel", "month", "rows", "first", "last", "total", "sha256")
    heads = [shown.word("retention", key) for key in keys]
    say(sys.stdout, table(heads, rows, frozenset({3, 6})))


def _utc(at: int) -> str:
    """An instant as an export has it; what is proved is proved in UTC, by the common era."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

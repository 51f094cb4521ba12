"""The command on how long readings stay."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from fahsai.cli.commands import REFUSED
from fahsai.cli.files import write_json
from fahsai.cli.known import a_whole_number
from fahsai.cli.show import Shown, say, table
from fahsai.cli.start import add_organisation, organisation_named, start_records, today

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

    owner = organisation_named(actor, given.organisation).id
    if given.keep is not None:
        months = None if given.keep == FOR_EVER else given.keep
        kept, said = set_retention(actor, owner, months, given.reason)
        if kept is None:
            shown.findings(said, sys.stderr)
            return REFUSED
    gone = apply_retention(actor, owner, today=today()) if given.remove else removed(actor, owner)
    stands = retention(actor, owner)
    if given.json:
        write_json(
            {
                "keep_months": stands.keep_months,
                "reason": stands.why,
                "removed": [_plain(one) for one in gone],
            }
        )
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
            str(one.removal.month),
            f"{one.removal.rows:,}",
            one.removal.sha256,
        ]
        for one in gone
    ]
    if not rows:
        say(sys.stdout, shown.word("retention", "nothing"))
        return
    keys = ("meter", "channel", "month", "rows", "sha256")
    say(sys.stdout, table([shown.word("retention", key) for key in keys], rows, frozenset({3})))


def _plain(one: Removed) -> dict[str, object]:
    gone = one.removal
    return {
        "meter": one.meter.code,
        "channel": one.channel.name,
        "month": gone.month,
        "rows": gone.rows,
        "sha256": gone.sha256,
        "reason": gone.why,
    }

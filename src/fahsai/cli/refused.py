"""`refused-messages`: what meters sent that became no reading."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from fahsai.cli.files import write_json
from fahsai.cli.measured import iso
from fahsai.cli.show import Shown, moment, say, table
from fahsai.cli.start import add_organisation, organisation_named, start_records

if TYPE_CHECKING:
    import argparse

    from fahsai.cli.commands import Commands
    from fahsai.services.refused_messages import RefusedSeen


def add_commands(commands: Commands) -> None:
    """`refused-messages`."""
    refused = commands.add("refused-messages", run_refused)
    refused.argument("meter", metavar="METER", nargs="?")
    add_organisation(refused, year=False)
    refused.argument("--json", action="store_true")


def run_refused(given: argparse.Namespace, shown: Shown) -> int:
    """Show the newest messages that became no reading, of a meter or of all, and the counts."""
    actor = start_records()
    from fahsai.services.meter_named import meter_named
    from fahsai.services.refused_messages import all_refused_messages, refused_messages

    owner = organisation_named(actor, given.organisation).id
    if given.meter is None:
        found = all_refused_messages(actor, owner)
    else:
        found = refused_messages(actor, owner, meter_named(actor, owner, given.meter).id)
    if given.json:
        write_json(_json(found))
    elif not found.counts:
        say(sys.stdout, shown.word("refused", "none"))
    else:
        _show(found, shown)
    return 0


def _show(found: RefusedSeen, shown: Shown) -> None:
    """How many, and the newest with what each says."""
    head = [shown.word("refused", key) for key in ("from", "reason", "times", "last")]
    rows = [
        [one.meter or one.topic, one.reason, str(one.times), moment(one.last // 1000, shown)]
        for one in found.counts
    ]
    say(sys.stdout, table(head, rows, frozenset({2})))
    for one in found.messages:
        where = one.meter or one.topic
        when = moment(one.arrived // 1000, shown)
        say(sys.stdout, f"\n{when}  {where}  ({shown.word('refused', 'size', size=str(one.size))})")
        say(sys.stdout, f"  {one.excerpt}")
        shown.findings((one.finding,))


def _json(found: RefusedSeen) -> dict[str, Any]:
    """The same for programs."""
    from fahsai.services.calculation_json import findings_json

    said = findings_json(tuple(one.finding for one in found.messages))
    return {
        "counts": [
            {
                "topic": one.topic,
                "meter": one.meter or None,
                "reason": one.reason,
                "times": one.times,
                "last_at": iso(one.last // 1000),
            }
            for one in found.counts
        ],
        "messages": [
            {
                "arrived_at": iso(one.arrived // 1000),
                "topic": one.topic,
                "meter": one.meter or None,
                "finding": words,
                "excerpt": one.excerpt,
                "size": one.size,
            }
            for one, words in zip(found.messages, said, strict=True)
        ],
    }

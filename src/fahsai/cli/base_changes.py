"""The command that records, amends and takes back changes since a base year."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fahsai.cli.commands import REFUSED
from fahsai.cli.show import Shown, kilograms, say, table
from fahsai.cli.start import (
    a_date,
    a_number,
    add_organisation,
    organisation_named,
    period_of,
    start_records,
    today,
)
from fahsai.core.finding import Level, finding
from fahsai.core.inventory.base_year import BaseYearChange, ChangeKind
from fahsai.core.quantity.exact import ZERO
from fahsai.core.thai.numbers import parse_number
from fahsai.words.messages import day_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from uuid import UUID

    from fahsai.cli.commands import Commands
    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.services.base_year import BaseYearSeen
    from fahsai.services.base_year_records import KeptChange


def add_commands(commands: Commands) -> None:
    """`base-change`."""
    change = commands.add("base-change", run_base_change)
    add_organisation(change)
    change.argument("--record", metavar="PROPOSAL")
    change.argument("--amend", type=a_number, metavar="NUMBER")
    change.argument("--withdraw", type=a_number, metavar="NUMBER")
    change.argument("--kind", choices=[one.value for one in ChangeKind])
    change.argument("--on", type=a_date, metavar="DATE")
    change.argument("--effect", type=an_effect, metavar="KG")
    change.argument("--source", metavar="CODE")
    change.argument("--included-in", type=a_number, metavar="NUMBER")
    change.argument("--what", metavar="TEXT")
    change.argument("--reason", default="")


def an_effect(text: str) -> Decimal:
    """An effect of an option [kg CO2e], with its sign."""
    number, _ = parse_number(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"not a number: {text}")
    return number


def run_base_change(given: argparse.Namespace, shown: Shown) -> int:
    """Record a change (a proposal, or one that only people know), amend it, or take it back."""
    actor = start_records()
    from fahsai.services.base_year import base_year_of

    organisation = organisation_named(actor, given.organisation)
    asked = [one for one in (given.record, given.amend, given.withdraw) if one is not None]
    if len(asked) > 1:
        say(sys.stderr, shown.word("base_changes", "one_at_a_time"))
        return REFUSED
    if given.amend is not None or given.withdraw is not None:
        findings = _amended(actor, organisation.id, given)
    else:
        seen = base_year_of(
            actor, organisation.id, given.year, today=today(), kind=period_of(given)
        )
        findings = _recorded(actor, organisation.id, seen, given)
    if findings:
        shown.findings(findings, sys.stderr)
        return REFUSED
    seen = base_year_of(actor, organisation.id, given.year, today=today(), kind=period_of(given))
    print_changes(seen.changes, shown)
    print_proposals(seen, shown)
    shown.findings([one for one in seen.findings if one.code.startswith("base_year.")])
    return 0


def _recorded(
    actor: Actor, organisation_id: UUID, seen: BaseYearSeen, given: argparse.Namespace
) -> tuple[Finding, ...]:
    """Record what is asked for; what stands in the way."""
    from fahsai.services.base_year_records import record_change

    base_be = seen.year.settings.base_year_be or seen.year.version.year_be
    start, kind = None, None
    if given.record is not None:
        known = {one.key: one for one in seen.proposals}
        found = known.get(given.record)
        if found is None:
            names = ", ".join(known) or "-"
            absent = finding("base_year.no_proposal", Level.ERROR, given.record, known=names)
            return (absent,)
        start, kind = found.change, found.kind
    said = _said(given)
    if "change_kind" not in said and kind is None:
        return (finding("base_year.kind_missing", Level.ERROR, given.record or "-"),)
    if start is None:
        if "happened_on" not in said:
            return (finding("base_year.day_missing", Level.ERROR, "-"),)
        said = {"effect_kg": ZERO, "reason": given.reason.strip(), **said}
        change = BaseYearChange(base_year_be=base_be, **said)
    else:
        change = replace(start, **said)
        if not change.reason.strip():
            change = replace(change, reason=given.reason.strip())
    return record_change(actor, organisation_id, change)[1]


def _amended(actor: Actor, organisation_id: UUID, given: argparse.Namespace) -> tuple[Finding, ...]:
    """Say a change otherwise, or take it back; its number is that of the list."""
    from fahsai.services.access import NotFoundError
    from fahsai.services.base_year_records import amend_change, base_year_changes

    number = (given.amend if given.withdraw is None else given.withdraw) - 1
    changes = base_year_changes(actor, organisation_id)
    kept = next((one for one in changes if one.number == number), None)
    if kept is None:
        raise NotFoundError(str(number + 1))
    wanted = None if given.withdraw is not None else replace(kept.change, **_said(given))
    return amend_change(actor, organisation_id, number, wanted, given.reason, seen=kept.seen)[1]


def _said(given: argparse.Namespace) -> dict[str, Any]:
    """The fields of a change that options give."""
    fields = {
        "change_kind": None if given.kind is None else ChangeKind(given.kind),
        "happened_on": given.on,
        "effect_kg": given.effect,
        "source_code": given.source,
        "included_in": given.included_in,
        "reason": given.what,
    }
    return {name: value for name, value in fields.items() if value is not None}


def print_changes(changes: Sequence[KeptChange], shown: Shown) -> None:
    """The changes on record, each with the number that amends it."""
    keys = ("number", "date", "change", "code", "kg", "reason")
    rows = [
        [
            str(one.number + 1),
            day_words(one.change.happened_on, shown.language),
            shown.word("changes", one.change.change_kind.value),
            one.change.source_code or "-",
            signed(one.change.effect_kg),
            " ".join(one.change.reason.split()),
        ]
        for one in changes
    ]
    if rows:
        head = [shown.word("columns", key) for key in keys]
        say(sys.stdout, table(head, rows, frozenset({0, 4})))


def print_proposals(seen: BaseYearSeen, shown: Shown) -> None:
    """What the records show and nobody has judged, each with the name that records it."""
    keys = ("proposal", "date", "change", "kg", "reason")
    rows = [
        [
            one.key,
            day_words(one.change.happened_on, shown.language),
            "-" if one.kind is None else shown.word("changes", one.kind.value),
            signed(one.change.effect_kg),
            " ".join(one.change.reason.split()) or shown.word("base_changes", one.note),
        ]
        for one in seen.proposals
    ]
    if rows:
        head = [shown.word("columns", key) for key in keys]
        say(sys.stdout, shown.word("base_changes", "open", count=str(len(rows))))
        say(sys.stdout, table(head, rows, frozenset({3})))
        say(sys.stdout, shown.word("base_changes", "how"))


def signed(kg: Decimal) -> str:
    """An effect with its sign [kg CO2e]."""
    return ("+" if kg > ZERO else "") + kilograms(kg)

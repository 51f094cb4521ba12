"""Commands that compare: any two versions of any two years, and a year with its base year."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, NamedTuple

from fahsai.cli.base_changes import print_changes, print_proposals
from fahsai.cli.commands import REFUSED
from fahsai.cli.files import write_json
from fahsai.cli.show import Shown, in_tonnes, kilograms, say, table
from fahsai.cli.start import (
    a_number,
    a_year,
    add_organisation,
    organisation_named,
    period_of,
    start_records,
    today,
)
from fahsai.core.inventory.base_year import BaseYearPolicy, ChangeKind
from fahsai.core.inventory.result import TOTALLED
from fahsai.core.quantity.exact import ZERO, canonical
from fahsai.core.thai.numbers import parse_number
from fahsai.core.thai.period import YEAR_KINDS, PeriodKind
from fahsai.words.explain import cause_words, difference_words

if TYPE_CHECKING:
    from decimal import Decimal

    from fahsai.cli.commands import Commands
    from fahsai.services.base_year import BaseYearSeen
    from fahsai.services.compare_versions import VersionsCompared

LISTED = 30
"""Sources that are listed, the largest change first; the JSON has them all."""


def add_commands(commands: Commands) -> None:
    """`compare`, `base-year`."""
    compare = commands.add("compare", run_compare)
    add_organisation(compare, year=False)
    compare.argument("--from", dest="before", required=True, type=a_version, metavar="BE[:vN]")
    compare.argument("--to", dest="after", required=True, type=a_version, metavar="BE[:vN]")
    compare.argument("--json", action="store_true")

    base = commands.add("base-year", run_base_year)
    add_organisation(base)
    base.argument("--threshold", type=a_percent, metavar="PERCENT")
    base.argument(
        "--trigger",
        action="append",
        choices=[one.value for one in ChangeKind if one is not ChangeKind.ORGANIC],
    )
    base.argument("--text")
    base.argument("--reason", default="")


class Named(NamedTuple):
    """A version as an option names it; services take the same fields."""

    year_be: int
    number: int | None
    kind: PeriodKind | None


def a_version(text: str) -> Named:
    """A version of an option: ``2564``, ``2564:v2``, ``2564:v2:calendar``.

    >>> a_version("2564:v2:calendar").number, a_version("๒๕๖๔").year_be
    (2, 2564)
    """
    year, *rest = text.strip().split(":")
    number = kind = None
    for part in rest:
        if part in YEAR_KINDS and kind is None:
            kind = YEAR_KINDS[part]
        elif part[:1] in {"v", "V"} and number is None:
            number = a_number(part[1:])
        else:
            raise argparse.ArgumentTypeError(f"not a version as 2564:v1: {text}")
    return Named(a_year(year), number, kind)


def a_percent(text: str) -> Decimal:
    """A percentage of an option."""
    number, _ = parse_number(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"not a number: {text}")
    return number


def run_compare(given: argparse.Namespace, shown: Shown) -> int:
    """Why one version differs from another."""
    actor = start_records()
    from fahsai.services.compare_versions import VersionNamed, compare_versions

    organisation = organisation_named(actor, given.organisation)
    before, after = (VersionNamed(*one) for one in (given.before, given.after))
    compared = compare_versions(actor, organisation.id, before, after, today=today())
    if given.json:
        from fahsai.services.difference_json import difference_json

        write_json(difference_json(compared, organisation.code))
    else:
        _print_difference(compared, shown)
    return 0


def _print_difference(compared: VersionsCompared, shown: Shown) -> None:
    difference = compared.difference
    names = [one.version.name for one in (compared.before, compared.after)]
    said = {
        "before": names[0],
        "after": names[1],
        "before_t": in_tonnes(difference.before_kg),
        "after_t": in_tonnes(difference.after_kg),
        "change": f"{difference.change_kg:+,f}",
    }
    say(sys.stdout, shown.word("compare", "head", **said))
    head = [
        shown.word("columns", "cause"),
        *(shown.word("classes", one) for one in TOTALLED),
        shown.word("columns", "kg"),
    ]
    rows = [
        [
            cause_words(cause, shown.language),
            *(_signed(difference.by_cause(one).get(cause, ZERO)) for one in TOTALLED),
            _signed(kg),
        ]
        for cause, kg in difference.by_cause().items()
    ]
    say(sys.stdout, table(head, rows, frozenset(range(1, len(head)))))
    moved = sorted(
        (one for one in difference.sources if one.moves),
        key=lambda one: (-abs(one.change_kg), one.source.code),
    )
    say(sys.stdout, "")
    for one in moved[:LISTED]:
        say(sys.stdout, f"{one.source.code} {one.source.name_th}: {_signed(one.change_kg)}")
        for move in one.moves:
            where = "" if move.reporting_class is None else move.reporting_class
            words = difference_words(move.part, shown.language)
            label = shown.word("classes", where) if where else ""
            cause = cause_words(move.part.cause, shown.language)
            say(sys.stdout, f"    {_signed(move.part.kg)}  {label}  {cause}: {words}")
    if len(moved) > LISTED:
        say(sys.stdout, shown.word("compare", "more", count=str(len(moved) - LISTED)))


def _signed(kg: Decimal) -> str:
    return ("+" if kg > 0 else "") + kilograms(kg)


def run_base_year(given: argparse.Namespace, shown: Shown) -> int:
    """Show whether the base year is calculated anew, and declare the policy where it is given."""
    actor = start_records()
    from fahsai.services.base_year import base_year_of
    from fahsai.services.base_year_records import base_year_policy, set_base_year_policy

    organisation = organisation_named(actor, given.organisation)
    if given.threshold is not None or given.trigger or given.text is not None:
        stands = base_year_policy(actor, organisation.id).policy or BaseYearPolicy()
        named = given.trigger or [one.value for one in stands.triggers]
        wanted = BaseYearPolicy(
            stands.threshold_percent if given.threshold is None else given.threshold,
            structural="structural" in named,
            method="method" in named,
            error="error" in named,
            text=stands.text if given.text is None else given.text.strip(),
        )
        _, findings = set_base_year_policy(actor, organisation.id, wanted, reason=given.reason)
        if findings:
            shown.findings(findings, sys.stderr)
            return REFUSED
    seen = base_year_of(actor, organisation.id, given.year, today=today(), kind=period_of(given))
    _print_base_year(seen, shown)
    return 0


def _print_base_year(seen: BaseYearSeen, shown: Shown) -> None:
    base = seen.year.settings.base_year_be
    say(
        sys.stdout,
        shown.word(
            "compare",
            "base",
            year=seen.year.version.name,
            base="-" if base is None else str(base),
            threshold="-"
            if seen.policy is None
            else f"{canonical(seen.policy.threshold_percent)} %",
        ),
    )
    print_changes(seen.changes, shown)
    print_proposals(seen, shown)
    shown.findings(seen.findings)

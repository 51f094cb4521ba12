"""Commands that settle what the machine cannot: sources, kinds, factors, exclusions."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from fahsai.cli.show import Shown, say, table
from fahsai.cli.start import a_pair, add_organisation, organisation_named, start_records

if TYPE_CHECKING:
    import argparse

Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"
REFUSED = 1


def add_commands(commands: Commands) -> None:  # type: ignore[valid-type]
    """`sources`, `source`, `kinds`."""
    make = commands.add_parser  # type: ignore[attr-defined]
    sources = make("sources", help="the sources of an organisation")
    add_organisation(sources, year=False)
    sources.set_defaults(run=run_sources)

    source = make("source", help="settle the kind, factor or parameters of a source")
    source.add_argument("code")
    add_organisation(source, year=False)
    source.add_argument("--kind")
    source.add_argument("--factor", metavar="EDITION:KEY")
    source.add_argument(
        "--parameter", action="append", default=[], type=a_pair, metavar="NAME=VALUE"
    )
    counting = source.add_mutually_exclusive_group()
    counting.add_argument("--exclude", action="store_true")
    counting.add_argument("--include", action="store_true")
    source.add_argument("--reason", default="")
    source.set_defaults(run=run_source)

    kinds = make("kinds", help="the kinds of source there are")
    kinds.set_defaults(run=run_kinds)


def run_sources(given: argparse.Namespace, shown: Shown) -> int:
    """List the sources."""
    actor = start_records()
    from fahsai.services.sources import sources

    organisation = organisation_named(actor, given.organisation)
    head = [shown.word("columns", key) for key in ("code", "kind", "source", "factor")]
    rows = [
        [one.code, one.kind, one.name_th, one.factor_keys.get("direct", "")]
        for one in sources(actor, organisation.id)
    ]
    say(sys.stdout, table(head, rows, frozenset()))
    return 0


def run_source(given: argparse.Namespace, shown: Shown) -> int:
    """Settle one source."""
    actor = start_records()
    from fahsai.services.sources import settle_source

    organisation = organisation_named(actor, given.organisation)
    excluded = True if given.exclude else False if given.include else None
    source, findings = settle_source(
        actor,
        organisation.id,
        given.code,
        kind=given.kind,
        factor_keys={"direct": given.factor} if given.factor else None,
        parameters=dict(given.parameter),
        excluded=excluded,
        reason=given.reason,
    )
    if source is None:
        shown.findings(findings, sys.stderr)
        return REFUSED
    say(sys.stdout, shown.word("settling", "settled", code=source.code, kind=source.kind))
    return 0


def run_kinds(given: argparse.Namespace, shown: Shown) -> int:
    """List the kinds of source."""
    del given
    from fahsai.services.kinds import kind_list

    head = [shown.word("columns", key) for key in ("kind", "name", "unit")]
    rows = [
        [code, th if shown.language == "th" else en, unit] for code, th, en, unit in kind_list()
    ]
    say(sys.stdout, table(head, rows, frozenset()))
    return 0

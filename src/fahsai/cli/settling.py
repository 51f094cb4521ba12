"""Commands that settle what the machine cannot: sources, kinds, factors, exclusions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fahsai.cli.commands import REFUSED
from fahsai.cli.show import Shown, say, table
from fahsai.cli.start import a_date, add_organisation, organisation_named, start_records
from fahsai.core.inventory.activity import Grade, Origin

if TYPE_CHECKING:
    from datetime import date

    from fahsai.cli.commands import Commands
    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.boundary import Organisation
    from fahsai.services.sources import Span

NOTHING = "none"
"""Given in place of a factor's key: the choice is taken back."""


def add_commands(commands: Commands) -> None:
    """`sources`, `source`, `kinds`."""
    sources = commands.add("sources", run_sources)
    add_organisation(sources, year=False)

    source = commands.add("source", run_source)
    source.argument("code")
    add_organisation(source, year=False)
    source.argument("--kind")
    source.argument(
        "--factor", action="append", default=[], type=a_pick, metavar="[ROLE=]EDITION:KEY"
    )
    source.argument("--parameter", action="append", default=[], type=a_change, metavar="NAME=VALUE")
    source.argument("--unit", metavar="CODE")
    source.argument("--facility", metavar="CODE")
    source.argument("--origin", choices=[str(one) for one in Origin])
    source.argument("--grade", choices=[str(one) for one in Grade])
    source.argument("--evidence", action="append", default=[], type=Path, metavar="FILE")
    source.argument("--started-on", type=a_day, metavar="DATE")
    source.argument("--ended-on", type=a_day, metavar="DATE")
    source.either("--exclude", "--include")
    source.argument("--reason", default="")

    commands.add("kinds", run_kinds)


def a_pick(text: str) -> tuple[str, str]:
    """``EDITION:KEY`` of the direct term, ``ROLE=EDITION:KEY`` of another; none takes it back."""
    role, equals, key = (part.strip() for part in text.rpartition("="))
    if not key or (equals and not role):
        raise argparse.ArgumentTypeError(f"not EDITION:KEY: {text}")
    return role or "direct", "" if key == NOTHING else key


def a_change(text: str) -> tuple[str, str]:
    """NAME=VALUE; ``NAME=`` takes back what stood there."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"not NAME=VALUE: {text}")
    return name, value


def a_day(text: str) -> date | str:
    """A date of an option in either era; ``none`` takes back what was said."""
    return NOTHING if text.strip() == NOTHING else a_date(text)


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
    from fahsai.services.source_lines import LinesSaid
    from fahsai.services.sources import settle_source

    organisation = organisation_named(actor, given.organisation)
    excluded = True if given.exclude else False if given.include else None
    source, findings = settle_source(
        actor,
        organisation.id,
        given.code,
        kind=given.kind,
        factor_keys=dict(given.factor),
        parameters=dict(given.parameter),
        unit=given.unit,
        facility=given.facility,
        excluded=excluded,
        span=_span(actor, organisation, given),
        reason=given.reason,
        lines=LinesSaid(
            origin=Origin(given.origin) if given.origin else None,
            grade=Grade(given.grade) if given.grade else None,
            evidence={path.name: path.read_bytes() for path in given.evidence},
        ),
    )
    if source is None:
        shown.findings(findings, sys.stderr)
        return REFUSED
    shown.findings(findings, sys.stdout)
    say(sys.stdout, shown.word("settling", "settled", code=source.code, kind=source.kind))
    _say_submitted(actor, organisation, shown)
    return 0


def _span(actor: Actor, organisation: Organisation, given: argparse.Namespace) -> Span | None:
    """When the source started and ended, with what was not said as it stands."""
    if given.started_on is None and given.ended_on is None:
        return None
    from fahsai.services.sources import Span, source_seen

    source, _ = source_seen(actor, organisation.id, given.code)
    started = _day(given.started_on, given.reason, (source.started_on, source.started_reason))
    ended = _day(given.ended_on, given.reason, (source.ended_on, source.ended_reason))
    return Span(*started, *ended)


def _day(
    said: date | str | None, reason: str, stands: tuple[date | None, str]
) -> tuple[date | None, str]:
    """A day and its reason as an option gives them, or as they stand where it does not."""
    if said is None:
        return stands
    return (None, "") if isinstance(said, str) else (said, reason)


def _say_submitted(actor: Actor, organisation: Organisation, shown: Shown) -> None:
    """What is submitted stays as it is, and what to do for it to count there too."""
    from fahsai.core.access.states import VersionState
    from fahsai.services.inventories import versions

    newest = {one.year_be: one for one in reversed(versions(actor, organisation.id))}
    frozen = [one.name for one in newest.values() if one.state is VersionState.SUBMITTED]
    if frozen:
        names = ", ".join(frozen)
        say(sys.stdout, shown.word("settling", "submitted_stay", versions=names))


def run_kinds(given: argparse.Namespace, shown: Shown) -> int:
    """List the kinds of source."""
    del given
    from fahsai.services.kinds import kind_list

    head = [shown.word("columns", key) for key in ("kind", "name", "unit")]
    rows = [
        [one.code, one.name_th if shown.language == "th" else one.name_en, one.unit]
        for one in kind_list()
    ]
    say(sys.stdout, table(head, rows, frozenset()))
    return 0

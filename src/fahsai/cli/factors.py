"""Commands on emission factors: look them up, keep an own one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from fahsai.cli.commands import REFUSED
from fahsai.cli.show import Shown, say, table
from fahsai.cli.start import a_pair, add_organisation, organisation_named, start_records, today
from fahsai.services.names import edition_names

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from fahsai.cli.commands import Commands
    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.services.factor_list import ActivityEntry


def add_commands(commands: Commands) -> None:
    """`factors`, `factor`."""
    factors = commands.add("factors", run_factors)
    factors.argument("words", nargs="*")
    factors.argument("--edition", choices=list(edition_names()), metavar="CODE")
    factors.argument("--organisation", metavar="CODE")

    factor = commands.add("factor", run_factor)
    factor.argument("key")
    add_organisation(factor, year=False)
    factor.argument("--activity", required=True)
    factor.argument("--unit", required=True)
    factor.argument("--co2e", default="")
    factor.argument("--gas", action="append", default=[], type=a_pair, metavar="GAS=KG")
    factor.argument("--source", required=True)
    factor.argument("--name", default="")
    factor.argument("--factor-year", type=int, default=None)
    factor.argument("--grade", choices=["C", "D", "E", "F"], default="D")
    factor.argument("--gwp-set", default="AR5")
    factor.argument("--supplier", action="store_true")
    factor.argument("--uncertainty", default="", metavar="PERCENT")


def run_factors(given: argparse.Namespace, shown: Shown) -> int:
    """List the factors whose words contain all that was asked for, else such activities."""
    from fahsai.services.factor_list import activity_list, factor_list, with_words

    own = () if given.organisation is None else _own(given.organisation)
    found = (*with_words(own, given.words), *factor_list(given.words, given.edition))
    if not found:
        say(sys.stdout, shown.word("settling", "no_factor", words=" ".join(given.words) or "-"))
        _print_activities(activity_list(given.words), shown)
        return 0
    head = [shown.word("columns", key) for key in ("factor_key", "activity", "kg_unit")]
    thai = shown.language == "th"
    rows = [
        [
            f"{one.edition}:{one.key}",
            one.activity,
            f"{one.published} kgCO2e/{one.unit}  {one.name_th if thai else one.name_en}",
        ]
        for one in found
    ]
    say(sys.stdout, table(head, rows, frozenset()))
    return 0


def _print_activities(found: Sequence[ActivityEntry], shown: Shown) -> None:
    """The activities of which an own factor could be kept, where no list has one."""
    if not found:
        return
    say(sys.stdout, shown.word("settling", "activities_there_are"))
    head = [shown.word("columns", key) for key in ("activity", "unit", "kind")]
    thai = shown.language == "th"
    rows = [
        [one.activity, one.unit, f"{one.kind}  {one.name_th if thai else one.name_en}"]
        for one in found
    ]
    say(sys.stdout, table(head, rows, frozenset()))


def _own(code: str) -> tuple[EmissionFactor, ...]:
    """The own factors of an organisation."""
    actor = start_records()
    from fahsai.services.own_factors import own_factors

    return own_factors(actor, organisation_named(actor, code).id)


def run_factor(given: argparse.Namespace, shown: Shown) -> int:
    """Keep an own factor."""
    actor = start_records()
    from fahsai.services.own_factors import OwnFactorEntry, keep_own_factor

    organisation = organisation_named(actor, given.organisation)
    entry = OwnFactorEntry(
        key=given.key,
        activity=given.activity,
        unit=given.unit,
        source=given.source,
        year=given.factor_year or today().year,
        co2e=given.co2e,
        gases=dict(given.gas),
        name_th=given.name,
        grade=given.grade,
        gwp_set=given.gwp_set,
        supplier=given.supplier,
        uncertainty=given.uncertainty,
    )
    factor, findings = keep_own_factor(actor, organisation.id, entry)
    if factor is None:
        shown.findings(findings, sys.stderr)
        return REFUSED
    say(
        sys.stdout,
        shown.word(
            "settling",
            "factor_kept",
            key=f"{factor.edition}:{factor.key}",
            figure=f"{factor.published} kgCO2e/{factor.unit}",
        ),
    )
    return 0

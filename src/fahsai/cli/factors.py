"""Commands on emission factors: look them up, keep an own one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from fahsai.cli.show import Shown, say, table
from fahsai.cli.start import a_pair, add_organisation, organisation_named, start_records, today
from fahsai.services.names import edition_names

if TYPE_CHECKING:
    import argparse

Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"
REFUSED = 1


def add_commands(commands: Commands) -> None:  # type: ignore[valid-type]
    """`factors`, `factor`."""
    make = commands.add_parser  # type: ignore[attr-defined]
    factors = make("factors", help="look up emission factors by words or key")
    factors.add_argument("words", nargs="*", help="words of the name, the key or the activity")
    factors.add_argument(
        "--edition", choices=list(edition_names()), metavar="CODE", help="only one list"
    )
    factors.set_defaults(run=run_factors)

    factor = make("factor", help="keep a factor of the organisation's own")
    factor.add_argument("key", help="a short name for it, such as supplier-cement-2565")
    add_organisation(factor, year=False)
    factor.add_argument("--activity", required=True, help="what it is a factor of (fahsai factors)")
    factor.add_argument("--unit", required=True, help="the unit it is given per, such as kg")
    factor.add_argument("--co2e", default="", help="kg CO2e per unit")
    factor.add_argument(
        "--gas",
        action="append",
        default=[],
        type=a_pair,
        metavar="GAS=KG",
        help="kg of a gas per unit",
    )
    factor.add_argument("--source", required=True, help="the document it comes from")
    factor.add_argument("--name", default="", help="its name")
    factor.add_argument("--factor-year", type=int, default=None, help="its Christian year")
    factor.add_argument("--grade", choices=["C", "D", "E", "F"], default="D", help="form table 3")
    factor.add_argument("--gwp-set", default="AR5", help="the GWP set a CO2e figure was made with")
    factor.add_argument("--supplier", action="store_true", help="it is a supplier's")
    factor.set_defaults(run=run_factor)


def run_factors(given: argparse.Namespace, shown: Shown) -> int:
    """List the factors whose words contain all that was asked for."""
    from fahsai.services.factor_list import factor_list

    head = [shown.word("columns", key) for key in ("edition", "factor", "activity", "kg_unit")]
    thai = shown.language == "th"
    rows = [
        [
            one.edition,
            one.key,
            one.activity,
            f"{one.published} kgCO2e/{one.unit}  {one.name_th if thai else one.name_en}",
        ]
        for one in factor_list(given.words, given.edition)
    ]
    say(sys.stdout, table(head, rows, frozenset()))
    return 0


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

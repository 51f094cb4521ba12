"""The command that says how well the total of a year is known."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from fahsai.cli.commands import REFUSED
from fahsai.cli.files import write_json
from fahsai.cli.show import Shown, in_tonnes, say, table
from fahsai.cli.start import (
    a_number,
    add_organisation,
    organisation_named,
    period_of,
    start_records,
    today,
)
from fahsai.core.inventory.points import quality_level
from fahsai.core.inventory.uncertainty.assess import DRAWS, SEED
from fahsai.core.quantity.exact import canonical
from fahsai.core.quantity.rounding import round_half_up
from fahsai.core.thai.digits import to_arabic

if TYPE_CHECKING:
    from decimal import Decimal

    from fahsai.cli.commands import Commands
    from fahsai.core.inventory.uncertainty.assess import Covered, LineWidth, Width
    from fahsai.services.materiality import YearMateriality
    from fahsai.services.uncertainty import YearUncertainty


def add_commands(commands: Commands) -> None:
    """`uncertainty`."""
    uncertainty = commands.add("uncertainty", run_uncertainty)
    add_organisation(uncertainty)
    uncertainty.argument("--version", type=a_number, metavar="NUMBER")
    uncertainty.argument("--draws", type=a_whole_number, default=DRAWS, metavar="NUMBER")
    uncertainty.argument("--seed", type=a_whole_number, default=SEED, metavar="NUMBER")
    uncertainty.argument("--json", action="store_true")


def a_whole_number(text: str) -> int:
    """A whole number from 0."""
    number = to_arabic(text.strip())
    if not number.isdecimal() or len(number) > LONGEST:
        raise argparse.ArgumentTypeError(f"not a whole number: {text}")
    return int(number)


LONGEST = 19
"""Digits of the largest seed."""


def run_uncertainty(given: argparse.Namespace, shown: Shown) -> int:
    """Print how well a year is known, by both approaches, with its scores and materiality."""
    actor = start_records()
    from fahsai.services.materiality import materiality_of
    from fahsai.services.uncertainty import Asked, problems, uncertainty_of_year

    organisation = organisation_named(actor, given.organisation)
    asked = Asked(given.draws, given.seed)
    refused = problems(asked)
    if refused:
        shown.findings(refused, sys.stderr)
        return REFUSED
    found = uncertainty_of_year(
        actor,
        organisation.id,
        given.year,
        today=today(),
        number=given.version,
        kind=period_of(given),
        asked=asked,
    )
    material = materiality_of(actor, found.year)
    if given.json:
        from fahsai.services.uncertainty_json import uncertainty_json

        write_json(uncertainty_json(found, material, organisation.code))
    else:
        _print(found, shown)
        _print_materiality(material, shown)
        shown.findings((*found.findings, *material.findings))
    return 0


def _print(found: YearUncertainty, shown: Shown) -> None:
    known = found.uncertainty
    say(
        sys.stdout,
        shown.word(
            "uncertainty",
            "head",
            version=found.year.version.name,
            draws=f"{known.draws:,}",
            seed=str(known.seed),
            generator=known.generator,
            library=known.library,
            sha256=known.calculation[:12],
        ),
    )
    points = {
        one.source.id: (one.activity_points, one.factor_points)
        for one in found.year.calculation.sources
    }
    head = [
        shown.word("columns", key)
        for key in ("code", "tonnes", "approach_1", "approach_2", "score", "stated")
    ]
    rows = [_row(line, points[line.source_id], shown) for line in known.lines]
    say(sys.stdout, table(head, rows, frozenset({1, 2, 3, 4})))
    for where, one in known.classes.items():
        say(sys.stdout, f"  {shown.word('classes', where)}: {_sum(one, shown)}")
    say(sys.stdout, f"{shown.word('uncertainty', 'total')}: {_sum(known.total, shown)}")
    if found.quality is not None:
        quality = shown.word(
            "uncertainty",
            "quality",
            score=f"{round_half_up(found.quality.points, 2):f}",
            level=str(found.quality.level),
        )
        say(sys.stdout, quality)


def _row(line: LineWidth, points: tuple[int, int], shown: Shown) -> list[str]:
    activity, factor = points
    stated = "; ".join(
        f"{shown.word('uncertainty_figures', figure.what)} {figure.known.interval.text} %"
        if figure.what in SAID
        else f"{figure.what} {figure.known.interval.text} %"
        for figure in line.figures
        if figure.known is not None
    )
    return [
        line.code,
        in_tonnes(line.kg),
        _half(line.width),
        _interval(line.width),
        f"{activity} x {factor} = {activity * factor} ({quality_level(activity, factor)})",
        stated or "-",
    ]


SAID = frozenset({"activity", "factor", "upstream"})
"""Figures that have words; parameters are called by their own names."""


def _sum(one: Covered, shown: Shown) -> str:
    if one.width is None:
        return shown.word("uncertainty", "unknown", tonnes=in_tonnes(one.kg))
    return shown.word(
        "uncertainty",
        "sum",
        tonnes=in_tonnes(one.kg),
        half=_half(one.width),
        interval=_interval(one.width),
        low=in_tonnes(one.width.low_kg),
        high=in_tonnes(one.width.high_kg),
        covered=_percent(one.covered_percent),
        covered_tonnes=in_tonnes(one.width.kg),
    )


def _half(width: Width | None) -> str:
    if width is None or width.half_percent is None:
        return "-"
    return f"±{_percent(width.half_percent)} %"


def _interval(width: Width | None) -> str:
    if width is None or width.below_percent is None or width.above_percent is None:
        return "-"
    below, above = (_percent(one) for one in (width.below_percent, width.above_percent))
    return f"-{below} / +{above} %"


def _percent(value: Decimal) -> str:
    return f"{round_half_up(value, 2):f}"


def _print_materiality(found: YearMateriality, shown: Shown) -> None:
    one = found.materiality
    say(
        sys.stdout,
        shown.word(
            "uncertainty",
            "materiality",
            errors=in_tonnes(one.errors_kg),
            base=shown.word("materiality_bases", one.base),
            base_tonnes=in_tonnes(one.base_kg),
            percent="-" if one.percent is None else _percent(one.percent),
            threshold=canonical(one.threshold_percent),
            result=shown.word("uncertainty", "exceeded" if one.exceeded else "within"),
        ),
    )

"""The command `trees`: the census of a year, and writing it from a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fahsai.cli.commands import REFUSED
from fahsai.cli.files import write_json
from fahsai.cli.show import Shown, in_tonnes, say, table
from fahsai.cli.start import (
    a_date,
    a_number,
    add_organisation,
    organisation_named,
    period_of,
    start_records,
    today,
)
from fahsai.core.finding import Level
from fahsai.core.quantity.rounding import round_half_up
from fahsai.words.messages import day_words

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from fahsai.cli.commands import Commands
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.tree_table import Table
    from fahsai.services.trees import TreesOfYear

TEXTS = (".csv", ".tsv", ".txt")
"""Files that are a table in text; all others are workbooks."""


def add_commands(commands: Commands) -> None:
    """`trees`."""
    trees = commands.add("trees", run_trees)
    add_organisation(trees)
    trees.argument("--version", type=a_number, metavar="NUMBER")
    trees.argument("--census", type=Path, metavar="FILE")
    trees.argument("--measured-on", type=a_date, metavar="DATE")
    trees.argument("--reason", default="")
    trees.argument("--json", action="store_true")


def run_trees(given: argparse.Namespace, shown: Shown) -> int:
    """Print the trees of a year, after its census was written where a file is given."""
    actor = start_records()
    from fahsai.services.calculate_year import calculate_year
    from fahsai.services.trees import (
        census_text,
        table_of_book,
        table_of_text,
        trees_of_year,
        write_census,
    )

    organisation = organisation_named(actor, given.organisation)
    owner, kind, language = organisation.id, period_of(given), shown.language
    if given.census is not None:
        data = given.census.read_bytes()
        cells: Table | None = None
        said: tuple[Finding, ...] = ()
        if given.census.suffix.lower() in TEXTS:
            cells = table_of_text(_text(data))
        else:
            cells, said = table_of_book(data, given.census.name)
        if cells is None:
            return _refused(said, given, shown)
        stands = census_text(actor, owner, given.year, language=language, kind=kind)
        _, said = write_census(
            actor,
            owner,
            given.year,
            cells,
            day=given.measured_on,
            seen=stands.seen,
            language=language,
            why=given.reason.strip(),
            kind=kind,
        )
        if any(one.level is Level.ERROR for one in said):
            return _refused(said, given, shown)
    year = calculate_year(
        actor, owner, given.year, today=today(), number=given.version, kind=kind, of_lines=False
    )
    held = trees_of_year(actor, owner, year)
    if given.json:
        from fahsai.services.trees_json import trees_json

        write_json(trees_json(year, held, organisation.code))
        return 0
    _print(held, year.version.name, shown)
    return 0


def _refused(said: Sequence[Finding], given: argparse.Namespace, shown: Shown) -> int:
    """Say why nothing was stored."""
    if given.json:
        from fahsai.services.calculation_json import findings_json

        write_json({"findings": findings_json(said)})
    else:
        shown.findings(said, sys.stderr)
    return REFUSED


def _text(data: bytes) -> str:
    """A table in UTF-8, or in the code page that Thai Windows writes."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp874", "replace")


def _print(held: TreesOfYear, version: str, shown: Shown) -> None:
    census = held.census
    if census is None:
        say(sys.stdout, shown.word("census", "none", version=version))
    else:
        told = {
            "version": version,
            "day": day_words(census.measured_on, shown.language),
            "rows": str(len(census.rows)),
            "biomass": f"{round_half_up(census.biomass_kg, 2):,f}",
            "tonnes": in_tonnes(census.co2_kg),
        }
        say(sys.stdout, shown.word("census", "head", **told))
        head = [shown.word("census", key) for key in ("place", "trees", "biomass", "carbon")]
        rows = [
            [
                one.place,
                f"{one.trees:,}",
                f"{round_half_up(one.biomass_kg, 2):,f}",
                in_tonnes(one.co2_kg),
            ]
            for one in census.places
        ]
        say(sys.stdout, table(head, rows, frozenset({1, 2, 3})))
    if held.growth is not None:
        told = {
            "earlier": day_words(held.growth.earlier, shown.language),
            "tonnes": in_tonnes(held.growth.co2_kg),
            "yearly": in_tonnes(held.growth.per_year_kg),
        }
        say(sys.stdout, shown.word("census", "grown", **told))
    for one in held.entered:
        told = {
            "place": one.place,
            "trees": f"{one.trees:,}",
            "tonnes": f"{round_half_up(one.carbon_tonnes_co2e, 2):,f}",
        }
        say(sys.stdout, shown.word("census", "entered", **told))
    shown.findings(held.findings)

"""The recipe of a source: which of its terms a file's own figure speaks of."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests import r01_dossiers as made
from tests.core.factors.factor_makers import make_factor, make_set

from fahsai.core.factors.choice import DecidedBy
from fahsai.core.inventory.recipe import make_recipe
from fahsai.reference.load_kinds import kinds

KIND = kinds()["electricity.paid"]
DIRECT, UPSTREAM = (term.activities[0] for term in KIND.terms)
SOURCE = made.source_of(made.Entry(KIND.code, "ไฟฟ้า", "kWh", "1000"), 1, None)


def decided(used: str | None) -> list[DecidedBy]:
    """By what the factors of both terms are decided, two far apart for each."""
    rows = (
        *(make_factor(f"grid-{n}", n, DIRECT, unit="kWh", position=1) for n in ("0.3", "0.5")),
        *(make_factor(f"up-{n}", n, UPSTREAM, unit="kWh", position=2) for n in ("0.3", "0.1")),
    )
    rules = replace(made.rules(), factor_set=make_set(*rows), energy_upstream=True)
    figure = None if used is None else Decimal(used)
    recipe, _ = make_recipe(SOURCE, KIND, "kWh", 2022, rules, used=figure)
    return [choice.decided_by for choice in recipe.choices]


def test_the_figure_of_a_file_tells_the_direct_factor_alone() -> None:
    assert decided(None) == [DecidedBy.NOTHING, DecidedBy.NOTHING]
    assert decided("0.3") == [DecidedBy.FILE, DecidedBy.NOTHING]
    assert decided("0.1") == [DecidedBy.NOTHING, DecidedBy.NOTHING]

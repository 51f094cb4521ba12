"""Finding the published row behind a figure typed into a workbook."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.core.factors.factor_makers import make_factor

from fahsai.core.factors.identify import identify

OLD = make_factor("old", "2.7406", edition="2022")
NEW = make_factor("new", "2.740339134", edition="2026")
GRID = make_factor("grid", "28")
FULL = {"old": Decimal("2.74062321"), "new": Decimal("2.740339134"), "grid": Decimal(28)}


def found(figure: str) -> str | None:
    row = identify(Decimal(figure), (OLD, NEW, GRID), lambda row: FULL[row.key])
    return row.key if row else None


@pytest.mark.parametrize(
    ("figure", "key"),
    [
        ("2.7406", "old"),  # as published
        ("2.740600", "old"),  # with zeros
        ("2.74062321", "old"),  # at full precision
        ("2.7406232100000003", "old"),  # as a spreadsheet stores it
        ("2.7403", "new"),  # rounded from a longer published figure
        ("2.740339134", "new"),
        ("28", "grid"),
        ("28.0", "grid"),
        ("2.9", None),
        ("2.7413", None),
        ("3", None),  # one digit fits too much
    ],
)
def test_rows_are_recognised_by_published_or_rounded_figure(figure: str, key: str | None) -> None:
    assert found(figure) == key


def test_the_closest_of_several_rows_is_named() -> None:
    assert found("2.74") == "new"


def test_a_published_figure_beats_a_closer_rounding() -> None:
    near = make_factor("near", "1.23001")
    exact = make_factor("exact", "1.23")
    row = identify(Decimal("1.23"), (near, exact), lambda row: row.published)
    assert row is exact


def test_a_row_without_co2e_is_known_by_its_published_figure() -> None:
    assert identify(Decimal("2.7406"), (OLD,), lambda _row: None) is OLD

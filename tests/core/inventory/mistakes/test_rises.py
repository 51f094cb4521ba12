"""A building that opens in the middle of a year is no unit that changed; the latter is told."""

from __future__ import annotations

from math import exp
from random import Random
from typing import TYPE_CHECKING

import pytest
from tests.core.inventory.mistakes.one_source import each_month, said_of, source_of

from fahsai.core.inventory.mistakes.switches import unit_switch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WAYS = 20
KINDS = {
    "electricity.paid": ("kWh", 12_000, 0.08, 2),
    "water.pwa": ("m3", 400, 0.15, 0),
    "mobile.diesel": ("litre", 900, 0.15, 2),
    "stationary.diesel": ("litre", 300, 0.2, 1),
    "landfill.sent": ("kg", 2_000, 0.12, 0),
}


def at_once(begin: int, times: float) -> Sequence[float]:
    return [times if month >= begin else 1 for month in range(12)]


def floor_by_floor(begin: int, times: float) -> Sequence[float]:
    return [1 + (times - 1) * min(1, max(0, (month - begin + 1) / 4)) for month in range(12)]


def in_two_stages(begin: int, times: float) -> Sequence[float]:
    return [times ** (0.5 * ((month >= begin) + (month >= begin + 3))) for month in range(12)]


def told(kind: str, months: Sequence[float], random: Random, *, with_year: bool) -> int:
    """How often a switch is told of a year of these shares of the usual, with noise."""
    unit, usual, noise, places = KINDS[kind]

    def figures(shares: Sequence[float]) -> list[str]:
        return [f"{usual * one * exp(random.gauss(0, noise)):.{places}f}" for one in shares]

    then = figures([1] * 12) if with_year else []
    entry = source_of(kind, unit, each_month(*figures(months)), label="อาคาร", then=then)
    return len(said_of(unit_switch, entry))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [at_once, floor_by_floor, in_two_stages])
@pytest.mark.parametrize("times", [2.0, 3.0, 3.785, 5.0])
def test_a_building_that_opens_is_no_unit(
    kind: str, shape: Callable[[int, float], Sequence[float]], times: float
) -> None:
    said = 0
    for way in range(WAYS):
        random = Random(f"{kind} {times} {way}")  # noqa: S311 - made-up figures
        months = shape(random.randrange(3, 8), times)
        said += told(kind, months, random, with_year=way % 2 == 0)
    assert said <= WAYS * 0.05


@pytest.mark.parametrize("kind", ["electricity.paid", "water.pwa"])
def test_a_meter_of_a_utility_has_one_unit(kind: str) -> None:
    for times in (15.0, 25.0, 40.0):
        random = Random(f"{kind} {times}")  # noqa: S311 - made-up figures
        assert not told(kind, at_once(5, times), random, with_year=True)


@pytest.mark.parametrize(
    ("kind", "times", "with_year"),
    [
        ("electricity.paid", 0.001, False),
        ("electricity.paid", 1000, True),
        ("electricity.paid", 0.1, True),
        ("water.pwa", 1000, True),
        ("mobile.diesel", 1 / 3.785, True),
        ("mobile.diesel", 1 / 3.785, False),
        ("mobile.diesel", 33.5, True),
        ("landfill.sent", 0.001, False),
    ],
)
def test_a_unit_that_changed_is_told(kind: str, times: float, *, with_year: bool) -> None:
    said = 0
    for way in range(WAYS):
        random = Random(f"{kind} {times} {way}")  # noqa: S311 - made-up figures
        months = at_once(random.randrange(3, 9), times)
        said += told(kind, months, random, with_year=with_year)
    assert said >= WAYS * 0.8

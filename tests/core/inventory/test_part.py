"""Parts of an inventory: each adds up by itself, and all of them to the whole."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.inventory.test_calculate import YEAR, run, source

from fahsai.core.finding import Level, finding
from fahsai.core.inventory.activity import ActivityLine, Grade, Origin
from fahsai.core.inventory.part import findings_of, part_of
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import EXACT, ZERO, total

if TYPE_CHECKING:
    from fahsai.core.inventory.result import Calculation

KINDS = st.sampled_from(
    [("mobile.diesel", "litre"), ("stationary.wood", "kg"), ("electricity.paid", "kWh"),
     ("refrigerant.r22", "kg"), ("mobile.gasohol_unspecified", "litre"), ("no.such.kind", "kg")]
)  # fmt: skip
SOURCES = st.lists(st.tuples(KINDS, st.decimals(0, 10**9, places=4), st.integers(0, 2)), max_size=7)
LAST_DIGIT = Decimal("1e-32")
"""Each sum is made at 34 digits: sums of sums differ in the last ones at most."""


def calculated(wanted: list[tuple[tuple[str, str], Decimal, int]]) -> Calculation:
    sources = [source(kind, f"S{n}") for n, ((kind, _), _, _) in enumerate(wanted)]
    lines = [
        ActivityLine(
            uuid5(one.id, "1"), one.id, YEAR.months()[0], quantity, unit, Origin.PAID, Grade.Y
        )
        for one, ((_, unit), quantity, _) in zip(sources, wanted, strict=True)
    ]
    return run(tuple(sources), tuple(lines), upstream=True)[0]


def close(one: Decimal, other: Decimal) -> bool:
    return abs(EXACT.subtract(one, other)) <= abs(other) * LAST_DIGIT


@settings(max_examples=60, deadline=None)
@given(SOURCES)
def test_the_parts_of_a_partition_add_up_to_the_whole(
    wanted: list[tuple[tuple[str, str], Decimal, int]],
) -> None:
    whole = calculated(wanted)
    shares = [
        {
            one.source.id
            for one, (_, _, part) in zip(whole.sources, wanted, strict=True)
            if part == n
        }
        for n in range(3)
    ]
    parts = [part_of(whole, share) for share in shares]
    assert sorted(str(one.source.id) for part in parts for one in part.sources) == sorted(
        str(one.source.id) for one in whole.sources
    )
    for where in ReportingClass:
        assert close(total(part.by_class[where] for part in parts), whole.by_class[where])
    for key, kg in whole.gases.items():
        assert close(total(part.gases.get(key, ZERO) for part in parts), kg)
    assert close(total(part.total_kg for part in parts), whole.total_kg)
    assert all(part.complete for part in parts) == whole.complete
    for part in parts:
        assert part.total_kg == part_of(part, {one.source.id for one in part.sources}).total_kg
        assert close(part.total_kg, total(one.total_kg for one in part.sources))
        assert part.sha256 == whole.sha256


@settings(max_examples=40, deadline=None)
@given(SOURCES)
def test_all_sources_are_the_whole_and_none_is_nothing(
    wanted: list[tuple[tuple[str, str], Decimal, int]],
) -> None:
    whole = calculated(wanted)
    assert part_of(whole, {one.source.id for one in whole.sources}) == whole
    none = part_of(whole, {UUID(int=7)})
    assert (none.sources, none.gases, none.total_kg, none.complete) == ((), {}, ZERO, True)
    assert set(none.by_class) == set(ReportingClass)


def test_findings_are_those_of_the_sources_asked_for() -> None:
    mine, theirs = (finding("source.nothing_used", Level.INFO, code) for code in ("S1", "S2"))
    of_all = finding("edition.not_usable", Level.WARNING, "tgo-cfo-2022-04")
    assert findings_of((mine, theirs, of_all), {"S1"}) == (mine,)
    assert findings_of((mine, theirs, of_all), set()) == ()

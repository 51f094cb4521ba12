"""The uncertainty of real calculations: which figures sources share, and what is not known."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest
from tests import r01_dossiers as made
from tests.every_kind import EDITIONS, PERIOD, entries

from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.fingerprint import inputs_sha256
from fahsai.core.inventory.points import weighted_quality
from fahsai.core.inventory.uncertainty.assess import (
    Drawing,
    Line,
    Sums,
    Uncertainty,
    assess,
    line_of,
    listed,
)
from fahsai.core.inventory.uncertainty.figures import needs_lines, source_figures
from fahsai.core.inventory.uncertainty.stated import IntervalOrigin
from fahsai.core.quantity.exact import total
from fahsai.reference.load_packs import packs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.inventory.result import Calculation

DRAWING = Drawing(seed=1, draws=2000, generator="PCG64", library="numpy")
ACTIVITY = {"uncertainty.activity": "5", "uncertainty.activity.reason": "มิเตอร์"}
FACTOR = {"uncertainty.factor": "10", "uncertainty.factor.reason": "ตาราง"}
DIESEL = made.Entry("mobile.diesel", "รถบรรทุก", "litre", "1000")
SEPTIC = made.Entry("septic_tank", "ถังเกรอะ", "person_day", "500")


def stating(entry: made.Entry, *parameters: Mapping[str, str]) -> made.Entry:
    every = {key: text for one in parameters for key, text in one.items()}
    return entry._replace(parameters={**entry.parameters, **every})


def calculated(*these: made.Entry) -> Calculation:
    return made.calculated(these, PERIOD, (), made.rules(*EDITIONS[1]))


def lines_of(calculation: Calculation) -> list[Line]:
    return [
        line_of(one, source_figures(one, packs())) for one in calculation.sources if one.total_kg
    ]


def assessed(calculation: Calculation) -> Uncertainty:
    sums = Sums("abc", calculation.total_kg, calculation.by_class)
    return assess(sums, lines_of(calculation), DRAWING, "2568 v1")


@cache
def every_kind(*, known: bool) -> Calculation:
    parameters = (ACTIVITY, FACTOR) if known else ()
    return calculated(*(stating(one, *parameters) for one in entries(EDITIONS[1])))


def test_an_interval_never_moves_a_result() -> None:
    plain, known = every_kind(known=False), every_kind(known=True)
    assert [one.gases for one in known.sources] == [one.gases for one in plain.sources]
    assert [one.steps for one in known.sources] == [one.steps for one in plain.sources]
    rules = made.rules(*EDITIONS[1])
    hashes, said = [], []
    for calculation in (plain, known):
        sources = tuple(one.source for one in calculation.sources)
        data = InventoryInput(PERIOD, calculation.report_date, sources, ())
        hashes.append(inputs_sha256(data, rules))
        said.append(calculate(data, rules)[1])
    assert hashes[0] == hashes[1]
    assert said[0] == said[1]
    moved = replace(known.sources[0].source, parameters={"mcf": "0.1"})
    data = InventoryInput(PERIOD, known.report_date, (moved, *sources[1:]), ())
    assert inputs_sha256(data, rules) != hashes[0]


def test_every_kind_of_source_can_be_known_and_adds_up_to_the_total() -> None:
    calculation = every_kind(known=True)
    found = assessed(calculation)
    assert [line.code for line in found.lines if line.width is None] == []
    assert found.total.kg == calculation.total_kg
    assert found.total.covered_percent == 100
    for line in lines_of(calculation):
        parts = total(one.kg for _, one in line.figures.products)
        assert abs(parts - line.kg) <= abs(line.kg) * Decimal("1e-30")
    for where, one in found.classes.items():
        assert one.kg == calculation.by_class[where]
        assert one.width is not None
        assert one.width.low_kg < one.kg < one.width.high_kg


def test_nothing_is_assumed() -> None:
    calculation = every_kind(known=False)
    found = assessed(calculation)
    assert found.total.width is None
    assert found.total.covered_percent == 0
    assert [item.code for item in found.findings] == ["uncertainty.not_covered"]
    assert found.findings[0].data["count"] == str(len(found.lines))


def test_a_line_without_an_interval_stands_outside_and_is_named() -> None:
    other = stating(DIESEL._replace(kind="stationary.diesel", name="ปั๊ม"), ACTIVITY)
    found = assessed(calculated(stating(DIESEL, ACTIVITY, FACTOR), other))
    known, unknown = found.lines
    assert known.width is not None
    assert [figure.what for figure in unknown.missing] == ["factor"]
    share = known.kg * 100 / found.total.kg
    assert abs(found.total.covered_percent - share) < Decimal("1e-20")
    assert found.total.width is not None
    assert found.total.width.kg == known.kg
    said, partly = found.findings
    assert said.data == {"count": "1", "codes": unknown.code, "percent": str(round(share, 1))}
    assert partly.code == "uncertainty.partly_known"
    assert partly.data == {"count": "1", "codes": f"{unknown.code} (factor)"}


def test_what_is_said_of_a_row_holds_for_all_who_use_it() -> None:
    calculation = calculated(
        stating(DIESEL, ACTIVITY, FACTOR), stating(DIESEL._replace(name="รถดับเพลิง"), ACTIVITY)
    )
    found = assessed(calculation)
    assert found.findings == ()
    first, second = found.lines
    assert first.figures[1] == second.figures[1]
    assert second.figures[1].known is not None
    assert second.figures[1].known.source == first.code
    # 5 % of two equal halves apart, 10 % of both together.
    assert found.total.width is not None
    assert found.total.width.half_percent is not None
    assert round(found.total.width.half_percent, 6) == round(Decimal("112.5").sqrt(), 6)


def test_of_two_statements_of_one_row_the_wider_one_counts() -> None:
    worse = {**FACTOR, "uncertainty.factor": "-10/+25"}
    calculation = calculated(
        stating(DIESEL, ACTIVITY, FACTOR),
        stating(DIESEL._replace(name="รถดับเพลิง"), ACTIVITY, worse),
    )
    found = assessed(calculation)
    codes = {item.code for item in found.findings}
    assert codes == {"uncertainty.differs", "uncertainty.approach_1_limits"}
    for line in found.lines:
        known = line.figures[1].known
        assert known is not None
        assert known.interval.text == "-10/+25"


def test_ranges_of_a_pack_are_those_of_its_parameters() -> None:
    calculation = calculated(
        stating(SEPTIC, ACTIVITY), stating(SEPTIC._replace(name="อาคาร 2"), ACTIVITY)
    )
    found = assessed(calculation)
    first, second = found.lines
    origins = {figure.what: figure.known for figure in first.figures}
    assert {name: one.interval.text for name, one in origins.items() if one} == {
        "activity": "5",
        "u": "0",
        "t": "0",
        "bo_bod": "30",
        "mcf.septic_tank": "-20/+44",
        "bod_g_per_person_day": "12.5",
    }
    assert origins["bo_bod"] is not None
    assert origins["bo_bod"].origin is IntervalOrigin.PACK
    assert origins["bo_bod"].reason.startswith("bonsai-ipcc 0.5.3")
    assert first.figures[1:] == second.figures[1:]
    assert first.width is not None
    assert found.total.width is not None
    assert first.width.half_percent is not None
    assert found.total.width.half_percent is not None
    # All but the activities is shared: two tanks are hardly better known than one.
    assert first.width.half_percent - found.total.width.half_percent < 1
    assert first.width.above_percent is not None
    assert first.width.below_percent is not None
    assert first.width.above_percent > first.width.below_percent


def test_a_parameter_that_the_site_gives_has_no_range_of_a_pack() -> None:
    found = assessed(calculated(stating(SEPTIC, ACTIVITY, {"mcf.septic_tank": "0.6"})))
    (line,) = found.lines
    assert [figure.what for figure in line.missing] == ["mcf.septic_tank"]
    whole = assessed(calculated(stating(SEPTIC, ACTIVITY, FACTOR, {"mcf.septic_tank": "0.6"})))
    assert whole.lines[0].width is not None
    assert whole.lines[0].figures[1].what == "factor"


def test_another_version_of_a_pack_lends_no_ranges() -> None:
    calculation = calculated(stating(SEPTIC, ACTIVITY))
    pack = packs()["green-office-septic"]
    newer = {pack.code: replace(pack, version="2")}
    (result,) = calculation.sources
    figures = source_figures(result, newer).figures
    assert [one.known for one in figures[1:]] == [None] * 5


def test_the_two_parts_of_one_kilowatt_hour_share_it() -> None:
    entry = stating(
        made.Entry("electricity.paid", "ไฟฟ้า", "kWh", "1000"),
        ACTIVITY,
        FACTOR,
        {"uncertainty.upstream": "20", "uncertainty.upstream.reason": "ตาราง"},
    )
    rules = replace(made.rules(*EDITIONS[1]), energy_upstream=True)
    calculation = made.calculated((entry,), PERIOD, (), rules)
    (result,) = calculation.sources
    assert needs_lines(result)
    figures = source_figures(result, packs())
    assert [one.what for one in figures.figures] == ["activity", "factor", "upstream"]
    assert len(figures.products) == 2
    bare = source_figures(result._replace(lines=()), packs())
    assert bare.figures == figures.figures
    assert bare.products == ()


def test_codes_of_very_many_lines_are_cut() -> None:
    assert listed([f"S{n}" for n in range(21)]).endswith("S19, …")


@pytest.mark.parametrize(
    ("lines", "points", "level"),
    [
        ([(100, 3, 3)], "9", 2),
        ([(100, 6, 4)], "24", 4),
        ([(90, 3, 2), (10, 6, 4)], "7.8", 2),
        ([(97, 3, 2), (3, 6, 4)], "6.54", 1),
        ([(-100, 1, 1), (100, 6, 3)], "9.5", 2),
    ],
)
def test_the_quality_of_an_inventory(
    lines: list[tuple[int, int, int]], points: str, level: int
) -> None:
    found = weighted_quality((Decimal(kg), a, b) for kg, a, b in lines)
    assert found == (Decimal(points), level)
    assert weighted_quality([]) is None

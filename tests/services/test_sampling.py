"""Samples of the stored records of a year."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.services.towns import OWNER, TODAY, everything, load_town

from fahsai.core.assurance.sampling import Weighing
from fahsai.core.quantity.exact import total
from fahsai.services.access import NotFoundError
from fahsai.services.calculate_year import calculate_year
from fahsai.services.explain import explain
from fahsai.services.sampling import LARGEST, line_results, sample_lines

pytestmark = pytest.mark.usefixtures("each_database")


def test_a_sample_is_drawn_again_and_each_record_has_its_trace() -> None:
    town = load_town()
    before = everything()
    drawn = sample_lines(OWNER, town.id, 2565, today=TODAY, size=7, seed="ผู้ทวนสอบ")
    again = sample_lines(OWNER, town.id, 2565, today=TODAY, size=7, seed="ผู้ทวนสอบ")
    assert [one.code for one in drawn.lines] == [one.code for one in again.lines]
    assert len(drawn.lines) == 7
    assert drawn.of == again.of > 7
    for one in drawn.lines:
        trace = explain(OWNER, town.id, 2565, one.code, today=TODAY)
        assert one.line in [traced.line for traced in trace.lines]
        assert one.co2e_kg > 0
    assert drawn.covered_kg == total(one.co2e_kg for one in drawn.lines)
    other = sample_lines(OWNER, town.id, 2565, today=TODAY, size=7, seed="อีกคน")
    assert [one.code for one in drawn.lines] != [one.code for one in other.lines]
    assert everything() == before


def test_all_records_together_cover_the_whole_result() -> None:
    town = load_town()
    year = calculate_year(OWNER, town.id, 2565, today=TODAY)
    whole = total(line_results(year.calculation).values())
    assert abs(whole - year.calculation.total_kg) < Decimal("0.000001")
    every = sample_lines(
        OWNER, town.id, 2565, today=TODAY, size=LARGEST, seed="x", weighing=Weighing.EVEN
    )
    assert len(every.lines) == min(every.of, LARGEST)
    with pytest.raises(ValueError, match="501"):
        sample_lines(OWNER, town.id, 2565, today=TODAY, size=501, seed="x")
    with pytest.raises(NotFoundError):
        sample_lines(OWNER, town.id, 2500, today=TODAY, seed="x")


def test_a_result_without_a_record_of_the_year_is_nobodys_part() -> None:
    """A landfill emits from earlier deposits, in a year without any too."""
    town = load_town()
    result = calculate_year(OWNER, town.id, 2565, today=TODAY)
    first, *others = result.calculation.sources
    bare = first._replace(lines=tuple(one._replace(line_ids=()) for one in first.lines))
    without = line_results(replace(result.calculation, sources=(bare, *others)))
    every = line_results(result.calculation)
    gone = {line_id for one in first.lines for line_id in one.line_ids}
    assert gone
    assert without == {key: value for key, value in every.items() if key not in gone}

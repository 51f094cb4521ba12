"""A source is of great significance from 5 % of scopes 1 and 2."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.samples import calculation_of, sample_dossier

from fahsai.core.inventory.result import ReportingClass
from fahsai.core.inventory.significance import significant

S1, S2, S3 = ReportingClass.SCOPE_1, ReportingClass.SCOPE_2, ReportingClass.SCOPE_3
RESULT = sample_dossier(1).calculation.sources[0]


@pytest.mark.parametrize(("small", "expected"), [("4.999", False), ("5", True), ("5.001", True)])
def test_five_percent_of_scopes_one_and_two(small: str, *, expected: bool) -> None:
    mine = RESULT._replace(gases={(S1, "CO2"): Decimal(small)})
    rest = RESULT._replace(
        gases={(S2, "CO2e"): Decimal(100) - Decimal(small), (S3, "CO2e"): Decimal(10**6)}
    )
    calculation = calculation_of((mine, rest), sample_dossier(1).period)
    assert significant(mine, calculation) is expected


def test_one_part_of_a_source_is_looked_at_alone() -> None:
    both = RESULT._replace(gases={(S2, "CO2e"): Decimal(99), (S3, "CO2e"): Decimal(1)})
    calculation = calculation_of((both,), sample_dossier(1).period)
    assert significant(both, calculation, S2)
    assert not significant(both, calculation, S3)


def test_nothing_is_significant_in_an_empty_inventory() -> None:
    nothing = RESULT._replace(gases={})
    assert not significant(nothing, calculation_of((nothing,), sample_dossier(1).period))

"""What a disposal site took in: records and typed figures of the same and of other years."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fahsai.core.finding import Finding, Level
from fahsai.core.methods.deposits import deposit_history
from fahsai.core.methods.packs import Inputs, YearRecorded

D = Decimal
YEAR = 2025  # BE 2568


def history(
    parameters: dict[str, str],
    earlier: tuple[YearRecorded, ...] = (),
    quantity: str | None = "0",
    *,
    closed: bool = False,
) -> tuple[dict[str, dict[str, str]] | None, list[str]]:
    found, said = history_said(parameters, earlier, quantity, closed=closed)
    return found, [one.code for one in said]


def history_said(
    parameters: dict[str, str],
    earlier: tuple[YearRecorded, ...] = (),
    quantity: str | None = "0",
    *,
    closed: bool = False,
) -> tuple[dict[str, dict[str, str]] | None, tuple[Finding, ...]]:
    inputs = Inputs(None, parameters, "S1", earlier=earlier, closed=closed)
    found, said = deposit_history(inputs, None if quantity is None else D(quantity), YEAR)
    if found is None:
        return None, said
    plain = {
        str(year + 543): {name: str(tonnes) for name, tonnes in of_year.items()}
        for year, of_year in found.items()
    }
    return plain, said


def recorded(kg: str, *, whole: bool = True) -> tuple[YearRecorded, ...]:
    return (YearRecorded(2024, D(kg), whole),)


TYPED = {"deposit.2567": "500"}
FED = {"2567": {"bulk": "500"}, "2568": {"bulk": "0"}}


def test_records_of_the_year_before_are_history() -> None:
    assert history({}, recorded("500000")) == (FED, [])


@pytest.mark.parametrize("typed", ["500", "500.0"])
def test_records_and_a_typed_figure_that_agree_are_silent(typed: str) -> None:
    for name in ("deposit.2567", "deposit.2024"):
        found, said = history({name: typed}, recorded("500000"))
        assert found is not None
        assert D(found["2567"]["bulk"]) == D(500)
        assert said == []


def test_a_typed_figure_may_be_rounded_and_the_records_count() -> None:
    found, said = history({"deposit.2567": "500"}, recorded("500499"))
    assert found is not None
    assert found["2567"] == {"bulk": "500.499"}
    assert said == []
    _, said = history({"deposit.2567": "500.0"}, recorded("500499"))
    assert said == ["method.deposit_differs"]
    _, said = history({"deposit.2567": "500"}, recorded("500501"))
    assert said == ["method.deposit_differs"]


def test_where_they_differ_the_records_count_and_the_difference_is_said() -> None:
    found, said = history_said({"deposit.2567": "520"}, recorded("500000"))
    assert found == FED
    assert [(one.code, one.level) for one in said] == [("method.deposit_differs", Level.WARNING)]
    assert dict(said[0].data) == {
        "year": "2567", "recorded": "500", "typed": "520", "difference": "-20",
    }  # fmt: skip


def test_types_that_add_up_to_the_records_stand() -> None:
    by_type = {"deposit.2567.food": "300", "deposit.2567.paper": "200"}
    found, said = history(by_type, recorded("500000"))
    assert found is not None
    assert found["2567"] == {"food": "300", "paper": "200"}
    assert said == []


def test_the_reported_year_follows_the_same_rule() -> None:
    assert history({"deposit.2568": "7", **TYPED}, (), "7000")[1] == []
    found, said = history({"deposit.2568": "8", **TYPED}, (), "7000")
    assert found is not None
    assert found["2568"] == {"bulk": "7"}
    assert said == ["method.deposit_differs"]


def test_records_of_a_part_of_a_year_do_not_shrink_what_is_typed_of_all_of_it() -> None:
    part = recorded("100000", whole=False)
    assert history(TYPED, part) == (FED, [])
    found, said = history({}, part)
    assert found is not None
    assert found["2567"] == {"bulk": "100"}
    assert said == ["method.deposit_in_part"]
    more = recorded("600000", whole=False)
    found, said = history(TYPED, more)
    assert found is not None
    assert found["2567"] == {"bulk": "600"}
    assert said == ["method.deposit_differs"]


def test_records_below_zero_are_no_history() -> None:
    found, said = history({"deposit.2566": "1"}, recorded("-1"))
    assert found is None
    assert said == ["method.deposit_negative"]


def test_a_year_without_records_is_asked_for_until_the_site_is_closed() -> None:
    assert history({}, recorded("500000"), None)[1] == ["method.deposit_unsaid"]
    assert history({}, recorded("500000"), None, closed=True)[1] == []
    gap = {"deposit.2564": "1", "deposit.2566": "1"}
    missing = "method.deposit_year_missing"
    assert history_said(gap, (), None, closed=True)[1][0].data["years"] == "2565"
    assert history(gap, (), None)[1] == ["method.deposit_unsaid", missing]
    assert history({"deposit.2568": "0", **TYPED}, (), None)[1] == []

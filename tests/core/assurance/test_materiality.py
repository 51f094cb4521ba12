"""Unresolved errors beside the total that is verified."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fahsai.core.assurance.materiality import (
    WITH_AMOUNT,
    MaterialityBase,
    Misstatement,
    amount_of,
    materiality,
)
from fahsai.core.assurance.review import ReviewKind
from fahsai.core.inventory.result import ReportingClass

SUMS = {
    ReportingClass.SCOPE_1: Decimal(600),
    ReportingClass.SCOPE_2: Decimal(400),
    ReportingClass.SCOPE_3: Decimal(1000),
    ReportingClass.BIOGENIC: Decimal(10**9),
}
S12, S123 = MaterialityBase.SCOPES_1_2, MaterialityBase.SCOPES_1_2_3
FIVE = Decimal(5)


def errors(*kilograms: str) -> list[Misstatement]:
    return [Misstatement(f"CAR-{n:02}", Decimal(kg)) for n, kg in enumerate(kilograms, 1)]


@pytest.mark.parametrize(
    ("said", "base", "percent", "exceeded"),
    [
        (errors("30", "-20"), S12, "5", False),
        (errors("30", "-20.01"), S12, "5.001", True),
        (errors("30", "-20.01"), S123, "2.5005", False),
        (errors(), S12, "0", False),
    ],
)
def test_errors_of_both_signs_add_up(
    said: list[Misstatement], base: MaterialityBase, percent: str, *, exceeded: bool
) -> None:
    found, findings = materiality(said, SUMS, base, FIVE, "2568 v1")
    assert (found.percent, found.exceeded) == (Decimal(percent), exceeded)
    assert [item.code for item in findings] == ["materiality.exceeded"] * exceeded
    if exceeded:
        assert findings[0].data["codes"] == "CAR-01, CAR-02"
        assert findings[0].data["materiality_base"] == "scopes_1_2"


def test_points_without_an_amount_are_named() -> None:
    found, findings = materiality(
        [*errors("10"), Misstatement("MM-01", None)], SUMS, S12, FIVE, "2568 v1"
    )
    assert (found.percent, found.unquantified) == (Decimal(1), ("MM-01",))
    assert [item.code for item in findings] == ["materiality.unquantified"]


def test_an_error_beside_nothing_is_material() -> None:
    found, findings = materiality(errors("1"), {}, S12, FIVE, "2568 v1")
    assert (found.percent, found.exceeded) == (None, True)
    assert [item.code for item in findings] == ["materiality.exceeded"]
    assert not materiality([], {}, S12, FIVE, "2568 v1")[0].exceeded


@pytest.mark.parametrize("kind", ReviewKind)
def test_only_points_that_say_a_figure_is_wrong_have_an_amount(kind: ReviewKind) -> None:
    kg, said = amount_of("-1,250.5", kind, "CAR-01")
    if kind in WITH_AMOUNT:
        assert (kg, said) == (Decimal("-1250.5"), ())
    else:
        assert kg is None
        assert [item.code for item in said] == ["review.amount_not_here"]
    assert amount_of(" ", kind, "x") == (None, ())


@pytest.mark.parametrize("text", ["a lot", "nan", "inf", "1e20"])
def test_what_is_no_amount_is_said(text: str) -> None:
    kg, said = amount_of(text, ReviewKind.MM, "MM-01")
    assert kg is None
    assert [item.code for item in said] == ["review.amount_unusable"]

"""Intervals as people state them, and the figures of sources that they belong to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.samples import sample_dossier

from fahsai.core.inventory.uncertainty.interval import Interval, Shape, interval, of_bounds
from fahsai.core.inventory.uncertainty.meter import meter_interval
from fahsai.core.inventory.uncertainty.stated import stated, stated_findings


@pytest.mark.parametrize(
    ("text", "below", "above", "shape"),
    [
        ("5", "5", "5", Shape.NORMAL),
        ("±5 %", "5", "5", Shape.NORMAL),
        ("+/-7.25%", "7.25", "7.25", Shape.NORMAL),
        ("29.9", "29.9", "29.9", Shape.NORMAL),
        ("30", "30", "30", Shape.NORMAL),
        ("-20/+44", "20", "44", Shape.SKEWED),
        ("-20 % / +44 %", "20", "44", Shape.SKEWED),
        ("−40/+10", "40", "10", Shape.SKEWED),
        ("-100/+50", "100", "50", Shape.SKEWED),
        ("-100/+10", "100", "10", Shape.TRIANGULAR),
        ("-50/+291", "50", "291", Shape.LOGNORMAL),
        ("10 uniform", "10", "10", Shape.UNIFORM),
        ("-5/+8 Triangular", "5", "8", Shape.TRIANGULAR),
        ("0", "0", "0", Shape.NORMAL),
    ],
)
def test_what_people_write_is_read(text: str, below: str, above: str, shape: Shape) -> None:
    found = interval(text)
    assert found is not None
    assert (found.below, found.above, found.shape) == (Decimal(below), Decimal(above), shape)
    assert interval(found.text) == found


@pytest.mark.parametrize(
    "text",
    [
        "", "about 5", "-5", "5-10", "-101/+5", "101", "100 lognormal", "-5/+8 normal", "-5/+30 skewed",
        "5 gaussian", "1e3", "٥", "nan", "-5/+100001",
    ],
)  # fmt: skip
def test_what_is_no_interval_is_none(text: str) -> None:
    assert interval(text) is None


@given(st.decimals(0, 100, places=3), st.decimals(0, 1000, places=3))
def test_an_interval_is_written_as_it_is_read(below: Decimal, above: Decimal) -> None:
    assert interval(Interval(below, above).text) == Interval(below, above)


def test_bounds_in_the_unit_of_the_figure() -> None:
    made = of_bounds(Decimal("0.42"), Decimal("0.6"), Decimal("0.78"))
    assert made == Interval(Decimal(30), Decimal(30))
    assert of_bounds(Decimal(1), Decimal(1), Decimal(1)) == Interval(Decimal(0), Decimal(0))
    for low, value, high in (("0.5", "0.4", "0.6"), ("0.1", "0.4", "0.3"), ("0", "0", "1")):
        assert of_bounds(Decimal(low), Decimal(value), Decimal(high)) is None


def test_a_meter_is_off_by_what_it_may_or_by_what_was_found() -> None:
    found = meter_interval(Decimal("-1.6"), Decimal("1.5"), "%", "cert 7")
    assert found is not None
    assert (found.interval.text, found.reason) == ("1.6", "cert 7")
    assert meter_interval(Decimal("0.4"), None, "kWh", "cert") is None
    assert meter_interval(None, None, "%", "cert") is None


def test_what_a_source_states_has_a_reason() -> None:
    source = sample_dossier(1).calculation.sources[0].source
    told = type(source)(
        source.id,
        source.code,
        source.kind,
        source.name_th,
        parameters={
            "uncertainty.activity": "5",
            "uncertainty.activity.reason": "ใบรับรอง",
            "uncertainty.factor": "-20/+44",
            "uncertainty.upstream": "a lot",
        },
    )
    known = stated(told, "activity")
    assert known is not None
    assert (known.interval.text, known.reason, known.source) == ("5", "ใบรับรอง", source.code)
    assert stated(told, "upstream") is None
    said = {item.data["parameter"]: item.code for item in stated_findings(told)}
    assert said == {
        "uncertainty.factor": "uncertainty.reason_missing",
        "uncertainty.upstream": "uncertainty.unusable",
    }
    assert stated_findings(source) == ()

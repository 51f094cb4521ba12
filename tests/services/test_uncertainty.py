"""How well a year is known, kept on both databases; materiality beside its open points."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.towns import OWNER, TODAY, events, everything, load_town

from fahsai.core.access.actor import Actor, Membership
from fahsai.core.access.roles import Role
from fahsai.core.assurance.materiality import MaterialityBase
from fahsai.core.assurance.review import ReviewKind
from fahsai.core.inventory.uncertainty.stated import IntervalOrigin
from fahsai.core.reports.dossier import Calibration
from fahsai.records.form_values import form_data
from fahsai.records.ids import new_id
from fahsai.records.models import FormRecord, UncertaintyRow
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.calculate_year import calculate_year
from fahsai.services.inventories import set_settings, version_of_year
from fahsai.services.keeping.uncertainties import plain_uncertainty, uncertainty_plain
from fahsai.services.materiality import materiality_of_year, threshold
from fahsai.services.own_factors import OwnFactorEntry, keep_own_factor
from fahsai.services.review import answer_point, close_point, point, raise_point, reject_answer
from fahsai.services.sources import settle_source, source_seen, sources
from fahsai.services.submit import reopen, submit
from fahsai.services.uncertainty import (
    USUAL,
    Asked,
    YearUncertainty,
    frozen_uncertainty,
    problems,
    state_interval,
    state_intervals,
    uncertainty_of_year,
)

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.inventory.boundary import Organisation

pytestmark = pytest.mark.usefixtures("each_database")
WHY = "ตารางที่ 1 ของเอกสารผู้ผลิต"


def known(owner: UUID, asked: Asked = USUAL) -> YearUncertainty:
    return uncertainty_of_year(OWNER, owner, 2565, today=TODAY, asked=asked)


def rows(owner: UUID) -> int:
    return UncertaintyRow.rows.of(owner).count()


def state(owner: UUID, *codes: str, activity: str = "5", factor: str = "10") -> None:
    for code in codes:
        for what, text in (("activity", activity), ("factor", factor)):
            source, said = state_interval(OWNER, owner, code, what, text, WHY)
            assert source is not None, said


def every_code(town: Organisation) -> list[str]:
    return [one.code for one in sources(OWNER, town.id)]


def test_nothing_is_known_and_nothing_is_kept_before_anybody_says_so() -> None:
    town = load_town()
    before = everything()
    found = known(town.id)
    assert found.uncertainty.total.width is None
    assert "uncertainty.not_covered" in {item.code for item in found.findings}
    assert found.quality is not None
    # Ranges of a pack are known all the same: without the activity's they come to nothing.
    assert any(one.known for line in found.uncertainty.lines for one in line.figures)
    assert rows(town.id) == 0
    assert everything() == before


def test_what_is_known_is_kept_once_and_read_again() -> None:
    town = load_town()
    calculation = calculate_year(OWNER, town.id, 2565, today=TODAY)
    state(town.id, *every_code(town))
    found = known(town.id)
    assert found.year.calculation_id == calculation.calculation_id
    assert found.uncertainty.calculation == calculation.calculation.sha256
    assert found.uncertainty.total.kg == calculation.calculation.total_kg
    assert found.uncertainty.total.covered_percent == 100
    before = everything()
    again = known(town.id)
    assert again.uncertainty == found.uncertainty
    assert everything() == before
    assert plain_uncertainty(uncertainty_plain(found.uncertainty)) == found.uncertainty
    count = rows(town.id)
    other = known(town.id, Asked(2000, 7))
    assert rows(town.id) == count + 1
    assert (other.uncertainty.seed, other.uncertainty.draws) == (7, 2000)
    assert other.uncertainty.total.width != found.uncertainty.total.width
    assert events(town.id).count("uncertainty.calculated") == rows(town.id)


def test_another_interval_is_another_result_of_the_same_calculation() -> None:
    town = load_town()
    state(town.id, *every_code(town))
    first = known(town.id)
    code = max(first.uncertainty.lines, key=lambda line: line.kg).code
    state(town.id, code, activity="-20/+60")
    second = known(town.id)
    assert second.year.calculation_id == first.year.calculation_id
    assert first.uncertainty.total.width is not None
    assert second.uncertainty.total.width is not None
    assert second.uncertainty.total.width.half_percent > (  # type: ignore[operator]
        first.uncertainty.total.width.half_percent
    )
    assert "uncertainty.approach_1_limits" in {item.code for item in second.findings}
    source, said = state_interval(OWNER, town.id, code, "activity", "", "ไม่ใช้แล้ว")
    assert source is not None, said
    assert not any(name.startswith("uncertainty.activity") for name in source.parameters)


def test_what_cannot_be_stated_changes_nothing() -> None:
    town = load_town()
    _, now = source_seen(OWNER, town.id, "S05")
    before = everything()
    for text, why, code in (
        ("-120/+5", WHY, "uncertainty.unusable"),
        ("much", WHY, "uncertainty.unusable"),
        ("5", " ", "uncertainty.reason_missing"),
    ):
        source, said = state_interval(OWNER, town.id, "S05", "activity", text, why)
        assert source is None
        assert [item.code for item in said] == [code]
    source, said = state_intervals(
        OWNER, town.id, "S05", {"activity": ("5", WHY)}, seen=str(new_id())
    )
    assert [item.code for item in said] == ["source.changed_meanwhile"]
    with pytest.raises(NotFoundError):
        state_interval(OWNER, town.id, "S99", "activity", "5", WHY)
    assert everything() == before
    assert source_seen(OWNER, town.id, "S05")[1] == now


@pytest.mark.parametrize("asked", [Asked(999), Asked(100_001), Asked(1000, -1), Asked(1000, 2**63)])
def test_draws_have_limits(asked: Asked) -> None:
    town = load_town()
    assert [item.code for item in problems(asked)] == ["uncertainty.draws_unusable"]
    with pytest.raises(ValueError, match=str(asked.draws)):
        known(town.id, asked)


def test_a_submitted_version_answers_what_it_froze() -> None:
    town = load_town()
    state(town.id, *every_code(town))
    draft = known(town.id)
    version, said = submit(OWNER, town.id, 2565, today=TODAY)
    assert version is not None, said
    assert frozen_uncertainty(version) is not None
    assert known(town.id).uncertainty == draft.uncertainty
    state(town.id, "S05", activity="25")
    assert known(town.id).uncertainty == draft.uncertainty
    newer, said = reopen(OWNER, town.id, 2565, "แก้ไข")
    assert newer is not None, said
    assert known(town.id).uncertainty.total.width != draft.uncertainty.total.width
    old = uncertainty_of_year(OWNER, town.id, 2565, today=TODAY, number=1)
    assert old.uncertainty == draft.uncertainty


def test_the_calibration_of_a_meter_is_that_of_its_activity() -> None:
    town = load_town()
    version = version_of_year(OWNER, town.id, 2565)
    for source, measured in (("S05", "0.8"), ("S05", "2.5"), ("S06", "9")):
        one = Calibration(
            "1", source, "หัวจ่าย", "", "", Decimal(measured), Decimal(1), "%", f"ใบ {measured}"
        )
        FormRecord.rows.of(town.id).create(
            inventory_id=version.inventory_id,
            kind="calibration",
            position=9,
            data=form_data(one),
            actor_id=OWNER.id,
        )
    state_interval(OWNER, town.id, "S06", "activity", "3", WHY)
    lines = {line.code: line.figures[0].known for line in known(town.id).uncertainty.lines}
    meter, stated = lines["S05"], lines["S06"]
    assert meter is not None
    assert (meter.origin, meter.interval.text, meter.reason) == (
        IntervalOrigin.CALIBRATION, "2.5", "ใบ 2.5"
    )  # fmt: skip
    assert stated is not None
    assert (stated.origin, stated.interval.text) == (IntervalOrigin.STATED, "3")


def test_an_own_factor_carries_its_interval() -> None:
    town = load_town()
    entry = OwnFactorEntry(
        key="diesel-of-ours",
        activity="mobile.diesel",
        unit="litre",
        source="รายงานห้องปฏิบัติการ 12/2565",
        year=2022,
        co2e="2.7",
        uncertainty="-3/+4",
    )
    factor, said = keep_own_factor(OWNER, town.id, entry)
    assert factor is not None, said
    assert factor.uncertainty == "-3/+4"
    plain_one, _ = keep_own_factor(OWNER, town.id, replace(entry, uncertainty=""))
    assert plain_one is not None
    assert plain_one.id != factor.id
    refused, said = keep_own_factor(OWNER, town.id, replace(entry, uncertainty="-300/+4"))
    assert refused is None
    assert said[0].data["field"] == "uncertainty"
    keep_own_factor(OWNER, town.id, entry)
    using = [one.code for one in sources(OWNER, town.id) if one.kind == "mobile.diesel"]
    assert using
    settle_source(
        OWNER, town.id, using[0], factor_keys={"direct": "own:diesel-of-ours"}, reason="ของเราเอง"
    )
    lines = {line.code: line.figures for line in known(town.id).uncertainty.lines}
    held = lines[using[0]][1].known
    assert held is not None
    assert (held.origin, held.interval.text) == (IntervalOrigin.OWN_FACTOR, "-3/+4")


def test_a_reader_of_some_units_sees_no_interval_of_the_whole() -> None:
    town = load_town()
    part = Actor(
        new_id(), "ก", frozenset({Membership(town.id, Role.COLLECTOR, frozenset({new_id()}))})
    )
    with pytest.raises(ForbiddenError):
        uncertainty_of_year(part, town.id, 2565, today=TODAY)
    with pytest.raises(ForbiddenError):
        materiality_of_year(part, town.id, 2565, today=TODAY)


def test_open_errors_stand_beside_the_total_of_the_settings() -> None:
    town = load_town()
    version = version_of_year(OWNER, town.id, 2565)
    verifier = Actor(new_id(), "วีระ", frozenset({Membership(town.id, Role.VERIFIER)}))
    sums = calculate_year(OWNER, town.id, 2565, today=TODAY).calculation
    base = sums.total_kg - sums.by_class[next(iter(w for w in sums.by_class if w == "3"))]

    def at() -> Decimal | None:
        return materiality_of_year(OWNER, town.id, 2565, today=TODAY).materiality.percent

    assert at() == 0
    too_much = str(base * Decimal("0.06"))
    made, said = raise_point(verifier, town.id, version, ReviewKind.CAR, "ลิตรผิด", "S05", too_much)
    assert made is not None, said
    assert made.amount == Decimal(too_much)
    assert round(at() or 0, 6) == 6
    found = materiality_of_year(OWNER, town.id, 2565, today=TODAY)
    assert [item.code for item in found.findings] == ["materiality.exceeded"]
    unclear, _ = raise_point(verifier, town.id, version, ReviewKind.MM, "ยังไม่รู้เท่าใด")
    assert unclear is not None
    found = materiality_of_year(OWNER, town.id, 2565, today=TODAY)
    assert found.materiality.unquantified == ("MM-01",)
    refused, said = raise_point(verifier, town.id, version, ReviewKind.OBS, "x", "", "5")
    assert refused is None
    assert [item.code for item in said] == ["review.amount_not_here"]
    # Another answer, another amount; whoever accepts an answer resolves the error.
    answer_point(OWNER, town.id, version, "CAR-01", "แก้แล้วบางส่วน")
    reject_answer(verifier, town.id, version, "CAR-01", "ยังเหลือ", str(base * Decimal("0.01")))
    assert round(at() or 0, 6) == 1
    assert point(OWNER, town.id, version, "CAR-01").thread[-1].text == "ยังเหลือ"
    settings = replace(found.year.settings, materiality_base=MaterialityBase.SCOPES_1_2_3.value)
    set_settings(OWNER, version, settings)
    found = materiality_of_year(OWNER, town.id, 2565, today=TODAY)
    assert found.materiality.base_kg == sums.total_kg
    assert at() != 1
    answer_point(OWNER, town.id, version, "CAR-01", "แก้แล้ว")
    close_point(verifier, town.id, version, "CAR-01")
    assert at() == 0


@pytest.mark.parametrize(
    ("text", "percent"), [("5", "5"), (" 3.5 % ", "3.5"), ("", "5"), ("ห้า", "5"), ("-1", "5")]
)
def test_the_threshold_is_that_of_the_settings(text: str, percent: str) -> None:
    assert threshold(text) == Decimal(percent)

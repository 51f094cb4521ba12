"""A meter that sends no more is a gap that goes on, until it is back: the same gap then."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.services.metering.kept import Metered, metered, minutes  # noqa: F401 - a fixture

from fahsai.core.metering.length import Length, instant
from fahsai.core.metering.meter import MeterKind
from fahsai.services.meter_health import meter_events, meters_health
from fahsai.services.meters import MeterEntry
from fahsai.services.quantities import Asked, By, quantities
from fahsai.words.messages import Language, message

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.finding import Finding

DAY, TODAY = date(2026, 3, 2), date(2026, 3, 4)
START = instant(DAY)
NOON = START + 43_200
HOUR = 3_600


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets what time it is [unix s]."""

    def at(now: int) -> None:
        monkeypatch.setattr("time.time", lambda: float(now))
        monkeypatch.setattr("time.time_ns", lambda: now * 10**9)

    return at


def told(home: Metered, meter: UUID) -> list[Finding]:
    """The gaps of three days."""
    said = meter_events(home.home.actor, home.home.id, meter, START, START + 3 * 86_400)
    return [one for one in said if one.code.startswith("meter.gap")]


@pytest.mark.parametrize("kept", [True, False])
def test_silence_is_told_while_it_lasts_and_is_the_same_gap_afterwards(
    metered: Metered,  # noqa: F811
    clock: Any,
    *,
    kept: bool,
) -> None:
    made = metered.meter()
    sent = minutes(DAY, 1_441)
    metered.send("E01", *sent[:721])
    if kept:
        metered.keep()
    clock(NOON + 700)
    assert told(metered, made.id) == []
    clock(NOON + 5 * HOUR)
    (gap,) = told(metered, made.id)
    assert gap.code == "meter.gap_ongoing"
    assert (gap.data["start"], gap.data["start_time"]) == ("2026-03-02", "12:01")
    assert (gap.data["end_time"], gap.data["minutes"]) == ("17:00", "300")
    assert "นาน 5 ชั่วโมง)" in message(gap, Language.TH)
    assert "(for 5 hours, until" in message(gap, Language.EN)
    (health,) = meters_health(metered.home.actor, metered.home.id)
    assert health.gap_since == NOON + 60
    wanted = Asked(By.METER, Length.DAY, START, START + 86_400)
    _, said = quantities(metered.home.actor, metered.home.id, wanted, today=TODAY)
    assert [one.data["start_time"] for one in said if one.code == "meter.gap_ongoing"] == ["12:01"]
    morning = wanted._replace(end=NOON)
    _, said = quantities(metered.home.actor, metered.home.id, morning, today=TODAY)
    assert "meter.gap_ongoing" not in {one.code for one in said}
    metered.send("E01", *sent[1_020:])
    metered.keep()
    clock(START + 86_400 + 60)
    (gap,) = told(metered, made.id)
    assert (gap.code, gap.data["start_time"]) == ("meter.gap", "12:01")
    (health,) = meters_health(metered.home.actor, metered.home.id)
    assert health.gap_since is None


def test_a_slow_meter_is_silent_later(metered: Metered, clock: Any) -> None:  # noqa: F811
    """Nobody said that it is read every quarter of an hour: it shows."""
    made = metered.meter()
    metered.send("E01", *minutes(DAY, 2_881)[::15])
    metered.keep()
    last = START + 2_880 * 60
    clock(last + 80 * 60)
    assert told(metered, made.id) == []
    clock(last + 91 * 60)
    (gap,) = told(metered, made.id)
    assert (gap.code, gap.data["start_time"]) == ("meter.gap_ongoing", "00:15")


def test_many_silent_meters_are_one_finding_of_the_quantities(
    metered: Metered,  # noqa: F811
    clock: Any,
) -> None:
    for number in range(1, 13):
        metered.meter(f"E{number:02}")
        metered.send(f"E{number:02}", *minutes(DAY, 61 if number == 7 else 121))
    clock(NOON)
    wanted = Asked(By.METER, Length.DAY, START, START + 86_400, emissions=False)
    actor, owner = metered.home.actor, metered.home.id
    _, said = quantities(actor, owner, wanted, today=TODAY)
    (silent,) = [one for one in said if "gap" in one.code]
    first = ", ".join(f"E{number:02}" for number in range(1, 11))
    assert (silent.code, dict(silent.data)) == (
        "meter.gaps_ongoing",
        {"count": "12", "meters": f"{first}, …", "start": "2026-03-02", "start_time": "01:01"},
    )
    assert message(silent, Language.TH).startswith("มิเตอร์ 12 ตัวไม่ส่งค่า")
    _, said = quantities(actor, owner, wanted._replace(meters=("E07",)), today=TODAY)
    assert [one.code for one in said if "gap" in one.code] == ["meter.gap_ongoing"]


def test_a_meter_out_of_use_or_never_heard_is_not_silent(metered: Metered, clock: Any) -> None:  # noqa: F811
    kind = MeterKind.ELECTRICITY
    metered.meter("E01", MeterEntry(kind, "เลิกใช้", ended_on=DAY, ended_reason="รื้อถอน"))
    metered.meter("E02", MeterEntry(kind, "ยังไม่เคยส่ง"))
    metered.meter("E03", MeterEntry(kind, "เงียบ"))
    for code in ("E01", "E03"):
        metered.send(code, *minutes(DAY, 1_440))
    metered.keep()
    clock(START + 3 * 86_400)
    gaps = {
        one.meter.code: one.gap_since for one in meters_health(metered.home.actor, metered.home.id)
    }
    assert gaps["E01"] is None
    assert gaps["E02"] is None
    assert gaps["E03"] == START + 86_400

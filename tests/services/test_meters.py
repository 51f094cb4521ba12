"""Meters as people enter them: added, changed, ended, by whom, and what the intake hears."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from tests.registries import Remembering, remembering
from tests.services.metered import NOW, PUMP, codes, meter_of, works
from tests.services.towns import STRANGER, events, everything

from fahsai.core.access.roles import Permission, Role
from fahsai.core.assurance.history import Meaning
from fahsai.core.metering.channel import Measure
from fahsai.core.metering.declared import ChannelEntry
from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.presets import PRESETS
from fahsai.core.metering.sources import Sources
from fahsai.records.models import MeterRow
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.history import history
from fahsai.services.intake_registry import resync_all
from fahsai.services.meter_tokens import make_token
from fahsai.services.meters import (
    add_meter,
    change_meter,
    end_meter,
    meter,
    meter_entry,
    meters,
    withdraw_meter,
)
from fahsai.services.sources import settle_source
from fahsai.services.units import withdraw_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("each_database")
KWH = PRESETS[MeterKind.ELECTRICITY][0]


@pytest.fixture(autouse=True)
def intake() -> Iterator[Remembering]:
    with remembering() as made:
        yield made


def test_a_meter_has_what_is_usual_for_its_kind_and_the_intake_knows_it(
    intake: Remembering,
) -> None:
    home = works("อบต. ใหม่/1")
    entry = replace(PUMP, unit="D01", source="S01", started_on=date(2026, 1, 1))
    made, said = add_meter(home.actor, home.id, " E01 ", entry)
    assert made is not None
    assert said == ()
    assert (made.unit_id, made.unit) == (home.unit, "D01")
    assert (made.source_id, made.source) == (home.source, "S01")
    assert (
        made.topic
        == "fahsai/%E0%B8%AD%E0%B8%9A%E0%B8%95.%20%E0%B9%83%E0%B8%AB%E0%B8%A1%E0%B9%88%2F1/E01"
    )
    assert tuple(one.entry for one in made.channels) == PRESETS[MeterKind.ELECTRICITY]
    known = intake.meters[made.id]
    assert known.organisation_code == "อบต. ใหม่/1"
    assert (known.meter.code, known.meter.organisation_id) == ("E01", home.id)
    assert [(one.name, one.number) for one in known.meter.channels] == [
        (one.entry.name, one.number) for one in made.channels
    ]
    assert known.meter.sources == Sources((), home.source)
    assert known.meter.started_on == date(2026, 1, 1)
    assert meter(home.actor, home.id, made.id) == made
    assert meters(home.actor, home.id) == (made,)
    assert events(home.id)[-1] == "meter.added"


def test_the_same_meter_again_changes_nothing_and_another_of_its_code_is_refused() -> None:
    home = works()
    made = meter_of(home)
    before = everything()
    assert add_meter(home.actor, home.id, "E01", PUMP) == (made, ())
    explicit = replace(PUMP, channels=PRESETS[MeterKind.ELECTRICITY])
    assert add_meter(home.actor, home.id, "E01", explicit) == (made, ())
    other, said = add_meter(home.actor, home.id, "E01", replace(PUMP, serial="EM-2"))
    assert other is None
    assert codes(said) == ["meter.code_taken"]
    assert everything() == before


def test_codes_are_those_of_one_organisation(intake: Remembering) -> None:
    home, other = works(), works("other")
    mine, theirs = meter_of(home), meter_of(other)
    assert mine.id != theirs.id
    numbers = [one.number for one in (*mine.channels, *theirs.channels)]
    assert len(set(numbers)) == len(numbers)
    with pytest.raises(NotFoundError):
        meter(home.actor, home.id, theirs.id)
    for actor in (STRANGER, other.actor):
        with pytest.raises(NotFoundError):
            meters(actor, home.id)
    assert set(intake.meters) == {mine.id, theirs.id}


UNUSABLE: tuple[tuple[str, dict[str, Any], list[str]], ...] = (
    ("", {}, ["meter.code_unusable"]),
    ("ม.1", {}, ["meter.code_unusable"]),
    ("a/b", {}, ["meter.code_unusable"]),
    ("+", {}, ["meter.code_unusable"]),
    ("a" * 65, {}, ["meter.code_unusable"]),
    ("E02", {"name_th": " "}, ["meter.name_missing"]),
    ("E02", {"unit": "D09"}, ["meter.place_unknown"]),
    ("E02", {"facility": "F09"}, ["meter.place_unknown"]),
    ("E02", {"source": "S09"}, ["meter.source_unknown"]),
    ("E02", {"kind": MeterKind.OTHER}, ["meter.channels_missing"]),
    (
        "E02",
        {"started_on": date(2026, 2, 1), "ended_on": date(2026, 1, 1)},
        ["meter.ends_before_start", "meter.end_reason_missing"],
    ),
    (
        "E02",
        {"name_th": "", "channels": (replace(KWH, unit="m3", digits=12),)},
        ["meter.name_missing", "meter.channel_digits", "meter.channel_unit_unfit"],
    ),
)


def test_what_cannot_be_a_meter_is_said(intake: Remembering) -> None:
    home = works()
    before = everything()
    for code, fields, expected in UNUSABLE:
        made, said = add_meter(home.actor, home.id, code, replace(PUMP, **fields))
        assert made is None
        assert codes(said) == expected, (code, fields)
    assert everything() == before
    assert not intake.meters
    assert not intake.taken


def test_a_meter_changes_for_a_reason_and_its_history_tells() -> None:
    home = works()
    made = meter_of(home, entry=replace(PUMP, unit="D01", source="S01"))
    entry = meter_entry(home.actor, home.id, made.id)
    assert (entry.unit, entry.source, entry.channels) == (
        "D01",
        "S01",
        PRESETS[MeterKind.ELECTRICITY],
    )
    before = everything()
    assert change_meter(home.actor, home.id, made.id, entry, "")[0] == made
    nothing, said = change_meter(home.actor, home.id, made.id, replace(entry, place="ห้อง 1"), " ")
    assert nothing is None
    assert codes(said) == ["meter.reason_missing"]
    assert everything() == before
    capacity = replace(KWH, most_per_hour=Decimal("55.5"))
    changed = replace(entry, place="ห้อง 1", unit="D02", channels=(capacity, entry.channels[1]))
    after, said = change_meter(home.actor, home.id, made.id, changed, "ย้ายตู้ไฟ")
    assert after is not None, said
    assert (after.id, after.unit, after.place) == (made.id, "D02", "ห้อง 1")
    assert [one.number for one in after.channels] == [one.number for one in made.channels]
    told = history(home.actor, home.id, "meter", made.id)
    assert [one.why for one in told.steps] == ["", "ย้ายตู้ไฟ"]
    moved = {(one.field, one.part): one for one in told.steps[1].changes}
    assert set(moved) == {
        ("place", ""),
        ("unit_key", ""),
        ("channel_most_per_hour", "kwh"),
    }
    (unit,) = moved["unit_key", ""].after
    assert (unit.meaning, unit.text) == (Meaning.UNIT, "D02 ฝ่ายอาคาร")
    assert moved["channel_most_per_hour", "kwh"].after[0].text == "55.5"
    assert MeterRow.rows.of(home.id).count() == 2


def test_stored_readings_keep_their_meaning_also_when_a_channel_comes_back() -> None:
    home = works()
    made = meter_of(home)
    entry = meter_entry(home.actor, home.id, made.id)
    one, kw = entry.channels

    def change(*channels: ChannelEntry, drop: tuple[str, ...] = ()) -> tuple[Any, list[str]]:
        wanted = replace(entry, channels=channels, drop_channels=drop)
        after, said = change_meter(home.actor, home.id, made.id, wanted, "แก้")
        return after, codes(said)

    assert change(replace(one, digits=1), kw) == (None, ["meter.channel_fixed"])
    assert change(replace(one, measure=Measure.AMOUNT), kw) == (None, ["meter.channel_fixed"])
    export = ChannelEntry("export_kwh", Measure.REGISTER, "kWh")
    without, _ = change(export, drop=("kwh", "kw"))
    assert [named.entry.name for named in without.channels] == ["export_kwh"]
    assert change(replace(one, digits=1)) == (None, ["meter.channel_fixed"])
    again, said = change(one, kw, drop=("export_kwh",))
    assert said == []
    assert again.channels == made.channels  # with the numbers that they ever had
    other, said = change(replace(one, unit="MWh"), kw)
    assert said == ["meter.channel_unit_changed"]
    assert other.channels[0].number == made.channels[0].number


def test_changing_one_channel_leaves_the_others_as_they_are() -> None:
    home = works()
    made = meter_of(home)
    entry = meter_entry(home.actor, home.id, made.id)
    kwh, kw = entry.channels
    finer = replace(kwh, modulus=Decimal(1_000_000))

    def change(*channels: ChannelEntry, drop: tuple[str, ...] = ()) -> tuple[Any, list[str]]:
        wanted = replace(entry, channels=channels, drop_channels=drop)
        after, said = change_meter(home.actor, home.id, made.id, wanted, "แก้")
        return after and [named.entry for named in after.channels], codes(said)

    assert change(finer) == ([finer, kw], [])
    export = ChannelEntry("export_kwh", Measure.REGISTER, "kWh")
    assert change(export) == ([finer, kw, export], [])
    assert change(drop=("kw",)) == ([finer, export], [])
    assert change(drop=("kw",)) == (None, ["meter.channel_unknown"])
    assert change(drop=("kwh", "export_kwh")) == (None, ["meter.channels_missing"])
    assert change(kwh, finer) == (None, ["meter.channel_twice"])
    assert change() == ([finer, export], [])


def test_a_meter_ends_and_is_used_again(intake: Remembering) -> None:
    home = works()
    made = meter_of(home, entry=replace(PUMP, started_on=date(2026, 1, 1)))
    day = date(2026, 2, 28)
    for wrong, reason, expected in (
        (day, " ", ["meter.end_reason_missing"]),
        (date(2025, 1, 1), "รื้อ", ["meter.ends_before_start"]),
    ):
        assert end_meter(home.actor, home.id, made.id, wrong, reason)[0] is None
        assert codes(end_meter(home.actor, home.id, made.id, wrong, reason)[1]) == expected
    ended, said = end_meter(home.actor, home.id, made.id, day, "รื้อถอน")
    assert ended is not None
    assert said == ()
    assert (ended.ended_on, ended.ended_reason) == (day, "รื้อถอน")
    assert intake.meters[made.id].meter.ended_on == day
    before = everything()
    assert end_meter(home.actor, home.id, made.id, day, "รื้อถอน")[0] == ended
    assert everything() == before
    token, _ = make_token(home.actor, home.id, made.id, "เครื่อง", now=NOW)
    assert token is not None
    _, said = end_meter(home.actor, home.id, made.id, day, "รื้อถอน")
    assert [(one.code, one.data) for one in said] == [("meter.tokens_still_work", {"count": "1"})]
    used, _ = end_meter(home.actor, home.id, made.id, None, "ติดตั้งกลับ")
    assert used is not None
    assert (used.ended_on, used.ended_reason) == (None, "")
    assert events(home.id)[-4:] == [
        "meter.added", "meter.ended", "meter_token.made", "meter.resumed",
    ]  # fmt: skip


def test_a_meter_that_was_a_mistake_is_taken_back_and_may_come_back(intake: Remembering) -> None:
    home = works()
    made = meter_of(home)
    token, _ = make_token(home.actor, home.id, made.id, "เครื่อง", now=NOW)
    assert token is not None
    gone, said = withdraw_meter(home.actor, home.id, made.id, " ", now=NOW)
    assert (gone, codes(said)) == (False, ["meter.reason_missing"])
    assert withdraw_meter(home.actor, home.id, made.id, "รหัสผิด", now=NOW) == (True, ())
    assert meters(home.actor, home.id) == ()
    assert not intake.meters
    assert intake.opens(token.secret) is None
    with pytest.raises(NotFoundError):
        meter(home.actor, home.id, made.id)
    before = everything()
    assert withdraw_meter(home.actor, home.id, made.id, "อีกครั้ง", now=NOW) == (True, ())
    assert everything() == before
    with pytest.raises(NotFoundError):
        withdraw_meter(home.actor, home.id, home.id, "ไม่มี", now=NOW)
    other = replace(PUMP, channels=(replace(KWH, digits=1),))
    assert codes(add_meter(home.actor, home.id, "E01", other)[1]) == ["meter.channel_fixed"]
    again = meter_of(home)
    assert (again.id, again.channels) == (made.id, made.channels)
    assert intake.meters[made.id].tokens == ()  # the old tokens stay ended
    told = history(home.actor, home.id, "meter", made.id)
    assert [one.kind.value for one in told.steps] == ["made", "withdrawn", "restored"]


def test_a_collector_sees_and_enters_the_meters_of_the_own_units() -> None:
    home = works()
    above = meter_of(home, "E01", replace(PUMP, unit="D01"))
    mine = meter_of(home, "E02", replace(PUMP, unit="D02"))
    alone = meter_of(home, "E03")
    assert meters(home.collector, home.id) == (mine,)
    for one in (above, alone):
        with pytest.raises(NotFoundError):
            meter(home.collector, home.id, one.id)
    for entry, expected in (
        (PUMP, "meter.unit_needed"),
        (replace(PUMP, unit="D01"), "meter.place_unknown"),
        (replace(PUMP, unit="D02", source="S01"), "meter.source_unknown"),
    ):
        made, said = add_meter(home.collector, home.id, "E09", entry)
        assert made is None
        assert codes(said) == [expected]
    made, said = add_meter(home.collector, home.id, "E01", replace(PUMP, unit="D02"))
    assert (made, codes(said)) == (None, ["meter.code_taken"])
    made, said = add_meter(home.collector, home.id, "E04", replace(PUMP, unit="D02"))
    assert made is not None, said
    settle_source(home.actor, home.id, "S01", unit="D02")
    made, said = add_meter(home.collector, home.id, "E05", replace(PUMP, unit="D02", source="S01"))
    assert made is not None, said
    with pytest.raises(ForbiddenError) as refused:
        change_meter(home.collector, home.id, mine.id, PUMP, "แก้")
    assert refused.value.permission is Permission.SETTLE
    with pytest.raises(ForbiddenError) as refused:
        end_meter(home.collector, home.id, mine.id, date(2026, 1, 1), "เลิก")
    assert refused.value.permission is Permission.SETTLE
    verifier = home.of(Role.VERIFIER)
    assert len(meters(verifier, home.id)) == 5
    with pytest.raises(ForbiddenError):
        add_meter(verifier, home.id, "E06", PUMP)


def test_a_unit_with_meters_does_not_end() -> None:
    home = works()
    meter_of(home, entry=replace(PUMP, unit="D02"))
    gone, said = withdraw_unit(home.actor, home.id, home.below, "ยุบ")
    assert not gone
    assert said[0].data["meters"] == "1"


def test_without_an_intake_no_meter_is_added_and_a_change_says_that_it_is_untold(
    intake: Remembering,
) -> None:
    home = works()
    made = meter_of(home)
    entry = meter_entry(home.actor, home.id, made.id)
    intake.down = True
    before = everything()
    other, said = add_meter(home.actor, home.id, "E02", PUMP)
    assert (other, codes(said)) == (None, ["meter.intake_unavailable"])
    assert everything() == before
    changed = replace(entry, serial="EM-9")
    after, said = change_meter(home.actor, home.id, made.id, changed, "เปลี่ยนเครื่อง")
    assert after is not None
    assert codes(said) == ["meter.intake_untold"]
    assert intake.meters[made.id].meter.serial == "EM-1"
    intake.down = False
    same, said = change_meter(home.actor, home.id, made.id, changed, "")
    assert (same, said) == (after, ())
    assert intake.meters[made.id].meter.serial == "EM-9"


def test_what_is_rolled_back_is_not_told(intake: Remembering) -> None:
    home = works()
    with transaction.atomic():
        made, _ = add_meter(home.actor, home.id, "E01", PUMP)
        assert made is not None
        assert not intake.meters
        transaction.set_rollback(True)
    assert not intake.meters
    again = meter_of(home)
    assert again.channels == made.channels  # no numbers were wasted


def test_the_registry_is_made_equal_to_the_records(intake: Remembering) -> None:
    home, other = works(), works("other")
    made, theirs = meter_of(home), meter_of(other, "W1", replace(PUMP, kind=MeterKind.WATER))
    token, _ = make_token(home.actor, home.id, made.id, "เครื่อง", now=NOW)
    assert token is not None
    before = dict(intake.meters)
    stale = replace(before[made.id].meter, code="gone")
    intake.meters = {home.id: before[made.id]._replace(meter=stale)}
    assert resync_all() == 2
    assert intake.meters == before
    assert intake.meters[made.id].tokens[0].mqtt_user == "town/E01"
    assert intake.meters[theirs.id].tokens == ()


def test_an_intake_that_is_down_says_so_and_no_meter_is_made(intake: Remembering) -> None:
    intake.down = True
    home = works()
    made, said = add_meter(home.actor, home.id, "E01", PUMP)
    assert (made, codes(said)) == (None, ["meter.intake_unavailable"])
    assert not intake.meters

"""What a meter measures since when, and the main meter that it stands behind, as people say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.registries import Remembering, remembering
from tests.services.metered import NOW, PUMP, Works, codes, meter_of, works
from tests.services.towns import everything

from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.sources import BEGINNING
from fahsai.services.access import admit_part
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.history import history
from fahsai.services.import_meters import import_meters
from fahsai.services.keeping.enter_meter import as_stands, last_rows, looked_at, meter_places
from fahsai.services.meters import (
    MeterEntry,
    add_meter,
    change_meter,
    meter,
    meter_entry,
    meters,
    withdraw_meter,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.core.finding import Finding
    from fahsai.services.meters import MeterRecord

pytestmark = pytest.mark.usefixtures("each_database")
DAY, LATER = date(2026, 3, 1), date(2026, 5, 1)
WATER = MeterEntry(MeterKind.WATER, "ประปา")


@pytest.fixture(autouse=True)
def intake() -> Iterator[Remembering]:
    with remembering() as made:
        yield made


def source(home: Works, kind: str, name: str = "แหล่งอื่น") -> str:
    made, said = add_source(home.actor, home.id, SourceEntry(kind, name, unit="D01"))
    assert made is not None, said
    return made.code


def change(
    home: Works, made: MeterRecord, reason: str = "ย้าย", **said: Any
) -> tuple[MeterRecord | None, tuple[Finding, ...]]:
    entry = replace(meter_entry(home.actor, home.id, made.id), **said)
    return change_meter(home.actor, home.id, made.id, entry, reason)


def spans(made: MeterRecord | None) -> list[tuple[str, date | None, date | None]]:
    assert made is not None
    return [(one.source, one.start, one.end) for one in made.sources]


def test_another_source_needs_its_first_day(intake: Remembering) -> None:
    home = works()
    made = meter_of(home, entry=replace(PUMP, source="S01"))
    other = source(home, "electricity.free")
    before = everything()
    for said in ({"source": other}, {"source": ""}):
        kept, findings = change(home, made, **said)
        assert (kept, codes(findings)) == (None, ["meter.source_from_needed"])
    assert everything() == before
    moved, findings = change(home, made, source=other, source_from=DAY)
    assert codes(findings) == []
    assert spans(moved) == [("S01", None, DAY), (other, DAY, None)]
    assert moved is not None
    assert moved.source == other
    assert meter(home.actor, home.id, made.id) == moved
    known = intake.meters[made.id].meter.sources
    assert (known.on(date(2026, 2, 28)), known.on(DAY)) == (home.source, moved.source_id)
    before = everything()
    assert change(home, made, source=other, source_from=DAY) == (moved, ())
    assert change(home, made) == (moved, ())
    assert everything() == before
    assert spans(change(home, made, source_from=LATER)[0]) == [
        ("S01", None, LATER),
        (other, LATER, None),
    ]
    assert spans(change(home, made, source_from=BEGINNING)[0]) == [(other, None, None)]


def test_the_first_source_of_a_meter_needs_no_day() -> None:
    home = works()
    made = meter_of(home)
    assert spans(made) == [("", None, None)]
    assert spans(change(home, made, source="S01")[0]) == [("S01", None, None)]
    new = meter_of(home, "E02", replace(PUMP, source="S01", source_from=DAY))
    assert spans(new) == [("", None, DAY), ("S01", DAY, None)]


def test_where_it_was_moved_stands_in_its_history() -> None:
    home = works()
    made = meter_of(home, entry=replace(PUMP, source="S01"))
    change(home, made, source=source(home, "electricity.free"), source_from=DAY)
    told = history(home.actor, home.id, "meter", made.id)
    changed = {
        (one.field, one.part): [value.text for value in one.after] for one in told.steps[-1].changes
    }
    assert changed["earlier_sources", "2026-03-01"] == ["S01 ไฟฟ้า"]
    assert changed["measured_source", ""] == ["S02 แหล่งอื่น"]


@pytest.mark.parametrize(
    ("entry", "kind", "unfit"),
    [
        (PUMP, "electricity.free", False),
        (PUMP, "mobile.diesel", True),
        (WATER, "electricity.free", True),
        (MeterEntry(MeterKind.FUEL, "ปั๊ม"), "mobile.diesel", False),
        (MeterEntry(MeterKind.REFRIGERANT, "ถัง"), "electricity.free", True),
    ],
)
def test_a_source_of_another_unit_is_told_at_once(
    entry: MeterEntry, kind: str, *, unfit: bool
) -> None:
    home = works()
    code = source(home, kind)
    made, said = add_meter(home.actor, home.id, "M01", replace(entry, source=code))
    assert made is not None
    assert codes(said) == (["meter.source_unit_unfit"] if unfit else [])
    if unfit:
        assert said[0].data["source"] == code
        assert said[0].data["unit"] == made.channels[0].entry.unit
    plain, said = add_meter(home.actor, home.id, "M02", entry)
    assert (plain is not None, codes(said)) == (True, [])
    assert plain is not None
    _, said = change(home, plain, source=code)
    assert codes(said) == (["meter.source_unit_unfit"] if unfit else [])
    _, said = change(home, plain, place="ชั้น 2")
    assert codes(said) == []  # told when it was set


def test_another_unit_of_the_channel_is_looked_at_again() -> None:
    home = works()
    made = meter_of(
        home, entry=MeterEntry(MeterKind.FUEL, "ปั๊ม", source=source(home, "mobile.diesel"))
    )
    litre, flow = meter_entry(home.actor, home.id, made.id).channels
    _, said = change(home, made, channels=(replace(litre, unit="kg"), flow))
    assert codes(said) == ["meter.source_unit_unfit", "meter.channel_unit_changed"]
    _, said = change(home, made, channels=(replace(litre, unit="m3"), flow))
    assert codes(said) == ["meter.channel_unit_changed"]


def test_a_meter_stands_behind_another_of_its_kind_and_organisation() -> None:
    home, town = works(), works("other")
    main = meter_of(home)
    part = meter_of(home, "E02", replace(PUMP, part_of="E01"))
    assert (part.part_of, part.part_of_id) == ("E01", main.id)
    meter_of(home, "W01", WATER)
    meter_of(town, "X01")
    before = everything()
    for code, wanted, expected in (
        ("E03", "X01", "meter.main_unknown"),  # of another organisation
        ("E03", "E99", "meter.main_unknown"),
        ("E03", "E03", "meter.main_unknown"),
        ("E03", "W01", "meter.main_other_kind"),
    ):
        refused, said = add_meter(home.actor, home.id, code, replace(PUMP, part_of=wanted))
        assert (refused, codes(said)) == (None, [expected]), wanted
    for made, said_otherwise, expected in (
        (main, {"part_of": "E01"}, "meter.main_loop"),
        (main, {"part_of": "E02"}, "meter.main_loop"),
        (part, {"part_of": "W01"}, "meter.main_other_kind"),
        (main, {"kind": MeterKind.OTHER}, "meter.parts_other_kind"),
    ):
        refused, said = change(home, made, **said_otherwise)
        assert (refused, codes(said)) == (None, [expected]), said_otherwise
    assert everything() == before
    freed, _ = change(home, part, part_of="")
    assert freed is not None
    assert (freed.part_of, freed.part_of_id) == ("", None)
    assert change(home, main, kind=MeterKind.OTHER)[0] is not None


def test_a_longer_loop_is_refused_too() -> None:
    home = works()
    first = meter_of(home)
    meter_of(home, "E02", replace(PUMP, part_of="E01"))
    meter_of(home, "E03", replace(PUMP, part_of="E02"))
    assert codes(change(home, first, part_of="E03")[1]) == ["meter.main_loop"]


def test_a_loop_through_a_meter_out_of_reach_or_withdrawn_is_refused() -> None:
    home = works()
    below = replace(PUMP, unit="D02")
    first = meter_of(home, "E01", below)
    middle = meter_of(home, "E02", replace(PUMP, unit="D01", part_of="E01"))
    meter_of(home, "E03", replace(below, part_of="E02"))
    places = meter_places(admit_part(home.collector, home.id))
    assert sorted(places.mains) == ["E01", "E03"]
    head = last_rows(home.id, "E01")["E01"]
    _, said = looked_at(home.id, "E01", replace(as_stands(head, places), part_of="E03"), places)
    assert [(one.code, dict(one.data)) for one in said] == [("meter.main_loop", {"main": "E03"})]
    assert withdraw_meter(home.actor, home.id, middle.id, "ผิด", now=NOW)[0]
    assert codes(change(home, first, part_of="E03")[1]) == ["meter.main_loop"]


def test_a_main_meter_that_was_withdrawn_is_named_and_stays(intake: Remembering) -> None:
    """Somebody who changes something else says nothing of it."""
    home = works()
    main = meter_of(home)
    part = meter_of(home, "E02", replace(PUMP, part_of="E01"))
    assert withdraw_meter(home.actor, home.id, main.id, "ผิด", now=NOW)[0]
    kept, _ = change(home, part, serial="9")
    assert kept is not None
    assert (kept.part_of, kept.part_of_id, kept.serial) == ("E01", main.id, "9")
    assert intake.meters[part.id].meter.part_of == main.id


TABLE = """code,kind,name_th,source,source_from,part_of,channel,modulus
E03,electricity,ห้อง,,,E02,kwh,
E02,electricity,ชั้น,S01,{since},E01,kwh,
E01,electricity,อาคาร,S01,,,kwh,{modulus}
"""


@pytest.mark.parametrize("since", ["1/3/2569", "2026-03-01"])
def test_a_table_says_main_meters_in_any_order_and_first_days(since: str) -> None:
    home = works()
    data = TABLE.format(since=since, modulus="").encode()
    done, said = import_meters(home.actor, home.id, data, "meters.csv")
    assert done is not None, said
    assert set(done.added) == {"E01", "E02", "E03"}
    rows = {code: meter_of_code(home, code) for code in done.added}
    assert [rows[code].part_of for code in ("E01", "E02", "E03")] == ["", "E01", "E02"]
    assert spans(rows["E02"]) == [("", None, DAY), ("S01", DAY, None)]
    again, _ = import_meters(home.actor, home.id, data, "meters.csv")
    assert again is not None
    assert set(again.same) == set(done.added)


def test_a_table_of_one_channel_leaves_the_others() -> None:
    home = works()
    meter_of(home)
    data = "code,kind,name_th,channel,modulus\nE01,electricity,โรงสูบน้ำ,kwh,1000000\n".encode()
    done, said = import_meters(home.actor, home.id, data, "meters.csv", reason="ป้ายเครื่อง")
    assert done is not None, said
    assert done.changed == ("E01",)
    channels = meter_of_code(home, "E01").channels
    assert [(one.entry.name, one.entry.modulus) for one in channels] == [
        ("kwh", 1_000_000),
        ("kw", None),
    ]


@pytest.mark.parametrize(
    ("word", "taken"), [("ตั้งแต่แรก", True), ("Beginning", True), ("ใด ๆ", False)]
)
def test_a_table_says_that_it_always_was_another_source(word: str, *, taken: bool) -> None:
    home = works()
    meter_of(home, entry=replace(PUMP, source="S01"))
    other = source(home, "electricity.free")
    data = f"code,kind,name_th,แหล่งปล่อย,วัดแหล่งนี้ตั้งแต่\nE01,electricity,โรงสูบน้ำ,{other},{word}\n"
    done, said = import_meters(home.actor, home.id, data.encode(), "meters.csv", reason="ผิด")
    assert (done is not None) is taken
    assert ("meter_table.value_wrong" in codes(said)) is not taken
    if taken:
        assert spans(meter_of_code(home, "E01")) == [(other, None, None)]


def meter_of_code(home: Works, code: str) -> MeterRecord:
    return next(one for one in meters(home.actor, home.id) if one.code == code)

"""Many meters from a table: all or none, the same again changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from tests.registries import Remembering, remembering
from tests.services.metered import Works, codes, works
from tests.services.towns import events, everything

from fahsai.core.access.roles import Role
from fahsai.core.metering.channel import Measure
from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.presets import PRESETS
from fahsai.services.access import ForbiddenError
from fahsai.services.import_meters import MetersImported, import_meters
from fahsai.services.intake_registry import FEW
from fahsai.services.keeping.meter_table import COLUMNS, column_named
from fahsai.services.meters import MeterRecord, end_meter, meters
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

pytestmark = pytest.mark.usefixtures("sqlite_database")

TABLE = """\
code,kind,name_th,unit,source,started_on,channel,most_per_hour,modulus
E01,electricity,หม้อแปลง 1,D01,S01,1/10/2568,kwh,"1,200.5",1000000
E01,,,,,,kw,1200.5,
W01,น้ำ,มาตรน้ำ,D02,,,,,
"""
TOML = """\
[[meters]]
code = "E01"
kind = "electricity"
name_th = "หม้อแปลง 1"
unit = "D01"
source = "S01"
started_on = 2025-10-01
[[meters.channels]]
name = "kwh"
most_per_hour = 1200.5
modulus = 1_000_000
[[meters.channels]]
name = "kw"
most_per_hour = "1200.5"

[[meters]]
code = "W01"
kind = "water"
name_th = "มาตรน้ำ"
unit = "D02"
"""


@pytest.fixture(autouse=True)
def intake() -> Iterator[Remembering]:
    with remembering() as made:
        yield made


def book(text: str) -> bytes:
    """The same table as a workbook, with numbers where there are numbers."""
    rows = [line.replace('"1,200.5"', "1200.5").split(",") for line in text.splitlines()]
    out = BytesIO()
    with xlsxwriter.Workbook(out) as file:
        sheet = file.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                plain = cell.replace(".", "", 1).isascii() and cell.replace(".", "", 1).isdecimal()
                if plain:
                    sheet.write_number(number, column, float(cell))
                elif cell:
                    sheet.write_string(number, column, cell)
    return out.getvalue()


def take(home: Works, data: bytes | str, name: str = "meters.csv", reason: str = "") -> object:
    data = data if isinstance(data, bytes) else data.encode()
    done, said = import_meters(home.actor, home.id, data, name, reason=reason)
    assert done is not None, said
    return done


def refused(home: Works, data: bytes | str, name: str = "meters.csv") -> list[tuple[str, str]]:
    data = data if isinstance(data, bytes) else data.encode()
    before = everything()
    done, said = import_meters(home.actor, home.id, data, name, reason="แก้")
    assert done is None
    assert everything() == before
    return [(one.code, one.data.get("row", "")) for one in said if one.level == "error"]


def held(home: Works) -> Sequence[MeterRecord]:
    return meters(home.actor, home.id)


FILES = {
    "text": ("meters.csv", TABLE.encode()),
    "excel in Thai": ("meters.csv", TABLE.replace("1/10/2568", "๑ ต.ค. ๒๕๖๘").encode("cp874")),
    "semicolons": ("m.txt", TABLE.replace('"1,200.5"', "1200.5").replace(",", ";").encode()),
    "workbook": ("meters.xlsx", book(TABLE)),
    "toml": ("meters.toml", TOML.encode()),
}


@pytest.mark.parametrize("file", FILES)
def test_a_table_in_any_form_says_the_same(file: str, intake: Remembering) -> None:
    home = works()
    name, data = FILES[file]
    assert take(home, data, name) == MetersImported(("E01", "W01"), (), ())
    power, water = held(home)
    register, rate = PRESETS[MeterKind.ELECTRICITY]
    assert [one.entry for one in power.channels] == [
        replace(register, most_per_hour=Decimal("1200.5"), modulus=Decimal(1_000_000)),
        replace(rate, most_per_hour=Decimal("1200.5")),
    ]
    assert (power.unit, power.source, power.started_on) == ("D01", "S01", date(2025, 10, 1))
    assert tuple(one.entry for one in water.channels) == PRESETS[MeterKind.WATER]
    assert (water.kind, water.name_th) == (MeterKind.WATER, "มาตรน้ำ")
    assert set(intake.meters) == {power.id, water.id}
    before = everything()
    for other, again in FILES.values():
        assert take(home, again, other) == MetersImported((), (), ("E01", "W01"))
    assert everything() == before


def test_headings_may_be_words_of_either_language() -> None:
    table = words("meter_table")["columns"]
    assert set(table) == set(COLUMNS)
    for language in ("th", "en"):
        named = [table[column][language] for column in COLUMNS]
        assert [column_named(one.upper()) for one in named] == list(COLUMNS)
    assert column_named("name th") == "name_th"
    assert column_named("price") is None
    home = works()
    done = take(home, "รหัสมิเตอร์,ชนิดมิเตอร์,ชื่อ\nE01,ไฟฟ้า,ปั๊ม\nE02,electricity,ปั๊ม 2\n")
    assert done == MetersImported(("E01", "E02"), (), ())


def test_one_mistake_keeps_all_out_and_each_row_says_its_own(intake: Remembering) -> None:
    home = works()
    table = (
        "code,kind,name_th,unit,started_on,channel,measure,measure_unit,digits,both_ways\n"
        "E01,electricity,ดี,D01,,,,,,\n"
        "E02,electricity,,D09,,,,,,\n"
        "E03,wind,ลม,,31/2/2568,,,,,\n"
        "E04,electricity,ช่องวัดแปลก,,,steam,rate,,2.5,perhaps\n"
        "E/5,electricity,รหัสผิด,,,,,,,\n"
        ",electricity,ไม่มีรหัส,,,,,,,\n"
    )
    assert refused(home, table) == [
        ("meter_table.row_refused", "3"),
        ("meter.name_missing", ""),
        ("meter.place_unknown", ""),
        ("meter_table.row_refused", "4"),
        ("meter_table.value_wrong", "4"),
        ("meter_table.value_wrong", "4"),
        ("meter_table.row_refused", "5"),
        ("meter_table.value_wrong", "5"),
        ("meter_table.value_wrong", "5"),
        ("meter_table.value_wrong", "5"),
        ("meter_table.row_refused", "6"),
        ("meter.code_unusable", ""),
        ("meter_table.row_refused", "7"),
        ("meter.code_unusable", ""),
    ]
    assert held(home) == ()
    assert not intake.meters


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.csv", "code,kind,name_th,colour\nE01,water,น้ำ,red\n", "meter_table.column_unknown"),
        ("a.csv", "code,name_th\nE01,น้ำ\nE02,น้ำ\n", "meter_table.column_missing"),
        ("a.csv", "code,kind,name_th\n,,\n", "meter_table.no_table"),
        ("a.xlsx", book("code,kind,name_th\n"), "meter_table.empty"),
        ("a.xlsx", book("\n"), "workbook.empty"),
        ("a.csv", "code,kind,name_th\nE1,water,a\nE1,water,b\n", "meter_table.rows_disagree"),
        ("a.csv", "", "workbook.empty"),
        ("a.xlsx", b"PK\x03\x04 not really", "workbook.damaged"),
        ("a.toml", "[[meters]\n", "meter_table.unreadable"),
        ("a.toml", b"\xff\xfe", "meter_table.unreadable"),
        ("a.toml", "meters = 3", "meter_table.unreadable"),
        ("a.toml", "[[meters]]\nchannels = [1]\n", "meter_table.unreadable"),
        ("a.toml", "", "meter_table.empty"),
        ("a.toml", "x = 1\n[[meters]]\ncode = 'E'\ncolour = 1\n", "meter_table.column_unknown"),
        ("a.toml", "[[meters]]\n[[meters.channels]]\nkind = 1\n", "meter_table.column_unknown"),
        ("a.toml", b"#" * (10 * 1024 * 1024 + 1), "meter_table.too_long"),
    ],
)
def test_a_file_that_is_no_table_of_meters(name: str, data: bytes | str, code: str) -> None:
    home = works()
    assert [one for one, _ in refused(home, data, name)] == [code]


def test_a_corrected_table_changes_what_it_says_and_leaves_the_rest() -> None:
    home = works()
    take(home, TABLE)
    water = held(home)[1]
    end_meter(home.actor, home.id, water.id, date(2026, 1, 31), "รื้อ")
    before = held(home)
    renamed = TABLE.replace("มาตรน้ำ", "มาตรน้ำประปา").replace("1000000", "100000")
    done, said = import_meters(home.actor, home.id, renamed.encode(), "m.csv")
    assert done is None
    assert codes(said)[1:] == [
        "meter_table.row_refused", "meter.reason_missing",
        "meter_table.row_refused", "meter.reason_missing",
    ]  # fmt: skip
    assert take(home, renamed, reason="แก้ชื่อและหลักวนกลับ") == MetersImported((), ("E01", "W01"), ())
    power, ended = held(home)
    assert power.channels[0].entry.modulus == Decimal(100_000)
    assert ended == replace(before[1], name_th="มาตรน้ำประปา")
    assert ended.ended_on == date(2026, 1, 31)
    assert events(home.id)[-2:] == ["meter.changed", "meter.changed"]


def test_the_intake_hears_of_many_meters_at_once(intake: Remembering) -> None:
    home = works()
    many = [f"E{number},electricity,ปั๊ม {number}" for number in range(FEW + 5)]
    take(home, "\n".join(("code,kind,name_th", *many)))
    assert {one.meter.code for one in intake.meters.values()} == {row.split(",")[0] for row in many}
    assert intake.puts == 1


def test_a_channel_of_ones_own_says_what_it_is() -> None:
    home = works()
    table = (
        "code;kind;name_th;channel;measure;measure_unit;digits;every;resolution;both_ways\n"
        "X1;other;ไอน้ำ;steam;เลขสะสม;ตัน;2;900;0.05;ใช่\n"
        "X1;;;temp;rate;percent;1;60;;\n"
    )
    take(home, table)
    (one,) = held(home)
    steam, temp = (named.entry for named in one.channels)
    assert (steam.measure, steam.unit, steam.digits, steam.every) == (
        Measure.REGISTER, "tonne", 2, 900,
    )  # fmt: skip
    assert (steam.resolution, steam.both_ways) == (Decimal("0.05"), True)
    assert (temp.measure, temp.unit) == (Measure.RATE, "percent")


def test_only_who_settles_brings_a_table() -> None:
    home = works()
    actors = (home.collector, home.of(Role.COLLECTOR), home.of(Role.VERIFIER))
    before = everything()
    for actor in actors:
        with pytest.raises(ForbiddenError):
            import_meters(actor, home.id, TABLE.encode(), "m.csv")
    assert everything() == before


def test_a_wrong_cell_says_what_could_stand_there() -> None:
    home = works()
    table = b"code,kind,name_th,started_on\nE01,electrc,x,32-13-2025\n"
    said = import_meters(home.actor, home.id, table, "m.csv")[1]
    fitting = {one.data["column"]: one.data["fitting"] for one in said if "fitting" in one.data}
    assert "electricity, fuel" in fitting["kind"]
    assert fitting["started_on"] == "31/12/2568, 2025-12-31"

"""Honest inventories of many sorts, made by somebody who doubts: towns, works, mills, schools."""

# ruff: noqa: E501 - a table of sources is read along its rows

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from tests.core.inventory.mistakes import judged_years as go

from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin, Provenance
from fahsai.core.inventory.mistakes.case import Calibrated, Case, Entry, Form, OtherTable, entry
from fahsai.core.inventory.mistakes.series import series
from fahsai.core.quantity.exact import exact
from fahsai.core.thai.period import Period, calendar_year, fiscal_year
from fahsai.reference.load_kinds import kinds
from fahsai.services.noticing.tables import tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

BENCH = UUID("0190a000-0000-7000-8000-0000000f1e1d")
YEAR_NAME = "2567 v1"
PICTURES = ("front_office", "mayor", "coordinator", "boundary_map", "appointment_order")


class Row(NamedTuple):
    """A source as the judge writes it: what it is called, counted as, and how its months go."""

    label: str
    kind: str
    unit: str
    factor: str
    level: float
    behaviour: go.Behaviour
    places: int = 2
    species: str = ""
    billed: bool = False  # has a meter or user number
    since: bool = False  # began this year


@dataclass(frozen=True)
class Held:
    """A source with its figures, month by month of both years in the order of the inventory."""

    row: Row
    now: tuple[Decimal | None, ...]
    then: tuple[Decimal | None, ...]
    code: str
    account: str = ""
    evidence: tuple[str, ...] = ("e" * 64,)
    origin: Origin = Origin.PAID
    again: tuple[int, ...] = ()  # months whose record stands there a second time
    started_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True)
class Place:
    """A whole inventory, frozen, so that a seed is a changed copy."""

    name: str
    period: Period
    report_date: date
    sources: tuple[Held, ...]
    form: Form | None
    of_file: bool = False
    gone: tuple[Held, ...] = ()
    others: tuple[OtherTable, ...] = ()
    file_year: int | None = None

    def case(self) -> Case:
        """What the rules are given."""
        return Case(
            name=YEAR_NAME,
            period=self.period,
            report_date=self.report_date,
            entries=tuple(_entry(one, self.period) for one in self.sources),
            tables=tables(),
            form=self.form,
            gone=tuple(_entry(one, self.period) for one in self.gone),
            others=self.others,
            file_year=self.file_year,
            of_file=self.of_file,
        )

    def changed(self, number: int, **what: object) -> Place:
        """The inventory with one source changed."""
        held = list(self.sources)
        held[number] = replace(held[number], **what)  # type: ignore[arg-type]
        return replace(self, sources=tuple(held))


OFFICE: tuple[Row, ...] = (
    Row("ดีเซล เครื่องกำเนิดไฟฟ้า", "stationary.diesel", "litre", "2.7078", 14, go.now_and_then(0.2)),
    Row("น้ำมันดีเซล รถตู้ส่วนกลาง", "mobile.diesel", "litre", "2.7406", 260, go.used(go.HOLIDAYS, 0.22)),
    Row("เบนซิน จักรยานยนต์ส่งเอกสาร", "mobile.gasoline", "litre", "2.2394", 34, go.used(noise=0.25)),
    Row("คน-วัน ถังเกรอะ (พนักงาน)", "septic_tank", "person_day", "", 95, go.present(), 0),
    Row("สารทำความเย็น R-32", "refrigerant", "kg_r32", "677", 1.1, go.filled_when_it_leaks, 1, "R-32"),
    Row("ไฟฟ้าอาคารสำนักงาน", "electricity.paid", "kWh", "0.4999", 33600, go.used(go.HEAT, 0.09), billed=True),
    Row("กระดาษ A4 80 แกรม", "paper.uncoated", "kg", "2.1020", 183, go.used(noise=0.2), 1),
    Row("น้ำประปา (กปภ.)", "water.pwa", "m3", "0.5410", 690, go.with_leak(), 0, billed=True),
    Row("ขยะทั่วไปฝังกลบ", "landfill.sent", "kg", "2.32", 440, go.used(noise=0.1), 1),
)  # fmt: skip

TAMBON: tuple[Row, ...] = (
    Row("ดีเซล B7 รถบรรทุกขยะ อบต.", "mobile.b7", "litre", "2.5504", 620, go.used(noise=0.12)),
    Row("ดีเซล รถดับเพลิง", "mobile.diesel", "litre", "2.7406", 90, go.now_and_then(0.5)),
    Row("แก๊สโซฮอล์ 95 รถจักรยานยนต์", "mobile.e10", "litre", "2.0444", 41, go.used(noise=0.3)),
    Row("เบนซิน เครื่องตัดหญ้า", "offroad.gasoline_4stroke.household", "litre", "2.3116", 12, go.only_in(4, 10)),
    Row("ก๊าซหุงต้ม ศูนย์พัฒนาเด็กเล็ก", "stationary.lpg", "kg", "3.1134", 30, go.closed_in_holidays()),
    Row("สูบน้ำแก้แล้ง (ดีเซล)", "stationary.diesel", "litre", "2.7078", 300, go.only_in(1, 4)),
    Row("คน-วันทำงาน บ่อเกรอะ", "septic_tank", "person_day", "", 38, go.present(0.02), 0),
    Row("ไฟฟ้าที่ทำการ อบต.", "electricity.paid", "kWh", "0.4999", 2450, go.used(go.HEAT, 0.08), billed=True),
    Row("ไฟฟ้าศูนย์เด็กเล็กบ้านโนน", "electricity.paid", "kWh", "0.4999", 410, go.used(go.SCHOOL, 0.12), billed=True),
    Row("ไฟฟ้าประปาหมู่บ้าน หมู่ 4", "electricity.paid", "kWh", "0.4999", 1320, go.used(go.DRY, 0.12), billed=True),
    Row("ไฟทางสาธารณะ (ฟรี)", "electricity.free", "kWh", "0.4999", 5600, go.allowance, billed=True),
    Row("กระดาษถ่ายเอกสาร", "paper.uncoated", "kg", "2.1020", 62.4, go.in_lumps(4), 1),
    Row("น้ำประปา กปภ. ที่ทำการ", "water.pwa", "m3", "0.5410", 46, go.every_second_month(), 0, billed=True),
    Row("ขยะมูลฝอยของสำนักงาน ฝังกลบ", "landfill.sent", "kg", "0.7933", 85, go.used(noise=0.18), 1),
)  # fmt: skip

TOWN: tuple[Row, ...] = (
    *(Row(f"ดีเซล B7 รถขยะ คันที่ {n}", "mobile.b7", "litre", "2.5504", 480 + 130 * n,
          go.changed_on_the_way() if n == 3 else go.used(noise=0.12)) for n in range(1, 5)),
    Row("น้ำมันดีเซล กองช่าง", "mobile.diesel", "litre", "2.7406", 1650, go.used(noise=0.2)),
    Row("ดีเซล รถตัก รถแบคโฮ", "offroad.diesel.industry", "litre", "2.9793", 700, go.used(noise=0.35)),
    Row("แก๊สโซฮอล์ 91 รถสายตรวจ", "mobile.e10", "litre", "2.0444", 530, go.used(noise=0.14)),
    Row("NGV รถโดยสารเทศบาล", "mobile.cng", "kg", "2.2609", 2200, go.used(go.HOLIDAYS, 0.1)),
    Row("LPG รถรับส่งผู้สูงอายุ", "mobile.lpg", "litre", "1.7306", 310, go.used(noise=0.15)),
    Row("ก๊าซหุงต้ม โรงเรียนเทศบาล 1", "stationary.lpg", "kg", "3.1134", 144, go.closed_in_holidays()),
    Row("ดีเซล เครื่องสูบน้ำป้องกันน้ำท่วม", "stationary.diesel", "litre", "2.7078", 1900, go.only_in(6, 10)),
    Row("คน-วัน septic tank บุคลากรเทศบาล", "septic_tank", "person_day", "", 310, go.present(0.02), 0),
    Row("สารทำความเย็น R-410A", "refrigerant", "kg", "1923.5", 2.5, go.filled_when_it_leaks, 1, "R-410A"),
    Row("ไฟฟ้าสำนักงานเทศบาล", "electricity.paid", "kWh", "0.4999", 41000, go.used(go.HEAT, 0.07), billed=True),
    Row("ไฟฟ้าโรงเรียนเทศบาล 1", "electricity.paid", "kWh", "0.4999", 12800, go.used(go.SCHOOL, 0.1), billed=True),
    Row("ไฟฟ้าโรงเรียนเทศบาล 2", "electricity.paid", "kWh", "0.4999", 9100, go.used(go.SCHOOL, 0.1), billed=True),
    Row("ไฟฟ้าตลาดสด", "electricity.paid", "kWh", "0.4999", 18700, go.used(noise=0.06), billed=True),
    Row("ไฟฟ้าโรงบำบัดน้ำเสีย", "electricity.paid", "kWh", "0.4999", 52000, go.used(go.DRY, 0.08), billed=True),
    Row("ไฟฟ้าสถานีสูบน้ำ", "electricity.paid", "kWh", "0.4999", 6000, go.only_in(5, 10), billed=True),
    Row("ไฟฟ้าสาธารณะ (ไม่เสียค่าใช้จ่าย)", "electricity.free", "kWh", "0.4999", 64000, go.used(noise=0.04), billed=True),
    Row("ผลิตไฟฟ้าใช้เองจากแสงอาทิตย์", "electricity.self_generated", "kWh", "", 3900, go.since_a_month(), since=True),
    Row("กระดาษ สำนักปลัด", "paper.uncoated", "kg", "2.1020", 240, go.used(noise=0.22), 1),
    Row("น้ำประปาภูมิภาค สำนักงาน", "water.pwa", "m3", "0.5410", 520, go.with_leak(), 0, billed=True),
    Row("น้ำประปาภูมิภาค โรงเรียน 1", "water.pwa", "m3", "0.5410", 610, go.used(go.SCHOOL, 0.15), 0, billed=True),
    Row("ขยะจากสำนักงานนำไปฝังกลบ", "landfill.sent", "kg", "0.7933", 1350, go.used(noise=0.1), 0),
    Row("ฟืนเตาเผาศพ", "stationary.wood", "kg", "0.0304", 420, go.used(noise=0.35), 0),
)  # fmt: skip

FACTORY: tuple[Row, ...] = (
    Row("Fuel oil C (boiler)", "stationary.fuel_oil_c", "litre", "3.2457", 38000, go.shut_for_repair()),
    Row("LPG forklift", "offroad.lpg", "kg", "3.2049", 720, go.by_drum(48)),
    Row("Diesel forklift", "offroad.diesel.industry", "litre", "2.9793", 1400, go.by_drum(200)),
    Row("Diesel fire pump test", "stationary.diesel", "litre", "2.7078", 20, go.now_and_then(0.6)),
    Row("Diesel company trucks", "mobile.diesel", "litre", "2.7406", 8800, go.changed_on_the_way()),
    Row("Gasoline sales cars", "mobile.gasoline", "litre", "2.2719", 1900, go.used(go.HOLIDAYS, 0.12)),
    Row("Natural gas (oven)", "stationary.natural_gas", "scf", "0.0573", 910000, go.shut_for_repair()),
    Row("Acetylene maintenance", "stationary.acetylene", "kg", "3.3846", 12, go.by_drum(6)),
    Row("Electricity 115 kV main meter", "electricity.paid", "kWh", "0.4999", 1_070_000, go.shut_for_repair(), 0, billed=True),
    Row("Electricity canteen", "electricity.paid", "kWh", "0.4999", 8600, go.used(go.HEAT, 0.07), 0, billed=True),
    Row("Solar roof own use", "electricity.self_generated", "kWh", "", 96000, go.used(noise=0.08), 0),
    Row("Septic tank person-days", "septic_tank", "person_day", "", 640, go.present(0.02), 0),
    Row("R-134a chiller", "refrigerant", "kg_r134a", "1300", 8, go.filled_when_it_leaks, 1, "R-134a"),
    Row("LDPE resin", "purchased.ldpe", "kg", "2.6258", 320_000, go.shut_for_repair(), 0),
    Row("HDPE resin", "purchased.hdpe", "kg", "6.7071", 72_000, go.used(noise=0.22), 0),
    Row("Kraft paper", "paper.kraft", "kg", "1.6184", 70_000, go.used(noise=0.15), 0),
    Row("น้ำประปา การนิคมอุตสาหกรรม", "water.ieat", "m3", "0.2575", 4900, go.used(noise=0.1), 0, billed=True),
    Row("การได้มา Diesel", "fuel_upstream.diesel", "kg", "0.3522", 7700, go.used(noise=0.12)),
    Row("รถตู้บรรทุก 10 ล้อ 100% loading", "freight.truck_10w_box.full", "tkm", "0.0454", 19_500, go.used(noise=0.18)),
    Row("รถตู้บรรทุก 10 ล้อ 0% loading", "freight.truck_10w_box.empty", "km", "0.5747", 1220, go.used(noise=0.18)),
    Row("ขยะมูลฝอยทั่วไป ฝังกลบ", "landfill.sent", "kg", "0.7933", 12_500, go.used(noise=0.14), 0),
)  # fmt: skip

MILL: tuple[Row, ...] = (
    Row("น้ำมันเตา C อบข้าวโพด", "stationary.fuel_oil_c", "litre", "3.2457", 52_000, go.used(go.HARVEST, 0.15)),
    Row("น้ำมันดีเซลรถยนต์", "mobile.diesel", "litre", "2.7406", 9600, go.used(go.HOLIDAYS, 0.1)),
    Row("ก๊าซ LPG รถโฟล์คลิฟต์", "offroad.lpg", "kg", "3.2049", 1900, go.by_drum(15)),
    Row("ก๊าซ NGV", "mobile.cng", "kg", "2.2609", 340, go.used(noise=0.25)),
    Row("แกลบ เตาไอน้ำ", "stationary.paddy_husk", "kg", "0.0274", 610_000, go.shut_for_repair(), 0),
    Row("ไฟฟ้าโรงงาน 1", "electricity.paid", "kWh", "0.4999", 2_100_000, go.shut_for_repair(), 0, billed=True),
    Row("ไฟฟ้าโรงงาน 2", "electricity.paid", "kWh", "0.4999", 1_640_000, go.shut_for_repair(), 0, billed=True),
    Row("ไฟฟ้าบ้านพัก", "electricity.paid", "kWh", "0.4999", 9700, go.used(go.HEAT, 0.08), 0, billed=True),
    Row("จำนวนคน-วัน ถังเกรอะ", "septic_tank", "person_day", "", 420, go.present(0.03), 0),
    Row("การได้มาของไฟฟ้า", "electricity.upstream", "kWh", "0.0987", 3_700_000, go.shut_for_repair(), 0),
    Row("น้ำมัน Diesel รถขนวัตถุดิบ", "freight.diesel", "litre", "2.7406", 61_000, go.used(go.HARVEST, 0.2)),
    Row("ขยะไม่อันตราย ฝังกลบ", "landfill.sent", "kg", "0.7933", 27_000, go.used(noise=0.15), 0),
)  # fmt: skip

SCHOOL: tuple[Row, ...] = (
    Row("ไฟฟ้าอาคารเรียน 1", "electricity.paid", "kWh", "0.4999", 16_000, go.used(go.SCHOOL, 0.1), billed=True),
    Row("ไฟฟ้าหอพักนักเรียน", "electricity.paid", "kWh", "0.4999", 7200, go.used(go.SCHOOL, 0.12), billed=True),
    Row("ก๊าซหุงต้มโรงอาหารโรงเรียน", "stationary.lpg", "kg", "3.1134", 190, go.closed_in_holidays()),
    Row("รถรับส่งนักเรียน ดีเซล", "mobile.diesel", "litre", "2.7406", 820, go.closed_in_holidays(0.12)),
    Row("น้ำประปานครหลวง โรงเรียน", "water.mwa", "m3", "0.7948", 880, go.used(go.SCHOOL, 0.15), 0, billed=True),
    Row("กระดาษข้อสอบ", "paper.uncoated", "kg", "2.1020", 300, go.in_lumps(5), 1),
    Row("ถังเกรอะ คน-วัน ครูและนักเรียน", "septic_tank", "person_day", "", 980, go.closed_in_holidays(0.03), 0),
    Row("ขยะโรงเรียน ฝังกลบ", "landfill.sent", "kg", "2.32", 900, go.used(go.SCHOOL, 0.15), 0),
)  # fmt: skip

HOTEL: tuple[Row, ...] = (
    Row("Electricity hotel main", "electricity.paid", "kWh", "0.4999", 142_000, go.used(go.TOURISTS, 0.07), billed=True),
    Row("LPG kitchen", "stationary.lpg", "kg", "3.1134", 960, go.by_drum(48)),
    Row("Diesel boat", "mobile.diesel", "litre", "2.7406", 2100, go.used(go.TOURISTS, 0.15)),
    Row("Gasohol E20 shuttle", "mobile.e20", "litre", "1.8184", 640, go.used(go.TOURISTS, 0.12)),
    Row("น้ำประปา โรงแรม", "water.pwa", "m3", "0.5410", 4300, go.used(go.TOURISTS, 0.1), 0, billed=True),
    Row("Charcoal grill", "stationary.charcoal", "kg", "0.1923", 130, go.used(go.TOURISTS, 0.3)),
    Row("Staff person-days septic", "septic_tank", "person_day", "", 160, go.present(0.05), 0),
    Row("R-32 rooms", "refrigerant", "kg_r32", "677", 1.5, go.filled_when_it_leaks, 1, "R-32"),
    Row("เศษอาหารฝังกลบ", "landfill.sent.food", "kg", "2.53", 3900, go.used(go.TOURISTS, 0.12), 0),
)  # fmt: skip

SORTS: dict[str, tuple[Row, ...]] = {
    "office": OFFICE, "tambon": TAMBON, "town": TOWN, "city": (*TOWN, *OFFICE[:-1], *HOTEL[:1]),
    "factory": FACTORY, "mill": MILL, "school": SCHOOL, "hotel": HOTEL,
}  # fmt: skip


def place(sort: str, random: Random) -> Place:
    """An honest inventory of one sort: other figures, other years, with or without a year before."""
    period = random.choice((fiscal_year, calendar_year))(2567)
    first = period.start.month - 1
    with_before = random.random() < 0.75
    scale = random.uniform(0.6, 1.8)
    held = []
    for number, row in enumerate(SORTS[sort], start=1):
        level = row.level * scale * random.uniform(0.7, 1.4)
        made = row.behaviour(random, level, first)
        then, now = (_figures(made[year : year + 12], row) for year in (0, 12))
        account = f"02{random.randrange(10**9):09}" if row.billed else ""
        origin = Origin.PAID if row.billed or random.random() < 0.9 else Origin.ESTIMATED
        before = then if with_before else (None,) * 12
        began = next((n for n, one in enumerate((*then, *now)) if one is not None), 0) - 12
        started = period.months()[began].start if began > 0 and row.since else None
        held.append(Held(row, now, before, f"Q{number:02}", account, origin=origin,
                         started_on=started))  # fmt: skip
    report_date = date(2025, random.randrange(1, 12), 15)
    return Place(sort, period, report_date, tuple(held), _form(held))


def _figures(made: Sequence[float | None], row: Row) -> tuple[Decimal | None, ...]:
    return tuple(None if one is None else exact(f"{one:.{row.places}f}") for one in made)


def _form(held: Sequence[Held]) -> Form:
    return Form(
        calibrations=(
            Calibrated(
                held[0].code, "มิเตอร์", Decimal("0.3"), Decimal("0.5"), "%", by_utility=False
            ),
        ),
        pictures=frozenset(PICTURES),
        required=PICTURES,
        meetings=("1", "2", "3"),
        pictured=frozenset({"1", "2", "3"}),
    )


def _entry(one: Held, period: Period) -> Entry:
    row = one.row
    source = EmissionSource(
        id=uuid5(BENCH, one.code),
        code=one.code,
        kind=row.kind,
        name_th=row.label,
        utility_account=one.account,
        parameters={"species": row.species} if row.species else {},
        started_on=one.started_on,
        ended_on=one.ended_on,
    )
    before = Period(
        period.start.replace(year=period.start.year - 1),
        period.end.replace(year=period.end.year - 1),
        period.kind,
    )
    lines = tuple(_line(one, source, n, month) for n, month in enumerate(period.months())
                  if one.now[n] is not None)  # fmt: skip
    twice = tuple(
        line._replace(id=uuid5(line.id, "2"), provenance=Provenance("f" * 64, "2", f"C{n}", ""))
        for n, line in enumerate(lines)
        if line.period in [period.months()[at] for at in one.again]
    )
    old = replace(one, now=one.then)
    then = tuple(_line(old, source, n, month) for n, month in enumerate(before.months())
                 if one.then[n] is not None)  # fmt: skip
    held = (*lines, *twice)
    return entry(
        one.code, row.label, kinds()[row.kind], source, held,
        series(held, period), series(then, before),
    )  # fmt: skip


def _line(one: Held, source: EmissionSource, number: int, month: Period) -> ActivityLine:
    value = one.now[number]
    assert value is not None
    return ActivityLine(
        uuid5(source.id, month.start.isoformat()),
        source.id,
        month,
        value,
        one.row.unit,
        one.origin,
        Grade.Y,
        one.evidence,
        Provenance("f" * 64, "1", f"C{number}", str(value)),
        exact(one.row.factor) if one.row.factor else None,
    )

"""Dossiers whose calculation really ran, for the tests of the workbook TCFO_R_01."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tests.samples import empty_dossier, sample_dossier, sample_id, units

from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin
from fahsai.core.inventory.boundary import Facility
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.rules import Rules
from fahsai.core.quantity.exact import EXACT, total
from fahsai.core.reports.dossier import BaseYear, Dossier, Production, Scope3Assessment
from fahsai.core.reports.tcfo_r_01 import R01, ReportTables, tcfo_r_01
from fahsai.core.reports.tcfo_r_01.amounts import BLOCK_OF, near
from fahsai.core.thai.period import Period, fiscal_year
from fahsai.reference.load_factors import factor_set
from fahsai.reference.load_gases import load_blends, load_gases, load_gwp_sets
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_packs import packs
from fahsai.reference.load_units import load_units
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from fahsai.core.inventory.result import Calculation, SourceResult
    from fahsai.core.reports.tcfo_r_01.content import InventoryRow

REPORT_DATE = date(2026, 3, 2)
OLD_SET, NEW_SET = ("tgo-cfo-2022-04", "TGO-2022"), ("tgo-cfo-2026-02", "TGO-2026")


class Entry(NamedTuple):
    """One source: what it is, what a month of it comes to."""

    kind: str
    name: str
    unit: str
    monthly: str
    parameters: Mapping[str, str] = {}
    picks: Mapping[str, str] = {}


ENTRIES = (
    Entry("mobile.diesel", "น้ำมันดีเซล รถบรรทุกน้ำ", "litre", "1840.75"),
    Entry("mobile.b7", "น้ำมันดีเซล B7 รถเก็บขนมูลฝอย", "litre", "6120.4"),
    Entry("stationary.diesel", "น้ำมันดีเซล เครื่องสูบน้ำ", "litre", "95"),
    Entry("stationary.lpg", "ก๊าซหุงต้ม (LPG)", "kg", "45"),
    Entry("stationary.wood", "ฟืนในเมรุ", "kg", "800"),
    Entry("refrigerant", "สารทำความเย็น R-134a", "kg", "0.5", {"species": "R-134a"}),
    Entry("refrigerant", "สารทำความเย็น R-410A", "kg", "1.2", {"species": "R-410A"}),
    Entry("refrigerant", "สารทำความเย็น R-410A โรงเรียน", "kg", "0.7", {"species": "R-410A"}),
    Entry("refrigerant", "สารทำความเย็น R-404A ตู้แช่", "kg", "0.31", {"species": "R-404A"}),
    Entry("refrigerant", "สารทำความเย็น R-22", "kg", "1.8", {"species": "R-22"}),
    Entry("extinguisher.co2", "ซ้อมดับเพลิงด้วย CO2", "kg", "20"),
    Entry("sf6.switchgear", "ก๊าซ SF6 ในอุปกรณ์ไฟฟ้า", "kg", "0.001"),
    Entry("septic_tank", "ถังเกรอะ อาคารสำนักงาน", "person_day", "3900"),
    Entry("electricity.paid", "ไฟฟ้า อาคารสำนักงานเทศบาล", "kWh", "18450.25"),
    Entry("electricity.paid", "ไฟฟ้า โรงเรียนเทศบาล 1", "kWh", "7340"),
    Entry("electricity.free", "ไฟฟ้าสาธารณะ (ฟรี)", "kWh", "30120"),
    Entry("electricity.self_generated", "ไฟฟ้าจากแผงโซลาร์ใช้เอง", "kWh", "1500"),
    Entry("water.pwa", "น้ำประปาส่วนภูมิภาค อาคารสำนักงาน", "m3", "420"),
    Entry("water.pwa", "น้ำประปาส่วนภูมิภาค โรงเรียน", "m3", "655.5"),
    Entry("paper.uncoated", "กระดาษ A4 80 แกรม", "kg", "149.7"),
    Entry("paper.uncoated", "กระดาษ A4 80 แกรม กองช่าง", "kg", "84.8"),
    Entry("stationary.diesel", "น้ำมันดีเซล เครื่องกำเนิดไฟฟ้าสำรอง", "litre", "12.345678"),
    Entry("mobile.lpg", "LPG รถยนต์", "litre", "33.3"),
)


@cache
def report_tables() -> ReportTables:
    """The reference tables the form is filled with."""
    return ReportTables(load_gases(), load_blends(), load_units(), load_gwp_sets(), kinds())


@cache
def rules(factors: str = NEW_SET[0], gwp: str = NEW_SET[1]) -> Rules:
    """The rules of one inventory, with the upstream part of electricity."""
    tables = report_tables()
    return Rules(
        kinds=kinds(),
        units=tables.units,
        gases=tables.gases,
        blends=tables.blends,
        gwp=tables.gwp_sets[gwp],
        factor_set=factor_set(factors),
        packs=packs(),
        program_version="0.0.0",
        energy_upstream=True,
    )


def source_of(entry: Entry, number: int, unit: UUID | None) -> EmissionSource:
    """The source of an entry."""
    return EmissionSource(
        id=sample_id("r01", number),
        code=f"S{number:03d}",
        kind=entry.kind,
        name_th=entry.name,
        unit_id=unit,
        parameters=entry.parameters,
        factor_keys=entry.picks,
        choice_reason="ตามชนิดเครื่องยนต์" if entry.picks else "",
    )


def lines_of(entry: Entry, source: EmissionSource, period: Period) -> tuple[ActivityLine, ...]:
    """Twelve monthly lines that differ a little."""
    return tuple(
        ActivityLine(
            id=sample_id("r01 line", source.id, month.start),
            source_id=source.id,
            period=month,
            quantity=Decimal(entry.monthly) * (95 + number) / 100,
            unit=entry.unit,
            origin=Origin.PAID,
            grade=Grade.Y,
        )
        for number, month in enumerate(period.months())
    )


def calculated(
    entries: tuple[Entry, ...], period: Period, unit_ids: tuple[UUID, ...], ruled: Rules
) -> Calculation:
    """The calculation of entries, spread over the units."""
    sources: list[EmissionSource] = []
    lines: list[ActivityLine] = []
    for number, entry in enumerate(entries, 1):
        source = source_of(entry, number, unit_ids[number % len(unit_ids)] if unit_ids else None)
        sources.append(source)
        lines.extend(lines_of(entry, source, period))
    data = InventoryInput(period, REPORT_DATE, tuple(sources), tuple(lines))
    return calculate(data, ruled)[0]


def town(entries: tuple[Entry, ...] = ENTRIES, *, parts: int = 6, base: bool = True) -> Dossier:
    """A municipality of fiscal year 2568 with its own base year 2566 on the older factors."""
    period, earlier = fiscal_year(2568), fiscal_year(2566)
    ids = tuple(unit.id for unit in units(parts))
    before = tuple(entry._replace(monthly=str(Decimal(entry.monthly) * 2)) for entry in entries[2:])
    base_year = BaseYear(
        earlier,
        calculated(before, earlier, ids, rules(*OLD_SET)),
        same=False,
        production=Production(Decimal("10.5"), "ล้านบาท"),
    )
    model = sample_dossier()
    return replace(
        model,
        period=period,
        report_date=REPORT_DATE,
        units=units(parts),
        calculation=calculated(entries, period, ids, rules()),
        base_year=base_year if base else None,
        production=Production(Decimal("12345.5"), "คน"),
        scope3=scope3(),
        scope3_criteria="ให้คะแนน 1, 3 หรือ 5 ในแต่ละประเด็น คะแนน 3 ขึ้นไปถือว่ามีนัยสำคัญ",
    )


def scope3() -> tuple[Scope3Assessment, ...]:
    """Three assessed categories."""
    names = ("magnitude", "influence", "risk", "sector", "outsourcing", "engagement")
    return tuple(
        Scope3Assessment(
            category,
            has_source=category != 2,
            scores=dict.fromkeys(names, str(score)),
            significant=score > 1,
            remark="ข้อมูลจากใบแจ้งหนี้" if score > 1 else "",
        )
        for category, score in ((1, 3), (2, 1), (3, 5))
    )


def same_year() -> Dossier:
    """A town whose base year is the reported year."""
    dossier = town()
    return replace(dossier, base_year=BaseYear(dossier.period, dossier.calculation, same=True))


def large(parts: int = 3, each: int = 60) -> Dossier:
    """Three units with sixty sources each."""
    entries = tuple(
        ENTRIES[i % len(ENTRIES)]._replace(name=f"{ENTRIES[i % len(ENTRIES)].name} จุดที่ {i + 1}")
        for i in range(parts * each)
    )
    return town(entries, parts=parts)


def nobody() -> Dossier:
    """An organisation without any source."""
    return empty_dossier()


def with_gaps() -> Dossier:
    """A town with a source without result, one without data, one left out, an unsafe name."""
    gaps = (
        *ENTRIES,
        Entry("mobile.gasoline", '=HYPERLINK("http://example.org")', "litre", "100"),
        Entry("refrigerant", "สารทำความเย็นไม่ทราบชนิด", "kg", "1"),
    )
    dossier = town(gaps)
    return replace(
        dossier,
        facilities=(
            *dossier.facilities,
            Facility(sample_id("left out"), "F9", "ตลาดเช่า", "", excluded=True),
        ),
    )


def report(dossier: Dossier) -> R01:
    """The content of the workbook."""
    return tcfo_r_01(dossier, words("tcfo_r_01"), report_tables())


def rows_tie(result: SourceResult, rows: Iterable[InventoryRow]) -> bool:
    """Whether the rows of a source add up to its result, to what 34 digits can lose."""
    stored = total(value for where, value in result.by_class.items() if where in BLOCK_OF)
    return near(EXACT.divide(stored, 1000), total(row.total for row in rows))

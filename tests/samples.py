"""Made-up dossiers for the tests of the documents: full, empty and large."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from fahsai.core.factors.choice import DecidedBy, FactorChoice
from fahsai.core.factors.factor import (
    Basis,
    Derivation,
    EmissionFactor,
    FactorGrade,
    Publisher,
)
from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin
from fahsai.core.inventory.boundary import Facility, Organisation, Unit
from fahsai.core.inventory.points import activity_points
from fahsai.core.inventory.result import (
    TOTALLED,
    Calculation,
    Component,
    LineResult,
    ReportingClass,
    SourceResult,
)
from fahsai.core.quantity.exact import ZERO, exactly, total
from fahsai.core.reports.dossier import (
    ActivityRecord,
    BaseYear,
    Calibration,
    CreditProject,
    Dossier,
    EnergySupply,
    Horizon,
    Measure,
    Picture,
    PictureUse,
    TeamMember,
    TeamRole,
    TreeStock,
)
from fahsai.core.thai.period import Period, fiscal_year

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "เทศบาลเมืองฟ้าใส (สมมติ)"
S1, S2, S3 = TOTALLED
SEPARATE, BIOGENIC = ReportingClass.SEPARATE, ReportingClass.BIOGENIC
Weights = tuple[tuple[ReportingClass, str, str], ...]  # class, gas family, kg CO2e per unit

IPCC = "IPCC 2006 Vol.2 table 2.2, DEDE, AR5"
MOBILE = "IPCC 2006 Vol.2 table 3.2.1, 3.2.2, DEDE, AR5"
GRID = "Thai National LCI Database, TIIS-MTEC-NSTDA, AR5"


def sample_id(*parts: object) -> UUID:
    """A stable id for a made-up thing."""
    return uuid5(NAMESPACE_URL, "/".join(str(part) for part in parts))


@dataclass(frozen=True)
class Sample:
    """One made-up source: where it stands and what a month of it is."""

    kind: str
    name: str
    unit: str
    monthly: str
    weights: Weights
    part: int = 0  # index of the unit
    method: str = "by_factor"
    factor_source: str = ""
    origin: Origin = Origin.PAID
    grade: Grade = Grade.Y
    more: Mapping[str, str] = field(default_factory=dict)


def at(place: str, account: str) -> dict[str, str]:
    """Where a meter is, and its number."""
    return {"place": place, "utility_account": account}


DIESEL_B7: Weights = (
    (S1, "CO2", "2.5098"),
    (S1, "CH4", "0.0039"),
    (S1, "N2O", "0.0367"),
    (BIOGENIC, "CO2_biogenic", "0.1151"),
)
DIESEL: Weights = ((S1, "CO2", "2.6987"), (S1, "CH4", "0.0033"), (S1, "N2O", "0.0058"))
GASOLINE: Weights = ((S1, "CO2", "2.1816"), (S1, "CH4", "0.0220"), (S1, "N2O", "0.0667"))
ELECTRICITY: Weights = ((S2, "CO2e", "0.4999"), (S3, "CO2e", "0.0987"))
WATER: Weights = ((S3, "CO2e", "0.5410"),)

SAMPLES = (
    Sample("mobile.diesel_b7", "การเผาไหม้ (เคลื่อนที่) ของน้ำมันดีเซลที่ใช้ในยานพาหนะ", "litre",
           "1840.75", DIESEL_B7, 0, factor_source=MOBILE, more={"equipment": "รถบรรทุกน้ำ 3 คัน"}),
    Sample("mobile.diesel_b7", "การเผาไหม้ (เคลื่อนที่) ของน้ำมันดีเซลที่ใช้ในยานพาหนะ", "litre",
           "6120.40", DIESEL_B7, 2, factor_source=MOBILE,
           more={"equipment": "รถเก็บขนมูลฝอย 9 คัน", "capacity": "รถอัดท้าย 10 ลบ.ม."}),
    Sample("mobile.gasoline", "การเผาไหม้ (เคลื่อนที่) ของน้ำมันเบนซินที่ใช้ในยานพาหนะ", "litre",
           "512.30", GASOLINE, 1, factor_source=MOBILE),
    Sample("stationary.diesel", "การเผาไหม้ (อยู่กับที่) ของน้ำมันดีเซลในเครื่องสูบน้ำ", "litre",
           "95.00", DIESEL, 2, factor_source=IPCC, origin=Origin.MEASURED, grade=Grade.X,
           more={"monitoring_point": "เกจถังน้ำมันสถานีสูบน้ำ", "capacity": "เครื่องยนต์ 120 แรงม้า"}),
    Sample("stationary.lpg", "การเผาไหม้ (อยู่กับที่) ของก๊าซหุงต้ม (LPG)", "kg", "45",
           ((S1, "CO2", "3.1106"), (S1, "CH4", "0.0015"), (S1, "N2O", "0.0013")), 4,
           factor_source=IPCC),
    Sample("biomass.wood", "การเผาไหม้ฟืนในเมรุ", "kg", "800",
           ((S1, "CH4", "0.0134"), (S1, "N2O", "0.0170"), (BIOGENIC, "CO2_biogenic", "1.7909")), 3,
           factor_source=IPCC, origin=Origin.ESTIMATED, grade=Grade.Z),
    Sample("refrigerant.r134a", "การรั่วไหลของสารทำความเย็นชนิด R-134a", "kg", "0.5",
           ((S1, "HFCs", "1300"),), 0, "gas_release", origin=Origin.PAID),
    Sample("refrigerant.r410a", "การรั่วไหลของสารทำความเย็นชนิด R-410A", "kg", "1.2",
           ((S1, "HFCs", "1923.5"),), 1, "gas_release"),
    Sample("refrigerant.r22", "การรั่วไหลของสารทำความเย็นชนิด R-22 ในเครื่องปรับอากาศ", "kg",
           "1.8", ((SEPARATE, "other", "1760"),), 0, "gas_release"),
    Sample("switchgear.sf6", "การรั่วไหลของก๊าซ SF6 จากอุปกรณ์ไฟฟ้าแรงสูง", "kg", "0.001",
           ((S1, "SF6", "23500"),), 2, "gas_release", origin=Origin.ESTIMATED, grade=Grade.Z),
    Sample("fugitive.septic", "การรั่วไหลของการจัดการน้ำเสียด้วยระบบ Septic tank", "person_day",
           "3900", ((S1, "CH4", "0.336"),), 0, "septic_tank", origin=Origin.ESTIMATED,
           grade=Grade.Z),
    Sample("fugitive.wastewater", "การรั่วไหลของน้ำเสียที่ไม่มีการบำบัด", "m3", "2400",
           ((S1, "CH4", "0.0672"),), 2, "wastewater_cod", origin=Origin.MEASURED),
    Sample("waste.open_dump", "การรั่วไหลของการจัดการของเสียด้วยวิธีการเทกองแบบไม่ควบคุม",
           "tonne", "310.25", ((S1, "CH4", "812.4"),), 3, "landfill_fod", origin=Origin.MEASURED),
    Sample("electricity.paid", "การใช้พลังงานไฟฟ้า (จ่ายเงิน)", "kWh", "18450.25", ELECTRICITY, 0,
           factor_source=GRID, more=at("อาคารสำนักงานเทศบาล", "020012345678")),
    Sample("electricity.paid", "การใช้พลังงานไฟฟ้า (จ่ายเงิน)", "kWh", "2210.5", ELECTRICITY, 0,
           factor_source=GRID, more=at("สถานีดับเพลิง", "020012345679")),
    Sample("electricity.paid", "การใช้พลังงานไฟฟ้า (จ่ายเงิน)", "kWh", "7340", ELECTRICITY, 4,
           factor_source=GRID, more=at("โรงเรียนเทศบาล 1", "020012345680")),
    Sample("electricity.paid", "การใช้พลังงานไฟฟ้า (จ่ายเงิน)", "kWh", "9120", ELECTRICITY, 2,
           factor_source=GRID, more=at("สถานีสูบน้ำ", "020012345681")),
    Sample("electricity.free", "การใช้พลังงานไฟฟ้า (ฟรี)", "kWh", "30120", ELECTRICITY, 2,
           factor_source=GRID, more=at("ไฟฟ้าสาธารณะ", "020099000001")),
    Sample("electricity.self_generated", "ไฟฟ้าที่ผลิตใช้เอง (พลังงานแสงอาทิตย์)", "kWh", "1500",
           ((S2, "CO2e", "0"),), 0, "not_counted", origin=Origin.MEASURED, grade=Grade.X,
           more={"capacity": "20 kWp", "monitoring_point": "อินเวอร์เตอร์ดาดฟ้า"}),
    Sample("water.pwa", "การใช้น้ำประปา (การประปาส่วนภูมิภาค)", "m3", "420", WATER, 0,
           factor_source="TGO CFP ก.ค. 2565",
           more=at("อาคารสำนักงานเทศบาล", "11503322110")),
    Sample("water.pwa", "การใช้น้ำประปา (การประปาส่วนภูมิภาค)", "m3", "655.5", WATER, 4,
           factor_source="TGO CFP ก.ค. 2565",
           more=at("โรงเรียนเทศบาล 1", "11503322111")),
    Sample("paper.uncoated", "การใช้กระดาษ A4 สีขาว 80 แกรม", "kg", "149.7",
           ((S3, "CO2e", "2.1020"),), 1, factor_source="TGO CFP ก.ค. 2565"),
    Sample("paper.uncoated", "การใช้กระดาษ A4 สีขาว 80 แกรม", "kg", "84.8",
           ((S3, "CO2e", "2.1020"),), 5, factor_source="TGO CFP ก.ค. 2565"),
    Sample("waste.sanitary", "การรั่วไหลของการจัดการของเสียด้วยวิธีการเทกองแบบควบคุม", "kg",
           "12400", ((S3, "CO2e", "0.7933"),), 3, factor_source="TGO CFP ก.ค. 2565",
           origin=Origin.MEASURED),
    Sample("mobile.gasohol", "การเผาไหม้ (เคลื่อนที่) ของแก๊สโซฮอล์ในรถจักรยานยนต์", "litre",
           "61.25", ((S1, "CO2", "1.9634"), (S1, "CH4", "0.0210"), (S1, "N2O", "0.0600"),
                     (BIOGENIC, "CO2_biogenic", "0.1497")), 1, factor_source=MOBILE),
)  # fmt: skip

UNIT_NAMES = (
    ("สำนักปลัดเทศบาล", "นางสาวสมใจ ตัวอย่าง"),
    ("กองคลัง", "นายสมชาย ตัวอย่าง"),
    ("กองช่าง", "นายสมศักดิ์ ตัวอย่าง"),
    ("กองสาธารณสุขและสิ่งแวดล้อม", "นางสมศรี ตัวอย่าง"),
    ("กองการศึกษา", "นางสมหญิง ตัวอย่าง"),
    ("กองยุทธศาสตร์และงบประมาณ", ""),
)


def organisation() -> Organisation:
    """The made-up town."""
    return Organisation(
        sample_id("organisation"), "FAHSAI", NAME, "Fahsai Town Municipality (fictional)",
        "เทศบาลเมือง", "99 ถนนตัวอย่าง ตำบลสมมติ อำเภอเมือง", "จังหวัดสมมติ",
    )  # fmt: skip


def units(count: int = len(UNIT_NAMES)) -> tuple[Unit, ...]:
    """The made-up divisions."""
    return tuple(
        Unit(sample_id("unit", i), f"U{i + 1:02d}", name, f"Division {i + 1}", None, head)
        for i, (name, head) in enumerate(UNIT_NAMES[:count])
    )


def picture_bytes(width: int = 320, height: int = 200) -> bytes:
    """A small grey PNG that stands for an uploaded picture."""
    rows = b"".join(b"\0" + bytes(160 + (x + y) % 80 for x in range(width)) for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )  # fmt: skip


def source_of(sample: Sample, number: int, part: UUID) -> EmissionSource:
    """The source of one sample."""
    return EmissionSource(
        id=sample_id("source", number),
        code=f"S{number:03d}",
        kind=sample.kind,
        name_th=sample.name,
        unit_id=part,
        **sample.more,  # type: ignore[arg-type]
    )


def lines_of(sample: Sample, source: EmissionSource, period: Period) -> tuple[ActivityLine, ...]:
    """Twelve monthly lines that differ a little."""
    return tuple(
        ActivityLine(
            id=sample_id("line", source.id, month.start),
            source_id=source.id,
            period=month,
            quantity=Decimal(sample.monthly) * (100 + number - 5) / 100,
            unit=sample.unit,
            origin=sample.origin,
            grade=sample.grade,
            evidence=(f"{source.code}-{number // 6}",),
        )
        for number, month in enumerate(period.months())
    )


def terms_of(sample: Sample) -> dict[ReportingClass, str]:
    """The classes that a factor of its own counts, with the role of that factor."""
    classes = list(dict.fromkeys(where for where, _, _ in sample.weights))
    apart = {ReportingClass.BIOGENIC: "biogenic", **({S3: "upstream"} if S2 in classes else {})}
    return {where: apart.get(where, "direct") for where in classes}


def choices_of(sample: Sample) -> tuple[FactorChoice, ...]:
    """The chosen factors, one for each class that the sample emits in."""
    if not sample.factor_source:
        return ()
    choices = []
    for number, (where, role) in enumerate(terms_of(sample).items()):
        factor = EmissionFactor(
            id=sample_id("factor", sample.kind, role), edition="tgo-cfo-2022-04",
            key=f"{sample.kind}.{role}", activity=sample.kind, technology="", name_th=sample.name,
            name_en=sample.kind, unit=sample.unit, basis=Basis.CO2E_ONLY, gases={},
            published=total(Decimal(weight) for one, _, weight in sample.weights if one is where),
            gwp_set="TGO-2022", publisher=Publisher.TGO,
            grade=FactorGrade.D, position=1 + number, year=2022,
            source=sample.factor_source + ("" if role == "direct" else f" ({role})"),
            derivation=Derivation("published", {}, "", ""),
        )  # fmt: skip
        choices.append(
            FactorChoice(role, sample.kind, (sample.kind,), factor, Decimal(1), (), DecidedBy.ONLY)
        )
    return tuple(choices)


def result_of(
    sample: Sample, source: EmissionSource, lines: tuple[ActivityLine, ...]
) -> SourceResult:
    """What the calculation of these lines comes to."""
    choices = choices_of(sample)
    terms = list(terms_of(sample)) if choices else []
    gases: dict[tuple[ReportingClass, str], Decimal] = {}
    results = []
    with exactly():
        for line in lines:
            components = []
            for where, gas, weight in sample.weights:
                co2e = line.quantity * Decimal(weight)
                gases[where, gas] = gases.get((where, gas), ZERO) + co2e
                term = terms.index(where) if terms else 0
                components.append(Component(where, gas, None, co2e, term))
            results.append(LineResult((line.id,), source.id, line.quantity, tuple(components)))
    return SourceResult(
        source=source, method=sample.method, quantity=total(line.quantity for line in lines),
        unit=sample.unit, lines=tuple(results), gases=gases, choices=choices,
        steps=(), complete=True, factor_points=3,
        activity_points=activity_points([line.grade for line in lines]),
    )  # fmt: skip


def calculation_of(results: tuple[SourceResult, ...], period: Period) -> Calculation:
    """The calculation that adds up its sources."""
    by_class = dict.fromkeys(ReportingClass, ZERO)
    gases: dict[tuple[ReportingClass, str], Decimal] = {}
    with exactly():
        for result in results:
            for where, value in result.by_class.items():
                by_class[where] += value
            for key, value in result.gases.items():
                gases[key] = gases.get(key, ZERO) + value
        whole = total(by_class[where] for where in TOTALLED)
    return Calculation(
        sha256="0" * 64, period=period, report_date=date(2022, 12, 15),
        factor_set="tgo-cfo-2022-04", gwp_set="TGO-2022", packs=(), program_version="0",
        sources=results, by_class=by_class, gases=gases, total_kg=whole,
        complete=all(result.complete for result in results),
    )  # fmt: skip


def team(parts: tuple[Unit, ...]) -> tuple[TeamMember, ...]:
    """People in every role, a collector in every unit."""
    head, own = "นางสาวสมใจ ตัวอย่าง", "นายสมชาย ตัวอย่าง"
    collectors = tuple(
        TeamMember(TeamRole.COLLECTOR, f"เจ้าหน้าที่ ตัวอย่าง {i + 1}", "เจ้าพนักงานธุรการ",
                   duty="บันทึกข้อมูลกิจกรรมรายเดือนพร้อมหลักฐาน", unit_id=unit.id)
        for i, unit in enumerate(parts)
    )  # fmt: skip
    return (
        TeamMember(TeamRole.COORDINATOR, head, "หัวหน้าสำนักปลัดเทศบาล", "สำนักปลัดเทศบาล",
                   "0-2000-0000", "office@example.go.th"),
        TeamMember(TeamRole.DATA_OWNER, own, "ผู้อำนวยการกองคลัง", "กองคลัง", "0-2000-0001",
                   "finance@example.go.th"),
        TeamMember(TeamRole.DATA_MANAGER, own, "ผู้อำนวยการกองคลัง",
                   duty="รวบรวมและตรวจความครบถ้วนของข้อมูล"),
        TeamMember(TeamRole.WRITER, head, "หัวหน้าสำนักปลัดเทศบาล", duty="จัดทำรายงาน"),
        TeamMember(TeamRole.INTERNAL_AUDITOR, "นายสมศักดิ์ ตัวอย่าง", "ผู้อำนวยการกองช่าง",
                   duty="ตรวจสอบข้อมูลและการคำนวณ"),
        *collectors,
    )  # fmt: skip


def inventory(
    samples: tuple[Sample, ...], parts: tuple[Unit, ...], period: Period
) -> tuple[Calculation, tuple[ActivityLine, ...]]:
    """Calculation and lines of samples, numbered from 1."""
    results: list[SourceResult] = []
    lines: list[ActivityLine] = []
    for number, sample in enumerate(samples, 1):
        source = source_of(sample, number, parts[sample.part % len(parts)].id)
        own = lines_of(sample, source, period)
        lines.extend(own)
        results.append(result_of(sample, source, own))
    return calculation_of(tuple(results), period), tuple(lines)


def base_year_of(parts: tuple[Unit, ...]) -> BaseYear:
    """The year before: without the first sample's car fleet, with a generator since ended."""
    period = fiscal_year(2564)
    samples = tuple(replace(s, monthly=str(Decimal(s.monthly) * 2)) for s in SAMPLES[1:8])
    results = []
    for number, sample in enumerate(samples, 2):
        source = source_of(sample, number, parts[sample.part % len(parts)].id)
        results.append(result_of(sample, source, lines_of(sample, source, period)))
    ended = replace(
        source_of(SAMPLES[3], 900, parts[2].id), name_th="เครื่องกำเนิดไฟฟ้าดีเซลเดิม",
        ended_on=date(2021, 9, 30), ended_reason="เปลี่ยนไปใช้ไฟฟ้าจากโครงข่าย",
    )  # fmt: skip
    results.append(result_of(SAMPLES[3], ended, lines_of(SAMPLES[3], ended, period)))
    return BaseYear(period, calculation_of(tuple(results), period), same=False)


def sample_dossier(sources: int = 25) -> Dossier:
    """A municipality's fiscal year 2565 with everything the form asks for."""
    period, parts = fiscal_year(2565), units()
    samples = tuple(SAMPLES[i % len(SAMPLES)] for i in range(sources))
    calculation, lines = inventory(samples, parts, period)
    excluded = EmissionSource(
        sample_id("source", "excluded"), "S999", "travel.commuting", "การเดินทางมาทำงานของพนักงาน",
        unit_id=parts[0].id, excluded=True, excluded_reason="ยังไม่มีข้อมูลระยะทางที่เชื่อถือได้",
    )  # fmt: skip
    pictures = (
        Picture(PictureUse.FRONT_OFFICE, "a" * 64, "image/png"),
        Picture(PictureUse.ACTIVITY, "b" * 64, "image/png", "ประชุมชี้แจงโครงการ", "1"),
        Picture(PictureUse.BOUNDARY_MAP, "c" * 64, "image/png"),
    )
    return Dossier(
        organisation=organisation(), version=1, state="submitted", period=period,
        report_date=date(2022, 12, 15), prepared_by="สำนักปลัดเทศบาล", units=parts,
        facilities=(
            Facility(sample_id("facility", 1), "F1", "อาคารสำนักงานเทศบาล", "Town hall"),
            Facility(sample_id("facility", 2), "F2", "โรงเรียนเทศบาล", "School", count=2),
            Facility(sample_id("facility", 3), "F3", "ตลาดที่ให้เอกชนเช่า", "Leased market",
                     excluded=True, reason="ไม่มีอำนาจควบคุมการดำเนินงาน"),
        ),
        team=team(parts), calculation=calculation, base_year=base_year_of(parts),
        pictures=pictures,
        activities=(
            ActivityRecord(1, date(2022, 2, 14), "ประชุมชี้แจงโครงการ", "ห้องประชุมใหญ่",
                           "ชี้แจงวิธีบันทึกข้อมูลแก่ทุกส่วนงาน", "ได้คณะทำงานครบทุกส่วนงาน"),
            ActivityRecord(2, date(2022, 6, 9), "ติดตามการเก็บข้อมูล", "กองช่าง",
                           "ตรวจหลักฐานรายเดือน", "ข้อมูลครบ 8 เดือน"),
        ),
        calibrations=(
            Calibration("1", "น้ำมันดีเซลเครื่องสูบน้ำ", "เกจถัง 1", "ศูนย์สอบเทียบตัวอย่าง", "±1 %",
                        Decimal("0.6"), Decimal("1.0"), "%", "CAL-65/001"),
            Calibration("2", "การใช้พลังงานไฟฟ้า", "มิเตอร์ 020012345678", "", "", None, None, "%",
                        "ใบแจ้งค่าไฟฟ้า", owned_by_utility=True),
        ),
        trees=(TreeStock("สวนสาธารณะเทศบาล", 125, Decimal("21187.10"), Decimal("36.51")),),
        credits=(CreditProject("หลังคาโซลาร์", "T-VER", "2565-2575", "12 tCO2e", "0"),),
        supplies=(EnergySupply("แผงโซลาร์ดาดฟ้า", "การไฟฟ้าส่วนภูมิภาค"),),
        measures=(
            Measure(Horizon.SHORT, "ตั้งอุณหภูมิเครื่องปรับอากาศ 26 องศา", "80 เครื่อง ไม่มีค่าลงทุน",
                    "9 tCO2e ต่อปี"),
            Measure(Horizon.MEDIUM, "เปลี่ยนไฟสาธารณะเป็น LED", "400 ดวง ดวงละ 2,500 บาท"),
            Measure(Horizon.LONG, "ปรับปรุงบ่อขยะเป็นแบบกึ่งใช้อากาศ", "ออกแบบ 1 ปี ก่อสร้าง 2 ปี"),
        ),
        texts={"10": "กำหนดให้ทุกส่วนงานส่งข้อมูลภายในวันที่ 5 ของเดือนถัดไป",
               "11.2": "คำสั่งเทศบาลเมืองฟ้าใส (สมมติ) ที่ 1/2565"},
        evidence_names={f"S{i:03d}-{half}": f"หลักฐาน-{i:03d}-{half + 1}.pdf"
                        for i in range(1, sources + 1) for half in (0, 1)},
        sources=(*(r.source for r in calculation.sources), excluded),
        lines=lines,
    )  # fmt: skip


def sample_pictures() -> dict[str, bytes]:
    """The bytes of the sample's pictures by their hash."""
    return {"a" * 64: picture_bytes(), "b" * 64: picture_bytes(200, 300), "c" * 64: picture_bytes()}


def empty_dossier() -> Dossier:
    """An organisation that has entered nothing but its name."""
    period = fiscal_year(2565)
    return Dossier(
        organisation=Organisation(sample_id("empty"), "EMPTY", "องค์การบริหารส่วนตำบลว่าง (สมมติ)",
                                  "", "", "", ""),
        version=1, state="draft", period=period, report_date=date(2022, 12, 15), prepared_by="",
        units=(), facilities=(), team=(), calculation=calculation_of((), period), base_year=None,
    )  # fmt: skip


def large_dossier(units: int = 3, per_unit: int = 60) -> Dossier:
    """Many sources in a few units; the base year is the reported year itself."""
    dossier = sample_dossier()
    parts = dossier.units[:units]
    samples = tuple(
        replace(
            SAMPLES[i % len(SAMPLES)],
            part=i % units,
            name=f"{SAMPLES[i % len(SAMPLES)].name} จุดที่ {i + 1}",
        )
        for i in range(units * per_unit)
    )
    calculation, lines = inventory(samples, parts, dossier.period)
    return replace(
        dossier, units=parts, team=team(parts), calculation=calculation, lines=lines,
        sources=tuple(result.source for result in calculation.sources),
        base_year=BaseYear(dossier.period, calculation, same=True),
    )  # fmt: skip

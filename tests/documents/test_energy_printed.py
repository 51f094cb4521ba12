"""Renewable biomass, heat, sold energy and certificates in the Word form and the workbook."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests import every_kind
from tests import r01_dossiers as made
from tests.documents.forms import docx_sections

from fahsai.core.finding import Level
from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.quantity.exact import total
from fahsai.core.reports.dossier import CreditProject, EnergySupply
from fahsai.core.reports.tcfo_r_01.columns import Block
from fahsai.core.reports.tcfo_r_02 import tcfo_r_02
from fahsai.documents.tcfo_r_02.write import write_docx
from fahsai.reference.load_kinds import kinds
from fahsai.words.load import words

if TYPE_CHECKING:
    from fahsai.core.reports.dossier import Dossier
    from fahsai.core.reports.tcfo_r_02.content import R02

WORDS = words("tcfo_r_02")
ENTRIES = (
    made.Entry("stationary.wood", "ฟืนในเมรุ", "kg", "100", {
        "biomass.origin": "forest", "biomass.land": "yes", "biomass.carbon": "no",
        "biomass.law": "yes", "biomass.evidence": "คำให้การของผู้ขาย",
    }),
    made.Entry("stationary.paddy_husk", "แกลบในหม้อไอน้ำ", "kg", "500", {
        "biomass.origin": "residue", "biomass.pools": "yes",
    }),
    made.Entry("stationary.biogas", "ก๊าซชีวภาพจากน้ำเสีย", "m3", "30"),
    made.Entry("mobile.b7", "ดีเซล B7 รถบรรทุก", "litre", "800"),
    made.Entry("heat.by_boiler", "ไอน้ำจากโรงงานข้างเคียง", "GJ", "12", {
        "fuel": "natural_gas", "boiler_efficiency": "0.82",
    }),
    made.Entry("electricity.paid", "ไฟฟ้าโรงงาน", "kWh", "9000"),
    made.Entry("electricity.self_generated", "โซลาร์บนหลังคาใช้เอง", "kWh", "1500"),
    made.Entry("electricity.sold", "โซลาร์ที่ขายให้การไฟฟ้า", "kWh", "200"),
    made.Entry("steam.sold", "ไอน้ำที่ส่งให้โรงแรม", "tonne", "3"),
)  # fmt: skip
CREDITS = (
    CreditProject("T-VER โซลาร์", "T-VER", "2565-2572", "", "0", Decimal("120.5"), "tCO2e",
                  "ทะเบียน อบก.", "TV-001 ถึง TV-120", "ชดเชยการประชุม"),
    CreditProject("REC โรงไฟฟ้าขยะ", "I-REC", "2567", "", "", Decimal(40), "MWh", "I-REC"),
)  # fmt: skip
SUPPLIES = (
    EnergySupply("1. โซลาร์ที่ขายให้การไฟฟ้า", "การไฟฟ้าส่วนภูมิภาค"),
    EnergySupply("ความเย็นจากเครื่องทำน้ำเย็น", "อาคารข้างเคียง"),
)


def dossier(**other: object) -> Dossier:
    model = every_kind.dossier_of(ENTRIES, made.NEW_SET)
    return replace(model, credits=CREDITS, supplies=SUPPLIES, **other)  # type: ignore[arg-type]


def report(of: Dossier | None = None) -> R02:
    return tcfo_r_02(of or dossier(), WORDS, kinds())


def names(table: object) -> list[str]:
    return [row.cells[1].partition("\n")[0] for row in table.rows]  # type: ignore[attr-defined]


def test_3_2_2_names_all_that_burns_biomass_and_ticks_the_answers() -> None:
    operation = report().operation
    listed = {"ฟืนในเมรุ", "แกลบในหม้อไอน้ำ", "ก๊าซชีวภาพจากน้ำเสีย", "ดีเซล B7 รถบรรทุก"}
    assert set(names(operation.biomass)) == listed
    head, *notes = operation.biomass.notes
    assert "EB 23" in head
    said = "\n".join(notes)
    assert said.count("☑") == 4  # three of the wood, one of the husk
    assert "☐ ใช่ ☑ ไม่ใช่   มีการจัดการพื้นที่อย่างยั่งยืน" in said
    assert "ไม่ใช่ชีวมวลหมุนเวียน นับ CO2 ในขอบเขตที่ 1" in said
    assert "ก๊าซชีวภาพจากน้ำเสีย: ที่มา - ผลการพิจารณา: ยังตอบคำถามไม่ครบ" in said
    assert "คำให้การของผู้ขาย" in said
    assert "B7" not in said  # who fills a tank is not asked


def test_what_is_not_renewable_stands_in_5_1_and_not_in_5_4() -> None:
    made_of = dossier()
    shown = report(made_of)
    by_name = {one.source.name_th: one for one in made_of.calculation.sources}
    wood = by_name["ฟืนในเมรุ"]
    row = next(r for r in shown.emissions.scope_1.rows if r.source_id == wood.source.id)
    tonnes = wood.gases[ReportingClass.SCOPE_1, "CO2"] / 1000
    assert row.cells[2] == f"{tonnes:,.2f}"
    apart = {r.source_id for r in shown.emissions.separate.rows}
    assert wood.source.id not in apart
    assert by_name["แกลบในหม้อไอน้ำ"].source.id in apart
    r01 = made.report(made_of)
    rows = [r for r in r01.current.band(Block.SCOPE_1).rows if r.source_id == wood.source.id]
    assert len(rows) == 2
    assert abs(total(r.total for r in rows) * 1000 - wood.total_kg) < Decimal("1e-20")


def test_self_used_solar_is_listed_in_scope_2_with_zero_and_no_factor() -> None:
    shown = report()
    solar = "โซลาร์บนหลังคาใช้เอง"
    assert solar in names(shown.operation.scope_2)
    (line,) = [r for r in shown.monitoring.scope_2.rows if r.cells[0].endswith(solar)]
    assert line.cells[-1] == "ไม่ต้องใช้ค่า EF"
    (figure,) = [r for r in shown.emissions.scope_2.rows if r.cells[0] == solar]
    assert figure.cells[-1] == "0.00"


def test_sold_energy_stands_in_3_2_5_alone_with_its_quantity() -> None:
    shown = report()
    rows = [row.cells for row in shown.operation.supplies.rows]
    assert [cells[0].partition(".")[0] for cells in rows] == ["1", "2", "3"]
    by_name = {cells[0].partition("\n")[0].split(". ", 1)[1]: cells for cells in rows}
    assert set(by_name) == {
        "ความเย็นจากเครื่องทำน้ำเย็น", "โซลาร์ที่ขายให้การไฟฟ้า", "ไอน้ำที่ส่งให้โรงแรม",
    }  # fmt: skip
    sold = by_name["โซลาร์ที่ขายให้การไฟฟ้า"]
    assert sold[1] == "การไฟฟ้าส่วนภูมิภาค"  # what was entered tells to whom, once
    year = sum(Decimal(200) * (95 + n) / 100 for n in range(12))
    assert f"{year:,.2f} กิโลวัตต์" in sold[0]
    others = (shown.operation.scope_1, shown.operation.scope_2, shown.operation.scope_3)
    for table in others:
        assert not set(names(table)) & {"โซลาร์ที่ขายให้การไฟฟ้า", "ไอน้ำที่ส่งให้โรงแรม"}


def test_certificates_are_listed_and_the_total_stays() -> None:
    with_credits, without = dossier(), dossier()
    without = replace(without, credits=())
    shown, bare = report(with_credits), report(without)
    first, second = (row.cells for row in shown.operation.credits.rows)
    assert first[3].splitlines() == [
        "120.50 tCO2e", "ทะเบียน: ทะเบียน อบก.", "หมายเลข: TV-001 ถึง TV-120",
        "ใช้สิทธิ์สำหรับ: ชดเชยการประชุม",
    ]  # fmt: skip
    assert second[3].splitlines() == ["40.00 MWh", "ทะเบียน: I-REC"]
    whole = total(with_credits.calculation.by_class[where] for where in TOTALLED)
    (note,) = shown.operation.credits.notes
    assert f"{whole / 1000:,.2f} tCO2e" in note
    assert bare.operation.credits.notes == ()
    assert shown.emissions == bare.emissions
    assert shown.summary == bare.summary


def test_the_word_file_prints_all_of_it_and_keeps_the_tables_of_the_form() -> None:
    sections = docx_sections(write_docx(report(), {}))
    printed = {name: "\n".join(one.everything()) for name, one in sections.items()}
    assert "☑" in printed["3.2.2"]
    assert "เป็นชีวมวลหมุนเวียน" in printed["3.2.2"]
    assert "ไอน้ำจากโรงงานข้างเคียง" in printed["3.2.4"]
    assert "ปริมาณที่จำหน่าย" in printed["3.2.5"]
    assert "ไม่นำไปหักลบ" in printed["3.2.8"]
    for section in ("3.2.2", "3.2.5", "3.2.8"):
        assert len(sections[section].heads) == 1  # the form's own table, and no other


@pytest.mark.parametrize("edition", every_kind.EDITIONS, ids=lambda one: one[0])
def test_the_inventory_of_energy_is_complete(edition: tuple[str, str]) -> None:
    entries = [one for one in ENTRIES if one.kind != "stationary.paddy_husk"]
    made_of = every_kind.dossier_of(tuple(entries), edition)
    assert made_of.calculation.complete
    assert not [one for one in made_of.findings if one.level is Level.ERROR]

"""Every label of the form stands in its own place of the Word file."""

from __future__ import annotations

from functools import cache

import pytest
from tests.documents.forms import docx_sections, form_sections, labels, squeezed, stands_in
from tests.samples import empty_dossier, sample_dossier, sample_pictures

from fahsai.core.reports.tcfo_r_02 import tcfo_r_02
from fahsai.documents.tcfo_r_02.write import write_docx
from fahsai.words.load import words

SOURCES = [
    "Facility",
    "แหล่งปล่อยก๊าซเรือนกระจก (Emission Source) เช่น ระบุอุปกรณ์หลัก/เครื่องจักร /กระบวนการ/กิจกรรม",
    "หน่วยที่ใช้(ต่อปี)",
    "กำลังการผลิต (Capacity)/ลักษณะเฉพาะ (Specification)",
    "ใช้ภายใน",
    "จำหน่ายภายนอก",
    "ความสำคัญ(มีนัยสำคัญมาก หรือ น้อย)",
]
BIOMASS = [SOURCES[0], SOURCES[1].removesuffix("/กิจกรรม"), *SOURCES[2:]]
MONITORING = [
    "แหล่งปล่อยก๊าซเรือนกระจก",
    "ข้อมูลกิจกรรม",
    "ค่า EF",
    "ลักษณะข้อมูลกิจกรรมที่ตรวจวัด",
    "จุดที่ตรวจวัด",
    "ที่มาของข้อมูลกิจกรรม",
    "หลักฐาน/เอกสารอ้างอิง",
    "ที่มาของค่า EF",
    "เป็นค่าที่ได้จากการตรวจวัด",
    "เป็นค่าที่ได้จากหลักฐานการชำระเงิน",
    "เป็นค่าที่ได้จากการประมาณค่า",
]
AMOUNTS = ["แหล่งปล่อยก๊าซเรือนกระจก", "ปริมาณการปล่อย GHG (tonCO2e)"]
GASES = ["CO2", "CH4", "N2O", "SF6", "NF3", "HFCs", "PFCs"]
COLUMNS = {
    "3.1.3": ["Facility", "กิจกรรมขององค์กรในแต่ละ Facility", "Scope 1", "Scope 2", "Scope 3"],
    "3.2.1": SOURCES,
    "3.2.2": BIOMASS,
    "3.2.3": SOURCES,
    "3.2.4": SOURCES,
    "3.2.5": [
        "อุปกรณ์ / เครื่องจักรที่ผลิตพลังงาน / ความร้อน/ ไอน้ำ / กระบวนการ (Source)",
        "จำหน่ายให้กับ (Supply to)",
    ],
    "3.2.6": SOURCES,
    "3.2.7": [
        "ที่ตั้ง / ตำแหน่ง",
        "จำนวน (ต้น)",
        "มวลชีวภาพของต้นไม้ (kg)",
        "ปริมาณคาร์บอนที่กักเก็บ(tonCO2e)",
        "ความสำคัญ(มีนัยสำคัญมาก หรือ น้อย)",
    ],
    "3.2.8": [
        "ชื่อโครงการ",
        "มาตรฐานที่ขอรับรอง",
        "ระยะเวลาคิดคาร์บอนเครดิตของโครงการ",
        "จำนวนคาร์บอนเครดิต/สิทธิพลังงานหมุนเวียนที่ได้รับการรับรอง (TonCO2e/kWh)",
        "จำนวนคาร์บอนเครดิต/สิทธิพลังงานหมุนเวียนที่ได้รับการรับรองที่ขายไป (TonCO2e/kWh)",
    ],
    "4.1": MONITORING,
    "4.2": MONITORING,
    "4.3": MONITORING,
    "4.4": MONITORING,
    "5.1": [
        "แหล่งปล่อยก๊าซเรือนกระจก",
        "ปริมาณการปล่อยก๊าซเรือนกระจก(TonCO2e)",
        "รวมปริมาณก๊าซเรือนกระจก (TonCO2e)",
        *GASES,
    ],
    "5.2": AMOUNTS,
    "5.3": AMOUNTS,
    "5.4": AMOUNTS,
    "6.2": [
        "ขอบเขตการดำเนินงาน",
        "รายการแหล่งปล่อยก๊าซเรือนกระจก",
        "ปริมาณการปล่อยก๊าซเรือนกระจกของปีฐาน (tonCO2e)",
        "หมายเหตุ",
    ],
    "7.1": ["บทบาท", "ชื่อ-สกุล", "ตำแหน่ง", "หน้าที่"],
    "7.3": [
        "ขอบเขต",
        "แหล่งปล่อยก๊าซเรือนกระจก",
        "อุปกรณ์/เครื่องมือวัด (เครื่องที่)",
        "ผู้ทำการสอบเทียบ / แหล่งที่เทียบวัด",
        "ความแม่นยำของอุปกรณ์/เครื่องมือวัด",
        "ค่าความผิดพลาดของอุปกรณ์/เครื่องมือวัดที่วัดได้",
        "ค่าความผิดพลาดของอุปกรณ์/เครื่องมือวัดที่ยอมรับได้หรือที่กำหนดไว้",
        "เอกสารอ้างอิง",
    ],
}
INSTRUCTIONS = (
    "ต้องระบุสมมติฐานการออกแบบ",
    "เฉพาะประเภทที่ 1 ให้แยกชนิดก๊าซ",
    "รายละเอียดการดำเนินงาน วันเวลา สถานที่",
    "ขอให้ที่ปรึกษาชี้แนะ",
    "รูปหน้าตรงของนายกเทศมนตรี",
    "แหล่งปล่อยก๊าซที่ระบุในตารางนี้ควรมีความสอดคล้อง",
    "ให้ทำการรายงานแยก",
)
FULL, EMPTY = "full", "empty"


@cache
def document(which: str) -> bytes:
    dossier = sample_dossier() if which == FULL else empty_dossier()
    return write_docx(tcfo_r_02(dossier, words("tcfo_r_02")), sample_pictures())


@pytest.mark.parametrize("which", [FULL, EMPTY])
def test_every_label_stands_in_each_section_where_the_form_has_it(which: str) -> None:
    form, ours = form_sections(), docx_sections(document(which))
    missing: list[tuple[str, str]] = []
    placeless: list[str] = []
    for label in labels():
        places = [section for section, lines in form.items() if stands_in(label, lines)]
        if not places:
            placeless.append(label)
        missing.extend(
            (label, place) for place in places if not stands_in(label, ours[place].everything())
        )
    assert not placeless
    assert not missing


@pytest.mark.parametrize("which", [FULL, EMPTY])
@pytest.mark.parametrize("section", COLUMNS)
def test_columns_stand_in_head_rows_that_repeat(which: str, section: str) -> None:
    (head,) = docx_sections(document(which))[section].heads
    assert [squeezed(text) for text in head] == [squeezed(text) for text in COLUMNS[section]]


def test_the_tables_of_section_8_have_the_forms_cells() -> None:
    scores, levels, results = docx_sections(document(EMPTY))["8"].tables
    assert [len(row) for row in scores] == [2, 4, 4, 5, 5]
    assert levels[1][1] == "1-6"
    assert [squeezed(text) for text in results[0]] == [
        "ประเภทของกิจกรรม",
        "รายการ",
        "คะแนนการเก็บข้อมูล(A)",
        "ค่าEF(B)",
        "ผลการประเมิน(AxB)ระดับคุณภาพ",
        "ระดับคุณภาพ",
    ]


def test_headings_follow_the_form_with_its_numbers_mended() -> None:
    numbers = [number for number in docx_sections(document(FULL)) if number != "cover"]
    assert numbers == [
        "1", "2", "3", "3.1", "3.1.1", "3.1.2", "3.1.3", "3.1.4", "3.2", "3.2.1", "3.2.2", "3.2.3",
        "3.2.4", "3.2.5", "3.2.6", "3.2.7", "3.2.8", "3.2.9", "4", "4.1", "4.2", "4.3", "4.4", "5",
        "5.1", "5.2", "5.3", "5.4", "6", "6.1", "6.2", "6.3", "7", "7.1", "7.2", "7.3", "8", "9",
        "9.1", "10", "11", "11.1", "11.1.1", "11.1.2", "11.1.3", "11.1.4", "11.2", "A1",
    ]  # fmt: skip


@pytest.mark.parametrize("which", [FULL, EMPTY])
def test_instructions_of_the_form_are_never_printed(which: str) -> None:
    printed = squeezed(
        "".join(line for s in docx_sections(document(which)).values() for line in s.everything())
    )
    for instruction in INSTRUCTIONS:
        assert squeezed(instruction) not in printed

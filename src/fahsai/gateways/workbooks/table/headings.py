"""What the heading of a column says, in Thai or English."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from fahsai.gateways.workbooks.cell_text import plain
from fahsai.gateways.workbooks.table.mapping import Field
from fahsai.reference.load_units import load_units

NOTHING = "-"
"""Stands for a column that is understood and not needed: money, running numbers, emissions."""

LONGEST = 80

UNIT_OF_BILLS = "หน่วย"
"""What electricity bills call a kilowatt-hour and water bills a cubic metre."""

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (said, re.compile(pattern))
    for said, pattern in (
        (
            Field.FACTOR,
            r"(?<![a-z])ef(?![a-z])|emission ?factor|สัมประสิทธิ์|แฟก?เตอร์|แฟคเตอร์|ค่าการปล่อย",
        ),
        (
            Field.DOCUMENT,
            (
                r"เลขที่ ?(?:ใบ|บิล|เอกสาร)|ใบเสร็จ|ใบแจ้ง|ใบกำกับ"
                r"|invoice|receipt|voucher|bill ?(?:no|id)|doc(?:ument)? ?(?:no|id)"
            ),
        ),
        (
            NOTHING,
            (
                r"บาท|ราคา|มูลค่า|เงิน|ภาษี|(?<![a-z])(?:vat|ft|price|baht|thb|cost|tax)(?![a-z])"
                r"|co2|คาร์บอน|ก๊าซเรือนกระจก|(?<![a-z])(?:ghg|cf)(?![a-z])"
            ),
        ),
        (
            NOTHING,
            (
                r"^(?:ลำดับ|ที่|no\.?|#|item no\.?)$|^ลำดับ|ร้อยละ|%|เฉลี่ย|average|สะสม"
                r"|เลขอ่าน|ครั้งก่อน|ครั้งนี้|ครั้งหลัง|previous|present|reading (?:before|after)"
            ),
        ),
        (NOTHING, r"^(?:ผล|ยอด)?รวม|(?<![a-z])(?:grand |sub)?total(?![a-z])"),
        (
            NOTHING,
            (
                r"ผลต่าง|ส่วนต่าง|เพิ่ม ?[/-] ?\(?ลด|เพิ่มขึ้น|ลดลง|เปลี่ยนแปลง"
                r"|(?<![a-z])(?:difference|diff|change|variance)(?![a-z])"
            ),
        ),
        (
            Field.ACCOUNT,
            (
                r"(?:เลข|หมายเลข|รหัส).*(?:ผู้ใช้|มิเตอร์|เครื่องวัด)|^มิเตอร์"
                r"|(?<![a-z])(?:meter|ca|account)(?![a-z])|user ?(?:no|id)"
            ),
        ),
        (Field.EVIDENCE, r"หลักฐาน|ไฟล์|แนบ|evidence|attachment|(?<![a-z])files?(?![a-z])"),
        (Field.NOTE, r"หมายเหตุ|ทะเบียน|ผู้ขับ|remark|(?<![a-z])notes?(?![a-z])|comment|plate"),
        (Field.FROM, r"^(?:ตั้งแต่|เริ่ม|จาก)|วัน(?:ที่)?เริ่ม|(?<![a-z])(?:from|start|begin)"),
        (Field.TO, r"^ถึง|สิ้นสุด|วันที่ถึง|(?<![a-z])(?:to|end|until)(?![a-z])"),
        (
            Field.DATE,
            r"วันที่|^วัน|ว/ด/ป|ว\.ด\.ป|(?<![a-z])(?:date|day|timestamp|time)(?![a-z])",
        ),
        (Field.MONTH, r"เดือน|งวด|รอบบิล|(?<![a-z])(?:month|period)(?![a-z])"),
        (Field.YEAR, r"^ปี|^พ\.?ศ|^ค\.?ศ|(?<![a-z])year(?![a-z])"),
        (
            Field.PART,
            (
                r"^(?:ส่วนงาน|หน่วยงาน|สำนัก|กอง|ฝ่าย|แผนก|สาขา)"
                r"|(?<![a-z])(?:department|division|section|branch)(?![a-z])"
            ),
        ),
        (Field.CODE, r"^รหัส|(?<![a-z])(?:code|id)(?![a-z])"),
        (Field.UNIT, r"^หน่วย|^(?:unit|uom)(?![a-z])"),
        (Field.GROUP, r"^(?:ขอบเขต|scope|กลุ่ม|หมวด|category|group)"),
        (
            Field.QUANTITY,
            (
                r"ปริมาณ|จำนวน|การใช้|ยอดใช้|(?<![a-z])"
                r"(?:quantity|amount|usage|qty|consumption|volume|value|activity data)(?![a-z])"
            ),
        ),
        (
            Field.SOURCE,
            (
                r"รายการ|กิจกรรม|แหล่ง|ชนิด|ประเภท|เชื้อเพลิง|พลังงาน|รายละเอียด|ชื่อ|(?<![a-z])"
                r"(?:source|item|activity|fuel|energy|description|type|name|material)s?(?![a-z])"
            ),
        ),
    )
)
_MAY_BE_UNIT = frozenset({"", Field.QUANTITY, Field.UNIT})
"""A unit alone heads its amounts; but เดือน, ปี, day and item are units too, and head others."""
_IN_BRACKETS = re.compile(r"[(\[]\s*([^()\[\]]{1,30})\s*[)\]]")


class Heading(NamedTuple):
    """What a heading says: a field, :data:`NOTHING`, or neither; and the unit that it names."""

    means: str
    unit: str = ""
    words: str = ""  # without the unit


@lru_cache(maxsize=4096)
def heading_said(text: str) -> Heading:
    """What a heading says of its column.

    >>> heading_said("ปริมาณ (ลิตร)")
    Heading(means='quantity', unit='ลิตร', words='ปริมาณ')
    >>> heading_said("จำนวนเงิน (บาท)").means, heading_said("วันที่จดหน่วย").means
    ('-', 'date')
    >>> heading_said("kWh"), heading_said("น้ำประปา (ลบ.ม.)").unit
    (Heading(means='quantity', unit='kWh', words=''), 'ลบ.ม.')
    """
    said = plain(text)
    if not said or len(said) > LONGEST:
        return Heading("")
    words, unit = split_unit(text)
    inner = plain(words) if unit else said
    means = next(
        (means for means, one in _PATTERNS if one.search(inner if means is not NOTHING else said)),
        "",
    )
    if not unit and means in _MAY_BE_UNIT and is_unit(text):
        return Heading(Field.QUANTITY.value, " ".join(text.split()))
    return Heading(str(means), unit, words)


def split_unit(text: str) -> tuple[str, str]:
    """The words of a heading and the unit that it names in brackets, if it is one of ours.

    >>> split_unit("ดีเซล (รถยนต์) (ลิตร)"), split_unit("ดีเซล (รถยนต์)")
    (('ดีเซล (รถยนต์)', 'ลิตร'), ('ดีเซล (รถยนต์)', ''))
    >>> split_unit("ไฟฟ้าอาคาร (หน่วย)")  # which one its kind of source tells
    ('ไฟฟ้าอาคาร', 'หน่วย')
    """
    for match in reversed(list(_IN_BRACKETS.finditer(text))):
        if is_unit(match[1]) or plain(match[1]) == UNIT_OF_BILLS:
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            return " ".join(rest.split()), match[1].strip()
    return " ".join(text.split()), ""


@lru_cache(maxsize=4096)
def is_unit(text: str) -> bool:
    """Whether a text is nothing but a unit of ours, clear or ambiguous."""
    if len(text) > LONGEST // 2 or plain(text) in {"", "หน่วย", "unit"}:
        return False
    return load_units().is_spelling(text)

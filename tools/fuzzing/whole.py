"""Whole tables and mappings as people write them, and what a mapping is tried on."""

from __future__ import annotations

import json
from typing import Any

TABLE = (
    ("วันที่", "รายการ", "ปริมาณ", "หน่วย", "เลขที่"),
    *(
        (f"{day}/{month}/2565", "น้ำมันดีเซล", f"{day * 7}.5", "ลิตร", f"A{month:02}{day:02}")
        for month in range(1, 5)
        for day in (3, 17)
    ),
)
_COLUMNS = {"date": "A", "source": "B", "quantity": "C", "unit": "D", "document": "E"}
_MAPPING: dict[str, Any] = {
    "tables": [{"sheet": "fuel", "header": 1, "first_row": 2, "columns": _COLUMNS, "era": "be"}],
    "answers": {"น้ำมันดีเซล": "kind:mobile.diesel"},
    "text": {"coding": "utf-8", "separator": ",", "decimal": "."},
}
CENSUS = (
    "พื้นที่,กลุ่มพรรณไม้,ชนิด,เส้นรอบวง (ซม.),ความสูง (ม.),จำนวน (ต้น)\r\n"
    'สวน,ไม้ทั่วไป,ประดู่,"94.2",12,3\r\nสวน,ปาล์ม,มะพร้าว,,8.5,1\r\n'
)


def lines(separator: str) -> str:
    """The table as text."""
    return "".join(separator.join(row) + "\r\n" for row in TABLE)


def mapping_json() -> bytes:
    """What a program sends beside a file."""
    return json.dumps(_MAPPING, ensure_ascii=False, indent=1).encode()


def mapping_toml() -> bytes:
    """What a person writes for ``fahsai import --mapping``."""
    columns = "\n".join(f'{field} = "{letters}"' for field, letters in _COLUMNS.items())
    return (
        '[text]\ncoding = "utf-8"\nseparator = ","\n\n'
        '[answers]\n"น้ำมันดีเซล" = "kind:mobile.diesel"\n\n'
        f'[[tables]]\nsheet = "fuel"\nheader = 1\nfirst_row = 2\npartial = false\n'
        f"[tables.columns]\n{columns}\n"
    ).encode()

"""Whole files of every kind that is read: what the broken ones are made from."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter
from PIL import Image
from tools.fuzzing.whole import CENSUS, TABLE, lines, mapping_json, mapping_toml

from fahsai.gateways.workbooks.office.values import FISCAL
from fahsai.gateways.workbooks.report.book import OrganisationEntry, ReportBook
from fahsai.gateways.workbooks.report.write import write_report_template
from fahsai.gateways.workbooks.template.book import (
    TemplateBook,
    TemplateLine,
    TemplateOrganisation,
    TemplateSource,
    TemplateYear,
)
from fahsai.gateways.workbooks.template.write import write_template

if TYPE_CHECKING:
    from collections.abc import Sequence

CODE, YEAR = "fuzz", 2565
MONTHS = (
    *("ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค."),
    *("เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย."),
)
_ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="ปี 2565">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


BOOKS = ("activity", "calculate", "columns", "api-import", "api-columns")
TABLES = ("activity", "columns", "api-import", "api-columns")


_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)


class Seed(NamedTuple):
    """A whole file; ``weight`` is how often it is taken (large files are slow to read).

    ``readers`` are those that it is made for.
    """

    name: str
    data: bytes
    weight: int
    readers: tuple[str, ...]


def seeds() -> tuple[Seed, ...]:
    """One file of each layout and type; old Excel only where LibreOffice can write it."""
    office = _office()
    old = _old_excel(office)
    return (
        Seed("office.xlsx", office, 8, BOOKS),
        Seed("annual.xlsx", _annual(), 8, BOOKS),
        Seed("office.ods", _ods(), 8, BOOKS),
        Seed("template.xlsx", write_template(_book()), 2, ("activity", "calculate")),
        Seed("report.xlsx", write_report_template(_report()), 1, ("report",)),
        *((Seed("office.xls", old, 6, BOOKS),) if old else ()),
        Seed("table.xlsx", _table_xlsx(), 6, TABLES),
        Seed("table.ods", _table_ods(), 6, TABLES),
        *((Seed("table.xls", _old_excel(_table_xlsx()), 4, TABLES),) if old else ()),
        Seed("trees.csv", CENSUS.encode(), 5, ("trees",)),
        Seed("bill.csv", _csv().encode("utf-8-sig"), 6, TABLES),
        Seed("bill-874.csv", _csv().encode("cp874"), 5, TABLES),
        Seed("bill-16.csv", _csv().encode("utf-16"), 4, TABLES),
        *(
            Seed(f"fuel-{name}.csv", lines(sign).encode(), 4, TABLES)
            for name, sign in (("semicolon", ";"), ("tab", "\t"), ("bar", "|"))
        ),
        Seed("mapping.toml", mapping_toml(), 14, ("mapping",)),
        Seed("mapping.json", mapping_json(), 14, ("api-mapping",)),
        Seed("bill.pdf", _PDF, 3, ("upload",)),
        Seed("plan.png", _picture("PNG"), 3, ("upload",)),
        Seed("plan.jpg", _picture("JPEG"), 3, ("upload",)),
        Seed("letter.docx", _docx(), 3, ("upload",)),
    )


def report_of_the_year() -> bytes:
    """The report workbook that founds the organisation whose records must stay as they are."""
    return write_report_template(_report())


def activity_of_the_year() -> bytes:
    """The activity template with a year of two sources."""
    return write_template(_book())


_ROWS = (
    ("Scope 1", "น้ำมันดีเซล (รถยนต์)", "ลิตร", 2.7406, 120.5),
    ("Scope 1", "ก๊าซ LPG", "กก.", 3.1134, 15),
    ("Scope 2", "ไฟฟ้า", "kWh", 0.4999, 8123),
    ("Scope 3", "น้ำประปา (กปภ.)", "ลบ.ม.", 0.541, 90),
    ("Scope 3", "กระดาษ A4", "kg", 2.102, 12.25),
)


def _office() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("ข้อมูลรายเดือน")
        sheet.write(0, 0, "สรุปข้อมูล ประจำปีงบประมาณ 2565")
        sheet.merge_range(1, 0, 2, 0, "ขอบเขต")
        sheet.write_row(1, 1, ("รายการ", "หน่วย", "EF"))
        for place, month in enumerate(MONTHS):
            sheet.merge_range(1, 4 + 2 * place, 1, 5 + 2 * place, month)
            sheet.write_row(2, 4 + 2 * place, ("ปริมาณ", "CF"))
        for row, (scope, label, unit, factor, amount) in enumerate(_ROWS, start=3):
            sheet.write_row(row, 0, (scope, label, unit, factor))
            for place in range(12):
                quantity = amount + place
                sheet.write(row, 4 + 2 * place, quantity)
                cell = f"=D{row + 1}*{quantity}"
                sheet.write_formula(row, 5 + 2 * place, cell, None, factor * quantity)
    return out.getvalue()


def _annual() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("ปี 2565")
        sheet.write_row(0, 0, ("รายการ", "ปริมาณ", "หน่วย", "ค่า EF", "kgCO2e"))
        for row, (_, label, unit, factor, amount) in enumerate(_ROWS, start=1):
            sheet.write_row(row, 0, (label, amount, unit, factor, amount * factor))
    return out.getvalue()


def _ods() -> bytes:
    head: tuple[object, ...] = ("รายการ", "ปริมาณ", "หน่วย", "ค่า EF", "kgCO2e")
    return _ods_of([head, *((label, n, unit, ef, n * ef) for _, label, unit, ef, n in _ROWS)])


def _table_ods() -> bytes:
    return _ods_of(TABLE)


def _table_xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("น้ำมัน")
        for row, cells in enumerate(TABLE):
            for column, text in enumerate(cells):
                sheet.write(row, column, float(text) if row and column == _QUANTITY else text)
    return out.getvalue()


_QUANTITY = 2


def _ods_of(cells: Sequence[Sequence[object]]) -> bytes:
    def cell(value: object) -> str:
        if isinstance(value, str):
            return (
                '<table:table-cell office:value-type="string">'
                f"<text:p>{value}</text:p></table:table-cell>"
            )
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )

    rows = "".join(
        f"<table:table-row>{''.join(map(cell, line))}</table:table-row>" for line in cells
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _ODS.format(rows=rows))
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    return out.getvalue()


def _old_excel(xlsx: bytes) -> bytes:
    """The same workbook as .xls; nothing without LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        return b""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "office.xlsx").write_bytes(xlsx)
        subprocess.run(  # noqa: S603 - our own file
            [
                office,
                f"-env:UserInstallation=file://{folder}/profile",
                *("--headless", "--convert-to", "xls", "--outdir", folder),
                str(place / "office.xlsx"),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return (place / "office.xls").read_bytes()


def _book() -> TemplateBook:
    made = (("D01", "mobile.diesel", "litre"), ("E01", "electricity.paid", "kWh"))
    sources = tuple(
        TemplateSource(
            code, kind=kind, name=f"แหล่ง {code}", activity_unit=unit, origin="paid", grade="Y"
        )
        for code, kind, unit in made
    )
    amounts = tuple(Decimal(100 + month) for month in range(12))
    lines = tuple(TemplateLine(code, unit, amounts) for code, _, unit in made)
    return TemplateBook(
        organisation=TemplateOrganisation(CODE, "เทศบาลทดสอบ"),
        sources=sources,
        current=TemplateYear(YEAR, FISCAL, lines),
    )


def _report() -> ReportBook:
    return ReportBook(
        organisation=OrganisationEntry(
            code=CODE, name_th="เทศบาลทดสอบ", year_be=YEAR, report_date=date(2022, 12, 15)
        )
    )


def _csv() -> str:
    head = "วันที่,รายการ,ปริมาณ,หน่วย,หมายเหตุ\r\n"
    return head + "".join(
        f'1/{month}/2565,"ไฟฟ้า อาคาร ๑","{1000 + month},5",kWh,-\r\n' for month in range(1, 13)
    )


_PDF = (
    b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
    b"2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
)


def _picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (24, 16), "#336699").save(out, kind)
    return out.getvalue()


def _docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return out.getvalue()

"""Files of very many rows in every format, and what reading one of them costs."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MILLION = 1_000_000
HEADINGS = ("วันที่", "รายการ", "ปริมาณ", "หน่วย", "เลขที่")
_PIECE = 20_000
_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="a">'
)
_ODS_END = "</table:table></office:spreadsheet></office:body></office:document-content>"


_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)


def text(rows: int, separator: str = ",") -> Iterator[str]:
    """Lines of a log of fuel, headings first, some thousand at a time."""
    yield separator.join(HEADINGS) + "\r\n"
    for start in range(0, rows, _PIECE):
        yield "".join(
            separator.join((f"{1 + n % 28}/1/2565", "ดีเซล", f"{n % 90 + 1}.5", "L", f"{n}"))
            + "\r\n"
            for n in range(start, min(start + _PIECE, rows))
        )


def csv(rows: int, coding: str, separator: str = ",") -> bytes:
    """The log as a text in a coding."""
    if coding == "utf-16":
        return b"\xff\xfe" + b"".join(one.encode("utf-16-le") for one in text(rows, separator))
    return b"".join(one.encode(coding) for one in text(rows, separator))


def xlsx(rows: int, columns: int = 5) -> bytes:
    """So many rows of figures; made by hand, as a program would take minutes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("a")
    made = io.BytesIO()
    letters = "ABCDEFGHIJKLMNOP"[:columns]
    with (
        zipfile.ZipFile(io.BytesIO(out.getvalue())) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for entry in old.namelist():
            content = old.read(entry)
            head, found, tail = content.partition(b"<sheetData/>")
            with new.open(entry, "w", force_zip64=True) as part:
                part.write(head)
                if found:
                    part.write(b"<sheetData>")
                    for start in range(1, rows + 1, _PIECE):
                        numbers = range(start, min(start + _PIECE, rows + 1))
                        part.write("".join(_xlsx_row(n, letters) for n in numbers).encode())
                    part.write(b"</sheetData>")
                part.write(tail)
    return made.getvalue()


def _xlsx_row(number: int, letters: str) -> str:
    cells = "".join(f'<c r="{one}{number}"><v>{number}</v></c>' for one in letters)
    return f'<row r="{number}">{cells}</row>'


def ods(rows: int) -> bytes:
    """So many rows of two cells."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        with archive.open("content.xml", "w") as part:
            part.write(_ODS_HEAD.encode())
            for start in range(0, rows, _PIECE):
                numbers = range(start, min(start + _PIECE, rows))
                part.write("".join(map(_ods_row, numbers)).encode())
            part.write(_ODS_END.encode())
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    return out.getvalue()


def _ods_row(number: int) -> str:
    cell = (
        f'<table:table-cell office:value-type="float" office:value="{number}">'
        f"<text:p>{number}</text:p></table:table-cell>"
    )
    return f"<table:table-row>{cell * 2}</table:table-row>"


def xls(folder: Path, sheets: int, rows: int) -> bytes:
    """An old workbook, by LibreOffice, with so many rows on each of its sheets."""
    office = shutil.which("soffice")
    assert office is not None, "make system"
    place = folder / "old.xlsx"
    with xlsxwriter.Workbook(str(place), {"constant_memory": True}) as book:
        for number in range(sheets):
            sheet = book.add_worksheet(f"s{number}")
            for row in range(rows):
                sheet.write_number(row, 0, row)
    subprocess.run(
        [
            *(office, f"-env:UserInstallation=file://{folder}/profile", "--headless"),
            *("--convert-to", "xls", "--outdir", str(folder), str(place)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return (folder / "old.xls").read_bytes()


class Cost(NamedTuple):
    """What a process made of a file, how long it took and what it and its children held.

    ``seconds`` are of the processor: on a machine with other work a clock says nothing of us.
    """

    read: bool
    said: list[tuple[str, str, dict[str, str]]]
    seconds: float
    bytes: int


_MEASURE = """
import json, resource, sys
from pathlib import Path
from fahsai.gateways.workbooks import apart
from fahsai.gateways.workbooks.reader import read
apart._BESIDE = apart.Beside(longest=250)  # of the clock, which here other tests wait for too
book, said = read(Path(sys.argv[1]).read_bytes(), Path(sys.argv[1]).name)
apart._BESIDE.end()
both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
took = sum(one.ru_utime + one.ru_stime for one in both)
# Not ru_maxrss of ourselves: it begins with what the process of the tests held when it made us.
status = Path("/proc/self/status").read_text().splitlines()
own = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
held = (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) * 1024
print(json.dumps([book is not None, [[o.code, o.subject, dict(o.data)] for o in said], took, held]))
"""


def cost(data: bytes, place: Path) -> Cost:
    """Read a file in a process of its own: our own memory is that of many tests."""
    place.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(place)], check=True, capture_output=True, timeout=300
    )
    read, said, seconds, held = json.loads(done.stdout)
    return Cost(read, [(code, subject, of) for code, subject, of in said], seconds, held)

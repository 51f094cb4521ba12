"""Imports of 40,000 rows: from a file's bytes to the committed records, receipt and event included.

The home is a SQLite database of its own.  Beside wall time stands the processor time of this
process and of the one that parses spreadsheets, which a busy machine does not lengthen as much.
"""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import openpyxl
import xlsxwriter
from tools import loaded_home
from tools.benches.timing import say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

ROWS = 40_000
GOAL = 5.0  # [s]
FIRST_DAY, MONTHS = date(2021, 10, 1), 12
MONTH_NAMES = (
    *("ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค."),
    *("เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย."),
)
KINDS = (
    ("Scope 1", "น้ำมันดีเซล รถ", 2.7406, "ลิตร"),
    ("Scope 2", "การใช้พลังงานไฟฟ้า อาคาร", 0.4999, "kWh"),
    ("Scope 3", "กระดาษ A4 กอง", 2.102, "kg"),
    ("Scope 3", "น้ำประปา อาคาร", 0.541, "m3"),
)


class Took(NamedTuple):
    """What an import took [s]."""

    wall: float
    processor: float


class File(NamedTuple):
    """A file with 40,000 amounts, as ``make`` writes it with so much more in each.

    ``cells`` makes a spreadsheet of the same cells, for openpyxl to read.
    """

    name: str
    make: Callable[[int], bytes]
    cells: Callable[[int], bytes]
    table: bool = True


def fuel_csv(more: int) -> bytes:
    """Bills of fuel as text: day, words, number of the bill, quantity, unit."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(("วันที่", "รายการ", "เลขที่เอกสาร", "ปริมาณ", "หน่วย"))
    for number, day in _days():
        said = f"{day.day}/{day.month}/{day.year + 543}"
        writer.writerow((said, *_bill(number), f"{_quantity(number, more):.2f}", "ลิตร"))
    return stream.getvalue().encode("utf-8-sig")


def fuel_xlsx(more: int) -> bytes:
    """The same bills in a spreadsheet."""
    head = ("วันที่", "รายการ", "เลขที่เอกสาร", "ปริมาณ", "หน่วย")
    rows = ((day, *_bill(n), _quantity(n, more), "ลิตร") for n, day in _days())
    return _spreadsheet("น้ำมัน", head, rows)


def meter_xlsx(more: int) -> bytes:
    """A meter of electricity in two columns: day and quantity."""
    rows = ((day, _quantity(number, more)) for number, day in _days())
    return _spreadsheet("ไฟฟ้า", ("วันที่", "ไฟฟ้า (kWh)"), rows)


def office_xlsx(more: int) -> bytes:
    """A sheet of twelve months as offices keep it, with factors of its own."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("สรุป 2565")
    sheet.write(0, 0, "แบบฟอร์ม 1.5(1) ปริมาณก๊าซเรือนกระจก (kgCO2e)")
    sheet.write_row(2, 0, ("ขอบเขต", "รายการ", "EF", "หน่วย", "ปีงบประมาณ 2565"))
    sheet.write_row(3, 4, MONTH_NAMES)
    count = ROWS // MONTHS
    for number in range(count):
        scope, words, factor, unit = KINDS[number * len(KINDS) // count]
        sheet.write_row(5 + number, 0, (scope, f"{words} {number}", factor, unit))
        months = [_quantity(number * MONTHS + month, more) for month in range(MONTHS)]
        sheet.write_row(5 + number, 4, months)
    book.close()
    return stream.getvalue()


def _days() -> Iterable[tuple[int, date]]:
    return ((number, FIRST_DAY + timedelta(number % 365)) for number in range(ROWS))


def _bill(number: int) -> tuple[str, str]:
    return f"น้ำมันดีเซล รถ {number % 50:02}", f"INV{number:06}"


def _quantity(number: int, more: int) -> float:
    return (1000 + number * 7919 % 99_000 + more) / 100


def _spreadsheet(name: str, head: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    day_format = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, tuple(head))
    for number, (day, *rest) in enumerate(rows, start=1):
        sheet.write_datetime(number, 0, day, day_format)
        sheet.write_row(number, 1, rest)
    book.close()
    return stream.getvalue()


FILES = (
    File("fuel.csv", fuel_csv, fuel_xlsx),
    File("fuel.xlsx", fuel_xlsx, fuel_xlsx),
    File("meter.xlsx", meter_xlsx, meter_xlsx),
    File("office.xlsx", office_xlsx, office_xlsx, table=False),
)


def bench_imports() -> None:
    """Print what each file takes: new, the same again, with other figures; beside openpyxl."""
    loaded_home.set_up()
    for number, file in enumerate(FILES):
        owner = loaded_home.found(f"import{number}")
        data, other = file.make(0), file.make(500)
        _import(loaded_home.found(f"warm{number}"), file, data)
        new = _import(owner, file, data)
        reading = _reading(file.cells(0))
        say(
            f"import of {file.name}, {ROWS} rows: {_said(new)}, "
            f"{new.processor / reading.processor:.1f} times the processor time in which openpyxl "
            f"reads the same cells ({reading.processor:.2f} s) "
            f"(goal: under {GOAL:.0f} s)"
        )
        say(f"  the same file again: {_said(_import(owner, file, data))}")
        say(f"  with {ROWS} other figures: {_said(_import(owner, file, other))}")


def _said(took: Took) -> str:
    return f"{took.wall:.2f} s, {took.processor:.2f} s of processor time"


def _import(owner: UUID, file: File, data: bytes) -> Took:
    from fahsai.services.actors import LOCAL_OWNER
    from fahsai.services.import_activity import import_activity
    from fahsai.services.map_table import propose_tables

    mapping = None
    if file.table:  # what a person would confirm: our own proposal
        proposal, said = propose_tables(LOCAL_OWNER, owner, data, file.name)
        assert proposal is not None, said
        mapping = proposal.mapping
    before, start = _processor_time(), time.perf_counter()
    made, said = import_activity(LOCAL_OWNER, owner, data, file.name, accept=True, table=mapping)
    took = Took(time.perf_counter() - start, _processor_time() - before)
    assert made is not None, said
    assert ROWS - MONTHS < made.receipt.cells_stored <= ROWS, made.receipt
    return took


def _reading(data: bytes) -> Took:
    """What openpyxl takes to read the cells alone."""
    before, start = time.process_time(), time.perf_counter()
    sheets = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    cells = sum(len(row) for sheet in sheets for row in sheet.iter_rows(values_only=True))
    assert cells >= ROWS
    return Took(time.perf_counter() - start, time.process_time() - before)


def _processor_time() -> float:
    """That of this process and of its children that still run [s]."""
    return time.process_time() + sum(map(_of_process, _children()))


def _children() -> list[int]:
    listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return [int(one) for one in listed.read_text().split()] if listed.exists() else []


def _of_process(number: int) -> float:
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

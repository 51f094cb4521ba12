"""`fahsai import` of a table: columns shown with their reasons, said otherwise, and stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.services.towns import bare

from fahsai.records.models import ActivityRow

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("sqlite_database")

TABLE = "วันที่;รายการ;จำนวนหนึ่ง;จำนวนสอง\n15/01/2567;น้ำมันดีเซล;1,5;7\n20/01/2567;ของแปลก;2;8\n"


def test_columns_are_shown_said_and_stored(fahsai: Any, tmp_path: Path) -> None:
    owner = bare("town")
    book = tmp_path / "log.csv"
    book.write_bytes(TABLE.encode("cp874"))
    asked = ("--language", "en", "import", book, "--organisation", "town")
    shown = fahsai(*asked, "--columns")
    assert shown.status == 0, shown.err
    assert "its heading" in shown.out
    assert "จำนวนสอง" in shown.out
    assert "ของแปลก (1) = ?" in shown.out
    said = ("--column", "quantity=D", "--unit", "ลิตร", "--source", "ของแปลก=-", "--dates", "day")
    looked = fahsai(*asked, *said)
    assert looked.status == 0, looked.err
    assert "Read as text in cp874, separated by “;”" in looked.out
    assert "left out by choice" in looked.out
    assert not ActivityRow.rows.of(owner).exists()
    assert fahsai(*asked, *said, "--accept").status == 0
    [row] = ActivityRow.rows.of(owner).current()
    assert (str(row.quantity), row.unit) == ("7", "litre")
    again = fahsai(*asked, "--accept")
    assert "table.mapping_remembered" in again.out or "imported before" in again.out
    assert ActivityRow.rows.of(owner).count() == 1


def test_a_mapping_stands_in_a_file(fahsai: Any, tmp_path: Path) -> None:
    owner = bare("town")
    book, mapping = tmp_path / "log.csv", tmp_path / "log.toml"
    book.write_bytes(TABLE.encode("cp874"))
    mapping.write_text(
        '[[tables]]\nsheet = "log"\nunit = "ลิตร"\n'
        'columns = {date = "A", source = "B", quantity = "C"}\n'
        '[text]\nseparator = ";"\ncoding = "tis-620"\n',
        "utf-8",
    )
    asked = ("--language", "en", "import", book, "--organisation", "town", "--mapping", mapping)
    done = fahsai(*asked, "--accept")
    assert done.status == 0, done.err
    assert [str(row.quantity) for row in ActivityRow.rows.of(owner).current()] == ["1.5"]
    mapping.write_text("tables = 1", "utf-8")
    refused = fahsai(*asked)
    assert refused.status == 1
    assert "tables" in refused.err
    mapping.write_text("not toml", "utf-8")
    assert fahsai(*asked).status == 1
    assert fahsai(*asked, "--column", "quantity").status == 2


def test_a_table_is_named_where_two_files_are_one_or_two(fahsai: Any, tmp_path: Path) -> None:
    owner = bare("town")
    head = "วันที่,รายการ,ปริมาณ,หน่วย\n"
    first, second = tmp_path / "log.csv", tmp_path / "new.csv"
    first.write_text(f"{head}15/01/2567,น้ำมันดีเซล,5,ลิตร\n", "utf-8")
    second.write_text(f"{head}15/01/2567,น้ำมันดีเซล,6,ลิตร\n", "utf-8")
    asked = ("--organisation", "town", "--accept")
    assert fahsai("import", first, *asked).status == 0
    beside = fahsai("import", second, "--organisation", "town")
    assert "import.table_beside" in beside.out + beside.err
    assert "--name" in beside.out + beside.err
    assert fahsai("import", second, *asked, "--name", "log").status == 0
    assert [str(row.quantity) for row in ActivityRow.rows.of(owner).current()] == ["6"]
    assert fahsai("import", first, *asked, "--name", "อีกคัน").status == 0
    assert {row.sheet for row in ActivityRow.rows.of(owner).current()} == {"log", "อีกคัน"}

"""What a new user reads: nothing untrue, nothing left out, every way out exists."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.cli.test_calculate_command import parsed
from tests.services.books import FUEL_SOURCE, POWER_SOURCE, TEMPLATE_LINES, Sheet, office, template
from tests.services.towns import bare

from fahsai.cli.show import Shown
from fahsai.core.finding import Level, finding
from fahsai.gateways.workbooks.template.book import TemplateLine, TemplateSource
from fahsai.words.load import words
from fahsai.words.messages import Language, message

if TYPE_CHECKING:
    from pathlib import Path

    from fahsai.core.inventory.boundary import Organisation

pytestmark = pytest.mark.usefixtures("sqlite_database")

BLEND = TemplateSource("G01", "mobile.e10", "รถตู้", activity_unit="litre", origin="paid", grade="Y")
BLEND_LINE = TemplateLine("G01", "litre", TEMPLATE_LINES[0].quantities)
SILENT = TemplateSource("S99", "electricity.paid", "มิเตอร์ใหม่", activity_unit="kWh")


def stored(fahsai: Any, tmp_path: Path, *sources: TemplateSource) -> tuple[str, ...]:
    """A town with these sources, those of the lines that the tests have filled in."""
    bare("town")
    codes = {one.code for one in sources}
    lines = [one for one in (*TEMPLATE_LINES, BLEND_LINE) if one.source in codes]
    book = tmp_path / "ข้อมูลปี 2565.xlsx"
    book.write_bytes(template(sources, lines))
    done = fahsai("import", book, "--organisation", "town", "--accept")
    assert done.status == 0, done.err
    return ("--organisation", "town")


# --- a file on its own ---


def test_a_layout_without_factors_is_compared_with_nothing(fahsai: Any, tmp_path: Path) -> None:
    book = tmp_path / "activity.xlsx"
    book.write_bytes(template())
    data = parsed(fahsai("calculate", book, "--json").out)
    assert data["sheet_total"] is None
    assert data["total"] != "0"
    for line in data["lines"]:
        assert (line["sheet_co2e"], line["sheet_factor"], line["difference"]) == (None, None, [])
    thai = fahsai("calculate", book).out
    assert words("cli")["books"]["no_factors_in_file"]["th"] in thai
    assert words("cli")["columns"]["sheet_kg"]["th"] not in thai
    assert "คนละค่า" not in thai
    office_book = tmp_path / "office.xlsx"
    office_book.write_bytes(office(Sheet()))
    assert words("cli")["columns"]["sheet_kg"]["th"] in fahsai("calculate", office_book).out


def test_factors_of_a_layout_that_has_none_are_refused(fahsai: Any, tmp_path: Path) -> None:
    book = tmp_path / "activity.xlsx"
    book.write_bytes(template())
    answer = fahsai("calculate", book, "--factors", "sheet", "--json")
    assert answer.status == 1
    data = parsed(answer.out)
    assert (data["total"], data["sheet_total"]) == (None, None)
    assert "sheet.layout_without_factors" in {one["code"] for one in data["findings"]}
    text = fahsai("calculate", book, "--factors", "sheet")
    assert (text.status, text.out) == (1, "")
    assert "--factors sheet" in text.err


@pytest.mark.parametrize("factors", ["edition", "sheet"])
def test_a_file_is_printed_with_the_sums_of_its_scopes(
    fahsai: Any, tmp_path: Path, factors: str
) -> None:
    book = tmp_path / "office.xlsx"
    book.write_bytes(office(Sheet()))
    options = ("--language", "en", "calculate", book, "--factors", factors)
    data = json.loads(fahsai(*options, "--json").out)
    printed = dict(re.findall(r"  Scope (\d): ([\d,.]+) kgCO2e", fahsai(*options).out))
    assert set(printed) == {"1", "2", "3"}
    for scope, kg in printed.items():
        assert abs(float(kg.replace(",", "")) - float(data["by_scope"][scope])) < 1e-6


def test_the_report_date_is_said_and_where_it_comes_from(fahsai: Any, tmp_path: Path) -> None:
    book = tmp_path / "activity.xlsx"
    book.write_bytes(template())
    english = ("--language", "en", "calculate", book)
    taken = fahsai(*english).out
    assert "(today, use --report-date for another), so the edition in force" in taken
    pinned = fahsai(*english, "--edition", "tgo-cfo-2022-04").out
    assert "(today, use --report-date for another)\n" in pinned
    given = fahsai(*english, "--report-date", "15/1/2566").out
    assert "report date 15 January 2023\n" in given
    assert "today" not in given


@pytest.mark.parametrize(("to", "th"), [("∞", "ไม่มีกำหนด"), ("2026-03-31", "31 มีนาคม 2569")])
def test_every_way_out_of_an_edition_that_may_not_be_used_exists(to: str, th: str) -> None:
    said = finding("edition.not_usable", Level.WARNING, "x", usable_from="2022-04-01",
                   usable_to=to, report_date="2020-01-01")  # fmt: skip
    for language in Language:
        text = message(said, language)
        assert "∞" not in text
        assert "--" not in text
        assert not re.search("บันทึกเหตุผล|record a reason", text)
        stream = io.StringIO()
        Shown(language).findings([said, said], stream)
        *_, first, hint, second = stream.getvalue().splitlines()
        assert first == second
        assert "--edition" in hint
        assert "--report-date" in hint
    assert th in message(said, Language.TH)


# --- stored years ---


def test_documents_of_an_incomplete_year_say_so(fahsai: Any, tmp_path: Path) -> None:
    here = stored(fahsai, tmp_path, POWER_SOURCE, SILENT)
    done = fahsai("documents", *here, "--year", 2565, "--no-pdf", "--out", tmp_path / "out")
    assert done.status == 0, done.err
    assert "S99" in done.out
    assert "ยังไม่ครบ" in done.out
    assert fahsai("source", "S99", *here, "--exclude", "--reason", "ยังไม่ใช้").status == 0
    again = fahsai("documents", *here, "--year", 2565, "--no-pdf", "--out", tmp_path / "out")
    assert "ยังไม่ครบ" not in again.out


def test_a_stored_year_says_whether_its_report_date_was_set(fahsai: Any, tmp_path: Path) -> None:
    here = stored(fahsai, tmp_path, POWER_SOURCE, FUEL_SOURCE)
    asked = ("--language", "en", "calculate", *here, "--year", 2565)
    assert "(not set yet, use fahsai settings --report-date)" in fahsai(*asked).out
    assert fahsai("settings", *here, "--year", 2565, "--report-date", "15/1/2566").status == 0
    assert "report date 15 January 2023\n" in fahsai(*asked).out


def test_a_factor_that_stands_in_for_another_is_explained(fahsai: Any, tmp_path: Path) -> None:
    here = stored(fahsai, tmp_path, POWER_SOURCE, BLEND)
    done = fahsai("settings", *here, "--year", 2565, "--edition", "tgo-cfo-2022-04")
    assert done.status == 0, done.err
    for name in ("G01", "G01/2564-10"):
        out = fahsai("explain", name, *here, "--year", 2565).out
        assert "(factor.fallback)" in out
        assert "mobile.gasoline" in out
    assert "factor.fallback" not in fahsai("explain", "E01", *here, "--year", 2565).out


def test_explaining_names_the_file_and_speaks_of_cells_in_words(
    fahsai: Any, tmp_path: Path
) -> None:
    here = stored(fahsai, tmp_path, POWER_SOURCE, FUEL_SOURCE)
    fahsai("documents", *here, "--year", 2565, "--no-pdf", "--out", tmp_path / "out")
    out = fahsai("explain", "D01", *here, "--year", 2565).out
    assert "ไฟล์ ข้อมูลปี 2565.xlsx SHA-256 " in out
    assert "แถว 1 ปริมาณ" in out
    assert "/row " not in out
    assert (
        "row 1 quantity" in fahsai("--language", "en", "explain", "D01", *here, "--year", 2565).out
    )


def test_versions_show_why_they_were_opened(fahsai: Any, town: Organisation) -> None:
    here = ("--organisation", town.code)
    assert fahsai("submit", *here, "--year", 2565).status == 0
    assert fahsai("reopen", *here, "--year", 2565, "--reason", "แก้ค่าไฟ\nเดือนมีนาคม").status == 0
    lines = fahsai("versions", *here).out.splitlines()
    (newest,) = (line for line in lines if line.startswith("2565 v2"))
    assert newest.endswith("แก้ค่าไฟ เดือนมีนาคม")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("explain", "S01", "--year", "2560"), "ไม่พบปี พ.ศ. 2560"),
        (("explain", "S999", "--year", "2565"), "ไม่พบแหล่งปล่อยหรือรายการ “S999”"),
        (("explain", "S01", "--year", "2565", "--version", "7"), "ไม่พบฉบับ 2565 v7"),
        (("source", "S999", "--kind", "mobile.diesel"), "ไม่พบแหล่งปล่อยรหัส “S999”"),
    ],
)
def test_what_is_not_there_is_called_by_what_it_is(
    fahsai: Any, town: Organisation, arguments: tuple[str, ...], said: str
) -> None:
    done = fahsai(*arguments, "--organisation", town.code)
    assert done.status == 1
    assert said in done.err


def test_a_change_of_a_source_is_told_in_thai_words(fahsai: Any, tmp_path: Path) -> None:
    stored(fahsai, tmp_path, POWER_SOURCE, FUEL_SOURCE)
    book = tmp_path / "ข้อมูลปี 2565.xlsx"

    def edit(workbook: Any) -> None:
        sources = workbook["แหล่งปล่อย"]
        sources["C5"], sources["H5"] = "ไฟฟ้าตึกใหม่", "0012345"

    book.write_bytes(template((POWER_SOURCE, FUEL_SOURCE), edit=edit))
    out = fahsai("import", book, "--organisation", "town").out
    assert "ชื่อ = ไฟฟ้าตึกใหม่" in out
    assert "หมายเลขผู้ใช้/มิเตอร์ = 0012345" in out
    assert not re.search(r"name_th|utility_account", out)


def test_nothing_to_store_is_not_to_be_accepted(fahsai: Any, tmp_path: Path) -> None:
    bare("town")
    book = tmp_path / "activity.xlsx"
    book.write_bytes(template())
    here = (book, "--organisation", "town")
    assert "--accept" in fahsai("import", *here).out
    assert fahsai("import", *here, "--accept").status == 0
    assert "--accept" not in fahsai("import", *here).out


# --- the template ---


@pytest.mark.parametrize("name", ["foo.txt", "foo", "foo.xls"])
@pytest.mark.parametrize("more", [(), ("--report",)])
def test_a_template_is_written_under_the_name_of_a_workbook_only(
    fahsai: Any, tmp_path: Path, name: str, more: tuple[str, ...]
) -> None:
    done = fahsai("template", tmp_path / name, *more)
    assert done.status == 2
    assert ".xlsx" in done.err
    assert not (tmp_path / name).exists()
    assert fahsai("template", tmp_path / "Foo.XLSX", *more).status == 0


@pytest.mark.parametrize(
    ("cell", "text", "said"),
    [
        ("B2", "abcd", "“abcd” ไม่ใช่ปี"),
        ("B2", None, "ยังไม่ได้ใส่ปี"),
        ("E2", "ปีแสง", "“ปีแสง” ไม่ใช่ชนิดปี"),
    ],
)
def test_a_year_that_is_none_is_not_called_missing(
    fahsai: Any, tmp_path: Path, cell: str, text: str | None, said: str
) -> None:
    bare("town")
    book = tmp_path / "activity.xlsx"

    def edit(workbook: Any) -> None:
        workbook["ข้อมูลรายเดือน"][cell] = text

    book.write_bytes(template(edit=edit))
    done = fahsai("import", book, "--organisation", "town")
    assert said in done.out + done.err
    assert ("ยังไม่ได้ใส่ปี" in done.out + done.err) == (text is None)


def test_formulas_of_ours_that_another_program_did_not_calculate_are_no_matter(
    fahsai: Any, tmp_path: Path
) -> None:
    bare("town")
    book = tmp_path / "activity.xlsx"
    here = ("import", book, "--organisation", "town")
    book.write_bytes(template(edit=lambda _workbook: None))
    assert "formula_not_calculated" not in fahsai(*here).out

    def edit(workbook: Any) -> None:
        workbook["ข้อมูลรายเดือน"]["C5"] = "=1+1"

    book.write_bytes(template(edit=edit))
    (line,) = (one for one in fahsai(*here).out.splitlines() if "formula_not_calculated" in one)
    assert "1 ช่อง (C5)" in line

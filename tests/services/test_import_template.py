"""Importing our own template: choices that do not exist are said, evidence is kept, sources too."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.services.books import (
    FUEL_SOURCE,
    LEFT_OUT,
    POWER,
    POWER_SOURCE,
    TEMPLATE_LINES,
    YEAR,
    Sheet,
    office,
    template,
)
from tests.services.towns import OWNER, TODAY, bare, events, everything

from fahsai.core.quantity.exact import total
from fahsai.gateways.workbooks.office.values import CALENDAR, FISCAL
from fahsai.gateways.workbooks.template.book import TemplateLine, TemplateYear
from fahsai.records.models import ActivityRow, EvidenceFile, Facility, OrgUnit, Person
from fahsai.services.calculate_file import calculate_file
from fahsai.services.calculate_year import calculate_year
from fahsai.services.explain import explain
from fahsai.services.import_activity import ImportResult, import_activity
from fahsai.services.sources import sources
from fahsai.words.messages import Language, message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from fahsai.core.finding import Finding

pytestmark = pytest.mark.usefixtures("each_database")

BILL = {"บิลไฟ.pdf": b"%PDF bill"}


def offer(
    owner: UUID, data: bytes, *, accept: bool = True, evidence: Mapping[str, bytes] | None = None
) -> tuple[ImportResult, dict[str, Finding]]:
    result, findings = import_activity(
        OWNER, owner, data, "activity.xlsx", accept=accept, evidence=BILL | dict(evidence or {})
    )
    assert result is not None, findings
    receipt = result.receipt
    assert receipt.rows_read == receipt.rows_stored + receipt.rows_rejected
    assert receipt.cells_read == receipt.cells_stored + receipt.cells_rejected
    assert all(check.ties for check in receipt.sums)
    for one in findings:
        for language in Language:
            assert "{" not in message(one, language)
            assert message(one, language) != f"{one.code} ({one.subject})"
    return result, {one.code: one for one in findings}


def lines(owner: UUID) -> list[ActivityRow]:
    return list(ActivityRow.rows.of(owner).current())


def told(result: ImportResult) -> list[tuple[str, str, str, str]]:
    return [(str(one.kind), one.cell, one.before, one.after) for one in result.changes]


def test_a_template_is_stored_with_its_sources_units_and_places() -> None:
    owner = bare()
    result, findings = offer(owner, template())
    assert not findings
    assert (result.receipt.rows_stored, result.receipt.cells_stored) == (2, 23)
    kept = {one.code: one for one in sources(OWNER, owner)}
    assert set(kept) == {"D01", "E01", "X01"}
    assert kept["X01"].excluded  # a source without rows is kept as well
    unit, place = OrgUnit.rows.of(owner).get(), Facility.rows.of(owner).get()
    assert (kept["E01"].unit_id, kept["E01"].facility_id) == (unit.key, place.key)
    assert {row.origin for row in lines(owner)} == {"paid", "measured"}
    assert Person.rows.of(owner).get().name == "ปลัดสมมติ"


def test_the_same_template_again_changes_nothing() -> None:
    owner = bare()
    data = template()
    offer(owner, data)
    before = everything()
    for accept in (False, True):
        assert offer(owner, data, accept=accept)[0].changes == ()
    assert everything() == before
    assert events(owner) == [
        "evidence.kept",
        "unit.added",
        "version.opened",
        "activity.imported",
    ]


@pytest.mark.parametrize(
    ("broken", "code", "reason"),
    [
        ({"kind": "electricity.lightning"}, "import.kind_unknown", "unknown-kind"),
        ({"kind": ""}, "import.kind_unknown", "unknown-kind"),
        ({"origin": "guessed"}, "import.origin_unknown", "unknown-origin"),
        ({"grade": "Q"}, "import.grade_unknown", "unknown-grade"),
    ],
)
def test_a_choice_that_does_not_exist_is_said_and_the_rest_is_stored(
    broken: dict[str, str], code: str, reason: str
) -> None:
    owner = bare()
    bad = replace(POWER_SOURCE, **broken)  # type: ignore[arg-type]
    result, findings = offer(owner, template((bad, FUEL_SOURCE)))
    assert findings[code].data["source"] == "E01"
    assert findings[code].subject.startswith("แหล่งปล่อย!")  # the cell, to go there at once
    assert (result.receipt.rows_stored, result.receipt.rows_rejected) == (1, 1)
    assert {one.reason for one in result.receipt.rejected} == {reason}
    assert {one.code for one in sources(OWNER, owner)} == {"D01"}
    answer, _ = calculate_file(
        template((bad, FUEL_SOURCE)), "activity.xlsx", report_date=TODAY, factor_set=None
    )
    assert answer is not None
    assert not answer.years[0].complete
    assert code in {one.code for one in answer.years[0].findings}


@pytest.mark.parametrize("text", ["ลังใหญ่", ""])
def test_a_unit_that_does_not_exist_is_said(text: str) -> None:
    owner = bare()
    unnamed = replace(POWER_SOURCE, activity_unit="")
    rows = (TemplateLine("E01", text, YEAR), TEMPLATE_LINES[1])
    result, findings = offer(owner, template((unnamed, FUEL_SOURCE), rows))
    assert ("unit.unknown" if text else "unit.missing") in findings
    assert {one.reason for one in result.receipt.rejected} == {"unknown-unit"}
    assert len(lines(owner)) == 11


def test_a_unit_in_thai_is_the_unit_of_the_table() -> None:
    owner = bare()
    offer(owner, template(lines=(TemplateLine("D01", "ลิตร", YEAR),)))
    assert {row.unit for row in lines(owner)} == {"litre"}


def test_a_source_with_two_rows_in_two_units_keeps_both() -> None:
    owner = bare()
    rows = (*TEMPLATE_LINES, TemplateLine("D01", "m3", YEAR))
    data = template(lines=rows)
    result, _ = offer(owner, data)
    assert result.receipt.rows_stored == 3
    assert total(row.quantity for row in lines(owner) if row.unit == "m3") == 78
    assert offer(owner, data)[0].changes == ()
    year = calculate_year(OWNER, owner, 2565, today=TODAY).calculation
    alone, _ = calculate_file(data, "activity.xlsx", report_date=TODAY)
    assert alone is not None
    assert alone.years[0].calculation.total_kg == year.total_kg
    fuel = next(one for one in year.sources if one.source.code == "D01")
    assert fuel.quantity * (1000 if fuel.unit == "m3" else 1) == 77 + 78000


def test_an_unknown_source_text_in_a_cell_and_a_repeated_row_are_rejected() -> None:
    owner = bare()

    def edit(workbook: Any) -> None:
        monthly = workbook["ข้อมูลรายเดือน"]
        monthly["C5"] = "สิบสอง"
        for row, source in ((7, "ZZ9"), (8, "D01")):
            monthly.cell(row, 1, source)
            monthly.cell(row, 2, "litre" if source == "D01" else "kg")
            monthly.cell(row, 3, 5)

    result, findings = offer(owner, template(edit=edit))
    assert (result.receipt.rows_read, result.receipt.rows_rejected) == (4, 2)
    assert {"template.unknown_source", "template.line_repeated", "sheet.rejected_text"} <= (
        findings.keys()
    )
    assert len(lines(owner)) == 22


def test_a_template_without_a_year_stores_no_figures() -> None:
    owner = bare()

    def edit(workbook: Any) -> None:
        workbook["ข้อมูลรายเดือน"]["B2"] = None

    result, findings = offer(owner, template(edit=edit))
    assert "template.year_missing" in findings
    assert lines(owner) == []
    assert result.receipt.rows_stored == 0


def test_an_empty_template_is_refused_with_a_way_out() -> None:
    from fahsai.services.templates import activity_template

    owner = bare()
    before = everything()
    result, findings = import_activity(OWNER, owner, activity_template(), "t.xlsx", accept=True)
    assert result is None
    assert [one.code for one in findings] == ["import.nothing_read"]
    assert everything() == before


def test_lost_columns_and_sheets_are_said() -> None:
    owner = bare()

    def lose(workbook: Any) -> None:
        del workbook["แหล่งปล่อย"]

    before = everything()
    result, findings = import_activity(OWNER, owner, template(edit=lose), "t.xlsx", accept=True)
    assert result is None
    assert findings[-1].code == "template.sheet_missing"
    assert everything() == before


def test_base_year_and_current_year_and_then_the_next_year() -> None:
    owner = bare()
    older = TemplateYear(2564, FISCAL, (TemplateLine("E01", "kWh", YEAR),))
    offer(owner, template(base=older))
    assert len(lines(owner)) == 23 + 12
    last = TemplateYear(2565, FISCAL, TEMPLATE_LINES)
    result, findings = offer(owner, template(year=2566, base=last))
    assert [str(one.kind) for one in result.changes] == ["added", "added"]
    assert "import.sheet_beside" not in findings
    assert len(lines(owner)) == 23 + 12 + 23


def test_the_base_year_is_the_year_itself() -> None:
    owner = bare()
    same = TemplateYear(2565, FISCAL, TEMPLATE_LINES)
    result, findings = offer(owner, template(base=same))
    assert "import.base_same_year" in findings
    assert result.receipt.rows_rejected == 2
    assert len(lines(owner)) == 23


def test_what_a_template_says_of_a_source_is_shown_before_it_is_accepted() -> None:
    owner = bare()
    offer(owner, template())
    other = replace(POWER_SOURCE, kind="electricity.free", place="ชั้น 2")
    data = template((other, FUEL_SOURCE, LEFT_OUT))
    before = everything()
    preview, _ = offer(owner, data, accept=False)
    assert everything() == before
    assert told(preview) == [
        (
            "changed",
            "E01",
            "kind = electricity.paid; place = -",
            "kind = electricity.free; place = ชั้น 2",
        )
    ]
    offer(owner, data)
    kept = {one.code: one for one in sources(OWNER, owner)}
    assert kept["E01"].kind == "electricity.free"


def test_origin_grade_and_note_are_one_change_a_row() -> None:
    owner = bare()
    offer(owner, template())
    other = replace(POWER_SOURCE, origin="estimated", grade="Z")
    rows = (replace(TEMPLATE_LINES[0], note="ประมาณ"), TEMPLATE_LINES[1])
    result, _ = offer(owner, template((other, FUEL_SOURCE, LEFT_OUT), rows))
    assert told(result) == [("changed", "5", "paid Y", "estimated Z ประมาณ")]
    assert {row.grade for row in lines(owner)} == {"Z", "X"}


def test_a_source_that_is_no_longer_listed_goes() -> None:
    owner = bare()
    offer(owner, template())
    result, _ = offer(owner, template((POWER_SOURCE,), TEMPLATE_LINES[:1]))
    assert told(result) == [("gone", "6", "77", ""), ("gone", "X01", "other.scope3", "")]
    assert [one.code for one in sources(OWNER, owner)] == ["E01"]
    back, _ = offer(owner, template())
    assert sorted(kind for kind, *_ in told(back)) == ["added", "added"]
    assert len(sources(OWNER, owner)) == 3


def test_only_evidence_that_is_named_is_kept_and_it_stands_in_the_trace() -> None:
    owner = bare()
    rows = (replace(TEMPLATE_LINES[0], evidence=("มิเตอร์.csv",)), TEMPLATE_LINES[1])
    files = {"มิเตอร์.csv": b"1,2", "ความลับ.pdf": b"private"}
    offer(owner, template(lines=rows), evidence=files)
    names = set(EvidenceFile.rows.of(owner).values_list("name", flat=True))
    assert names == {"บิลไฟ.pdf", "มิเตอร์.csv"}
    trace = explain(OWNER, owner, 2565, "E01", today=TODAY)
    assert {one.evidence for one in trace.lines} == {("บิลไฟ.pdf", "มิเตอร์.csv")}
    assert {one.evidence for one in explain(OWNER, owner, 2565, "D01", today=TODAY).lines} == {()}


def test_evidence_that_is_absent_is_said_and_a_later_file_is_one_change() -> None:
    owner = bare()
    data = template()
    first, said = import_activity(OWNER, owner, data, "activity.xlsx", accept=True)
    assert first is not None
    absent = {one.code: one for one in said}["import.evidence_absent"]
    assert absent.data["file"] == "บิลไฟ.pdf"
    preview, findings = offer(owner, data, accept=False)
    assert not findings
    assert [(kind, cell) for kind, cell, *_ in told(preview)] == [("changed", "# 5")]
    offer(owner, data)
    assert events(owner)[-2:] == ["evidence.kept", "activity.imported"]
    before = everything()
    again, said = import_activity(OWNER, owner, data, "activity.xlsx", accept=True)
    assert again is not None
    assert again.changes == ()
    assert said == ()  # the file is kept under that name
    assert everything() == before


def test_a_calendar_year_and_a_blank_row() -> None:
    owner = bare()
    rows = (TEMPLATE_LINES[0], TemplateLine("D01", "litre", (None,) * 12))
    result, _ = offer(owner, template(lines=rows, kind=CALENDAR))
    assert result.receipt.cells_stored == 12
    starts = {row.period_start.isoformat() for row in lines(owner)}
    assert (min(starts), max(starts)) == ("2022-01-01", "2022-12-01")


def test_zero_is_a_figure_and_blank_is_not() -> None:
    owner = bare()
    rows = (TemplateLine("E01", "kWh", (Decimal(0), None, *YEAR[2:])),)
    offer(owner, template(lines=rows))
    assert len(lines(owner)) == 11
    assert Decimal(0) in {row.quantity for row in lines(owner)}


def test_a_template_is_not_asked_for_factors_it_has_no_place_for() -> None:
    answer, findings = calculate_file(template(), "activity.xlsx", report_date=TODAY)
    assert answer is not None, findings
    said = [one.code for year in answer.years for one in year.findings]
    assert "sheet.no_factor" not in said
    office_row = office(Sheet((replace(POWER, factor=None),)))
    asked, _ = calculate_file(office_row, "office.xlsx", report_date=TODAY)
    assert asked is not None
    assert "sheet.no_factor" in [one.code for year in asked.years for one in year.findings]


def test_a_template_of_another_organisation_is_said() -> None:
    owner = bare()

    def named(code: str) -> bytes:
        def edit(book: Any) -> None:
            book["คำอธิบาย"]["C5"] = code

        return template(edit=edit)

    for code, expected in (("OTHER", True), ("THESABAN", False), ("", False)):
        _, findings = import_activity(OWNER, owner, named(code), "t.xlsx", accept=False)
        assert ("import.other_organisation" in {one.code for one in findings}) is expected

"""Somebody who collects data for some units sees and edits those, and learns nothing of others."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.parted import (
    EVIDENCE,
    LINES,
    SOURCES,
    UNITS,
    YEAR,
    Town,
    book,
    codes,
    months,
    parted_town,
)
from tests.services.towns import OWNER, TODAY, everything

from fahsai.core.access.roles import Permission
from fahsai.core.quantity.exact import total
from fahsai.gateways.workbooks.template.book import TemplateLine, TemplateSource, TemplateUnit
from fahsai.records.models import ActivityRow, CalculationRow, OrgUnit, Source
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.calculate_year import YearResult, calculate_year, lines_of_calculation
from fahsai.services.documents import make_documents
from fahsai.services.evidence import keep_evidence, named_evidence
from fahsai.services.evidence_files import evidence_files, evidence_names, read_evidence
from fahsai.services.explain import explain
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import versions
from fahsai.services.own_factors import OwnFactorEntry, keep_own_factor, own_factors
from fahsai.services.places import places
from fahsai.services.receipts import file_names, receipts
from fahsai.services.sources import settle_source, sources
from fahsai.services.submit import reopen, submit

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor

pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture
def town() -> Town:
    return parted_town()


def year(actor: Actor, town: Town, number: int | None = None) -> YearResult:
    return calculate_year(actor, town.id, YEAR, today=TODAY, number=number)


def test_a_collector_sees_the_units_and_all_below_them(town: Town) -> None:
    for units, seen in (
        (("OPS",), {"P01"}),
        (("ENG",), {"D01", "P02"}),
        (("ENG1",), {"P02"}),
        (("OPS", "ENG1"), {"P01", "P02"}),
        (("EDU",), set()),
    ):
        collector = town.collector(*units)
        result = year(collector, town)
        assert result.part
        assert {one.source.code for one in result.calculation.sources} == seen
        assert codes(sources(collector, town.id)) == seen
        keys = {one.id for one in sources(collector, town.id)}
        assert {line.source_id for line in lines_of_calculation(result)} == keys
    whole = year(OWNER, town)
    assert not whole.part
    assert {one.source.code for one in whole.calculation.sources} == codes(SOURCES)


def test_the_totals_are_those_of_the_part_and_what_is_kept_is_whole(town: Town) -> None:
    collector = town.collector("ENG")
    mine = year(collector, town)  # the first calculation of all is asked for by a collector
    assert CalculationRow.rows.of(town.id).count() == 1
    whole = year(OWNER, town)
    assert whole.calculation_id == mine.calculation_id
    assert CalculationRow.rows.of(town.id).count() == 1
    own = [one for one in whole.calculation.sources if one.source.code in {"D01", "P02"}]
    assert mine.calculation.sources == tuple(own)
    assert mine.calculation.total_kg == total(one.total_kg for one in own)
    assert mine.calculation.total_kg < whole.calculation.total_kg
    rest = year(town.collector("OPS", "EDU"), town)
    nobodys = next(one for one in whole.calculation.sources if one.source.code == "P03")
    parts = (mine.calculation.total_kg, rest.calculation.total_kg, nobodys.total_kg)
    assert total(parts) == whole.calculation.total_kg
    assert year(town.collector("EDU"), town).calculation.total_kg == 0


def test_findings_of_others_are_not_told(town: Town) -> None:
    settle_source(OWNER, town.id, "P01", kind="mobile.gasohol_unspecified")
    whole = year(OWNER, town)
    assert "P01" in {item.subject for item in whole.findings}
    assert not whole.calculation.complete
    theirs = year(town.collector("ENG"), town)
    assert theirs.calculation.complete
    assert {item.subject for item in theirs.findings} <= {"D01", "P02"}
    mine = year(town.collector("OPS"), town)
    assert not mine.calculation.complete
    assert "P01" in {item.subject for item in mine.findings}


def test_one_code_of_two_units_tells_nothing(town: Town) -> None:
    row = Source.rows.of(town.id).current().get(code="D01")
    from fahsai.records.supersede import supersede

    supersede(row, actor_id=OWNER.id, code="P01", kind="no such kind").save()
    whole = year(OWNER, town)
    assert "source.kind_unknown" in {item.code for item in whole.findings}
    ops = year(town.collector("OPS"), town)
    assert "source.kind_unknown" not in {item.code for item in ops.findings}
    assert [one.source.name_th for one in ops.calculation.sources] == ["ไฟฟ้าสำนักปลัด"]
    assert explain(town.collector("OPS"), town.id, YEAR, "P01", today=TODAY).result.source.kind == (
        "electricity.paid"
    )


def test_a_trace_of_others_is_not_found(town: Town) -> None:
    make_documents(OWNER, town.id, YEAR, today=TODAY, pdf=False)
    collector = town.collector("ENG")
    mine = explain(collector, town.id, YEAR, "D01", today=TODAY)
    assert mine.lines[0].evidence == ("บิล-D01.pdf",)
    assert mine.cells
    assert {cell.source_id for cell in mine.cells} == {mine.result.source.id}
    line = lines_of_calculation(year(town.collector("OPS"), town))[0]
    for name in ("P01", "P01/2564-10", "P03", str(line.id)):
        explain(OWNER, town.id, YEAR, name, today=TODAY)
        with pytest.raises(NotFoundError):
            explain(collector, town.id, YEAR, name, today=TODAY)


def test_a_submitted_version_shows_to_a_unit_what_was_its_own_then(town: Town) -> None:
    settle_source(OWNER, town.id, "P03", unit="EDU")
    submitted, findings = submit(OWNER, town.id, YEAR, today=TODAY)
    assert submitted is not None, findings
    reopen(OWNER, town.id, YEAR, "ย้ายส่วนงาน")
    settle_source(OWNER, town.id, "P03", unit="OPS")
    for unit, first, second in (("EDU", {"P03"}, set()), ("OPS", {"P01"}, {"P01", "P03"})):
        collector = town.collector(unit)
        old, new = year(collector, town, 1), year(collector, town, 2)
        assert {one.source.code for one in old.calculation.sources} == first
        assert {one.source.code for one in new.calculation.sources} == second
        assert old.part
        assert len(versions(collector, town.id)) == 2


def test_receipts_and_names_of_others_are_not_told(town: Town) -> None:
    collector, colleague = town.collector("ENG"), town.collector("ENG")
    assert receipts(collector, town.id) == ()
    assert file_names(collector, town.id) == {}
    data = book(SOURCES[1:3], (TemplateLine("D01", "litre", months(700)), LINES[2]))
    result, findings = import_activity(collector, town.id, data, "กองช่าง.xlsx", accept=True)
    assert result is not None, findings
    assert [one.receipt.file_name for one in receipts(collector, town.id)] == ["กองช่าง.xlsx"]
    assert list(file_names(collector, town.id).values()) == ["กองช่าง.xlsx"]
    assert receipts(colleague, town.id) == ()
    assert len(receipts(OWNER, town.id)) == 2


def test_evidence_of_others_is_not_told(town: Town) -> None:
    collector = town.collector("ENG1")
    assert list(evidence_names(collector, town.id).values()) == ["บิล-P02.pdf"]
    keep_evidence(collector, town.id, {"ของฉัน.txt": b"mine"})
    assert set(evidence_names(collector, town.id).values()) == {"บิล-P02.pdf", "ของฉัน.txt"}
    assert set(evidence_names(town.collector("OPS"), town.id).values()) == {"บิล-P01.pdf"}
    found = named_evidence(collector, town.id, ("บิล-P01.pdf", "บิล-P02.pdf"), {})
    assert found.absent == ("บิล-P01.pdf",)
    assert set(found.known) == {"บิล-P02.pdf"}
    assert named_evidence(OWNER, town.id, ("บิล-P01.pdf",), {}).absent == ()


def test_whoever_hands_in_a_file_that_others_kept_has_it_too(town: Town) -> None:
    collector, colleague = town.collector("ENG1"), town.collector("OPS")
    theirs = {"บิล-P01.pdf": EVIDENCE["บิล-P01.pdf"]}
    before = everything()
    for _ in range(2):
        keep_evidence(collector, town.id, theirs)
    after = everything()
    assert len(after["Event"]) == len(before["Event"]) + 1
    assert {name for name in after if after[name] != before[name]} == {"Event"}
    assert "บิล-P01.pdf" in evidence_names(collector, town.id).values()
    assert "บิล-P02.pdf" not in evidence_names(colleague, town.id).values()


def test_evidence_files_are_those_of_own_records(town: Town) -> None:
    collector = town.collector("ENG1")
    (mine,) = evidence_files(collector, town.id)
    assert read_evidence(collector, town.id, mine.id).data == EVIDENCE["บิล-P02.pdf"]
    for file in evidence_files(OWNER, town.id):
        if file.id == mine.id:
            continue
        with pytest.raises(NotFoundError):
            read_evidence(collector, town.id, file.id)


def test_own_factors_count_and_are_not_listed(town: Town) -> None:
    entry = OwnFactorEntry(
        "E1", "electricity.grid", "kWh", "ใบรับรอง", 2022, co2e="0.1", name_th="ไฟฟ้าสีเขียว"
    )
    factor, findings = keep_own_factor(OWNER, town.id, entry)
    assert factor is not None, findings
    collector = town.collector("OPS")
    mine = year(collector, town).calculation.sources[0]
    assert mine.choices[0].chosen == factor
    with pytest.raises(ForbiddenError):
        own_factors(collector, town.id)


# Importing


def refused(town: Town, collector: Actor, data: bytes) -> str:
    """The words of the one finding that refuses a file, for which nothing is stored."""
    before = everything()
    for accept in (False, True):
        result, findings = import_activity(collector, town.id, data, "ของฉัน.xlsx", accept=accept)
        assert result is None
        found = [item for item in findings if item.code == "import.outside_part"]
        assert len(found) == 1, findings
    assert everything() == before
    return f"{found[0].data['count']}: {found[0].data['first']}"


def test_a_file_about_own_units_is_taken_and_leaves_all_others(town: Town) -> None:
    collector = town.collector("ENG")
    before = {one.source.code: one for one in year(OWNER, town).calculation.sources}
    new = TemplateSource(
        "P09", "electricity.paid", "ไฟฟ้าลานจอด", "ENG1", facility="ลานจอด", activity_unit="kWh",
        origin="paid", grade="Y",
    )  # fmt: skip
    data = book(
        (SOURCES[1], new),  # P02 of the same unit is not in the file any more
        (TemplateLine("D01", "litre", months(700)), TemplateLine("P09", "kWh", months(40))),
    )
    result, findings = import_activity(collector, town.id, data, "กองช่าง.xlsx", accept=True)
    assert result is not None, findings
    assert result.held == 0
    assert all(check.ties for check in result.receipt.sums)
    assert {one.kind.value for one in result.changes} == {"added", "changed", "gone"}
    assert not {"ไฟฟ้าสำนักปลัด", "ไฟฟ้าที่ยังไม่มีเจ้าของ"} & {one.label for one in result.changes}
    after = {one.source.code: one for one in year(OWNER, town).calculation.sources}
    assert set(after) == {"P01", "D01", "P09", "P03"}
    assert (after["P01"], after["P03"]) == (before["P01"], before["P03"])
    assert after["D01"].quantity > before["D01"].quantity
    rows = ActivityRow.rows.of(town.id).count()
    again, _ = import_activity(collector, town.id, data, "กองช่าง.xlsx", accept=True)
    assert again is not None
    assert again.changes == ()
    assert ActivityRow.rows.of(town.id).count() == rows


@pytest.mark.parametrize(
    "lines",
    [
        (LINES[1], TemplateLine("P01", "kWh", months(1))),  # changed
        (LINES[1], LINES[0]),  # as it is stored: to take it would tell so
        (LINES[1], TemplateLine("P03", "kWh", months(1))),  # of nobody's unit
        (LINES[1], TemplateLine("P01", "MWh", months(1))),  # a new row
    ],
    ids=["changed", "same", "nobody", "added"],
)
def test_a_figure_of_another_unit_refuses_the_file(
    town: Town, lines: tuple[TemplateLine, ...]
) -> None:
    told = refused(town, town.collector("ENG"), book(lines=lines))
    assert told.startswith("1: ไฟฟ้า")


def test_a_source_of_another_unit_is_neither_made_nor_taken_nor_given_away(town: Town) -> None:
    collector = town.collector("ENG")
    new = TemplateSource("P09", "electricity.paid", "ใหม่", "OPS", activity_unit="kWh")
    homeless = replace(new, unit="")
    unknown_unit = replace(new, unit="NEW")
    taken = replace(SOURCES[0], unit="ENG")
    given = replace(SOURCES[1], unit="OPS")
    renamed = replace(SOURCES[0], name="ชื่อที่คนอื่นตั้งให้")
    units = (*UNITS, TemplateUnit("NEW", "ส่วนใหม่", parent="ENG"))
    for one in (new, homeless, unknown_unit, taken, given, renamed):
        others = tuple(source for source in SOURCES if source.code != one.code)
        told = refused(town, collector, book((*others, one), (LINES[2],), units))
        assert told == f"1: {one.code}"


def test_a_file_that_lists_all_sources_as_they_are_is_fine(town: Town) -> None:
    collector = town.collector("ENG")
    settle_source(OWNER, town.id, "P01", excluded=True, reason="ความลับของสำนักปลัด")
    settle_source(OWNER, town.id, "D01", excluded=True, reason="เลิกใช้")
    data = book(lines=(TemplateLine("P02", "kWh", months(1)),))
    result, findings = import_activity(collector, town.id, data, "ของฉัน.xlsx", accept=True)
    assert result is not None, findings
    told = [item for item in findings if item.code == "source.settled_kept"]
    assert [item.subject for item in told] == ["D01"]
    assert not any("ความลับ" in str(dict(item.data)) for item in findings)
    current = {row.code: row for row in Source.rows.of(town.id).current()}
    assert set(current) == codes(SOURCES)
    assert current["P01"].excluded
    assert (
        ActivityRow.rows.of(town.id).current().filter(source_key=current["P01"].key).count() == 12
    )
    assert ActivityRow.rows.of(town.id).current().filter(source_key=current["D01"].key).count() == 0


def test_a_collector_makes_no_units(town: Town) -> None:
    units = (*UNITS, TemplateUnit("NEW", "ส่วนใหม่", parent="ENG"))
    data = book(SOURCES[1:3], LINES[1:3], units)
    result, findings = import_activity(town.collector("ENG"), town.id, data, "x.xlsx", accept=True)
    assert result is not None, findings
    assert not OrgUnit.rows.of(town.id).current().filter(code="NEW").exists()
    import_activity(OWNER, town.id, data, "x.xlsx", accept=True)
    assert OrgUnit.rows.of(town.id).current().filter(code="NEW").exists()


def test_an_unread_file_of_somebody_else_is_not_named(town: Town) -> None:
    def spoil(workbook: object) -> None:
        del workbook

    import io

    import openpyxl

    book_ = openpyxl.load_workbook(io.BytesIO(book()))
    sheet = book_["ข้อมูลรายเดือน"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "P01")
    sheet.cell(row, 4).value = "ลับ"
    stream = io.BytesIO()
    book_.save(stream)
    import_activity(OWNER, town.id, stream.getvalue(), "ลับ.xlsx", accept=True)
    assert "import.rejected_left" in {item.code for item in year(OWNER, town).findings}
    for unit in ("OPS", "ENG"):
        assert "import.rejected_left" not in {
            item.code for item in year(town.collector(unit), town).findings
        }


# Sources by hand


def test_a_source_is_added_with_the_next_code(town: Town) -> None:
    entry = SourceEntry("electricity.paid", "ไฟฟ้าห้องสมุด", unit="EDU", place="อาคาร 2")
    before = everything()
    source, findings = add_source(town.manager(), town.id, entry)
    assert source is not None, findings
    assert (source.code, source.unit_id) == ("S01", town.units["EDU"])
    written = everything()
    assert {name for name in written if written[name] != before[name]} == {"Source", "Event"}
    again, findings = add_source(OWNER, town.id, entry)
    assert again is None
    assert [(one.code, one.data["existing"]) for one in findings] == [
        ("source.already_there", "S01")
    ]
    other, _ = add_source(OWNER, town.id, replace(entry, place="อาคาร 3", unit=""))
    assert other is not None
    assert (other.code, other.unit_id) == ("S02", None)


def test_a_template_that_lists_an_added_source_speaks_of_it(town: Town) -> None:
    added, _ = add_source(OWNER, town.id, SourceEntry("electricity.paid", "ใหม่", unit="EDU"))
    assert added is not None
    listed = TemplateSource(added.code, "electricity.paid", "ใหม่", "EDU", activity_unit="kWh")
    data = book((*SOURCES, listed), (*LINES, TemplateLine(added.code, "kWh", months(3))))
    import_activity(OWNER, town.id, data, "x.xlsx", accept=True)
    assert [one.id for one in sources(OWNER, town.id) if one.code == added.code] == [added.id]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (SourceEntry("electricity.paid", "ใหม่", unit="OPS"), "source.place_unknown"),
        (SourceEntry("electricity.paid", "ใหม่", unit="NONE"), "source.place_unknown"),
        (SourceEntry("electricity.paid", "ใหม่"), "source.unit_needed"),
        (SourceEntry("electricity.paid", " ", unit="ENG"), "source.name_missing"),
        (SourceEntry("no.kind", "ใหม่", unit="ENG"), "source.kind_unknown"),
        (
            SourceEntry("electricity.paid", "ใหม่", unit="ENG", facility="อาคาร"),
            "source.place_unknown",
        ),
    ],
)
def test_a_source_that_cannot_be_added_says_why(town: Town, entry: SourceEntry, code: str) -> None:
    before = everything()
    source, findings = add_source(town.collector("ENG"), town.id, entry)
    assert source is None
    assert [item.code for item in findings] == [code]
    known = {item.data.get("known") for item in findings} - {None}
    assert known <= {"ENG, ENG1", "-"}
    assert everything() == before


def test_places_to_choose_are_those_of_the_part(town: Town) -> None:
    mine = places(town.collector("ENG"), town.id, Permission.ENTER_DATA)
    assert ([one.code for one in mine.units], mine.unit_needed) == (["ENG", "ENG1"], True)
    whole = places(OWNER, town.id)
    assert ([one.code for one in whole.units], whole.unit_needed) == (
        ["EDU", "ENG", "ENG1", "OPS"],
        False,
    )


def test_quantities_of_the_tests_are_told_apart() -> None:
    quantities = [q for line in LINES for q in line.quantities if isinstance(q, Decimal)]
    assert len(set(quantities)) == len(quantities)

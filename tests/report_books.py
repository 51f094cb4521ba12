"""Report books for tests: one with every value, and any that hypothesis thinks of."""

from __future__ import annotations

import io
import string
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
from hypothesis import strategies as st

from fahsai.core.inventory.group import Belonging, FinancialControl, Relation
from fahsai.core.inventory.trees import TreeGroup, TreeRow
from fahsai.core.reports.dossier import (
    ActivityRecord,
    Calibration,
    CreditProject,
    EnergySupply,
    Horizon,
    Measure,
    PictureUse,
    Production,
    Scope3Assessment,
    TeamRole,
    TreeStock,
)
from fahsai.core.reports.tcfo_r_02.texts import TEXT_KEYS
from fahsai.core.thai.period import PeriodKind
from fahsai.gateways.workbooks.report.book import (
    FacilityEntry,
    HeldEntry,
    LegalEntityEntry,
    LinkEntry,
    OrganisationEntry,
    PictureEntry,
    ReportBook,
    TeamEntry,
    TextEntry,
    UnitEntry,
)
from fahsai.gateways.workbooks.report.choices import choices
from fahsai.gateways.workbooks.report.sheets import (
    ITEMS,
    ORGANISATION,
    SCORES,
    TABLES,
    sheet_title,
)
from fahsai.gateways.workbooks.report.write import (
    FIRST_ROW,
    read_report_template,
    write_report_template,
)
from fahsai.words.messages import Language, message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fahsai.core.finding import Finding


def assessment(
    category: int, scores: Mapping[str, str], remark: str = "", *, yes: bool = True
) -> Scope3Assessment:
    return Scope3Assessment(category, yes, scores, yes, remark)


BOOK = ReportBook(
    organisation=OrganisationEntry(
        code="DEMO",
        name_th="เทศบาลเมืองตัวอย่าง",
        name_en="Example Town",
        kind="เทศบาลเมือง",
        address="99 ถนนสุขสบาย\nอำเภอเมือง",
        province="เชียงใหม่",
        report_date=date(2023, 1, 15),
        prepared_by="คณะทำงาน",
        year_be=2565,
        period_kind=PeriodKind.CALENDAR_YEAR,
        assurance="reasonable",
        materiality_percent="2.5",
        approach="financial",
        production=Production(Decimal(30215), "คน"),
        base_production=Production(Decimal("29877.5"), "คน"),
        scope3_criteria="คะแนน 1, 3, 5",
        turnaround=False,
        base_threshold=Decimal("2.5"),
        base_structural=True,
        base_method=True,
        base_error=False,
        base_policy="มติสภาเทศบาล",
    ),
    units=(
        UnitEntry("U01", "สำนักปลัดเทศบาล", "Clerk's office", "", "ปลัด"),
        UnitEntry("U02", "กองคลัง", parent_code="U01"),
    ),
    facilities=(
        FacilityEntry("F01", "อาคารสำนักงาน", "Town hall", "U01"),
        FacilityEntry("F02", "โรงสูบน้ำ", "", "U02", 3, added=True, reason="รับโอน"),
    ),
    team=(
        TeamEntry(
            TeamRole.COORDINATOR, "ฟ้า", "นักวิชาการ", "กองคลัง", "0812345678", "f@x.th", "", "U02"
        ),
        TeamEntry(TeamRole.DATA_OWNER, "ใส"),
        TeamEntry(TeamRole.DATA_MANAGER, "งาม"),
    ),
    texts=(TextEntry("introduction", "ย่อหน้าแรก\nย่อหน้าที่สอง"), TextEntry("10", "=1+1")),
    activities=(ActivityRecord(1, date(2022, 3, 15), "ประชุม", "ห้องประชุม", "ชี้แจง", "มอบหมาย"),),
    calibrations=(
        Calibration(
            "2",
            "ไฟฟ้า",
            "มิเตอร์ 1",
            "กฟภ.",
            "1.0",
            Decimal("0.5"),
            None,
            "%",
            "C-1",
            owned_by_utility=True,
        ),
    ),
    trees=(
        TreeStock(
            "สวน", 120, Decimal("53214.1234567890123456789"), Decimal("91.7"), important=True
        ),
    ),
    tree_census=(
        TreeRow(
            date(2022, 9, 15),
            "ริมคลอง",
            TreeGroup.GENERAL,
            "ราชพฤกษ์",
            3,
            girth_cm=Decimal("62.8"),
            height_m=Decimal(12),
        ),
        TreeRow(date(2022, 9, 15), "ริมคลอง", TreeGroup.PALM, "", 1, height_m=Decimal("5.25")),
    ),
    credits=(CreditProject("โซลาร์", "T-VER", "2563-2569", "120 tCO2e", "-"),),
    supplies=(EnergySupply("โซลาร์บนหลังคา", "กฟภ."),),
    measures=(Measure(Horizon.SHORT, "LED", "ลงทุน 1 ล้านบาท", "12.5 tCO2e/ปี"),),
    scope3=(
        assessment(1, {"magnitude": "3"}, remark="กระดาษ"),
        assessment(15, {}, yes=False),
    ),
    pictures=(
        PictureEntry(PictureUse.ACTIVITY, "รูปภาพ/ประชุม.JPG", "ประชุม", "1"),
        PictureEntry(PictureUse.MAYOR, "mayor.png"),
    ),
)

GROUP = replace(
    BOOK,
    entities=(
        LegalEntityEntry("JV", "บริษัท ร่วมทุน จำกัด", "Venture Co., Ltd.", "0105", "ไทย"),
        LegalEntityEntry("SUB", "บริษัท ลูก จำกัด"),
    ),
    holdings=(
        HeldEntry(
            "JV", date(2020, 1, 1), date(2022, 3, 31), Relation.JOINT_VENTURE, Decimal(60),
            FinancialControl.JOINT, operational=True, basis="สัญญาร่วมทุน",
        ),
        HeldEntry(
            "JV", date(2022, 4, 1), None, Relation.SUBSIDIARY, Decimal("75.5"),
            FinancialControl.FULL, operational=True, basis="ทะเบียนผู้ถือหุ้น",
        ),
        HeldEntry(
            "SUB", date(2019, 10, 1), None, Relation.SUBSIDIARY, Decimal(100),
            FinancialControl.FULL, operational=True, basis="ทะเบียนผู้ถือหุ้น",
        ),
    ),
    links=(
        LinkEntry(Belonging.UNIT, "U02", "JV"),
        LinkEntry(Belonging.BOUGHT, "S01", ""),
    ),
)  # fmt: skip
"""The same with a group: a venture of which more was bought, and a purchase inside."""

TABLE_BY_KEY = {table.key: table for table in TABLES}


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [item.code for item in findings]


def edit(change: Callable[[Any], None], book: ReportBook = BOOK) -> bytes:
    """The workbook of a book, changed as a person would."""
    workbook = openpyxl.load_workbook(io.BytesIO(write_report_template(book)))
    change(workbook)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def address(sheet: str, key: str, row: int = 0) -> tuple[int, int]:
    """Row and column (from 1) of a value in the written template."""
    if sheet == ORGANISATION:
        return FIRST_ROW + 1 + [item.key for item in ITEMS].index(key), 3
    position = [column.key for column in TABLE_BY_KEY[sheet].columns].index(key)
    return FIRST_ROW + 1 + row, position + 1


def with_cell(sheet: str, key: str, value: object, row: int = 0, book: ReportBook = BOOK) -> bytes:
    """The workbook of a book with another value in one cell."""

    def change(workbook: Any) -> None:
        place = address(sheet, key, row)
        workbook[sheet_title(sheet)].cell(*place).value = value

    return edit(change, book)


def read_all(data: bytes) -> tuple[ReportBook, tuple[Finding, ...]]:
    book, findings = read_report_template(data, "report.xlsx")
    assert book is not None
    assert book.receipt is not None
    assert book.receipt.rows == book.receipt.stored + book.receipt.rejected
    for item in findings:
        for language in Language:
            said = message(item, language)
            assert item.subject in said
            assert "{" not in said, said
    return book, findings


LETTERS = "กขคงจำน้ีู่ฯๆ๐๙" + string.ascii_letters + string.digits + " -/.,()%&<>'\"=_"
line = (
    st.text(LETTERS, min_size=1, max_size=20)
    .map(str.strip)
    .filter(lambda text: bool(text) and not text.lower().startswith("err:"))
)
maybe = st.one_of(st.just(""), line)
prose = st.lists(line, min_size=1, max_size=3).map("\n".join)
code = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=5)
day = st.dates(date(1950, 1, 1), date(2150, 12, 31))
number = st.decimals(
    allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9
)
size = st.decimals(allow_nan=False, places=4, min_value=1, max_value=70)
amount = st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=0, max_value=10**12)
file_name = st.text("กขabc123", min_size=1, max_size=8).map(lambda text: f"รูป/{text}.png")


@st.composite
def groups(draw: st.DrawFn, unit_codes: list[str]) -> dict[str, Any]:
    """Legal entities with one share each, and an entity (or none) of some units and sources."""
    entity_codes = draw(st.lists(code, max_size=3, unique=True))
    whose = st.sampled_from(["", *entity_codes])
    of_units = draw(st.lists(st.sampled_from(unit_codes), unique=True)) if unit_codes else []
    of_sources = draw(st.lists(code, max_size=2, unique=True))
    return {
        "entities": tuple(
            LegalEntityEntry(one, draw(line), draw(maybe), draw(maybe), draw(maybe))
            for one in entity_codes
        ),
        "holdings": tuple(
            HeldEntry(
                one,
                draw(day),
                None,
                draw(st.sampled_from(Relation)),
                draw(st.decimals(0, 100, places=6)),
                draw(st.sampled_from([FinancialControl.FULL, FinancialControl.JOINT])),
                draw(st.booleans()),
                draw(line),
            )
            for one in entity_codes
        ),
        "links": (
            *(LinkEntry(Belonging.UNIT, one, draw(whose)) for one in of_units),
            *(LinkEntry(Belonging.BOUGHT, one, draw(whose)) for one in of_sources),
        ),
    }


@st.composite
def books(draw: st.DrawFn) -> ReportBook:
    unit_codes = draw(st.lists(code, max_size=4, unique=True))
    units = tuple(
        UnitEntry(
            known,
            draw(line),
            draw(maybe),
            draw(st.sampled_from(["", *unit_codes[:position]])),
            draw(maybe),
        )
        for position, known in enumerate(unit_codes)
    )
    unit = st.sampled_from(["", *unit_codes])
    production = st.one_of(st.none(), st.builds(Production, amount, line))
    numbers = draw(st.lists(st.integers(1, 40), max_size=3, unique=True))
    pictures = st.sampled_from([use for use in PictureUse if use is not PictureUse.ACTIVITY])
    return ReportBook(
        organisation=draw(
            st.builds(
                OrganisationEntry,
                code=line,
                name_th=line,
                name_en=maybe,
                kind=maybe,
                address=st.one_of(st.just(""), prose),
                province=st.sampled_from(["", *(choice.code for choice in choices("provinces"))]),
                report_date=day,
                prepared_by=maybe,
                year_be=st.integers(2500, 2600),
                period_kind=st.sampled_from([PeriodKind.FISCAL_YEAR, PeriodKind.CALENDAR_YEAR]),
                assurance=st.sampled_from(["limited", "reasonable"]),
                materiality_percent=st.integers(0, 100).map(str),
                approach=st.sampled_from(["operational", "financial", "equity"]),
                production=production,
                base_production=production,
                scope3_criteria=st.one_of(st.just(""), prose),
                base_year_be=st.one_of(st.none(), st.integers(2560, 2570)),
                turnaround=st.one_of(st.none(), st.booleans()),
                base_threshold=st.one_of(st.none(), st.sampled_from([Decimal(5), Decimal("0.5")])),
                base_structural=st.one_of(st.none(), st.booleans()),
                base_policy=st.one_of(st.just(""), prose),
            )
        ),
        units=units,
        facilities=tuple(
            FacilityEntry(
                known,
                draw(line),
                draw(maybe),
                draw(unit),
                draw(st.integers(0, 99)),
                draw(st.booleans()),
                draw(st.booleans()),
                draw(line),
            )
            for known in draw(st.lists(code, max_size=3, unique=True))
        ),
        **draw(groups(unit_codes)),
        team=tuple(
            draw(
                st.lists(
                    st.builds(
                        TeamEntry,
                        st.sampled_from(TeamRole),
                        line,
                        maybe,
                        maybe,
                        maybe,
                        maybe,
                        maybe,
                        unit,
                    ),
                    max_size=3,
                )
            )
        ),
        texts=tuple(TextEntry(key, draw(prose)) for key in TEXT_KEYS if draw(st.booleans())),
        activities=tuple(
            ActivityRecord(
                known,
                draw(st.one_of(st.none(), day)),
                draw(line),
                draw(maybe),
                draw(st.one_of(st.just(""), prose)),
                draw(maybe),
            )
            for known in numbers
        ),
        calibrations=tuple(
            draw(
                st.lists(
                    st.builds(
                        Calibration,
                        st.sampled_from(["1", "2", "3", "separate"]),
                        line,
                        line,
                        maybe,
                        maybe,
                        st.one_of(st.none(), number),
                        st.one_of(st.none(), number),
                        maybe,
                        maybe,
                        st.booleans(),
                    ),
                    max_size=2,
                )
            )
        ),
        trees=tuple(
            draw(
                st.lists(
                    st.builds(
                        TreeStock, line, st.integers(0, 10**7), amount, amount, st.booleans()
                    ),
                    max_size=2,
                )
            )
        ),
        tree_census=tuple(
            draw(
                st.lists(
                    st.builds(
                        TreeRow,
                        day,
                        line,
                        st.sampled_from(TreeGroup),
                        maybe,
                        st.integers(0, 10**6),
                        st.none(),
                        size,
                        size,
                    ),
                    max_size=2,
                )
            )
        ),
        credits=tuple(
            draw(st.lists(st.builds(CreditProject, line, maybe, maybe, maybe, maybe), max_size=2))
        ),
        supplies=tuple(draw(st.lists(st.builds(EnergySupply, line, line), max_size=2))),
        measures=tuple(
            draw(
                st.lists(
                    st.builds(Measure, st.sampled_from(Horizon), line, maybe, maybe), max_size=2
                )
            )
        ),
        scope3=tuple(
            Scope3Assessment(
                category,
                draw(st.booleans()),
                draw(st.dictionaries(st.sampled_from(SCORES), line)),
                draw(st.booleans()),
                draw(maybe),
            )
            for category in sorted(draw(st.sets(st.integers(1, 15), max_size=3)))
        ),
        pictures=(
            *draw(st.lists(st.builds(PictureEntry, pictures, file_name, maybe), max_size=2)),
            *(PictureEntry(PictureUse.ACTIVITY, draw(file_name), "", str(n)) for n in numbers),
        ),
    )

"""Who enters data of some units hands in workbooks and evidence, and learns nothing of others."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from tests.services.hostile_files import PDF
from tests.services.parted import LINES, SOURCES, YEAR, Town, book, months, parted_town
from tests.services.towns import OWNER, TODAY, everything

from fahsai.core.inventory.activity import Grade
from fahsai.gateways.workbooks.template.book import TemplateLine
from fahsai.records.models import ActivityRow, OrgUnit, Source
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.activity_upload import (
    accept_workbook,
    look_again,
    offer_report,
    offer_workbook,
    preview_of,
)
from fahsai.services.filled_template import filled_template
from fahsai.services.jobs import Job, JobState, Work, job
from fahsai.services.source_lines import LinesSaid, cite_evidence, settle_lines
from fahsai.services.uploads import Upload
from fahsai.services.working import perform

pytestmark = pytest.mark.usefixtures("each_database")

OTHERS = ("P01", "P03", "OPS", "EDU", "สำนักปลัด", "กองการศึกษา", "71000", "99000", "ไม่มีเจ้าของ")
MINE = {"D01", "P02"}


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    found = parted_town()
    collector = found.collector("ENG")
    people = {collector.id: collector, OWNER.id: OWNER}
    monkeypatch.setattr(perform, "actor_now", people.get)
    monkeypatch.setattr(Town, "collector", lambda _self, *_units: collector)
    return found


def words_of(data: bytes) -> str:
    """Every cell of a workbook, one a line."""
    sheets = openpyxl.load_workbook(BytesIO(data), data_only=True).worksheets
    cells = (cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)
    return "\n".join(str(cell) for cell in cells if cell is not None)


def says_nothing_of_others(text: str) -> bool:
    return not [word for word in OTHERS if word in text]


def told_by(found: Job) -> str:
    return f"{found.asked} {found.result} {found.findings}"


def rows_of_others(town: Town) -> set[str]:
    keys = Source.rows.of(town.id).current().filter(code__in=MINE).values_list("key", flat=True)
    others = ActivityRow.rows.of(town.id).current().exclude(source_key__in=list(keys))
    return {f"{row.id} {row.quantity}" for row in others}


def mine(first: int = 0) -> bytes:
    """The workbook of the collector's own sources, with other figures for one of them."""
    lines = [one for one in LINES if one.source in MINE]
    if first:
        lines[0] = TemplateLine("D01", "litre", months(first))
    return book(tuple(one for one in SOURCES if one.code in MINE), lines)


def test_the_filled_template_holds_the_part_only_and_changes_nothing(town: Town) -> None:
    collector = town.collector("ENG")
    data = filled_template(collector, town.id, YEAR)
    said = words_of(data)
    assert says_nothing_of_others(said)
    assert {word for word in ("D01", "P02", "ENG", "ENG1", "621") if word in said} == {
        "D01",
        "P02",
        "ENG",
        "ENG1",
        "621",
    }
    assert "71000" in words_of(filled_template(OWNER, town.id, YEAR))
    preview = preview_of(
        job(collector, town.id, offer_workbook(collector, town.id, Upload("ก.xlsx", "", data)))
    )
    assert preview is not None
    assert preview.changes == ()
    assert preview.receipt.rows_rejected == 0


def test_a_workbook_of_the_part_is_shown_and_stored(town: Town) -> None:
    collector, before = town.collector("ENG"), rows_of_others(town)
    units = set(OrgUnit.rows.of(town.id).values_list("id", flat=True))
    key = offer_workbook(collector, town.id, Upload("ก.xlsx", "", mine(900)))
    looked = job(collector, town.id, key)
    preview = preview_of(looked)
    assert preview is not None
    assert len(preview.changes) == 12
    assert says_nothing_of_others(told_by(looked))
    stored = job(collector, town.id, accept_workbook(collector, town.id, key))
    assert stored.state is JobState.DONE, stored.findings
    assert says_nothing_of_others(told_by(stored))
    again = preview_of(job(collector, town.id, look_again(collector, town.id, key)))
    assert again is not None
    assert again.changes == ()
    assert rows_of_others(town) == before
    assert set(OrgUnit.rows.of(town.id).values_list("id", flat=True)) == units


def test_a_workbook_that_speaks_of_others_is_refused_without_telling(town: Town) -> None:
    collector = town.collector("ENG")
    before = {name: rows for name, rows in everything().items() if name != "Job"}
    key = offer_workbook(collector, town.id, Upload("ข.xlsx", "", book()))
    looked = job(collector, town.id, key)
    assert looked.state is JobState.FAILED
    assert "import.outside_part" in {one.code for one in looked.findings}
    assert "71000" not in told_by(looked)
    with pytest.raises(NotFoundError):
        accept_workbook(collector, town.id, key)
    assert {name: rows for name, rows in everything().items() if name != "Job"} == before


def test_jobs_of_others_and_the_report_stay_closed(town: Town) -> None:
    collector = town.collector("ENG")
    theirs = offer_workbook(OWNER, town.id, Upload("ค.xlsx", "", book()))
    before = everything()
    for deed in (job, accept_workbook, look_again):
        with pytest.raises(NotFoundError):
            deed(collector, town.id, theirs)
    with pytest.raises(ForbiddenError):
        offer_report(collector, town.id, Upload("ง.xlsx", "", book()), (), today=TODAY)
    assert everything() == before
    assert job(OWNER, town.id, theirs).work is Work.LOOK


def test_evidence_is_cited_by_whoever_enters_the_data(town: Town) -> None:
    collector = town.collector("ENG")
    count, findings = cite_evidence(collector, town.id, "D01", {"ใบเสร็จ.pdf": PDF})
    assert (count, findings) == (12, ())
    before = everything()
    for code in ("P01", "P03", "none"):
        with pytest.raises(NotFoundError):
            cite_evidence(collector, town.id, code, {"ใบเสร็จ.pdf": PDF})
    with pytest.raises(ForbiddenError):
        settle_lines(collector, town.id, "D01", LinesSaid(grade=Grade.X))
    assert everything() == before

"""Answers to warnings: kept, told, frozen, asked again when the figures change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.services.changed_books import CURRENT, NAMES, changed, row_of
from tests.services.towns import OWNER, bare

from fahsai.core.finding import Finding, Level
from fahsai.core.inventory.mistakes.answer import mark_of
from fahsai.records.models import Event, FormRecord
from fahsai.services.access import NotFoundError
from fahsai.services.answer_finding import answer_finding, answers_of_year, finding_said
from fahsai.services.calculate_year import YearResult, calculate_year
from fahsai.services.import_activity import import_activity
from fahsai.services.year_tasks import tasks_of_year

if TYPE_CHECKING:
    from uuid import UUID

    from openpyxl.worksheet.worksheet import Worksheet

pytestmark = pytest.mark.usefixtures("each_database")

TODAY = date(2026, 11, 22)
YEAR = 2567
POWER = "การใช้พลังงานไฟฟ้า"


def jump(factor: float) -> bytes:
    """The workbook with one month of electricity so many times too large."""

    def change(sheets: dict[str, Worksheet]) -> None:
        row = row_of(sheets[CURRENT], POWER)
        row.put(4, row.value(4) * factor)

    return changed(NAMES[0], change)


def handed_in(owner: UUID, data: bytes) -> YearResult:
    result, said = import_activity(OWNER, owner, data, NAMES[0], accept=True)
    assert result is not None, said
    return calculate_year(OWNER, owner, YEAR, today=TODAY)


@pytest.fixture
def owner() -> UUID:
    return bare()


def warning(year: YearResult) -> Finding:
    return next(one for one in year.findings if one.code == "mistake.quantity_jump")


def test_an_answered_warning_informs_and_stays_with_its_reason(owner: UUID) -> None:
    year = handed_in(owner, jump(10))
    said = warning(year)
    assert said.level is Level.WARNING
    assert any(said in task.lacks for task in tasks_of_year(OWNER, owner, year))
    kept, refused = answer_finding(OWNER, owner, YEAR, mark_of(said), " ซ่อมหม้อแปลง ", today=TODAY)
    assert (kept, refused) == (True, ())
    after = calculate_year(OWNER, owner, YEAR, today=TODAY)
    assert warning(after) == replace(said, level=Level.INFO)
    assert not any(warning(after) in task.lacks for task in tasks_of_year(OWNER, owner, after))
    answer = answers_of_year(OWNER, owner, after)[mark_of(said)]
    assert answer.reason == "ซ่อมหม้อแปลง"
    assert finding_said(OWNER, owner, YEAR, mark_of(said), today=TODAY)[1] == "ซ่อมหม้อแปลง"
    event = Event.rows.of(owner).get(verb="finding.answered")
    assert event.actor_id == OWNER.id


def test_the_same_answer_twice_writes_nothing_and_another_supersedes(owner: UUID) -> None:
    mark = mark_of(warning(handed_in(owner, jump(10))))
    for reason in ("หนึ่ง", "หนึ่ง", "สอง"):
        assert answer_finding(OWNER, owner, YEAR, mark, reason, today=TODAY)[0]
    rows = FormRecord.rows.of(owner).filter(kind="finding_answer").order_by("created_at")
    assert [row.data["reason"] for row in rows] == ["หนึ่ง", "สอง"]
    assert rows[1].supersedes_id == rows[0].id
    year = calculate_year(OWNER, owner, YEAR, today=TODAY)
    assert answers_of_year(OWNER, owner, year)[mark].reason == "สอง"


def test_other_figures_are_asked_about_again(owner: UUID) -> None:
    first = warning(handed_in(owner, jump(10)))
    answer_finding(OWNER, owner, YEAR, mark_of(first), "ถูกต้อง", today=TODAY)
    second = warning(handed_in(owner, jump(20)))
    assert second.level is Level.WARNING
    assert mark_of(second) != mark_of(first)


def test_what_cannot_be_answered_is_refused(owner: UUID) -> None:
    year = handed_in(owner, jump(10))
    error = next(one for one in year.findings if one.level is Level.ERROR)
    for item, reason, code in (
        (error, "เพราะ", "answer.not_a_warning"),
        (warning(year), "  ", "answer.reason_missing"),
    ):
        kept, said = answer_finding(OWNER, owner, YEAR, mark_of(item), reason, today=TODAY)
        assert (kept, [one.code for one in said]) == (False, [code])
    with pytest.raises(NotFoundError):
        answer_finding(OWNER, owner, YEAR, "0" * 16, "เพราะ", today=TODAY)
    assert not FormRecord.rows.of(owner).filter(kind="finding_answer").exists()

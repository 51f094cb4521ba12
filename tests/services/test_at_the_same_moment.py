"""Several people change one year at the same moment: each sees what the one before has done."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from tests.services.at_once import Pause, at_once
from tests.services.parted import LINES, book, parted_town
from tests.services.towns import OWNER, TODAY

from fahsai.core.access.states import VersionState
from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.thai.period import PeriodKind, fiscal_year
from fahsai.records.models import ActivityRow, CalculationRow, Source, VersionLink
from fahsai.services import calculate_year as calculating
from fahsai.services import enter_lines, import_activity, submit
from fahsai.services.calculate_year import calculate_year, lines_of_calculation
from fahsai.services.inventories import version_of_year
from fahsai.services.open_year import open_year
from fahsai.services.source_lines import LinesSaid, cite_evidence
from fahsai.services.sources import settle_source

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

YEAR = 2566
MONTH = fiscal_year(YEAR).months()[0]
SAID: dict[str, Any] = {"unit": "kWh", "origin": Origin.PAID, "grade": Grade.Y}
BOOK = book(year=YEAR)


@pytest.fixture
def town(each_database: BaseDatabaseWrapper) -> UUID:
    del each_database
    town = parted_town().id
    assert open_year(OWNER, town, YEAR, PeriodKind.FISCAL_YEAR)[0] is not None
    return town


def bring(town: UUID) -> object:
    return import_activity.import_activity(OWNER, town, BOOK, "office.xlsx", accept=True)


def enter(town: UUID, text: str, **more: Any) -> object:
    return enter_lines.enter_months(OWNER, town, YEAR, "P01", {MONTH: text}, **{**SAID, **more})


def hand_over(town: UUID) -> object:
    return submit.submit(OWNER, town, YEAR, today=TODAY)


def of_month(town: UUID) -> list[Decimal]:
    key = Source.rows.of(town).heads().get(code="P01").key
    rows = ActivityRow.rows.of(town).current().filter(source_key=key, period_start=MONTH.start)
    return [row.quantity for row in rows]


def codes(answer: object) -> list[str]:
    assert isinstance(answer, tuple), answer
    return [one.code for one in answer[1]]


def test_a_month_that_a_file_brings_while_it_is_entered_counts_once(
    town: UUID, each_database: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    pause = Pause(monkeypatch, enter_lines, "store")
    entered, brought = at_once(
        each_database, lambda: enter(town, "5"), pause.meanwhile(lambda: bring(town))
    )
    assert (codes(entered), isinstance(brought, tuple)) == ([], True)
    assert of_month(town) == [LINES[0].quantities[0]]


def test_a_month_that_is_entered_while_a_file_brings_it_counts_once(
    town: UUID, each_database: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = enter_lines.recorded_months(OWNER, town, YEAR, "P01").seen
    pause = Pause(monkeypatch, import_activity, "_store")
    _, entered = at_once(
        each_database,
        lambda: bring(town),
        pause.meanwhile(lambda: enter(town, "5", seen=seen)),
    )
    assert "entry.changed_meanwhile" in codes(entered)
    assert of_month(town) == [LINES[0].quantities[0]]


def frozen_lines(town: UUID) -> set[UUID]:
    version = version_of_year(OWNER, town, YEAR)
    assert version.state is VersionState.SUBMITTED
    table = ActivityRow._meta.db_table
    links = VersionLink.rows.of(town).filter(version_id=version.id, table_name=table)
    return set(links.values_list("row_id", flat=True))


def calculated_lines(town: UUID) -> set[UUID]:
    result = calculate_year(OWNER, town, YEAR, today=TODAY)
    return {line.id for line in lines_of_calculation(result)}


def test_what_is_frozen_is_what_was_calculated(
    town: UUID, each_database: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(town)
    pause = Pause(monkeypatch, submit, "rows_to_freeze")
    submitted, entered = at_once(
        each_database,
        lambda: hand_over(town),
        pause.meanwhile(lambda: enter(town, "5", reason="อ่านผิด")),
    )
    assert isinstance(submitted, tuple)
    assert submitted[0] is not None, submitted
    assert codes(entered) == ["entry.version_submitted"]
    assert frozen_lines(town) == calculated_lines(town)


def test_what_was_entered_before_is_frozen_with_the_year(
    town: UUID, each_database: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(town)
    pause = Pause(monkeypatch, enter_lines, "store")
    entered, submitted = at_once(
        each_database,
        lambda: enter(town, "5", reason="อ่านผิด"),
        pause.meanwhile(lambda: hand_over(town)),
    )
    assert codes(entered) == []
    assert isinstance(submitted, tuple)
    assert submitted[0] is not None, submitted
    assert of_month(town) == [Decimal(5)]
    assert frozen_lines(town) == calculated_lines(town)


def test_all_at_once_nobody_waits_for_ever(town: UUID, each_database: BaseDatabaseWrapper) -> None:
    bring(town)
    answers = at_once(
        each_database,
        lambda: bring(town),
        lambda: enter(town, "5", reason="อ่านผิด"),
        lambda: cite_evidence(OWNER, town, "D01", {"บิล.pdf": b"%PDF new"}),
        lambda: settle_source(OWNER, town, "P02", lines=LinesSaid(grade=Grade.Z)),
        lambda: calculate_year(OWNER, town, YEAR, today=TODAY),
        lambda: hand_over(town),
    )
    assert [one for one in answers if isinstance(one, Exception)] == []
    if version_of_year(OWNER, town, YEAR).state is VersionState.SUBMITTED:
        assert frozen_lines(town) == calculated_lines(town)


def test_two_who_look_at_the_same_draft_keep_its_calculation_once(
    town: UUID, each_database: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(town)
    # Two processes: what one remembers the other does not know.
    monkeypatch.setattr(calculating._KNOWN, "get_or_make", lambda _, make: make())

    def look() -> object:
        return calculate_year(OWNER, town, YEAR, today=TODAY).calculation_id

    first, second = at_once(each_database, look, look)
    assert first == second
    assert isinstance(first, UUID), first
    assert CalculationRow.rows.of(town).filter(id=first).count() == 1

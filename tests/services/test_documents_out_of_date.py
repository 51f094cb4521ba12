"""A report that prints another interval than what is known now is to be made again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.services.towns import OWNER, TODAY, load_town

from fahsai.services.calculate_year import calculate_year
from fahsai.services.documents import make_documents
from fahsai.services.submit import submit
from fahsai.services.uncertainty import state_interval
from fahsai.services.year_documents import documents_of_year

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.inventory.boundary import Organisation


def current(owner: UUID) -> dict[str, bool]:
    year = calculate_year(OWNER, owner, 2565, today=TODAY)
    return {one.kind: one.current for one in documents_of_year(OWNER, owner, year)}


def state(owner: UUID, percent: str) -> None:
    source, said = state_interval(OWNER, owner, "S05", "activity", percent, "ใบรับรองมิเตอร์")
    assert source is not None, said
    state_factor = state_interval(OWNER, owner, "S05", "factor", "10", "ตาราง 2.2")
    assert state_factor[0] is not None, state_factor[1]


@pytest.mark.usefixtures("each_database")
def test_another_interval_alone_makes_the_report_out_of_date() -> None:
    owner = load_town().id
    before = calculate_year(OWNER, owner, 2565, today=TODAY).calculation_id
    make_documents(OWNER, owner, 2565, today=TODAY, pdf=False)
    assert current(owner) == {"TCFO_R_01": True, "TCFO_R_02": True}
    state(owner, "5")
    assert calculate_year(OWNER, owner, 2565, today=TODAY).calculation_id == before
    # The workbook prints no interval: it stands as it is.
    assert current(owner) == {"TCFO_R_01": True, "TCFO_R_02": False}
    made = make_documents(OWNER, owner, 2565, today=TODAY, pdf=False)
    places = [cell.place for cell in made.cells if cell.place.endswith("/interval")]
    assert places == ["8/row total/interval"]
    assert current(owner) == {"TCFO_R_01": True, "TCFO_R_02": True}
    state(owner, "30")
    assert current(owner) == {"TCFO_R_01": True, "TCFO_R_02": False}
    # What is stated again as it was printed is no other report.
    state(owner, "5")
    assert current(owner) == {"TCFO_R_01": True, "TCFO_R_02": True}


def test_a_submitted_version_keeps_its_interval(town: Organisation) -> None:
    state(town.id, "5")
    version, said = submit(OWNER, town.id, 2565, today=TODAY)
    assert version is not None, said
    make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False)
    state(town.id, "30")
    assert current(town.id) == {"TCFO_R_01": True, "TCFO_R_02": True}

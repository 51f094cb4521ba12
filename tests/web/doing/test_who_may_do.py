"""Who may do what on the pages that do things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from tests.services.books import template
from tests.services.test_base_year import SOLD
from tests.services.towns import OWNER, TODAY, bare, everything, load_town
from tests.web.doing.answers import CODE, YEAR, file, job_at, whole, year_address
from tests.web.people import browser_of, member

from fahsai.core.access.roles import PERMISSIONS, Permission, Role
from fahsai.core.finding import Level
from fahsai.core.inventory.mistakes.answer import mark_of
from fahsai.records.models import ActivityRow
from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.base_year_records import record_change
from fahsai.services.calculate_year import calculate_year
from fahsai.services.jobs import JobState
from fahsai.services.pictures import pictures

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

pytestmark = pytest.mark.usefixtures("each_database")


# Who may

NEEDS = {
    "hand_in_activity": Permission.ENTER_DATA,
    "hand_in_report": Permission.WRITE_REPORT,
    "hand_in_base_year": Permission.SETTLE,
    "pictures": Permission.WRITE_REPORT,
    "remove_picture": Permission.WRITE_REPORT,
    "texts": Permission.WRITE_REPORT,
    "tree_census": Permission.WRITE_REPORT,
    "scope3_decide": Permission.WRITE_REPORT,
    "make_documents": Permission.WRITE_REPORT,
    "year_settings": Permission.SETTLE,
    "base_policy": Permission.SETTLE,
    "base_change": Permission.SETTLE,
    "base_change_amend": Permission.SETTLE,
    "settle": Permission.SETTLE,
    "biomass": Permission.SETTLE,
    "add_evidence": Permission.ENTER_DATA,
    "answer_finding": Permission.SETTLE,
    "intervals": Permission.SETTLE,
    "submit": Permission.SUBMIT,
    "reopen": Permission.SUBMIT,
    "activity_template": Permission.SEE,
    "report_template": Permission.SEE,
    "picture": Permission.SEE,
}


def test_every_page_that_does_something_says_what_it_needs() -> None:
    from fahsai.web.doing import urls

    names = {str(one.name) for one in (*urls.of_a_year, *urls.of_an_organisation)}  # type: ignore[union-attr]
    assert names - {"job", "map_table"} == set(NEEDS)  # jobs: see below


def a_warning(organisation_id: UUID) -> str:
    """The mark of a warning of the year."""
    result = calculate_year(OWNER, organisation_id, YEAR, today=TODAY)
    return next(mark_of(said) for said in result.findings if said.level is Level.WARNING)


def test_each_page_is_for_whoever_may_and_for_nobody_else() -> None:
    town = load_town()
    bare("other")
    stranger = member(organisation_by_code(LOCAL_OWNER, "other").id, Role.ADMINISTRATOR, name="s")
    people = {role: member(town.id, role) for role in Role}
    picture_id = pictures(OWNER, town.id)[0].id
    number, _ = record_change(OWNER, town.id, SOLD)
    more = {
        **dict.fromkeys(("settle", "add_evidence", "biomass", "intervals"), ("S05",)),
        "base_change_amend": (number,),
        "answer_finding": (a_warning(town.id),),
    }
    before = everything()
    for name, needed in NEEDS.items():
        if name in {"remove_picture", "picture"}:
            place = reverse(name, args=(CODE, picture_id))
        elif name == "pictures" or name.startswith("hand_in") or "template" in name:
            place = reverse(name, args=(CODE,))
        else:
            place = year_address(name, *more.get(name, ()))
        assert browser_of(stranger).get(place).status_code == 404, name
        assert browser_of(stranger).post(place).status_code in {404, 405}, name
        nobody = browser_of(None)
        nobody_at = nobody.get(place)
        assert nobody_at.status_code == 302, name
        assert "next=" in nobody_at.headers["Location"]
        able = next(role for role in Role if needed in PERMISSIONS[role])
        assert browser_of(people[able]).get(place).status_code == 200, name
        for role in (role for role in Role if needed not in PERMISSIONS[role]):
            browser = browser_of(people[role])
            assert browser.get(place).status_code == 403, (name, role)
            assert browser.post(place).status_code in {403, 405}, (name, role)
    assert _without_reading(everything()) == _without_reading(before)


def _without_reading(tables: dict[str, list[str]]) -> dict[str, list[str]]:
    """Looking at a draft keeps its calculation."""
    kept = {"CalculationRow", "ComponentRow", "FindingRow", "LineResultRow", "SourceResultRow"}
    return {
        name: [row for row in rows if "'inventory.calculated'" not in row]
        for name, rows in tables.items()
        if name not in {*kept, "UsedFactor", "Account"}
    }


def test_a_job_is_not_shown_to_others_nor_accepted_by_who_may_not(client: Client) -> None:
    owner = bare("thesaban")
    bare("other")
    place = reverse("hand_in_activity", args=("thesaban",))
    sent = client.post(place, {"workbook": file("ก.xlsx", template())})
    at = sent.headers["Location"]
    stranger = member(organisation_by_code(LOCAL_OWNER, "other").id, Role.ADMINISTRATOR, name="s")
    verifier, collector = member(owner, Role.VERIFIER), member(owner, Role.COLLECTOR)
    assert browser_of(stranger).get(at).status_code == 404
    assert browser_of(stranger).post(at, {"do": "accept"}).status_code == 404
    assert browser_of(collector).get(at).status_code == 404
    assert browser_of(None).get(at).status_code == 302
    page = whole(browser_of(verifier).get(at))
    assert 'value="accept"' not in page
    assert browser_of(verifier).post(at, {"do": "accept"}).status_code == 403
    assert not ActivityRow.rows.of(owner).exists()
    manager = browser_of(member(owner, Role.DATA_MANAGER))
    assert 'value="accept"' in whole(manager.get(at))
    assert job_at(manager.post(at, {"do": "accept"}), owner).state is JobState.DONE

"""A report workbook changes the profile, the settings and the units by the rules of their pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from tests.report_books import BOOK
from tests.services.towns import OWNER, TODAY, events, everything
from tests.web.people import member

from fahsai.core.access.actor import Actor, Membership
from fahsai.core.access.roles import PERMISSIONS, Permission, Role
from fahsai.gateways.workbooks.report.book import FacilityEntry, UnitEntry
from fahsai.gateways.workbooks.report.write import write_report_template
from fahsai.records.ids import new_id
from fahsai.records.models import (
    Facility,
    OrganisationProfile,
    OrgUnit,
    Person,
    TeamAssignment,
    TextRow,
)
from fahsai.services.import_report import import_report
from fahsai.services.inventories import version_of_year
from fahsai.words.messages import Language, message

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.finding import Finding
    from fahsai.gateways.workbooks.report.book import ReportBook
    from fahsai.services.inventories import Settings

pytestmark = pytest.mark.usefixtures("each_database")

WORDS = "ข้อความที่คนเขียนรายงานแก้"
CHANGED = {
    "profile": replace(BOOK.organisation, name_th="ชื่อใหม่", province="ลำพูน"),
    "settings": replace(BOOK.organisation, report_date=date(2026, 9, 1), prepared_by="คนใหม่"),
}
UNITS = (  # U01 goes below U02, which comes up; U03 is new
    replace(BOOK.units[1], parent_code=""),
    replace(BOOK.units[0], parent_code="U02"),
    UnitEntry("U03", "กองใหม่", parent_code="U02"),
)


def in_role(owner: UUID, role: Role, **more: Any) -> Actor:
    return Actor(new_id(), role.value, frozenset({Membership(owner, role)}), **more)


def enter(
    actor: Actor, book: ReportBook = BOOK, owner: UUID | None = None
) -> tuple[UUID, dict[str, Finding]]:
    entered, findings = import_report(
        actor, write_report_template(book), "r.xlsx", today=TODAY, organisation_id=owner
    )
    assert entered is not None, findings
    for one in findings:
        for language in Language:
            assert "{" not in message(one, language)
    said = {one.code: one for one in findings if one.code != "report.picture_absent"}
    return entered.organisation_id, said


def with_words(book: ReportBook) -> ReportBook:
    """The book with a text that any writer may change, which must arrive whatever is left."""
    return replace(book, texts=(replace(BOOK.texts[0], text=WORDS), *BOOK.texts[1:]))


def words_arrived(owner: UUID) -> bool:
    return TextRow.rows.of(owner).current().filter(body=WORDS).exists()


def settings(owner: UUID) -> Settings | None:
    return version_of_year(OWNER, owner, 2565).settings


def units(owner: UUID) -> dict[str, str]:
    """The units by code, each with the code of the one above it."""
    rows = list(OrgUnit.rows.of(owner).current())
    codes = {row.key: row.code for row in rows}
    return {row.code: codes[row.parent_key] if row.parent_key else "" for row in rows}


WRITERS = [role for role in Role if Permission.WRITE_REPORT in PERMISSIONS[role]]


@pytest.mark.parametrize("role", WRITERS)
def test_the_profile_is_changed_by_who_manages_the_organisation_only(role: Role) -> None:
    owner, _ = enter(OWNER)
    count = len(events(owner))
    book = with_words(replace(BOOK, organisation=CHANGED["profile"]))
    _, said = enter(in_role(owner, role), book, owner)
    profile = OrganisationProfile.rows.of(owner).current().get()
    assert words_arrived(owner)
    if role is Role.ADMINISTRATOR:
        assert said == {}
        assert (profile.name_th, profile.province, profile.why) == ("ชื่อใหม่", "ลำพูน", "r.xlsx")
        assert events(owner)[count:] == ["organisation.described", "report.entered"]
        return
    assert (profile.name_th, profile.province) == (
        BOOK.organisation.name_th,
        BOOK.organisation.province,
    )
    assert events(owner)[count:] == ["report.entered"]
    assert list(said) == ["report.profile_left"]
    told = message(said["report.profile_left"], Language.TH)
    assert "ชื่อภาษาไทย, จังหวัด" in told
    assert "ผู้ดูแลระบบ" in told


@pytest.mark.parametrize("role", WRITERS)
def test_the_settings_are_changed_by_who_settles_only(role: Role) -> None:
    owner, _ = enter(OWNER)
    before, count = settings(owner), len(events(owner))
    assert before is not None
    book = with_words(replace(BOOK, organisation=CHANGED["settings"]))
    _, said = enter(in_role(owner, role), book, owner)
    after = settings(owner)
    assert after is not None
    assert words_arrived(owner)
    person = Person.rows.of(owner).filter(name="คนใหม่")
    if Permission.SETTLE in PERMISSIONS[role]:
        assert said == {}
        assert (after.report_date, after.factor_set) == (date(2026, 9, 1), "tgo-cfo-2026-02")
        assert after.prepared_by == str(person.get().id)
        assert events(owner)[count:] == ["version.settings", "report.entered"]
        return
    assert after == before
    assert not person.exists()
    assert events(owner)[count:] == ["report.entered"]
    assert list(said) == ["report.settings_left"]
    left = said["report.settings_left"].data["settings_fields"]
    assert left == "factor_set, report_date, prepared_by"
    assert "ชุดค่า EF, วันที่รายงานผล, ผู้จัดทำรายงาน" in message(said["report.settings_left"], Language.TH)


@pytest.mark.parametrize("role", WRITERS)
def test_units_are_added_moved_and_ended_by_who_manages_the_organisation_only(role: Role) -> None:
    spare = UnitEntry("U09", "กองที่ยุบ")
    owner, _ = enter(OWNER, replace(BOOK, units=(*BOOK.units, spare)))
    assert events(owner).count("unit.added") == 3
    count = len(events(owner))
    _, said = enter(in_role(owner, role), with_words(replace(BOOK, units=UNITS)), owner)
    assert words_arrived(owner)
    if role is Role.ADMINISTRATOR:
        assert said == {}
        assert units(owner) == {"U01": "U02", "U02": "", "U03": "U02"}
        assert events(owner)[count:] == [
            "unit.changed",
            "unit.changed",
            "unit.added",
            "unit.withdrawn",
            "report.entered",
        ]
        assert {row.why for row in OrgUnit.rows.of(owner).heads()} == {"r.xlsx", ""}
        return
    assert units(owner) == {"U01": "", "U02": "U01", "U09": ""}
    assert events(owner)[count:] == ["report.entered"]
    assert list(said) == ["report.units_left"]
    assert said["report.units_left"].data == {"added": "U03", "changed": "U01, U02", "ended": "U09"}


def test_what_an_unknown_unit_would_hold_stands_without_a_unit() -> None:
    owner, _ = enter(OWNER)
    book = replace(
        BOOK,
        units=(*BOOK.units, UnitEntry("U03", "กองใหม่")),
        facilities=(*BOOK.facilities, FacilityEntry("F03", "โกดัง", "", "U03")),
        team=(replace(BOOK.team[0], unit_code="U03"),),
    )
    _, said = enter(in_role(owner, Role.WRITER), book, owner)
    assert list(said) == ["report.units_left"]
    assert Facility.rows.of(owner).current().get(code="F03").unit_key is None
    assert TeamAssignment.rows.of(owner).current().get().unit_key is None


def test_a_writer_names_the_head_of_a_unit_that_is_there() -> None:
    owner, _ = enter(OWNER)
    book = replace(BOOK, units=(replace(BOOK.units[0], head="ปลัดคนใหม่"), BOOK.units[1]))
    count = len(events(owner))
    _, said = enter(in_role(owner, Role.WRITER), book, owner)
    assert said == {}
    head = OrgUnit.rows.of(owner).current().select_related("head").get(code="U01").head
    assert head is not None
    assert head.name == "ปลัดคนใหม่"
    assert events(owner)[count:] == ["unit.changed", "report.entered"]


def test_a_unit_in_use_stays_whoever_enters_the_report() -> None:
    below = UnitEntry("U03", "ฝ่ายพัสดุ", parent_code="U02")
    owner, _ = enter(OWNER, replace(BOOK, units=(*BOOK.units, below)))
    key = OrgUnit.rows.of(owner).current().get(code="U03").key
    member(owner, Role.COLLECTOR, units=[key])
    places = tuple(replace(one, unit_code="U01") for one in BOOK.facilities)
    book = replace(BOOK, units=BOOK.units[:1], facilities=places, team=())
    data = write_report_template(book)
    entered, findings = import_report(in_role(owner, Role.ADMINISTRATOR), data, "r", today=TODAY)
    assert entered is not None
    kept = {one.subject: dict(one.data) for one in findings if one.code == "part.in_use"}
    nothing = dict.fromkeys(("units", "sources", "facilities", "meters", "people"), "0")
    assert kept == {"U02": {**nothing, "units": "1"}, "U03": {**nothing, "people": "1"}}
    assert units(owner) == {"U01": "", "U02": "U01", "U03": "U02"}


def test_units_that_the_same_report_empties_end_from_below() -> None:
    below = UnitEntry("U03", "ฝ่ายพัสดุ", parent_code="U02")
    owner, _ = enter(OWNER, replace(BOOK, units=(*BOOK.units, below)))
    book = replace(
        BOOK,
        units=BOOK.units[:1],
        facilities=tuple(replace(one, unit_code="U01") for one in BOOK.facilities),
        team=(replace(BOOK.team[0], unit_code=""),),
    )
    _, said = enter(in_role(owner, Role.ADMINISTRATOR), book, owner)
    assert said == {}
    assert units(owner) == {"U01": ""}
    assert events(owner)[-3:] == ["unit.withdrawn", "unit.withdrawn", "report.entered"]


def test_a_report_that_says_what_stands_says_nothing_to_a_writer() -> None:
    owner, _ = enter(OWNER)
    before = everything()
    for role in WRITERS:
        _, said = enter(in_role(owner, role), BOOK, owner)
        assert said == {}
    assert everything() == before


def test_a_key_may_no_more_than_it_was_made_for() -> None:
    owner, _ = enter(OWNER)
    limits = frozenset({Permission.SEE, Permission.WRITE_REPORT})
    key = in_role(owner, Role.ADMINISTRATOR, limits=limits)
    book = replace(
        BOOK,
        units=UNITS,
        organisation=replace(CHANGED["profile"], report_date=date(2026, 9, 1)),
    )
    before = (units(owner), settings(owner))
    _, said = enter(key, book, owner)
    assert set(said) == {"report.profile_left", "report.settings_left", "report.units_left"}
    assert (units(owner), settings(owner)) == before


def test_a_year_that_a_writer_opens_is_computed_as_any_new_one() -> None:
    owner, _ = enter(OWNER)
    later = replace(BOOK, organisation=replace(BOOK.organisation, year_be=2566))
    _, said = enter(in_role(owner, Role.WRITER), with_words(later), owner)
    assert list(said) == ["report.settings_left"]
    assert version_of_year(OWNER, owner, 2566).settings is None
    assert words_arrived(owner)

"""Founding an organisation and changing what it is called, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.services.members import account, acting, member, office
from tests.services.towns import OWNER, STRANGER, TODAY, bare, events, everything

from fahsai.core.access.actor import Actor
from fahsai.core.access.roles import Permission, Role
from fahsai.gateways.workbooks.report.book import OrganisationEntry, ReportBook
from fahsai.gateways.workbooks.report.write import write_report_template
from fahsai.records.ids import new_id
from fahsai.records.models import Membership, OrganisationProfile
from fahsai.services.access import ForbiddenError, NotFoundError, organisation_by_code
from fahsai.services.found import found_organisation
from fahsai.services.import_report import import_report
from fahsai.services.profile import change_profile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.finding import Finding


def codes(said: Iterable[Finding]) -> list[str]:
    return [one.code for one in said]


@pytest.mark.usefixtures("each_database")
def test_the_founder_is_the_administrator() -> None:
    founder = account("founder", manages_installation=True)
    made, said = found_organisation(
        acting(founder), " ใหม่ ", "เทศบาลใหม่", "New", "เทศบาลเมือง", "ชลบุรี", "1 ถนนใหม่"
    )
    assert made is not None, said
    assert (made.code, made.name_th, made.name_en) == ("ใหม่", "เทศบาลใหม่", "New")
    assert (made.kind, made.province, made.address) == ("เทศบาลเมือง", "ชลบุรี", "1 ถนนใหม่")
    row = Membership.rows.of(made.id).get()
    assert (row.account_id, row.role, row.units) == (founder.id, "administrator", None)
    assert events(made.id) == ["organisation.founded", "role.given"]
    assert organisation_by_code(acting(founder), "ใหม่") == made
    with pytest.raises(NotFoundError):
        organisation_by_code(acting(account("other", manages_installation=True)), "ใหม่")


@pytest.mark.usefixtures("each_database")
def test_the_local_owner_founds_without_a_role() -> None:
    made, _ = found_organisation(OWNER, "own", "ของเจ้าของ")
    assert made is not None
    assert not Membership.rows.of(made.id).exists()
    assert events(made.id) == ["organisation.founded"]


@pytest.mark.usefixtures("each_database")
def test_a_code_is_taken_once_and_must_be_usable() -> None:
    bare("taken")
    before = everything()
    for code, name, expected in (
        ("taken", "ก", ["organisation.code_taken"]),
        ("", "ก", ["organisation.code_unusable"]),
        (".", "ก", ["organisation.code_unusable"]),
        ("..", "ก", ["organisation.code_unusable"]),
        ("a\nb", "ก", ["organisation.code_unusable"]),
        ("x" * 65, "ก", ["organisation.code_unusable"]),
        ("good", "  ", ["organisation.name_missing"]),
        ("", "", ["organisation.code_unusable", "organisation.name_missing"]),
    ):
        made, said = found_organisation(OWNER, code, name)
        assert made is None
        assert codes(said) == expected, code
    assert everything() == before


@pytest.mark.usefixtures("each_database")
def test_only_who_may_found_does() -> None:
    home = office()
    limited = replace(
        acting(account("keyed", manages_installation=True)), limits=frozenset(Permission)
    )
    before = everything()
    for actor in (STRANGER, home.actor, limited):
        with pytest.raises(ForbiddenError):
            found_organisation(actor, "new", "ใหม่")
    assert everything() == before


def report(code: str) -> bytes:
    entry = OrganisationEntry(code=code, name_th="เทศบาล", year_be=2566, report_date=TODAY)
    return write_report_template(ReportBook(organisation=entry))


@pytest.mark.usefixtures("each_database")
def test_a_workbook_founds_in_the_same_way() -> None:
    founder = account("founder", manages_installation=True)
    entered, said = import_report(acting(founder), report("by-book"), "r.xlsx", today=TODAY)
    assert entered is not None, said
    assert events(entered.organisation_id)[:2] == ["organisation.founded", "role.given"]
    assert Membership.rows.of(entered.organisation_id).get().account_id == founder.id
    again, _ = import_report(acting(founder), report("by-book"), "r.xlsx", today=TODAY)
    assert again is not None
    assert again.organisation_id == entered.organisation_id
    before = everything()
    made, said = import_report(acting(founder), report(".."), "r.xlsx", today=TODAY)
    assert made is None
    assert "organisation.code_unusable" in codes(said)
    other = account("manager", manages_installation=True)
    with pytest.raises(NotFoundError):
        import_report(acting(other), report("by-book"), "r.xlsx", today=TODAY)
    with pytest.raises(NotFoundError):
        import_report(Actor(new_id(), "x"), report("unheard"), "r.xlsx", today=TODAY)
    after = everything()
    assert {name for name in after if after[name] != before[name]} == {"Account"}


@pytest.mark.usefixtures("each_database")
def test_a_profile_changes_with_a_reason_that_is_kept() -> None:
    home = office()
    same, said = change_profile(home.actor, home.id, name_th="เทศบาล office")
    assert same is not None, said
    assert "organisation.described" not in events(home.id)
    for values, expected in (
        ({"name_th": " ", "reason": "x"}, ["organisation.name_missing"]),
        ({"name_th": "ชื่อใหม่", "reason": " "}, ["organisation.reason_missing"]),
    ):
        made, said = change_profile(home.actor, home.id, **values)
        assert made is None
        assert codes(said) == expected
    made, said = change_profile(
        home.actor, home.id, name_th="ชื่อใหม่", province="ชลบุรี", reason="ยกฐานะ"
    )
    assert made is not None, said
    assert (made.name_th, made.province) == ("ชื่อใหม่", "ชลบุรี")
    row = OrganisationProfile.rows.of(home.id).current().get()
    assert (row.why, row.actor_id) == ("ยกฐานะ", home.administrator.id)
    assert OrganisationProfile.rows.of(home.id).count() == 2
    assert events(home.id)[-1] == "organisation.described"
    manager = member(home.id, Role.DATA_MANAGER)
    with pytest.raises(ForbiddenError):
        change_profile(acting(manager), home.id, name_th="x", reason="y")

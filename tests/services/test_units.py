"""Units by page: added, changed, ended, and the same as those of workbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.services.members import acting, member, office
from tests.services.towns import OWNER, events, everything

from fahsai.core.access.roles import Role
from fahsai.records.models import OrgUnit, Source
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.importing.boundary import unit_key
from fahsai.services.people import take_role
from fahsai.services.units import add_unit, change_unit, unit, units, withdraw_unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.finding import Finding
    from fahsai.core.inventory.boundary import Organisation

pytestmark = pytest.mark.usefixtures("each_database")


def codes(said: Iterable[Finding]) -> list[str]:
    return [one.code for one in said]


def test_a_unit_has_the_key_that_workbooks_give_it() -> None:
    home = office()
    assert home.unit == unit_key(home.id, "D01")
    kept = unit(home.actor, home.id, home.below)
    assert (kept.code, kept.parent_id) == ("D02", home.unit)
    assert [one.code for one in units(home.actor, home.id)] == ["D01", "D02"]
    assert events(home.id) == ["unit.added", "unit.added"]


def test_what_cannot_be_a_unit_is_said() -> None:
    home, other = office(), office("other")
    before = everything()
    for code, name, parent, expected in (
        ("D01", "ซ้ำ", None, ["part.code_taken"]),
        ("", "ไม่มีรหัส", None, ["part.code_unusable"]),
        ("D03", " ", None, ["part.name_missing"]),
        ("D03", "ของเขา", other.unit, ["part.parent_unknown"]),
    ):
        if parent is not None:
            assert unit_key(other.id, "D01") == parent
        made, said = add_unit(home.actor, home.id, code, name, parent_id=parent)
        assert made is None
        assert codes(said) == expected
    assert everything() == before


def test_a_unit_is_renamed_and_moved_with_a_reason() -> None:
    home = office()
    same, said = change_unit(home.actor, home.id, home.below, "ฝ่ายอาคาร", parent_id=home.unit)
    assert same is not None, said
    assert codes(change_unit(home.actor, home.id, home.below, "ใหม่")[1]) == ["part.reason_missing"]
    assert codes(change_unit(home.actor, home.id, home.below, "", reason="x")[1]) == [
        "part.name_missing"
    ]
    changed, said = change_unit(home.actor, home.id, home.below, "ใหม่", "New", reason="ปรับผัง")
    assert changed is not None, said
    assert (changed.name_th, changed.name_en, changed.parent_id) == ("ใหม่", "New", None)
    assert (changed.id, changed.code) == (home.below, "D02")
    assert OrgUnit.rows.of(home.id).current().get(key=home.below).why == "ปรับผัง"
    assert events(home.id)[-1] == "unit.changed"


def test_a_unit_never_stands_below_itself() -> None:
    home = office()
    for parent in (home.unit, home.below):
        made, said = change_unit(
            home.actor, home.id, home.unit, "สำนักปลัด", parent_id=parent, reason="วน"
        )
        assert made is None
        assert codes(said) == ["part.parent_below"]


def test_a_unit_of_another_organisation_is_not_found() -> None:
    home, other = office(), office("other")
    with pytest.raises(NotFoundError):
        change_unit(home.actor, home.id, other.unit, "ยึด", reason="x")
    with pytest.raises(NotFoundError):
        withdraw_unit(home.actor, home.id, other.unit, "x")
    with pytest.raises(NotFoundError):
        unit(home.actor, home.id, other.unit)
    with pytest.raises(NotFoundError):
        units(home.actor, other.id)


def test_a_unit_ends_once_nothing_belongs_to_it() -> None:
    home = office()
    collector = member(home.id, Role.COLLECTOR, units=[home.below])
    gone, said = withdraw_unit(home.actor, home.id, home.unit, "ยุบ")
    assert (gone, codes(said)) == (False, ["part.in_use"])
    nothing = dict.fromkeys(("units", "sources", "facilities", "meters", "people"), "0")
    assert said[0].data == {**nothing, "units": "1"}
    gone, said = withdraw_unit(home.actor, home.id, home.below, "ยุบ")
    assert (gone, said[0].data["people"]) == (False, "1")
    assert take_role(home.actor, home.id, collector.id, Role.COLLECTOR, "ย้าย") == ()
    assert codes(withdraw_unit(home.actor, home.id, home.below, " ")[1]) == ["part.reason_missing"]
    assert withdraw_unit(home.actor, home.id, home.below, "ยุบ") == (True, ())
    assert [one.code for one in units(home.actor, home.id)] == ["D01"]
    assert events(home.id)[-1] == "unit.withdrawn"
    back, said = add_unit(home.actor, home.id, "D02", "ฝ่ายอาคาร")
    assert back is not None, said
    assert back.id == home.below


def test_who_collects_for_a_unit_sees_it_and_those_below() -> None:
    home = office()
    collector = acting(member(home.id, Role.COLLECTOR, units=[home.below]))
    assert [one.code for one in units(collector, home.id)] == ["D02"]
    above = acting(member(home.id, Role.COLLECTOR, name="above", units=[home.unit]))
    assert [one.code for one in units(above, home.id)] == ["D01", "D02"]
    with pytest.raises(NotFoundError):
        unit(collector, home.id, home.unit)
    with pytest.raises(ForbiddenError):
        add_unit(collector, home.id, "D09", "ของฉัน")


def test_a_unit_with_sources_stays(each_town: Organisation) -> None:
    used = Source.rows.of(each_town.id).current().exclude(unit_key=None).values_list("unit_key")
    key = next(iter(used))[0]
    assert key is not None
    gone, said = withdraw_unit(OWNER, each_town.id, key, "ยุบ")
    assert (gone, codes(said)) == (False, ["part.in_use"])
    assert int(said[0].data["sources"]) > 0

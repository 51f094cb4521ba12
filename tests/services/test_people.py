"""Roles: given, changed, taken, and what stands in the way, on both databases."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import connection, transaction
from tests.services.members import account, acting, member, office
from tests.services.towns import OWNER, events, everything

from fahsai.core.access.duties import conflicting_duties
from fahsai.core.access.roles import OF_UNITS, Permission, Role
from fahsai.records.ids import new_id
from fahsai.records.locks import one_at_a_time
from fahsai.records.models import Event, Membership
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.people import give_role, members, take_role
from fahsai.services.people import member as one_member
from fahsai.words.messages import Language, message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.backends.base.base import BaseDatabaseWrapper

    from fahsai.core.finding import Finding

pytestmark = pytest.mark.usefixtures("each_database")


def codes(said: Iterable[Finding]) -> list[str]:
    return [one.code for one in said]


def test_members_are_listed_with_their_roles() -> None:
    home, other = office(), office("other")
    writer = member(home.id, Role.WRITER)
    assert give_role(home.actor, home.id, writer.id, Role.DATA_MANAGER) == ()
    found = {one.email: one for one in members(home.actor, home.id)}
    assert set(found) == {"admin-office@example.org", "writer@example.org"}
    roles = [held.role for held in found["writer@example.org"].roles]
    assert roles == [Role.DATA_MANAGER, Role.WRITER]
    assert all(held.units is None for one in found.values() for held in one.roles)
    with pytest.raises(NotFoundError):
        one_member(home.actor, home.id, other.administrator.id)


def test_a_role_is_given_taken_and_given_again_in_one_chain() -> None:
    home = office()
    who = member(home.id, Role.WRITER)
    assert give_role(home.actor, home.id, who.id, Role.APPROVER, reason="รองนายก") == ()
    assert give_role(home.actor, home.id, who.id, Role.APPROVER) == ()  # held already
    assert take_role(home.actor, home.id, who.id, Role.APPROVER, "พ้นตำแหน่ง") == ()
    assert acting(who).may(home.id, Permission.SUBMIT) is False
    assert give_role(home.actor, home.id, who.id, Role.APPROVER) == ()
    assert acting(who).may(home.id, Permission.SUBMIT) is True
    chain = Membership.rows.of(home.id).filter(account_id=who.id, role="approver")
    assert [(row.withdrawn, row.why) for row in chain.order_by("created_at")] == [
        (False, "รองนายก"),
        (True, "พ้นตำแหน่ง"),
        (False, ""),
    ]
    assert events(home.id)[-3:] == ["role.given", "role.taken", "role.given"]


def test_a_collector_needs_units_and_others_take_none() -> None:
    home, other = office(), office("other")
    who = member(home.id, Role.WRITER)
    before = everything()
    assert {Role.COLLECTOR} == OF_UNITS
    for role, units, expected in (
        (Role.COLLECTOR, (), ["people.units_needed"]),
        (Role.COLLECTOR, (other.unit,), ["people.unit_unknown"]),
        (Role.COLLECTOR, (home.unit, new_id()), ["people.unit_unknown"]),
        (Role.DATA_MANAGER, (home.unit,), ["people.units_not_taken"]),
    ):
        said = give_role(home.actor, home.id, who.id, role, units)
        assert codes(said) == expected
        for one in said:  # a person reads it: no key of a unit
            assert not any(str(unit) in message(one, Language.TH) for unit in units)
    assert everything() == before
    assert give_role(home.actor, home.id, who.id, Role.COLLECTOR, [home.unit]) == ()
    change = (home.actor, home.id, who.id, Role.COLLECTOR, [home.below])
    assert codes(give_role(*change)) == ["people.reason_missing"]
    assert give_role(*change, "ย้ายงาน") == ()
    assert acting(who).units(home.id, Permission.ENTER_DATA) == frozenset({home.below})
    assert events(home.id)[-2:] == ["role.given", "role.changed"]


def test_duties_that_exclude_each_other_are_not_given() -> None:
    home = office()
    refused = 0
    for held, asked in permutations(Role, 2):
        name = f"{held}-{asked}"
        units = [home.unit] if held in OF_UNITS else None
        who = member(home.id, held, name=name, units=units)
        wanted = [home.unit] if asked in OF_UNITS else ()
        said = give_role(home.actor, home.id, who.id, asked, wanted)
        conflict = conflicting_duties((held, asked), name)
        assert said == conflict
        now = {Role(row.role) for row in rows_of(home.id, who.id)}
        assert now == ({held} if conflict else {held, asked})
        refused += bool(conflict)
    assert refused > 20


def rows_of(organisation_id: UUID, account_id: UUID) -> list[Membership]:
    return list(Membership.rows.of(organisation_id).current().filter(account_id=account_id))


def test_nobody_raises_the_own_role() -> None:
    home = office()
    before = everything()
    for role in Role:
        units = [home.unit] if role in OF_UNITS else ()
        said = give_role(home.actor, home.id, home.administrator.id, role, units, "ขอ")
        assert codes(said) == ["people.own_role"]
    assert everything() == before


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.ADMINISTRATOR])
def test_only_administrators_manage_people(role: Role) -> None:
    home = office()
    units = [home.unit] if role in OF_UNITS else None
    who = member(home.id, role, name="climber", units=units)
    victim = member(home.id, Role.WRITER, name="victim")
    before = everything()
    for target in (who, victim):
        with pytest.raises(ForbiddenError):
            give_role(acting(who), home.id, target.id, Role.ADMINISTRATOR)
    with pytest.raises(ForbiddenError):
        take_role(acting(who), home.id, home.administrator.id, Role.ADMINISTRATOR, "ยึดอำนาจ")
    with pytest.raises(ForbiddenError):
        members(acting(who), home.id)
    assert everything() == before


def test_whoever_does_not_belong_here_is_invited_not_enrolled() -> None:
    home, other = office(), office("other")
    nobody = account("nobody")
    for key in (nobody.id, other.administrator.id, new_id(), OWNER.id):
        with pytest.raises(NotFoundError):
            give_role(home.actor, home.id, key, Role.WRITER)
        with pytest.raises(NotFoundError):
            take_role(home.actor, home.id, key, Role.ADMINISTRATOR, "x")
    gone = member(home.id, Role.WRITER)
    assert take_role(home.actor, home.id, gone.id, Role.WRITER, "ลาออก") == ()
    with pytest.raises(NotFoundError):
        give_role(home.actor, home.id, gone.id, Role.WRITER)


def test_the_last_administrator_stays() -> None:
    home = office()
    mine = (home.actor, home.id, home.administrator.id, Role.ADMINISTRATOR, "พอแล้ว")
    assert codes(take_role(*mine)) == ["people.last_administrator"]
    assert codes(take_role(OWNER, *mine[1:])) == ["people.last_administrator"]
    second = member(home.id, Role.ADMINISTRATOR, name="second")
    second.is_active = False
    second.save()
    assert codes(take_role(*mine)) == ["people.last_administrator"]
    second.is_active = True
    second.save()
    assert codes(take_role(*mine[:-1], " ")) == ["people.reason_missing"]
    assert take_role(*mine) == ()
    assert not home.actor.knows(home.id)
    left = (home.id, second.id, Role.ADMINISTRATOR, "ไล่")
    assert codes(take_role(acting(second), *left)) == ["people.last_administrator"]


def test_events_of_people_hold_no_personal_data() -> None:
    home = office()
    who = member(home.id, Role.WRITER, name="somchai")
    assert give_role(home.actor, home.id, who.id, Role.APPROVER, reason="ลับ somchai") == ()
    row = Event.rows.of(home.id).latest("at")
    said = repr([getattr(row, field.attname) for field in row._meta.concrete_fields])
    assert "somchai" not in said
    assert row.object_type == "membership"


def test_two_changes_of_people_wait_for_each_other(each_database: BaseDatabaseWrapper) -> None:
    home = office()
    with pytest.raises(RuntimeError):
        one_at_a_time(home.id, "people")
    with transaction.atomic():
        one_at_a_time(home.id, "people")
        if each_database.vendor != "postgresql":
            return
        settings = connection.get_connection_params()
        with psycopg.connect(host=settings["host"], user=settings["user"],
                             dbname=settings["dbname"]) as other:  # fmt: skip
            locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            (count,) = other.execute(locks).fetchone() or (0,)
            assert count == 1

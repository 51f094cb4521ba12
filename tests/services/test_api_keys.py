"""Keys of the API: who makes them, what they open, and how they end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.services.towns import OWNER, STRANGER, bare, events
from tests.web.people import account, member

from fahsai.core.access.roles import Permission, Role
from fahsai.records import wall
from fahsai.records.ids import new_id
from fahsai.records.models import Account, ApiKey, Membership, OrgUnit
from fahsai.records.supersede import withdraw
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.accounts import actor_of
from fahsai.services.api_keys import (
    LONGEST_DAYS,
    KeyWanted,
    NewKey,
    actor_of_key,
    keys,
    make_key,
    revoke_key,
    scopes_for,
)

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor

pytestmark = pytest.mark.usefixtures("each_database")
NOW = datetime(2026, 3, 1, 3, tzinfo=UTC)
SEE = frozenset({Permission.SEE})


def acting(row: Account) -> Actor:
    actor = actor_of(row.id)
    assert actor is not None
    return actor


def made(row: Account, town: UUID, scopes: frozenset[Permission] = SEE, days: int = 30) -> NewKey:
    key, findings = make_key(acting(row), town, KeyWanted("บัญชี", scopes, days), now=NOW)
    assert key is not None, findings
    return key


def test_a_key_acts_for_its_account_in_one_organisation_within_its_scopes() -> None:
    town, other = bare("town"), bare("other")
    row = member(town, Role.DATA_MANAGER)
    wall.work_for(other)
    Membership(
        organisation_id=other, actor_id=OWNER.id, account=row, role=Role.ADMINISTRATOR.value
    ).save()
    key = made(row, town)
    actor = actor_of_key(key.secret, now=NOW)
    assert actor is not None
    assert (actor.id, actor.name, actor.limits) == (row.id, row.name, SEE)
    assert actor.may(town, Permission.SEE)
    assert not actor.may(town, Permission.ENTER_DATA)
    assert not actor.knows(other)
    assert not actor.may_found


def test_only_the_hash_of_the_secret_is_kept() -> None:
    town = bare()
    key = made(member(town, Role.WRITER), town)
    row = ApiKey.rows.of(town).get()
    kept = " ".join(str(getattr(row, field.attname)) for field in ApiKey._meta.concrete_fields)
    secret = key.secret.split("_", 2)[2]
    assert len(secret) == 43
    assert secret not in kept
    assert key.secret not in kept
    assert row.prefix in key.secret
    assert town.hex not in key.secret


def test_a_key_may_not_outgrow_its_maker() -> None:
    town = bare()
    row = member(town, Role.COLLECTOR)
    for scopes in ({Permission.SETTLE}, {Permission.MANAGE_PEOPLE}):
        wanted = KeyWanted("k", frozenset(scopes) | SEE, 30)
        key, findings = make_key(acting(row), town, wanted, now=NOW)
        assert key is None
        assert [one.code for one in findings] == ["api_key.scope_beyond"]
    administrator = member(town, Role.ADMINISTRATOR)
    assert Permission.MANAGE_PEOPLE not in scopes_for(acting(administrator), town)
    assert Permission.MANAGE_ORGANISATION not in scopes_for(acting(administrator), town)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (KeyWanted("", SEE, 30), "api_key.name_unusable"),
        (KeyWanted("a\x00b", SEE, 30), "api_key.name_unusable"),
        (KeyWanted("x" * 101, SEE, 30), "api_key.name_unusable"),
        (KeyWanted("k", frozenset(), 30), "api_key.scope_missing"),
        (KeyWanted("k", SEE, 0), "api_key.days_unusable"),
        (KeyWanted("k", SEE, LONGEST_DAYS + 1), "api_key.days_unusable"),
    ],
)
def test_what_cannot_be_made_is_said(wanted: KeyWanted, code: str) -> None:
    town = bare()
    key, findings = make_key(acting(member(town, Role.WRITER)), town, wanted, now=NOW)
    assert key is None
    assert [one.code for one in findings] == [code]
    assert not ApiKey.rows.of(town).exists()


def test_the_local_owner_has_no_account_to_make_a_key_for() -> None:
    town = bare()
    key, findings = make_key(OWNER, town, KeyWanted("k", SEE, 30), now=NOW)
    assert key is None
    assert [one.code for one in findings] == ["api_key.account_needed"]


def test_a_key_ends_at_its_time_or_at_once() -> None:
    town = bare()
    row = member(town, Role.WRITER)
    key = made(row, town, days=1)
    assert actor_of_key(key.secret, now=NOW + timedelta(hours=23, minutes=59)) is not None
    assert actor_of_key(key.secret, now=NOW + timedelta(days=1)) is None
    revoke_key(acting(row), town, key.key.id, now=NOW)
    assert actor_of_key(key.secret, now=NOW) is None
    assert events(town)[-2:] == ["api_key.made", "api_key.revoked"]
    again = revoke_key(acting(row), town, key.key.id, now=NOW + timedelta(hours=1))
    assert again.revoked_at == NOW
    assert events(town)[-1] == "api_key.revoked"
    assert events(town).count("api_key.revoked") == 1


def test_a_key_ends_with_its_account_and_its_role() -> None:
    town = bare()
    row = member(town, Role.WRITER)
    key = made(row, town)
    row.is_active = False
    row.save()
    assert actor_of_key(key.secret, now=NOW) is None
    row.is_active = True
    row.save()
    assert actor_of_key(key.secret, now=NOW) is not None
    withdraw(Membership.rows.of(town).current().get(), actor_id=OWNER.id).save()
    assert actor_of_key(key.secret, now=NOW) is None


def test_a_role_that_shrinks_shrinks_its_keys() -> None:
    town = bare()
    row = member(town, Role.DATA_MANAGER)
    key = made(row, town, SEE | {Permission.SETTLE})
    withdraw(Membership.rows.of(town).current().get(), actor_id=OWNER.id).save()
    Membership(
        organisation_id=town, actor_id=OWNER.id, account=row, role=Role.VERIFIER.value
    ).save()
    actor = actor_of_key(key.secret, now=NOW)
    assert actor is not None
    assert actor.may(town, Permission.SEE)
    assert not actor.may(town, Permission.SETTLE)


def test_a_collectors_key_reaches_the_collectors_units_only() -> None:
    town = bare()
    unit = OrgUnit(organisation_id=town, actor_id=OWNER.id, key=new_id(), code="U1", name_th="กอง")
    unit.save()
    row = member(town, Role.COLLECTOR, units=[unit.key])
    actor = actor_of_key(made(row, town).secret, now=NOW)
    assert actor is not None
    assert actor.units(town, Permission.SEE) == frozenset({unit.key})


def test_what_is_no_key_opens_nothing() -> None:
    town = bare()
    secret = made(member(town, Role.WRITER), town).secret
    other = made(member(town, Role.APPROVER), town).secret
    swapped = "_".join((*secret.split("_")[:2], other.split("_", 2)[2]))
    for text in ("", "fahsai", secret[:-1], f"{secret}A", secret.upper(), f" {secret}", swapped):
        assert actor_of_key(text, now=NOW) is None
    assert actor_of_key("fahsai_" + "a" * 40 + "_" + "é" * 43, now=NOW) is None


def test_last_use_is_noted_once_a_minute() -> None:
    town = bare()
    secret = made(member(town, Role.WRITER), town).secret

    def used(now: datetime) -> datetime | None:
        actor_of_key(secret, now=now)
        return ApiKey.rows.of(town).get().last_used_at

    assert used(NOW) == NOW
    assert used(NOW + timedelta(seconds=60)) == NOW
    later = NOW + timedelta(seconds=61)
    assert used(later) == later


def test_one_sees_and_revokes_ones_own_and_who_manages_all() -> None:
    town, other = bare("town"), bare("other")
    writer, approver = member(town, Role.WRITER), member(town, Role.APPROVER)
    manager = member(town, Role.ADMINISTRATOR)
    elsewhere = member(other, Role.ADMINISTRATOR, name="elsewhere")
    key, approvers = made(writer, town), made(approver, town)
    assert [one.id for one in keys(acting(writer), town)] == [key.key.id]
    assert {one.id for one in keys(acting(manager), town)} == {key.key.id, approvers.key.id}
    assert {one.account for one in keys(acting(manager), town)} == {writer.name, approver.name}
    with pytest.raises(NotFoundError):
        revoke_key(acting(writer), town, approvers.key.id, now=NOW)
    for actor in (acting(elsewhere), STRANGER):
        with pytest.raises(NotFoundError):
            revoke_key(actor, town, key.key.id, now=NOW)
    with pytest.raises(NotFoundError):
        revoke_key(acting(elsewhere), other, key.key.id, now=NOW)
    assert actor_of_key(key.secret, now=NOW) is not None
    revoke_key(acting(manager), town, key.key.id, now=NOW)
    assert actor_of_key(key.secret, now=NOW) is None


def test_a_key_makes_and_revokes_no_keys() -> None:
    town = bare()
    row = member(town, Role.ADMINISTRATOR)
    key = made(row, town, frozenset(scopes_for(acting(row), town)))
    actor = actor_of_key(key.secret, now=NOW)
    assert actor is not None
    assert scopes_for(actor, town) == ()
    with pytest.raises(ForbiddenError):
        make_key(actor, town, KeyWanted("k", SEE, 30), now=NOW)
    with pytest.raises(ForbiddenError):
        revoke_key(actor, town, key.key.id, now=NOW)


def test_an_account_without_a_role_makes_no_key() -> None:
    town = bare()
    with pytest.raises(NotFoundError):
        make_key(acting(account("nobody")), town, KeyWanted("k", SEE, 30), now=NOW)

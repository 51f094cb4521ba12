"""Accounts: made, found, closed; and the events of the installation, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.services.towns import bare

from fahsai.core.access.actor import Actor
from fahsai.records import wall
from fahsai.records.ids import new_id
from fahsai.records.models import Account as AccountRow
from fahsai.records.models import Event, Organisation, OrganisationProfile
from fahsai.services.access import NotFoundError
from fahsai.services.accounts import (
    accounts_exist,
    actor_of,
    close_account,
    create_account,
    find_account,
    find_account_by_address,
)
from fahsai.services.actors import INSTALLATION_CODE, INSTALLATION_ID, LOCAL_OWNER, NOBODY_ID
from fahsai.services.sign_in_audit import SignInVerb, note_sign_in, own_sign_ins

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.services.accounts import Account

pytestmark = pytest.mark.usefixtures("each_database")

PASSWORD = "ท้องฟ้าสีครามวันนี้"


def made(email: str = "a@example.org", *, manages: bool = False) -> Account:
    account, findings = create_account(
        email=email, name="  สมศรี   ใจดี ", password=PASSWORD, manages_installation=manages
    )
    assert account is not None, findings
    return account


def actor(account_id: UUID) -> Actor:
    found = actor_of(account_id)
    assert found is not None
    return found


def test_an_account_is_found_by_its_address_whatever_the_capitals() -> None:
    assert not accounts_exist()
    account = made(" A@Example.ORG ")
    assert account.email == "a@example.org"
    assert account.name == "สมศรี ใจดี"
    assert not account.manages_installation
    assert find_account_by_address("a@EXAMPLE.org ") == account == find_account(account.id)
    assert find_account_by_address("b@example.org") is None
    row = AccountRow.objects.get(id=account.id)
    assert row.check_password(PASSWORD)
    assert PASSWORD not in row.password


@pytest.mark.parametrize(
    ("email", "name", "password", "code"),
    [
        ("no address", "ชื่อ", PASSWORD, "account.address_wrong"),
        ("", "ชื่อ", PASSWORD, "account.address_wrong"),
        ("a@example.org\nBcc: b@example.org", "ชื่อ", PASSWORD, "account.address_wrong"),
        (f"a@{'x' * 250}.org", "ชื่อ", PASSWORD, "account.address_wrong"),
        ("b@example.org", "  ", PASSWORD, "account.name_wrong"),
        ("b@example.org", "x" * 201, PASSWORD, "account.name_wrong"),
        ("A@example.org", "ชื่อ", PASSWORD, "account.exists"),
        ("b@example.org", "ชื่อ", "short", "password.short"),
    ],
)
def test_what_stands_in_the_way_is_said(email: str, name: str, password: str, code: str) -> None:
    made()
    account, findings = create_account(email=email, name=name, password=password)
    assert account is None
    assert code in [one.code for one in findings]
    assert AccountRow.objects.count() == 1


def test_of_two_at_one_moment_one_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made()
    monkeypatch.setattr("fahsai.services.accounts._account_findings", lambda *_: ())
    second, findings = create_account(email="a@example.org", name="ข", password=PASSWORD)
    assert (second, [one.code for one in findings]) == (None, ["account.exists"])


def test_writing_about_an_account_leaves_the_connection_where_it_was() -> None:
    town = bare()
    wall.work_for(town)
    made()
    assert OrganisationProfile.rows.of(town).current().exists()


def test_an_account_without_a_password_opens_with_none() -> None:
    account, _ = create_account(email="a@example.org", name="ชื่อ", password=None)
    assert account is not None
    row = AccountRow.objects.get(id=account.id)
    assert not row.has_usable_password()
    assert not row.check_password("")


def test_a_closed_account_is_nobody_and_keeps_its_address() -> None:
    manager, other, third = made("m@example.org", manages=True), made(), made("c@example.org")
    for stranger in (actor(third.id), Actor(new_id(), "ใครก็ได้")):
        with pytest.raises(NotFoundError):
            close_account(stranger, other.id)
    close_account(actor(manager.id), other.id)
    assert actor_of(other.id) is None
    assert find_account(other.id) is None
    assert find_account_by_address(other.email) is None
    with pytest.raises(NotFoundError):
        close_account(actor(manager.id), other.id)
    refused, findings = create_account(email=other.email, name="ชื่อ", password=PASSWORD)
    assert refused is None
    assert [one.code for one in findings] == ["account.exists"]
    close_account(actor(third.id), third.id)  # one's own
    assert actor_of(third.id) is None
    wall.work_for(INSTALLATION_ID)
    closed = Event.rows.of(INSTALLATION_ID).filter(verb="account.closed").order_by("at", "id")
    assert [(row.object_id, row.actor_id) for row in closed] == [
        (other.id, manager.id),
        (third.id, third.id),
    ]


def test_events_hold_nothing_personal_and_are_seen_by_their_own_person() -> None:
    account, other = made(), made("b@example.org")
    note_sign_in(SignInVerb.SIGNED_IN, account.id, how="password")
    note_sign_in(SignInVerb.FAILED, account.id)
    note_sign_in(SignInVerb.FAILED, None)
    seen = [one.verb for one in own_sign_ins(actor(account.id))]
    assert seen == [SignInVerb.FAILED, SignInVerb.SIGNED_IN, SignInVerb.CREATED]
    assert [one.verb for one in own_sign_ins(actor(other.id))] == [SignInVerb.CREATED]
    assert own_sign_ins(LOCAL_OWNER) == ()
    wall.work_for(INSTALLATION_ID)
    rows = list(Event.rows.of(INSTALLATION_ID).filter(verb=SignInVerb.FAILED.value))
    assert {row.object_id for row in rows} == {account.id, NOBODY_ID}
    assert {row.actor_id for row in rows} == {NOBODY_ID}
    row = Organisation.objects.get(id=INSTALLATION_ID)
    assert row.code == INSTALLATION_CODE

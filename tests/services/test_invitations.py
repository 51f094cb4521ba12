"""Invitations: the link, its secret, its end, and who may take it up; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from smtplib import SMTPServerDisconnected
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.utils import timezone
from tests.services.members import account, acting, member, office
from tests.services.towns import OWNER, bare, events, everything

from fahsai.core.access.roles import Permission, Role
from fahsai.records.models import Account, Event, Invitation, Membership
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.invitations import invitations, invite, revoke, send_again
from fahsai.services.join import accept, accept_with_new_account, offer
from fahsai.services.people import give_role, take_role
from fahsai.services.units import withdraw_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from tests.services.members import Office

    from fahsai.core.finding import Finding

pytestmark = pytest.mark.usefixtures("each_database")

PASSWORD = "ลมหนาวพัดผ่านทุ่งนา-48"
BASE = "https://fahsai.example/invitations/"


def codes(said: Iterable[Finding]) -> list[str]:
    return [one.code for one in said]


def invited(
    home: Office, email: str = "new@example.org", role: Role = Role.WRITER,
    units: Sequence[UUID] = (),
) -> str:  # fmt: skip
    """Invite somebody; the token of the letter."""
    made, said = invite(home.actor, home.id, email, role, units, link=lambda token: BASE + token)
    assert made is not None, said
    assert said == ()
    return token_of(mail.outbox[-1])


def token_of(letter: object) -> str:
    text = getattr(letter, "body", "")
    (thai, english) = [line for line in text.splitlines() if line.startswith(BASE)]
    assert thai == english
    return thai.removeprefix(BASE)


def test_the_letter_says_in_both_languages_who_asks_for_what() -> None:
    home = office()
    invited(home, " New@Example.ORG ", Role.INTERNAL_AUDITOR)
    (letter,) = mail.outbox
    assert letter.to == ["new@example.org"]
    assert "เทศบาล office" in letter.subject
    assert "\n" not in letter.subject
    for said in ("เทศบาล office", "ผู้ตรวจสอบภายใน", "Internal auditor", "ใช้ได้ครั้งเดียว", "works once"):
        assert said in letter.body


def test_only_a_hash_of_the_secret_is_kept() -> None:
    home = office()
    tokens = {invited(home, f"n{number}@example.org") for number in range(5)}
    assert len(tokens) == 5
    kept = repr(everything())
    for token in tokens:
        assert len(token) == 64  # 128 bits that name the organisation, 256 that nobody can guess
        assert token not in kept
        row = Invitation.rows.of(home.id).get(token_sha256=sha256(token.encode()).hexdigest())
        assert timedelta(days=13) < row.expires_at - timezone.now() <= timedelta(days=14)
    assert events(home.id)[-5:] == ["invitation.made"] * 5


def test_an_account_of_that_address_takes_it_up_once() -> None:
    home = office()
    token = invited(home, "friend@example.org", Role.COLLECTOR, [home.unit])
    friend = account("friend")
    shown = offer(acting(friend), token)
    assert (shown.role, shown.units, shown.has_account, shown.refused) == (
        Role.COLLECTOR, ("สำนักปลัด",), True, (),
    )  # fmt: skip
    assert accept(acting(friend), token) == (True, ())
    assert acting(friend).units(home.id, Permission.ENTER_DATA) == frozenset({home.unit})
    assert events(home.id)[-2:] == ["role.given", "invitation.accepted"]
    assert invitations(home.actor, home.id) == ()
    before = everything()
    done, said = accept(acting(friend), token)
    assert (done, codes(said)) == (False, ["invitation.used"])
    assert codes(offer(None, token).refused) == ["invitation.used"]
    assert everything() == before
    assert Invitation.rows.of(home.id).get().email == ""


def test_an_account_is_made_with_the_address_of_the_invitation() -> None:
    home = office()
    token = invited(home)
    shown = offer(None, token)
    assert (shown.email, shown.has_account, shown.refused) == ("new@example.org", False, ())
    before = everything()
    for name, password in (("", PASSWORD), ("คนใหม่", "")):
        done, said = accept_with_new_account(token, name, password)
        assert not done
        assert said
    assert everything() == before
    assert accept_with_new_account(token, "คนใหม่", PASSWORD) == (True, ())
    made = Account.objects.get(email="new@example.org")
    assert made.check_password(PASSWORD)
    assert made.manages_installation is False
    assert acting(made).may(home.id, Permission.WRITE_REPORT)
    done, said = accept_with_new_account(token, "อีกคน", PASSWORD)
    assert (done, codes(said)) == (False, ["invitation.used"])


def test_the_invitation_of_another_is_not_taken_up() -> None:
    home, other = office(), office("other")
    token = invited(home, role=Role.ADMINISTRATOR)
    thief = member(home.id, Role.DATA_MANAGER, name="thief")
    before = everything()
    for actor in (acting(thief), acting(account("stranger")), other.actor, home.actor, OWNER):
        if actor.name == "stranger":
            before = everything()
        done, said = accept(actor, token)
        assert (done, codes(said)) == (False, ["invitation.other_account"])
        shown = offer(actor, token)
        assert codes(shown.refused) == ["invitation.other_account"]
    assert everything() == before
    keyed = replace(acting(account("new")), limits=frozenset(Permission))
    with pytest.raises(ForbiddenError):
        accept(keyed, token)
    assert not Membership.rows.of(home.id).filter(account_id=keyed.id).exists()


def test_a_link_that_never_was_is_not_found() -> None:
    home = office()
    token = invited(home)
    other = office("other")
    wrong = (
        "", "x", "๑" * 64, "!" * 64, token[:-1], f"{token}A", token[:-4] + "AAAA",
        invited(other, "b@example.org")[:22] + token[22:],
    )  # fmt: skip
    for one in wrong:
        with pytest.raises(NotFoundError):
            offer(None, one)
        with pytest.raises(NotFoundError):
            accept(home.actor, one)
        with pytest.raises(NotFoundError):
            accept_with_new_account(one, "ก", PASSWORD)


def test_who_manages_people_no_more_does_not_come_back_by_an_invitation() -> None:
    home = office()
    leaver = member(home.id, Role.ADMINISTRATOR, name="leaver")
    made, said = invite(
        acting(leaver), home.id, "second@example.org", Role.ADMINISTRATOR, link=lambda t: BASE + t
    )
    assert made is not None, said
    token = token_of(mail.outbox[-1])
    assert offer(None, token).refused == ()
    assert take_role(home.actor, home.id, leaver.id, Role.ADMINISTRATOR, "ลาออก") == ()
    assert codes(offer(None, token).refused) == ["invitation.revoked"]
    done, said = accept_with_new_account(token, "คนเดิม", PASSWORD)
    assert (done, codes(said)) == (False, ["invitation.revoked"])
    assert not Account.objects.filter(email="second@example.org").exists()
    long_ago = timezone.now() + timedelta(days=13)
    Invitation.rows.of(home.id).filter(id=made.id).update(expires_at=long_ago)
    assert send_again(home.actor, home.id, made.id, link=lambda t: BASE + t) == (True, ())
    token = token_of(mail.outbox[-1])
    assert accept_with_new_account(token, "คนใหม่", PASSWORD) == (True, ())


def test_a_revoked_or_expired_link_says_so_and_opens_nothing() -> None:
    home = office()
    revoked, expired = invited(home, "a@example.org"), invited(home, "b@example.org")
    rows = {one.email: one.id for one in invitations(home.actor, home.id)}
    revoke(home.actor, home.id, rows["a@example.org"])
    late = timezone.now() - timedelta(seconds=1)
    Invitation.rows.of(home.id).filter(id=rows["b@example.org"]).update(expires_at=late)
    (waiting,) = invitations(home.actor, home.id)
    assert (waiting.email, waiting.expired) == ("b@example.org", True)
    people = {name: acting(account(name)) for name in ("a", "b")}
    before = everything()
    for token, name, code in ((revoked, "a", "revoked"), (expired, "b", "expired")):
        expected = [f"invitation.{code}"]
        assert codes(offer(None, token).refused) == expected
        assert codes(accept(people[name], token)[1]) == expected
        assert codes(accept_with_new_account(token, "ก", PASSWORD)[1]) == expected
    assert everything() == before
    with pytest.raises(NotFoundError):
        revoke(home.actor, home.id, rows["a@example.org"])
    assert events(home.id)[-1] == "invitation.revoked"


def test_a_letter_sent_again_holds_a_new_link_and_ends_the_old_one() -> None:
    home = office()
    old = invited(home)
    (waiting,) = invitations(home.actor, home.id)
    again = (home.actor, home.id, waiting.id)
    done, said = send_again(*again, link=lambda token: BASE + token)
    assert (done, codes(said)) == (False, ["invitation.sent_just_now"])
    row = Invitation.rows.of(home.id).get()
    Invitation.rows.of(home.id).update(expires_at=row.expires_at - timedelta(days=20))
    assert send_again(*again, link=lambda token: BASE + token) == (True, ())
    new = token_of(mail.outbox[-1])
    with pytest.raises(NotFoundError):
        offer(None, old)
    assert offer(None, new).refused == ()
    assert len(mail.outbox) == 2
    assert events(home.id)[-1] == "invitation.sent_again"


def test_an_invitation_of_another_organisation_is_out_of_reach() -> None:
    home, other = office(), office("other")
    invited(home)
    (waiting,) = invitations(home.actor, home.id)
    with pytest.raises(NotFoundError):
        revoke(other.actor, other.id, waiting.id)
    with pytest.raises(NotFoundError):
        send_again(other.actor, other.id, waiting.id, link=str)
    with pytest.raises(NotFoundError):
        revoke(other.actor, home.id, waiting.id)


def test_the_inviter_does_not_learn_who_has_an_account() -> None:
    home = office()
    account("known")
    answers = []
    for email in ("known@example.org", "unknown@example.org"):
        made, said = invite(home.actor, home.id, email, Role.WRITER, link=lambda t: BASE + t)
        assert made is not None
        answers.append((made.role, made.units, made.expired, said))
    assert answers[0] == answers[1]
    bodies = [letter.body.replace(token_of(letter), "") for letter in mail.outbox]
    assert bodies[0] == bodies[1]


def test_what_cannot_be_asked_is_said_and_not_sent() -> None:
    home, other = office(), office("other")
    member(home.id, Role.WRITER, name="here")
    invited(home, "twice@example.org", Role.WRITER)
    before, letters = everything(), len(mail.outbox)
    for email, role, units, expected in (
        ("nobody", Role.WRITER, (), "invitation.email_unusable"),
        ("a@example.org\nBcc: all@example.org", Role.WRITER, (), "invitation.email_unusable"),
        ("HERE@example.org", Role.ADMINISTRATOR, (), "invitation.member_already"),
        ("admin-office@example.org", Role.WRITER, (), "invitation.member_already"),
        ("twice@example.org", Role.WRITER, (), "invitation.waiting_already"),
        ("twice@example.org", Role.VERIFIER, (), "access.duties_conflict"),
        ("new@example.org", Role.COLLECTOR, (), "people.units_needed"),
        ("new@example.org", Role.COLLECTOR, (other.unit,), "people.unit_unknown"),
        ("new@example.org", Role.VERIFIER, (home.unit,), "people.units_not_taken"),
    ):
        made, said = invite(home.actor, home.id, email, role, units, link=str)
        assert made is None
        assert codes(said) == [expected], email
    assert everything() == before
    assert len(mail.outbox) == letters


def test_nobody_is_invited_while_there_are_no_accounts() -> None:
    home = bare("local")
    made, said = invite(OWNER, home, "first@example.org", Role.WRITER, link=str)
    assert made is None
    assert codes(said) == ["invitation.accounts_needed"]
    assert not mail.outbox


def test_duties_are_looked_at_when_the_invitation_is_taken_up() -> None:
    home = office()
    checker = invited(home, "both@example.org", Role.VERIFIER)
    who = account("both")
    Invitation.rows.of(home.id).update(email="elsewhere@example.org")
    editor = invited(home, "both@example.org", Role.WRITER)
    Invitation.rows.of(home.id).update(email="both@example.org")
    assert accept(acting(who), editor) == (True, ())
    done, said = accept(acting(who), checker)
    assert (done, codes(said)) == (False, ["access.duties_conflict"])
    assert give_role(home.actor, home.id, who.id, Role.APPROVER) == ()
    for role in (Role.WRITER, Role.APPROVER):
        assert take_role(home.actor, home.id, who.id, role, "เปลี่ยนหน้าที่") == ()
    assert accept(acting(who), checker) == (True, ())


def test_a_unit_stays_while_somebody_is_asked_to_collect_for_it() -> None:
    home = office()
    token = invited(home, "new@example.org", Role.COLLECTOR, [home.below])
    gone, said = withdraw_unit(home.actor, home.id, home.below, "ยุบ")
    assert (gone, codes(said)) == (False, ["part.in_use"])
    late = timezone.now() - timedelta(seconds=1)
    Invitation.rows.of(home.id).update(expires_at=late)
    assert withdraw_unit(home.actor, home.id, home.below, "ยุบ") == (True, ())
    Invitation.rows.of(home.id).update(expires_at=timezone.now() + timedelta(days=1))
    done, said = accept_with_new_account(token, "คนใหม่", PASSWORD)
    assert (done, codes(said)) == (False, ["people.unit_unknown"])
    assert not Account.objects.filter(email="new@example.org").exists()


def test_a_letter_that_does_not_leave_is_said_and_can_be_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise SMTPServerDisconnected("no server")

    home = office()
    monkeypatch.setattr("django.core.mail.EmailMessage.send", broken)
    made, said = invite(home.actor, home.id, "new@example.org", Role.WRITER, link=str)
    assert made is not None
    assert codes(said) == ["invitation.not_sent"]
    assert [one.id for one in invitations(home.actor, home.id)] == [made.id]


def test_an_adviser_advises_many_and_approves_for_none() -> None:
    homes = [office(), office("other")]
    adviser = account("adviser")
    for home in homes:
        assert accept(acting(adviser), invited(home, "adviser@example.org", Role.ADVISER))[0]
    actor = acting(adviser)
    for home in homes:
        assert actor.may(home.id, Permission.SETTLE)
        for never in (Permission.SUBMIT, Permission.REVIEW, Permission.MANAGE_PEOPLE):
            assert not actor.may(home.id, never)


def test_events_of_invitations_hold_no_address() -> None:
    home = office()
    token = invited(home, "private@example.org")
    assert accept(acting(account("private")), token)[0]
    for row in Event.rows.of(home.id):
        said = repr([getattr(row, field.attname) for field in row._meta.concrete_fields])
        assert "private" not in said
        assert token not in said

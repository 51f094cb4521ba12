"""Who may do what, and what nobody may hold together."""

from __future__ import annotations

from itertools import combinations
from uuid import UUID

from fahsai.core.access.actor import Actor, Membership
from fahsai.core.access.duties import APART, CHECKERS, EDITORS, conflicting_duties
from fahsai.core.access.roles import OF_UNITS, PERMISSIONS, Permission, Role
from fahsai.words.load import words

HERE, ELSEWHERE, PART, OTHER_PART = (UUID(int=number) for number in range(1, 5))
EDITS = {Permission.ENTER_DATA, Permission.SETTLE, Permission.WRITE_REPORT}


def actor(*memberships: Membership) -> Actor:
    return Actor(UUID(int=9), "ผู้ใช้", frozenset(memberships))


def test_every_role_sees_and_every_permission_is_held_by_somebody() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert all(Permission.SEE in held for held in PERMISSIONS.values())
    assert set().union(*PERMISSIONS.values()) == set(Permission)


def test_an_adviser_edits_and_never_approves_or_verifies() -> None:
    held = PERMISSIONS[Role.ADVISER]
    assert held >= EDITS
    assert not held & {Permission.SUBMIT, Permission.REVIEW, Permission.MANAGE_PEOPLE}


def test_one_who_checks_never_edits_or_approves() -> None:
    for role in CHECKERS:
        assert not PERMISSIONS[role] & {*EDITS, Permission.SUBMIT}


def test_no_role_both_edits_and_reviews_even_together() -> None:
    for one, other in combinations(Role, 2):
        held = PERMISSIONS[one] | PERMISSIONS[other]
        if held & EDITS and Permission.REVIEW in held:
            assert conflicting_duties((one, other), "x"), (one, other)


def test_an_adviser_gets_no_approval_from_another_role() -> None:
    for other in Role:
        if PERMISSIONS[other] & {Permission.SUBMIT, Permission.REVIEW}:
            assert conflicting_duties((Role.ADVISER, other), "x"), other
    assert conflicting_duties((Role.DATA_MANAGER, Role.APPROVER), "x") == ()


def test_the_conflict_has_words() -> None:
    (found,) = conflicting_duties((EDITORS[0], CHECKERS[0]), "somchai")
    assert set(found.data) == {"one", "other"}
    assert set(words("findings_access")[found.code]) == {"th", "en"}
    assert len(set(APART)) == len(APART)


def test_rights_hold_only_where_they_are_held() -> None:
    somebody = actor(Membership(HERE, Role.WRITER))
    assert somebody.knows(HERE)
    assert not somebody.knows(ELSEWHERE)
    assert somebody.may(HERE, Permission.WRITE_REPORT)
    assert not somebody.may(HERE, Permission.SUBMIT)
    assert not somebody.may(ELSEWHERE, Permission.WRITE_REPORT)
    owner = Actor(UUID(int=9), "เจ้าของเครื่อง", local_owner=True)
    assert all(owner.may(ELSEWHERE, one) for one in Permission)
    assert owner.units(ELSEWHERE, Permission.SEE) is None


def test_a_collector_holds_some_parts_and_roles_add_up() -> None:
    assert Role.COLLECTOR in OF_UNITS
    one = Membership(HERE, Role.COLLECTOR, frozenset({PART}))
    other = Membership(HERE, Role.COLLECTOR, frozenset({OTHER_PART}))
    collector = actor(one, other)
    assert collector.units(HERE, Permission.ENTER_DATA) == frozenset({PART, OTHER_PART})
    assert collector.units(HERE, Permission.SUBMIT) == frozenset()
    assert collector.units(ELSEWHERE, Permission.SEE) == frozenset()
    manager = actor(one, Membership(HERE, Role.DATA_MANAGER))
    assert manager.units(HERE, Permission.ENTER_DATA) is None

"""The one machine of review points: every step of the table, every rule both ways."""

from __future__ import annotations

import pytest

from fahsai.core.access.roles import PERMISSIONS, Permission, Role
from fahsai.core.assurance.review import (
    FINAL,
    MOVES,
    NEEDED,
    OPEN,
    Move,
    Mover,
    PointState,
    ReviewKind,
    SubjectKind,
    may_raise,
    moved,
    moves_of,
    point_code,
    subject_kind,
)

EVERYBODY = Mover(frozenset(Permission), raised_it=True)
REVIEWER = Mover(PERMISSIONS[Role.VERIFIER], frozenset({Role.VERIFIER}))
RAISER = REVIEWER._replace(raised_it=True)
PREPARER = Mover(PERMISSIONS[Role.DATA_MANAGER], frozenset({Role.DATA_MANAGER}))

TABLE = {
    (PointState.RAISED, Move.ANSWER): PointState.ANSWERED,
    (PointState.RAISED, Move.CLOSE): None,
    (PointState.RAISED, Move.REJECT): None,
    (PointState.RAISED, Move.WITHDRAW): PointState.WITHDRAWN,
    (PointState.ANSWERED, Move.ANSWER): None,
    (PointState.ANSWERED, Move.CLOSE): PointState.CLOSED,
    (PointState.ANSWERED, Move.REJECT): PointState.RAISED,
    (PointState.ANSWERED, Move.WITHDRAW): PointState.WITHDRAWN,
    **{(PointState.CLOSED, move): None for move in Move},
    **{(PointState.WITHDRAWN, move): None for move in Move},
}


def codes(state: PointState, move: Move, mover: Mover, text: str = "ข้อความ") -> list[str]:
    after, said = moved(state, move, mover, text, "CAR-01")
    assert (after is None) == bool(said)
    return [one.code for one in said]


@pytest.mark.parametrize("state", PointState)
@pytest.mark.parametrize("move", Move)
def test_every_step_of_every_state(state: PointState, move: Move) -> None:
    after, said = moved(state, move, EVERYBODY, "ข้อความ", "CAR-01")
    assert after is TABLE[state, move]
    assert [one.code for one in said] == ([] if after else ["review.no_such_move"])


def test_the_table_of_the_module_is_the_whole_table() -> None:
    assert {step: after for step, after in TABLE.items() if after} == dict(MOVES)
    assert set(TABLE) == {(state, move) for state in PointState for move in Move}


def test_nothing_follows_a_final_step_and_something_every_other() -> None:
    for (_, move), after in MOVES.items():
        following = [step for step in MOVES if step[0] is after]
        assert bool(following) is (move not in FINAL)
        assert (after in OPEN) is (move not in FINAL)


@pytest.mark.parametrize("role", Role)
def test_the_side_of_each_role(role: Role) -> None:
    held = PERMISSIONS[role]
    mover = Mover(held, frozenset({role}), raised_it=True)
    reviews = role in {Role.VERIFIER, Role.INTERNAL_AUDITOR}
    answers = role in {
        Role.DATA_MANAGER,
        Role.COLLECTOR,
        Role.WRITER,
        Role.ADVISER,
        Role.ADMINISTRATOR,
    }
    assert may_raise(mover, "พบ", "x")[0] is reviews
    assert (codes(PointState.RAISED, Move.ANSWER, mover) == []) is answers
    for move in (Move.CLOSE, Move.REJECT, Move.WITHDRAW):
        assert (codes(PointState.ANSWERED, move, mover) == []) is reviews
    assert not (reviews and answers)


def test_whoever_answered_neither_accepts_nor_refuses_it() -> None:
    both = EVERYBODY._replace(answered_it=True)
    for move in (Move.CLOSE, Move.REJECT):
        assert codes(PointState.ANSWERED, move, both) == ["review.own_answer"]
        assert codes(PointState.ANSWERED, move, EVERYBODY) == []
    assert codes(PointState.ANSWERED, Move.WITHDRAW, both) == []


def test_only_the_raiser_withdraws() -> None:
    assert codes(PointState.RAISED, Move.WITHDRAW, REVIEWER) == ["review.not_the_raiser"]
    assert codes(PointState.RAISED, Move.WITHDRAW, RAISER) == []
    assert codes(PointState.ANSWERED, Move.CLOSE, REVIEWER) == []


def test_duties_that_exclude_each_other_close_the_reviewing_side() -> None:
    both = frozenset({Role.DATA_MANAGER, Role.VERIFIER})
    mover = Mover(PERMISSIONS[Role.DATA_MANAGER] | PERMISSIONS[Role.VERIFIER], both, raised_it=True)
    allowed, said = may_raise(mover, "พบ", "x")
    assert (allowed, [one.code for one in said]) == (False, ["access.duties_conflict"])
    for move in (Move.CLOSE, Move.REJECT, Move.WITHDRAW):
        assert codes(PointState.ANSWERED, move, mover) == ["access.duties_conflict"]
    assert codes(PointState.RAISED, Move.ANSWER, mover) == []


@pytest.mark.parametrize("text", ["", "  \n "])
def test_whatever_is_not_an_acceptance_says_something(text: str) -> None:
    assert [one.code for one in may_raise(RAISER, text, "x")[1]] == ["review.text_missing"]
    assert codes(PointState.RAISED, Move.ANSWER, PREPARER, text) == ["review.text_missing"]
    assert codes(PointState.ANSWERED, Move.REJECT, RAISER, text) == ["review.text_missing"]
    assert codes(PointState.RAISED, Move.WITHDRAW, RAISER, text) == ["review.text_missing"]
    assert codes(PointState.ANSWERED, Move.CLOSE, RAISER, text) == []


def test_all_that_is_wrong_is_said_at_once() -> None:
    said = codes(PointState.CLOSED, Move.WITHDRAW, PREPARER, "")
    assert said == [
        "review.no_such_move",
        "review.not_your_side",
        "review.not_the_raiser",
        "review.text_missing",
    ]


def test_the_steps_that_somebody_may_take() -> None:
    assert moves_of(PointState.RAISED, PREPARER) == (Move.ANSWER,)
    assert moves_of(PointState.RAISED, RAISER) == (Move.WITHDRAW,)
    assert moves_of(PointState.ANSWERED, REVIEWER) == (Move.CLOSE, Move.REJECT)
    assert moves_of(PointState.ANSWERED, PREPARER) == ()
    assert moves_of(PointState.CLOSED, EVERYBODY) == ()
    assert set(NEEDED) == set(Move)


def test_points_are_numbered_by_their_kind() -> None:
    assert [point_code(kind, 3) for kind in ReviewKind] == [
        "CAR-03",
        "CL-03",
        "OBS-03",
        "MM-03",
        "M-03",
        "NC-03",
    ]


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("", SubjectKind.WHOLE),
        ("S05", SubjectKind.SOURCE),
        ("5.1", SubjectKind.SOURCE),
        ("H/1 <i>", SubjectKind.SOURCE),
        ("S05/2564-10", SubjectKind.RECORD),
        ("S05/2564-10..2565-03-31", SubjectKind.RECORD),
        ("H/1 <i>/2564-10", SubjectKind.RECORD),
        ("5.1/row 3/quantity", SubjectKind.CELL),
        ("Fr-04.1!AO12", SubjectKind.CELL),
        ("3.2.7", SubjectKind.SECTION),
        ("Fr-03.2", SubjectKind.SECTION),
        ("S06", None),
        ("S06/2564-10", None),
        ("S05/2564", None),
        ("Fr-04.1!12", None),
        ("<script>", None),
    ],
)
def test_what_a_subject_names(subject: str, kind: SubjectKind | None) -> None:
    found, said = subject_kind(subject, {"S05", "H/1 <i>", "5.1"})
    assert found is kind
    assert [one.code for one in said] == ([] if kind else ["review.subject_unknown"])

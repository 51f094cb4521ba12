"""Review points on both databases: numbered, answered, closed; every step a row and an event."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

import pytest
from tests.services.books import template
from tests.services.towns import OWNER, TODAY, bare, events, everything, load_town

from fahsai.core.access.actor import Actor, Membership
from fahsai.core.access.roles import Role
from fahsai.core.assurance.review import Move, PointState, ReviewKind, SubjectKind, point_code
from fahsai.records.ids import new_id
from fahsai.records.models import Account, ReviewPoint
from fahsai.records.supersede import supersede
from fahsai.services import review
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.history import history
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import version_of_year
from fahsai.services.review import (
    answer_point,
    close_point,
    open_points,
    point,
    points,
    raise_point,
    reject_answer,
    withdraw_point,
)
from fahsai.services.submit import reopen, submit

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.services.inventories import Version
    from fahsai.services.review import Point

pytestmark = pytest.mark.usefixtures("each_database")


def somebody(owner: UUID, name: str, *roles: Role) -> Actor:
    account = Account(email=f"{new_id().hex}@example.org", name=name)
    account.save()
    return Actor(account.id, name, frozenset(Membership(owner, role) for role in roles))


class House:
    """An organisation with a draft, its verifiers and who prepares the report."""

    def __init__(self, owner: UUID) -> None:
        self.id = owner
        self.version: Version = version_of_year(OWNER, self.id, 2565)
        self.verifier = somebody(self.id, "วีระ", Role.VERIFIER)
        self.auditor = somebody(self.id, "อารี", Role.INTERNAL_AUDITOR)
        self.manager = somebody(self.id, "มานี", Role.DATA_MANAGER)
        self.writer = somebody(self.id, "เขียน", Role.WRITER)

    def raised(self, kind: ReviewKind = ReviewKind.CAR, subject: str = "") -> str:
        found, said = raise_point(self.verifier, self.id, self.version, kind, "พบว่า", subject)
        assert found is not None, said
        return found.code


@pytest.fixture
def house() -> House:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    return House(owner)


def refused(done: tuple[Point | None, tuple[Finding, ...]]) -> list[str]:
    assert done[0] is None
    return [one.code for one in done[1]]


def done(result: tuple[Point | None, tuple[Finding, ...]]) -> Point:
    assert result[0] is not None, result[1]
    assert result[1] == ()
    return result[0]


def test_the_whole_walk_of_a_point(house: House) -> None:
    before = len(events(house.id))
    code = house.raised(ReviewKind.CL, "D01/2564-10")
    where = (house.id, house.version, code)
    assert open_points(house.verifier, house.id, house.version) == 1
    done(answer_point(house.manager, *where, "แนบใบเสร็จแล้ว"))
    done(reject_answer(house.verifier, *where, "อ่านไม่ออก"))
    done(answer_point(house.writer, *where, "สแกนใหม่แล้ว"))
    closed = done(close_point(house.auditor, *where))
    assert (closed.code, closed.kind, closed.state) == ("CL-01", ReviewKind.CL, PointState.CLOSED)
    assert (closed.subject_kind, closed.open, closed.moves) == (SubjectKind.RECORD, False, ())
    assert [(one.move, one.state, one.who.name, one.text) for one in closed.thread] == [
        (None, PointState.RAISED, "วีระ", "พบว่า"),
        (Move.ANSWER, PointState.ANSWERED, "มานี", "แนบใบเสร็จแล้ว"),
        (Move.REJECT, PointState.RAISED, "วีระ", "อ่านไม่ออก"),
        (Move.ANSWER, PointState.ANSWERED, "เขียน", "สแกนใหม่แล้ว"),
        (Move.CLOSE, PointState.CLOSED, "อารี", ""),
    ]
    assert open_points(house.verifier, house.id, house.version) == 0
    assert events(house.id)[before:] == [
        "review.raised",
        "review.answered",
        "review.rejected",
        "review.answered",
        "review.closed",
    ]
    chain = ReviewPoint.rows.of(house.id).filter(key=closed.key)
    assert chain.count() == 5
    assert {row.text for row in chain} == {"พบว่า"}
    found = history(house.verifier, house.id, "review", closed.key)
    assert [one.why for one in found.steps] == ["", "แนบใบเสร็จแล้ว", "อ่านไม่ออก", "สแกนใหม่แล้ว", ""]
    assert refused(reject_answer(house.verifier, *where, "อีกครั้ง")) == ["review.no_such_move"]


def test_points_are_numbered_by_version_and_kind() -> None:
    house = House(load_town().id)
    assert [house.raised(kind) for kind in (ReviewKind.CAR, ReviewKind.NC, ReviewKind.CAR)] == [
        "CAR-01",
        "NC-01",
        "CAR-02",
    ]
    submitted, said = submit(OWNER, house.id, 2565, today=TODAY)
    assert submitted is not None, said
    assert house.raised() == "CAR-03"  # a submitted version is reviewed like a draft
    again, said = reopen(OWNER, house.id, 2565, "แก้ตามผู้ทวนสอบ")
    assert again is not None, said
    found, _ = raise_point(house.verifier, house.id, again, ReviewKind.CAR, "ฉบับใหม่")
    assert found is not None
    assert found.code == "CAR-01"
    assert len(points(OWNER, house.id, again)) == 1
    assert len(points(OWNER, house.id, house.version)) == 4


def test_a_number_taken_at_the_same_moment_gives_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other reviewer's row is there, and was not when the numbers were counted."""
    first = house.raised()
    monkeypatch.setattr(
        review, "point_code", lambda kind, number: point_code(kind, max(1, number - 1))
    )
    assert (first, house.raised()) == ("CAR-01", "CAR-02")


def test_a_step_taken_at_the_same_moment_is_said(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = house.raised()
    where = (house.id, house.version, code)
    head = ReviewPoint.rows.of(house.id).get(code=code)

    def overtaken(row: ReviewPoint, **changes: object) -> ReviewPoint:
        supersede(row, actor_id=house.writer.id, state="answered", why="ก่อน").save()
        return supersede(row, **changes)  # type: ignore[arg-type]

    monkeypatch.setattr(review, "supersede", overtaken)
    assert refused(answer_point(house.manager, *where, "ทีหลัง")) == ["review.moved_meanwhile"]
    found = point(OWNER, *where)
    assert [one.text for one in found.thread] == ["พบว่า", "ก่อน"]
    assert ReviewPoint.rows.of(house.id).filter(supersedes_id=head.id).count() == 1


def test_each_side_does_its_own_steps_only(house: House) -> None:
    code = house.raised()
    where = (house.id, house.version, code)
    before = everything()
    with pytest.raises(ForbiddenError):
        raise_point(house.manager, house.id, house.version, ReviewKind.CAR, "x")
    with pytest.raises(ForbiddenError):
        answer_point(house.verifier, *where, "x")
    for step in (close_point, reject_answer, withdraw_point):
        with pytest.raises(ForbiddenError):
            step(house.manager, *where, "x")
    for role in (Role.APPROVER, Role.PROGRAMME_MANAGER):
        watcher = somebody(house.id, role.value, role)
        for step in (answer_point, close_point, reject_answer, withdraw_point):
            with pytest.raises(ForbiddenError):
                step(watcher, *where, "x")
        assert point(watcher, *where).moves == ()
    assert point(house.verifier, *where).moves == (Move.WITHDRAW,)
    assert point(house.auditor, *where).moves == ()
    assert point(house.writer, *where).moves == (Move.ANSWER,)
    del before["Account"]
    assert {name: rows for name, rows in everything().items() if name != "Account"} == before


def test_only_the_raiser_withdraws_and_it_stays_in_the_list(house: House) -> None:
    code = house.raised()
    where = (house.id, house.version, code)
    assert refused(withdraw_point(house.auditor, *where, "ไม่ใช่")) == ["review.not_the_raiser"]
    gone = done(withdraw_point(house.verifier, *where, "เข้าใจผิด"))
    assert gone.state is PointState.WITHDRAWN
    assert [one.code for one in points(OWNER, house.id, house.version)] == [code]
    assert house.raised() == "CAR-02"


def test_the_local_owner_answers_and_never_accepts_the_own_answer(house: House) -> None:
    code = house.raised()
    where = (house.id, house.version, code)
    done(answer_point(OWNER, *where, "แก้แล้ว"))
    assert refused(close_point(OWNER, *where)) == ["review.own_answer"]
    assert point(OWNER, *where).moves == ()
    assert done(close_point(house.verifier, *where)).state is PointState.CLOSED


def test_nobody_raises_where_duties_exclude_each_other(house: House) -> None:
    both = somebody(house.id, "สองบทบาท", Role.VERIFIER, Role.DATA_MANAGER)
    before = everything()
    result = raise_point(both, house.id, house.version, ReviewKind.OBS, "พบ")
    assert refused(result) == ["access.duties_conflict"]
    assert everything() == before


@pytest.mark.parametrize(
    ("subject", "text", "said"),
    [
        ("S99", "พบ", ["review.subject_unknown"]),
        ("", " ", ["review.text_missing"]),
        ("S99/2564-10", "", ["review.subject_unknown", "review.text_missing"]),
    ],
)
def test_what_cannot_be_raised_is_said_and_not_kept(
    house: House, subject: str, text: str, said: list[str]
) -> None:
    before = everything()
    result = raise_point(house.verifier, house.id, house.version, ReviewKind.OBS, text, subject)
    assert refused(result) == said
    assert everything() == before


def test_lists_by_state_and_kind_in_the_order_of_raising(house: House) -> None:
    wanted = [house.raised(kind) for kind in ReviewKind]
    answer_point(house.manager, house.id, house.version, "NC-01", "ตอบ")
    assert [one.code for one in points(OWNER, house.id, house.version)] == wanted
    answered = points(OWNER, house.id, house.version, state=PointState.ANSWERED)
    assert [one.code for one in answered] == ["NC-01"]
    assert [one.code for one in points(OWNER, house.id, house.version, kind=ReviewKind.MM)] == [
        "MM-01"
    ]
    assert points(OWNER, house.id, house.version, kind=ReviewKind.MM, state=PointState.CLOSED) == ()


def test_points_of_another_house_do_not_exist(house: House) -> None:
    code = house.raised()
    other = bare("other")
    for ask in (
        lambda: points(OWNER, other, house.version),
        lambda: point(OWNER, other, house.version, code),
        lambda: point(OWNER, house.id, house.version, "CAR-99"),
        lambda: answer_point(OWNER, other, house.version, code, "x"),
        lambda: raise_point(OWNER, other, house.version, ReviewKind.CAR, "x"),
        lambda: open_points(somebody(other, "คนอื่น", Role.ADMINISTRATOR), house.id, house.version),
    ):
        with pytest.raises(NotFoundError):
            ask()
    assert uuid5(house.version.id, code) == point(OWNER, house.id, house.version, code).key

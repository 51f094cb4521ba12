"""Review points: their kinds, the one machine of states that all of them follow, and who moves it.

The kinds are those of two vocabularies: CAR, CL and OBS of validation and verification of
projects and organisations, MM, M and NC of T-VER Premium (a real validation counts material
misstatements, misstatements and nonconformities).  What must be closed before a statement is no
matter of this module.
"""

from __future__ import annotations

import re
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.access.duties import conflicting_duties
from fahsai.core.access.roles import Permission, Role
from fahsai.core.finding import Finding, Level, finding

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class ReviewKind(StrEnum):
    """What a reviewer raises; the words stand under ``[review_kinds]``."""

    CAR = "CAR"  # corrective action request, คำขอให้แก้ไข
    CL = "CL"  # clarification request, คำขอให้ชี้แจง
    OBS = "OBS"  # observation, ข้อสังเกตของผู้ทวนสอบ
    MM = "MM"  # material misstatement, การแสดงข้อมูลขัดต่อข้อเท็จจริงอันเป็นสาระสำคัญ
    M = "M"  # misstatement, การแสดงข้อมูลขัดต่อข้อเท็จจริง
    NC = "NC"  # nonconformity, ความไม่เป็นไปตามข้อกำหนด


class PointState(StrEnum):
    """Where a point stands."""

    RAISED = "raised"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({PointState.RAISED, PointState.ANSWERED})
"""The states in which somebody still has to do something."""


class Move(StrEnum):
    """What somebody does to a point after it was raised."""

    ANSWER = "answer"
    CLOSE = "close"
    REJECT = "reject"
    WITHDRAW = "withdraw"


MOVES: Mapping[tuple[PointState, Move], PointState] = MappingProxyType(
    {
        (PointState.RAISED, Move.ANSWER): PointState.ANSWERED,
        (PointState.ANSWERED, Move.CLOSE): PointState.CLOSED,
        (PointState.ANSWERED, Move.REJECT): PointState.RAISED,
        (PointState.RAISED, Move.WITHDRAW): PointState.WITHDRAWN,
        (PointState.ANSWERED, Move.WITHDRAW): PointState.WITHDRAWN,
    }
)
"""Every step that there is; a closed or withdrawn point stays as it is."""

REVIEWING = frozenset({Permission.REVIEW})
ANSWERING = (Permission.SETTLE, Permission.ENTER_DATA, Permission.WRITE_REPORT)

NEEDED: Mapping[Move, frozenset[Permission]] = MappingProxyType(
    {
        Move.ANSWER: frozenset(ANSWERING),
        Move.CLOSE: REVIEWING,
        Move.REJECT: REVIEWING,
        Move.WITHDRAW: REVIEWING,
    }
)
"""One of these permissions is needed for a step."""

FINAL = frozenset({Move.CLOSE, Move.WITHDRAW})
"""Steps after which there is none: a page asks first."""


class Mover(NamedTuple):
    """Who moves a point: permissions and roles held, and what they did to it before."""

    permissions: frozenset[Permission]
    roles: frozenset[Role] = frozenset()
    raised_it: bool = False
    answered_it: bool = False


def may_raise(mover: Mover, text: str, subject: str) -> tuple[bool, tuple[Finding, ...]]:
    """Whether somebody may raise a point.

    Findings: ``review.not_your_side`` without the permission to review;
    ``access.duties_conflict`` where the roles held may not be held together;
    ``review.text_missing`` when nothing is said.
    """
    said = list(conflicting_duties(mover.roles, subject))
    if not mover.permissions & REVIEWING:
        said.append(finding("review.not_your_side", Level.ERROR, subject, move="raise"))
    if not text.strip():
        said.append(finding("review.text_missing", Level.ERROR, subject))
    return not said, tuple(said)


def moved(
    state: PointState, move: Move, mover: Mover, text: str, subject: str
) -> tuple[PointState | None, tuple[Finding, ...]]:
    """The state after a step, or None with the findings that stand in its way.

    Findings: ``review.no_such_move`` from that state; ``review.not_your_side`` without the
    permission; ``review.own_answer`` when whoever answered would accept or refuse the answer;
    ``review.not_the_raiser`` when somebody else would withdraw; ``access.duties_conflict`` on
    the reviewing side; ``review.text_missing`` when an answer, a refusal or a withdrawal says
    nothing.
    """
    said: list[Finding] = []
    after = MOVES.get((state, move))
    if after is None:
        said.append(
            finding("review.no_such_move", Level.ERROR, subject, move=move.value, state=state.value)
        )
    if not mover.permissions & NEEDED[move]:
        said.append(finding("review.not_your_side", Level.ERROR, subject, move=move.value))
    if NEEDED[move] == REVIEWING:
        said.extend(conflicting_duties(mover.roles, subject))
    if move in {Move.CLOSE, Move.REJECT} and mover.answered_it:
        said.append(finding("review.own_answer", Level.ERROR, subject))
    if move is Move.WITHDRAW and not mover.raised_it:
        said.append(finding("review.not_the_raiser", Level.ERROR, subject))
    if move is not Move.CLOSE and not text.strip():
        said.append(finding("review.text_missing", Level.ERROR, subject))
    return (None if said else after), tuple(said)


def moves_of(state: PointState, mover: Mover) -> tuple[Move, ...]:
    """The steps that somebody may take now, in their order."""
    return tuple(move for move in Move if moved(state, move, mover, "-", "")[0] is not None)


def point_code(kind: ReviewKind, number: int) -> str:
    """What people call a point.

    >>> point_code(ReviewKind.CAR, 1), point_code(ReviewKind.NC, 120)
    ('CAR-01', 'NC-120')
    """
    return f"{kind.value}-{number:02}"


class SubjectKind(StrEnum):
    """What a point is about."""

    WHOLE = "whole"
    SOURCE = "source"
    RECORD = "record"
    CELL = "cell"
    SECTION = "section"


_RECORD = re.compile(r"(?P<source>.+)/[0-9]{4}-[0-9]{2}(\.\.[0-9]{4}-[0-9]{2}-[0-9]{2})?")
_SHEET_CELL = re.compile(r"[^!]+![A-Z]{1,3}[1-9][0-9]{0,6}")
_REPORT_CELL = re.compile(r"[0-9]+(\.[0-9]+)*/row [^/]+/[^/]+")
_SECTION = re.compile(r"[0-9]{1,2}(\.[0-9]{1,2}){0,3}|Fr-[0-9]{2}(\.[0-9])?")


def subject_kind(
    subject: str, source_codes: Collection[str]
) -> tuple[SubjectKind | None, tuple[Finding, ...]]:
    """What a subject names: a source or a record of it, a cell or section of a document, or all.

    A source comes first, whatever its code looks like.  Finding: ``review.subject_unknown``.

    >>> subject_kind("S05", {"S05"})[0], subject_kind("S05/2564-10", {"S05"})[0]
    (<SubjectKind.SOURCE: 'source'>, <SubjectKind.RECORD: 'record'>)
    >>> [subject_kind(one, ())[0].value for one in ("", "5.1", "5.1/row 3/CH4", "Fr-04.1!D9")]
    ['whole', 'section', 'cell', 'cell']
    """
    if not subject:
        return SubjectKind.WHOLE, ()
    if subject in source_codes:
        return SubjectKind.SOURCE, ()
    record = _RECORD.fullmatch(subject)
    if record is not None and record["source"] in source_codes:
        return SubjectKind.RECORD, ()
    if _SHEET_CELL.fullmatch(subject) or _REPORT_CELL.fullmatch(subject):
        return SubjectKind.CELL, ()
    if _SECTION.fullmatch(subject):
        return SubjectKind.SECTION, ()
    return None, (finding("review.subject_unknown", Level.ERROR, subject),)

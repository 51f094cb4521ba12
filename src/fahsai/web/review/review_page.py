"""What the pages of review points show."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.assurance.review import PointState, SubjectKind
from fahsai.web.shown import kilograms_text
from fahsai.web.who import who_text
from fahsai.words.places import place_words

if TYPE_CHECKING:
    from fahsai.core.assurance.review import Move
    from fahsai.services.review import Point, PointStep
    from fahsai.web.shown import Shown

TONES = {
    PointState.RAISED: "warning",
    PointState.ANSWERED: "info",
    PointState.CLOSED: "good",
    PointState.WITHDRAWN: "submitted",
}


class ThreadShown(NamedTuple):
    """One entry of a thread."""

    what: str
    at: str
    who: str
    text: str


class MoveShown(NamedTuple):
    """A step that whoever looks may take, with the name of its page."""

    label: str
    route: str


class PointShown(NamedTuple):
    """A point in words; ``source`` and ``record`` name what its page can link to."""

    key: str
    code: str
    kind: str
    state: str
    tone: str
    subject: str
    source: str
    record: str
    text: str
    amount: str  # [kg CO2e], a dash where nobody said
    raised_at: str
    raised_by: str
    thread: tuple[ThreadShown, ...]
    moves: tuple[MoveShown, ...]


def point_shown(point: Point, shown: Shown) -> PointShown:
    """A point as its page and the list show it."""
    source, record = _named(point)
    return PointShown(
        key=str(point.key),
        code=point.code,
        kind=f"{point.kind.value} – {shown.word('review_kinds', point.kind)}",
        state=shown.word("review_states", point.state),
        tone=TONES[point.state],
        subject=_subject(point, shown),
        source=source,
        record=record,
        text=point.text,
        amount=kilograms_text(point.amount),
        raised_at=shown.instant(point.raised.at),
        raised_by=who_text(point.raised.who, shown),
        thread=tuple(_entry(step, shown) for step in point.thread),
        moves=tuple(
            MoveShown(shown.word("review_moves", move), f"review_{move.value}")
            for move in point.moves
        ),
    )


def _subject(point: Point, shown: Shown) -> str:
    """What a point is about, in words."""
    place = place_words(point.subject, shown.language)
    return shown.word("review_subjects", point.subject_kind, subject=place)


def _named(point: Point) -> tuple[str, str]:
    """The source that a point is about, and which record of it; both may be empty."""
    if point.subject_kind is SubjectKind.SOURCE:
        return point.subject, ""
    if point.subject_kind is SubjectKind.RECORD:
        source, _, record = point.subject.rpartition("/")
        return source, record
    return "", ""


def _entry(step: PointStep, shown: Shown) -> ThreadShown:
    move: Move | None = step.move
    return ThreadShown(
        what=shown.word("review_steps", "raise" if move is None else move.value),
        at=shown.instant(step.at),
        who=who_text(step.who, shown),
        text=step.text,
    )

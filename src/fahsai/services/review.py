"""Review points of a version: raised, answered, accepted or refused, withdrawn; never edited."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from fahsai.core.access.roles import Permission
from fahsai.core.assurance.materiality import amount_of
from fahsai.core.assurance.review import (
    ANSWERING,
    MOVES,
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
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.quantity.exact import canonical
from fahsai.records.events import record_event
from fahsai.records.models import InventoryVersion, ReviewPoint, Source
from fahsai.records.supersede import supersede
from fahsai.services.access import NotFoundError, admit
from fahsai.services.keeping.chains import chain_of
from fahsai.services.keeping.who import Who, who_acted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.core.access.actor import Actor
    from fahsai.services.inventories import Version

TRIES = 20
"""How often a number is tried before another one; as many reviewers may raise at one moment."""

VERBS = {
    Move.ANSWER: "review.answered",
    Move.CLOSE: "review.closed",
    Move.REJECT: "review.rejected",
    Move.WITHDRAW: "review.withdrawn",
}


class PointStep(NamedTuple):
    """One entry of a point's thread; ``move`` is None for the first, that raised it."""

    move: Move | None
    state: PointState
    at: datetime
    who: Who
    text: str


class Point(NamedTuple):
    """A review point as it stands; ``moves`` are what whoever asks may do with it now."""

    key: UUID
    code: str
    kind: ReviewKind
    state: PointState
    subject: str
    subject_kind: SubjectKind
    text: str
    amount: Decimal | None  # by how much a figure is wrong [kg CO2e], too much above zero
    thread: tuple[PointStep, ...]
    moves: tuple[Move, ...]

    @property
    def raised(self) -> PointStep:
        """When it was raised, and by whom."""
        return self.thread[0]

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN


def admit_mover(actor: Actor, organisation_id: UUID, move: Move | None = None) -> None:
    """Let in whoever may take a step, or raise a point where ``move`` is None.

    Raises:
        NotFoundError: the organisation does not exist for this actor.
        ForbiddenError: the step belongs to the other side.
    """
    wanted = ANSWERING if move is Move.ANSWER else (Permission.REVIEW,)
    held = [one for one in wanted if actor.units(organisation_id, one) is None]
    admit(actor, organisation_id, held[0] if held else wanted[0])


@transaction.atomic
def raise_point(
    actor: Actor,
    organisation_id: UUID,
    version: Version,
    kind: ReviewKind,
    text: str,
    subject: str = "",
    amount: str = "",
) -> tuple[Point | None, tuple[Finding, ...]]:
    """Raise a point about a version, a draft or a submitted one, whose rows stay as they are.

    ``subject`` is the code of a source or of a record of it, a cell or a section of a document,
    or empty for the whole version.  ``amount`` is by how much a figure is wrong, as text
    [kg CO2e]: too much above zero, too little below; empty where nobody can say yet.

    Returns:
        The point, numbered within its version and kind; or None with the findings of
        :func:`~fahsai.core.assurance.review.may_raise`,
        :func:`~fahsai.core.assurance.review.subject_kind` and
        :func:`~fahsai.core.assurance.materiality.amount_of`.

    Raises:
        NotFoundError: there is no such version of this organisation.
        ForbiddenError: the actor does not review here.
    """
    admit_mover(actor, organisation_id)
    _known(organisation_id, version)
    subject, text = subject.strip(), text.strip()
    _, unknown = subject_kind(subject, _source_codes(organisation_id))
    _, said = may_raise(_mover(actor, organisation_id), text, subject or version.name)
    kg, unusable = amount_of(amount, kind, subject or version.name)
    if unknown or said or unusable:
        return None, (*unknown, *said, *unusable)
    row = _numbered(actor, organisation_id, version, kind, subject, text, kg)
    _event(row, verb="review.raised")
    return point(actor, organisation_id, version, row.code), ()


def answer_point(
    actor: Actor, organisation_id: UUID, version: Version, point_code: str, text: str
) -> tuple[Point | None, tuple[Finding, ...]]:
    """Answer a point: what was mended, or why it is right as it stands."""
    admit_mover(actor, organisation_id, Move.ANSWER)
    return _move(actor, organisation_id, version, point_code, Move.ANSWER, text)


def close_point(
    actor: Actor, organisation_id: UUID, version: Version, point_code: str, text: str = ""
) -> tuple[Point | None, tuple[Finding, ...]]:
    """Accept the answer: the point is closed for good; never by whoever answered."""
    admit_mover(actor, organisation_id, Move.CLOSE)
    return _move(actor, organisation_id, version, point_code, Move.CLOSE, text)


def reject_answer(
    actor: Actor,
    organisation_id: UUID,
    version: Version,
    point_code: str,
    text: str,
    amount: str = "",
) -> tuple[Point | None, tuple[Finding, ...]]:
    """Refuse the answer, with the reason: the point is raised again.

    A point of another ``amount`` [kg CO2e], as text, is wrong by that from now on; an empty one
    leaves it as it is.
    """
    admit_mover(actor, organisation_id, Move.REJECT)
    return _move(actor, organisation_id, version, point_code, Move.REJECT, text, amount)


def withdraw_point(
    actor: Actor, organisation_id: UUID, version: Version, point_code: str, text: str
) -> tuple[Point | None, tuple[Finding, ...]]:
    """Take a point back, with the reason; only whoever raised it may."""
    admit_mover(actor, organisation_id, Move.WITHDRAW)
    return _move(actor, organisation_id, version, point_code, Move.WITHDRAW, text)


def points(
    actor: Actor,
    organisation_id: UUID,
    version: Version,
    *,
    state: PointState | None = None,
    kind: ReviewKind | None = None,
) -> tuple[Point, ...]:
    """The points of a version in the order they were raised, those of a state or kind only."""
    admit(actor, organisation_id)
    _known(organisation_id, version)
    chains: dict[UUID, list[ReviewPoint]] = {}
    rows = ReviewPoint.rows.of(organisation_id).filter(version_id=version.id)
    for row in rows:
        chains.setdefault(row.key, []).append(row)
    found = _points(actor, organisation_id, [_in_order(chain) for chain in chains.values()])
    return tuple(
        one
        for one in sorted(found, key=lambda one: (one.raised.at, one.code))
        if (state is None or one.state is state) and (kind is None or one.kind is kind)
    )


def point(actor: Actor, organisation_id: UUID, version: Version, point_code: str) -> Point:
    """One point of a version by its code.

    Raises:
        NotFoundError: the version has none of that code.
    """
    admit(actor, organisation_id)
    return _points(actor, organisation_id, [_chain(organisation_id, version, point_code)])[0]


def open_points(actor: Actor, organisation_id: UUID, version: Version) -> int:
    """How many points of a version somebody still has to do something about."""
    admit(actor, organisation_id)
    rows = ReviewPoint.rows.of(organisation_id).current().filter(version_id=version.id)
    return rows.filter(state__in=[one.value for one in OPEN]).count()


def _known(organisation_id: UUID, version: Version) -> None:
    if not InventoryVersion.rows.of(organisation_id).filter(id=version.id).exists():
        raise NotFoundError(version.name)


def _source_codes(organisation_id: UUID) -> frozenset[str]:
    """Every code that a source has or had: a submitted version speaks of the old ones."""
    return frozenset(Source.rows.of(organisation_id).values_list("code", flat=True))


def _mover(actor: Actor, organisation_id: UUID, chain: Sequence[ReviewPoint] = ()) -> Mover:
    held = (one for one in Permission if actor.units(organisation_id, one) is None)
    roles = (one.role for one in actor.memberships if one.organisation_id == organisation_id)
    return Mover(
        permissions=frozenset(held),
        roles=frozenset(roles),
        raised_it=bool(chain) and chain[0].actor_id == actor.id,
        answered_it=any(
            row.state == PointState.ANSWERED.value and row.actor_id == actor.id for row in chain
        ),
    )


def _numbered(
    actor: Actor,
    organisation_id: UUID,
    version: Version,
    kind: ReviewKind,
    subject: str,
    text: str,
    amount: Decimal | None,
) -> ReviewPoint:
    """The first row of a point under the next number of its version and kind.

    The key comes from version and code, and one key has one chain: of two reviewers who take a
    number at one moment, the second gets the next.
    """
    rows = ReviewPoint.rows.of(organisation_id)
    taken = set(rows.filter(version_id=version.id, kind=kind.value).values_list("code", flat=True))
    for number in range(len(taken) + 1, len(taken) + 1 + TRIES):
        code = point_code(kind, number)
        try:
            with transaction.atomic():
                return rows.create(
                    key=uuid5(version.id, code),
                    version_id=version.id,
                    code=code,
                    kind=kind.value,
                    state=PointState.RAISED.value,
                    subject=subject,
                    text=text,
                    amount=amount,
                    actor_id=actor.id,
                )
        except IntegrityError:
            continue
    raise RuntimeError(f"no number was free for {kind.value} of {version.name}")


@transaction.atomic
def _move(
    actor: Actor,
    organisation_id: UUID,
    version: Version,
    code: str,
    move: Move,
    text: str,
    amount: str = "",
) -> tuple[Point | None, tuple[Finding, ...]]:
    """Take a step, or None with the findings of :func:`~fahsai.core.assurance.review.moved`.

    ``review.moved_meanwhile`` says that somebody else took one first.
    """
    chain = _chain(organisation_id, version, code)
    head, text = chain[-1], text.strip()
    mover = _mover(actor, organisation_id, chain)
    after, said = moved(PointState(head.state), move, mover, text, code)
    kg, unusable = amount_of(amount, ReviewKind(head.kind), code)
    if after is None or unusable:
        return None, (*said, *unusable)
    changes = {} if kg is None else {"amount": kg}
    row = supersede(head, actor_id=actor.id, state=after.value, why=text, **changes)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return None, (finding("review.moved_meanwhile", Level.ERROR, code),)
    _event(row, verb=VERBS[move])
    return point(actor, organisation_id, version, code), ()


def _event(row: ReviewPoint, *, verb: str) -> None:
    """What happened to a point; its words are told by their hash only."""
    record_event(
        organisation_id=row.organisation_id,
        actor_id=row.actor_id,
        verb=verb,
        object_type="review_point",
        object_id=row.id,
        payload={
            "code": row.code,
            "version": str(row.version_id),
            "subject": row.subject,
            "text": row.why or row.text,
            **({} if row.amount is None else {"amount": canonical(row.amount)}),
        },
    )


def _chain(organisation_id: UUID, version: Version, code: str) -> tuple[ReviewPoint, ...]:
    _known(organisation_id, version)
    chain = chain_of(ReviewPoint, organisation_id, uuid5(version.id, code), "key")
    if not chain:
        raise NotFoundError(code)
    return chain


def _in_order(rows: Sequence[ReviewPoint]) -> tuple[ReviewPoint, ...]:
    """The rows of one chain, each after the one that it supersedes."""
    after = {row.supersedes_id: row for row in rows}
    chain = [after[None]]
    while chain[-1].id in after:
        chain.append(after[chain[-1].id])
    return tuple(chain)


def _points(
    actor: Actor, organisation_id: UUID, chains: Sequence[Sequence[ReviewPoint]]
) -> list[Point]:
    names = who_acted(row.actor_id for chain in chains for row in chain)
    codes = _source_codes(organisation_id)
    found = []
    for chain in chains:
        head = chain[-1]
        state = PointState(head.state)
        about, _ = subject_kind(head.subject, codes)
        found.append(
            Point(
                key=head.key,
                code=head.code,
                kind=ReviewKind(head.kind),
                state=state,
                subject=head.subject,
                subject_kind=about or SubjectKind.WHOLE,
                text=head.text,
                amount=head.amount,
                thread=tuple(
                    PointStep(
                        None if number == 0 else _taken(chain[number - 1], row),
                        PointState(row.state),
                        row.created_at,
                        names[row.actor_id],
                        row.why if number else row.text,
                    )
                    for number, row in enumerate(chain)
                ),
                moves=moves_of(state, _mover(actor, organisation_id, chain)),
            )
        )
    return found


def _taken(before: ReviewPoint, after: ReviewPoint) -> Move:
    """The step between two rows."""
    ends = PointState(before.state), PointState(after.state)
    return next(move for (state, move), then in MOVES.items() if (state, then) == ends)

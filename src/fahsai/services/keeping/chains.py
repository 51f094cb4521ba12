"""Every row of one record, from the first to the last: rows of frozen versions stand among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from fahsai.records.models.base import FrozenRow

if TYPE_CHECKING:
    from uuid import UUID

R = TypeVar("R", bound=FrozenRow)


def chain_of(model: type[R], organisation_id: UUID, name: UUID, key: str = "") -> tuple[R, ...]:
    """The rows of a record in the order in which they superseded each other.

    Args:
        model: a frozen table.
        organisation_id: whose record.
        name: the id of any row of it, or what stands in the field ``key``.
        key: the field that stays when a row supersedes another, where the table has one.

    Returns:
        The rows; none where there is no such record of this organisation.
    """
    rows = model.rows.of(organisation_id)
    start = rows.filter(id=name).first()
    if start is None and key:
        start = rows.filter(**{key: name}).order_by("created_at", "id").first()
    if start is None:
        return ()
    chain = [start]
    while chain[0].supersedes_id is not None:
        chain.insert(0, rows.get(id=chain[0].supersedes_id))
    while (after := rows.filter(supersedes_id=chain[-1].id).first()) is not None:
        chain.append(after)
    return tuple(chain)

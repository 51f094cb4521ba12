"""The factors that a person may choose for a source of a kind, found by words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.factors.factor import EmissionFactor
from fahsai.reference.load_kinds import kinds
from fahsai.services.access import admit
from fahsai.services.factor_list import with_words
from fahsai.services.keeping.factor_codec import factor_key
from fahsai.services.own_factors import own_factors
from fahsai.services.rules import rules_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.kinds import FactorTerm


class FactorOption(NamedTuple):
    """One row of a list: how it is named when it is chosen, and the row itself."""

    key: str
    factor: EmissionFactor


class RoleOptions(NamedTuple):
    """The rows for one term of a kind (``direct``, ``biogenic``, ``upstream``)."""

    role: str
    options: tuple[FactorOption, ...]


def factor_options(
    actor: Actor, organisation_id: UUID, kind: str, *, factor_set: str, find: Sequence[str] = ()
) -> tuple[RoleOptions, ...]:
    """The organisation's own rows first, then those of the set's editions in their order.

    ``find`` are words in Thai or English that a row must contain.
    """
    admit(actor, organisation_id)
    editions = rules_for(factor_set).factor_set.editions
    rows = [
        *own_factors(actor, organisation_id),
        *(row for edition in editions for row in edition.rows),
    ]
    known = kinds().get(kind)
    return tuple(
        RoleOptions(
            term.role,
            tuple(
                FactorOption(":".join(factor_key(row)), row)
                for row in with_words(rows, find)
                if row.activity in _activities(term)
            ),
        )
        for term in (known.terms if known else ())
    )


def _activities(term: FactorTerm) -> frozenset[str]:
    return frozenset(one for activity in term.activities for one in activity.split("|"))

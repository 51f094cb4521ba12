"""The organisation's own factors as they are kept, for every calculation of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.records.models import OwnFactor
from fahsai.services.keeping.factor_codec import plain_factor

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.factors.factor import EmissionFactor


def kept_factors(organisation_id: UUID) -> tuple[EmissionFactor, ...]:
    """The own factors as they stand, by key; the use case that needs them has asked who acts."""
    rows = OwnFactor.rows.of(organisation_id).current().order_by("key")
    return tuple(plain_factor(row.factor) for row in rows)

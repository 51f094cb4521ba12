"""How long readings of meters stay, and proof of what was removed.

It is said by people who manage the organisation, on this machine: no key of a program removes
evidence.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.shapes.common import Exact, Sha256
from fahsai.services.retention import removed, retention
from fahsai.services.retention_json import removed_json

router = Router()
ONE = "/organisations/{organisation_id}/retention"


class RemovedShape(Schema):
    """Readings of one channel in one month (of UTC) that were removed."""

    meter: str
    channel: str
    channel_number: int = Field(description="The first number of each line of the proof.")
    month: int = Field(description="YYYYMM of UTC.")
    rows: int
    first: datetime
    last: datetime
    total: Exact = Field(description="Sum of the values, in the unit of the channel.")
    unit: str
    whole_total: str = Field(description="Sum of the whole numbers, as an export has them.")
    sha256: Sha256 = Field(description="Of the lines channel,ts,whole,flags by time.")
    removed_at: datetime
    reason: str


class RetentionShape(Schema):
    """The policy, with all that was removed by it."""

    keep_months: int | None = Field(None, description="null: for ever.")
    reason: str
    removed: list[RemovedShape]


@router.get(ONE, response=RetentionShape, **told("read_retention", "readings", 404, 503))
def read_retention(request: HttpRequest, organisation_id: UUID) -> RetentionShape:
    """How long readings stay, and what was removed."""
    actor = asking(request)
    stands = retention(actor, organisation_id)
    gone = removed(actor, organisation_id)
    return RetentionShape(
        keep_months=stands.keep_months,
        reason=stands.why,
        removed=[RemovedShape.model_validate(removed_json(one)) for one in gone],
    )

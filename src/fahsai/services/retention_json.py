"""The proof of removed readings for programs: commands and the API say the same."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import canonical

if TYPE_CHECKING:
    from fahsai.services.retention import Removed


def removed_json(one: Removed) -> dict[str, str | int]:
    """What is kept for ever of one channel in one month.

    ``month`` (YYYYMM of UTC); ``first`` and ``last`` in UTC; ``total`` of the values [unit of the
    channel] and ``whole_total`` of the whole numbers that an export has; ``channel_number`` is the
    first number of each line of the proof.
    """
    gone = one.removal
    return {
        "meter": one.meter.code,
        "channel": one.channel.name,
        "channel_number": gone.channel,
        "month": gone.month,
        "rows": gone.rows,
        "first": _utc(gone.first),
        "last": _utc(gone.last),
        "total": canonical(one.channel.value(gone.total)),
        "unit": one.channel.unit,
        "whole_total": str(gone.total),
        "sha256": gone.sha256,
        "removed_at": _utc(gone.removed // 1000),
        "reason": gone.why,
    }


def _utc(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()

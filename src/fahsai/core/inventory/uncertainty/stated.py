"""What an organisation says of how well the figures of a source are known."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.factors.choice import DIRECT
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import UNCERTAINTY
from fahsai.core.inventory.uncertainty.interval import Interval, interval

if TYPE_CHECKING:
    from fahsai.core.inventory.activity import EmissionSource

ACTIVITY = "activity"
"""The quantity of a source in the year."""

FACTOR = "factor"
"""The emission factor of a source, or what its method multiplies the quantity by."""

REASON = ".reason"
"""What the name of a parameter ends with that says why an interval is as it is."""


class IntervalOrigin(StrEnum):
    """Where an interval comes from; nothing else is ever assumed."""

    STATED = "stated"  # typed in for a source, with a reason
    CALIBRATION = "calibration"  # the error of its meter, form section 7.3
    OWN_FACTOR = "own_factor"  # given with a factor of the organisation itself
    PACK = "pack"  # the range of a parameter in the table that a pack names


class Known(NamedTuple):
    """An interval, where it comes from and the words or the document behind it.

    ``source`` is the code of the source that states it, where one does.
    """

    interval: Interval
    origin: IntervalOrigin
    reason: str
    source: str = ""


def role_name(role: str) -> str:
    """What the factor of a role is called in the parameters of a source.

    >>> role_name("direct"), role_name("upstream")
    ('factor', 'upstream')
    """
    return FACTOR if role == DIRECT else role


def stated(source: EmissionSource, what: str) -> Known | None:
    """The interval that a source states for its quantity or one of its factors."""
    name = f"{UNCERTAINTY}{what}"
    found = interval(source.parameters.get(name, ""))
    if found is None:
        return None
    reason = source.parameters.get(f"{name}{REASON}", "").strip()
    return Known(found, IntervalOrigin.STATED, reason, source.code)


def stated_findings(source: EmissionSource) -> tuple[Finding, ...]:
    """What is wrong with the intervals that a source states.

    Findings: ``uncertainty.unusable`` for one that cannot be read, ``uncertainty.reason_missing``
    for one that nobody gave a reason for.
    """
    said = []
    for name, text in source.parameters.items():
        if not name.startswith(UNCERTAINTY) or name.endswith(REASON):
            continue
        if interval(text) is None:
            said.append(
                finding(
                    "uncertainty.unusable", Level.ERROR, source.code, parameter=name, value=text
                )
            )
        elif not source.parameters.get(f"{name}{REASON}", "").strip():
            said.append(
                finding("uncertainty.reason_missing", Level.WARNING, source.code, parameter=name)
            )
    return tuple(said)

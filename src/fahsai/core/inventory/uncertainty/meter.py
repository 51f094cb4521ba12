"""What the calibration of a meter says of how well an activity is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.inventory.uncertainty.interval import Interval, possible
from fahsai.core.inventory.uncertainty.stated import IntervalOrigin, Known

if TYPE_CHECKING:
    from decimal import Decimal

PERCENT = "%"


def meter_interval(
    measured: Decimal | None, allowed: Decimal | None, unit: str, document: str
) -> Known | None:
    """The interval of what a calibrated meter counts.

    A meter may be off by its allowed error until it is looked at again; one that was found off by
    more is off by that.  Both directions are taken as likely.

    Args:
        measured: error that the calibration found [``unit``], None where it says none.
        allowed: error that the meter may have [``unit``], None where it says none.
        unit: of both; only percent of the reading says something of the year's quantity.
        document: the certificate.

    Returns:
        ``±max(|measured|, allowed)`` [%], or None.

    Reference: form TCFO_R_02 section 7.3 (accepted and measured error of the device).

    >>> from decimal import Decimal
    >>> meter_interval(Decimal("-0.4"), Decimal(1), "%", "C-101").interval.text
    '1'
    """
    errors = [one.copy_abs() for one in (measured, allowed) if one is not None]
    if not errors or unit.strip() != PERCENT:
        return None
    made = Interval(max(errors), max(errors))
    return Known(made, IntervalOrigin.CALIBRATION, document) if possible(made) else None

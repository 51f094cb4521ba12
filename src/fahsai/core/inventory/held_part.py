"""Which part of a source a consolidated result holds: the share held, less what is eliminated."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.difference import Cause, Step
from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.core.quantity.rounding import percent

if TYPE_CHECKING:
    from fahsai.core.inventory.result import SourceResult

ONE, HUNDRED = Decimal(1), Decimal(100)
SHARED = "consolidation."
ELIMINATED = "consolidation.eliminated"
"""How the steps begin that apply a share, and the one that takes off what is bought inside."""


class HeldPart(NamedTuple):
    """``counted`` is the part of the quantity that counts, from 0 to 1, by the records themselves.

    ``held`` and ``eliminated`` [%] are what the steps say; ``counted`` is their difference, where
    all records have the same.
    """

    counted: Decimal
    held: Decimal
    eliminated: Decimal


WHOLE = HeldPart(ONE, HUNDRED, ZERO)


def held_part(result: SourceResult) -> HeldPart:
    """The part that a result holds; all of it where nothing was consolidated.

    A source without a quantity (a closed landfill, a year without purchases) has its part from
    the step alone.
    """
    steps = [one for one in result.steps if one.code.startswith(SHARED)]
    if not steps:
        return WHOLE
    held, eliminated = HUNDRED, ZERO
    for one in steps:
        if one.code == ELIMINATED:
            eliminated = Decimal(one.data["percent"])
        else:
            held = Decimal(one.data["percent"])
    data = steps[0].data
    whole = Decimal(data["quantity"])
    if whole:
        return HeldPart(EXACT.divide(result.quantity, whole), held, eliminated)
    if "counted" in data:
        return HeldPart(Decimal(data["counted"]), held, eliminated)
    rounded = EXACT.subtract(held, eliminated)  # of a result from before steps told it
    return HeldPart(EXACT.divide(rounded, HUNDRED), held, eliminated)


def part_steps(was: HeldPart, now: HeldPart) -> tuple[tuple[Decimal, Step], ...]:
    """The parts on the way from one to another, each with the step that leads to it.

    The share goes first, with as much of the elimination as it allows; then the elimination.
    """
    eliminated = _said("difference.eliminated", was.eliminated, now.eliminated)
    if was.eliminated == now.eliminated:
        return ((now.counted, _share(was, now)),)
    if was.held == now.held:
        return ((now.counted, eliminated),)
    between = EXACT.divide(max(EXACT.subtract(now.held, was.eliminated), ZERO), HUNDRED)
    return ((between, _share(was, now)), (now.counted, eliminated))


def _share(was: HeldPart, now: HeldPart) -> Step:
    """The share by the records themselves, unless a part of it was eliminated."""
    if was.eliminated or now.eliminated:
        return _said("difference.share_changed", was.held, now.held)
    parts = (EXACT.multiply(one.counted, HUNDRED) for one in (was, now))
    return _said("difference.share_changed", *parts)


def _said(note: str, before: Decimal, after: Decimal) -> Step:
    data = {
        name: percent(EXACT.divide(value, HUNDRED))
        for name, value in (("from", before), ("to", after))
    }
    return Step(Cause.BOUNDARY, note, data)

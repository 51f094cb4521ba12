"""Which methods multiply their parameters: their result is proportional to each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PROPORTIONAL = frozenset({"septic_tank", "wastewater_bod", "wastewater_cod"})
"""Methods whose coefficient is the product of their parameters."""

NO_LONGER = frozenset({"wastewater_cod.spread"})
"""Steps after which it is not: something was taken off the product."""


def proportional(method: str, steps: Iterable[str]) -> bool:
    """Whether the result of a method, by the steps it took, is proportional to each parameter.

    >>> proportional("septic_tank", ["septic_tank.coefficient"])
    True
    >>> proportional("wastewater_cod", ["wastewater_cod.spread"]), proportional("landfill_fod", [])
    (False, False)
    """
    return method in PROPORTIONAL and NO_LONGER.isdisjoint(steps)

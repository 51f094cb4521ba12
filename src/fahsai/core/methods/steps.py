"""One printed step of a method, so that a reader can follow a figure back to its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.quantity.exact import canonical

if TYPE_CHECKING:
    from decimal import Decimal


class MethodStep(NamedTuple):
    """What was computed; the sentence for people has the words key ``step.<code>``."""

    code: str
    data: Mapping[str, str]


def step(code: str, **data: str | Decimal) -> MethodStep:
    """A step with its data by name; decimals become their one canonical text.

    >>> from decimal import Decimal
    >>> step("wastewater_cod.factor", f=Decimal("0.050"))
    MethodStep(code='wastewater_cod.factor', data={'f': '0.05'})
    """
    return MethodStep(
        code,
        {
            name: value if isinstance(value, str) else canonical(value)
            for name, value in data.items()
        },
    )

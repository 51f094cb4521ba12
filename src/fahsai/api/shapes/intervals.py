"""How well the figures of a source are known, as somebody states it."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import Field

from fahsai.api.shapes.boundary import SourceName, source_name
from fahsai.api.shapes.written import PLAIN, Body, Text
from fahsai.core.inventory.activity import UNCERTAINTY, EmissionSource
from fahsai.core.inventory.uncertainty.stated import REASON

MOST = 20
Of = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]
Interval = Annotated[str, Field(max_length=60, pattern=PLAIN)]


class IntervalBody(Body):
    """The 95 % interval of one figure, such as ``5`` or ``-20/+44 lognormal`` [%], and why.

    ``of`` is ``activity``, ``factor`` or the role of another factor; an empty interval takes back
    what was stated.
    """

    of: Of
    interval: Interval
    reason: Text = ""


class IntervalsBody(Body):
    """The intervals to state; a figure that is left out stays as it is."""

    intervals: list[IntervalBody] = Field(max_length=MOST)

    def wanted(self) -> dict[str, tuple[str, str]]:
        """What the use case takes; of one figure the last counts."""
        return {one.of: (one.interval, one.reason) for one in self.intervals}


class IntervalShape(Schema):
    """What is stated of one figure."""

    of: str
    interval: str
    reason: str


class IntervalsShape(Schema):
    """What is stated of a source."""

    source: SourceName
    intervals: list[IntervalShape]


def intervals_shape(source: EmissionSource) -> IntervalsShape:
    """The intervals of a source as the API shows them."""
    stated = source.parameters
    return IntervalsShape(
        source=source_name(source),
        intervals=[
            IntervalShape(
                of=name.removeprefix(UNCERTAINTY),
                interval=text,
                reason=stated.get(f"{name}{REASON}", ""),
            )
            for name, text in sorted(stated.items())
            if name.startswith(UNCERTAINTY) and not name.endswith(REASON)
        ],
    )

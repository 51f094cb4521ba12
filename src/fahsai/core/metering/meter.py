"""Meters and what they belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.sources import NO_SOURCES, Sources

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

LONGEST_CODE = 64
"""Of a meter [characters]."""

CODE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_CODE - 1}}}")
"""How the code of a meter is spelled: it stands in topics, addresses and names of files."""

CHANNEL_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
"""How a channel is spelled in messages."""

NOT_CHANNELS = frozenset({"t", "seq", "readings"})
"""Words of a message that mean something else."""


class MeterKind(StrEnum):
    """What flows through a meter."""

    ELECTRICITY = "electricity"
    FUEL = "fuel"
    GAS = "gas"
    WATER = "water"
    HEAT = "heat"
    REFRIGERANT = "refrigerant"
    PRODUCTION = "production"
    OTHER = "other"


class Replacement(NamedTuple):
    """A register that was exchanged at ``at`` [unix s]: where the old ended, the new began.

    Both are whole numbers of the channel; None where nobody read it.
    """

    channel: str
    at: int
    last: int | None
    first: int | None


@dataclass(frozen=True, slots=True)
class Meter:
    """A device in its place, with the sources whose activity it measures.

    ``part_of`` is the main meter that it stands behind: what passes here has passed there.
    """

    id: UUID
    organisation_id: UUID
    code: str
    kind: MeterKind
    name_th: str
    channels: tuple[Channel, ...]
    name_en: str = ""
    serial: str = ""
    unit_id: UUID | None = None
    facility_id: UUID | None = None
    sources: Sources = NO_SOURCES
    part_of: UUID | None = None
    replacements: tuple[Replacement, ...] = ()
    started_on: date | None = None
    ended_on: date | None = None

    @property
    def main(self) -> Channel | None:
        """The channel that quantities are made of: the first that is no rate."""
        return next((one for one in self.channels if one.measure is not Measure.RATE), None)

    @property
    def rate(self) -> Channel | None:
        """The rate beside it, which checks it: the first there is."""
        return next((one for one in self.channels if one.measure is Measure.RATE), None)

    @property
    def lead(self) -> Channel | None:
        """The channel that what happens to the whole meter is told of."""
        return self.main or self.rate

    def channel(self, name: str) -> Channel | None:
        """The channel of a name."""
        return next((one for one in self.channels if one.name == name), None)

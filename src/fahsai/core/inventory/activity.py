"""Emission sources and the activity lines recorded for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.thai.period import Period

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


UNCERTAINTY = "uncertainty."
"""What the name of a parameter starts with that says how well a figure of a source is known."""


class Origin(StrEnum):
    """Where the activity figure comes from: form TCFO_R_02 section 4."""

    MEASURED = "measured"
    PAID = "paid"
    ESTIMATED = "estimated"


class Grade(StrEnum):
    """Quality of the activity figure: form TCFO_R_02 section 8, column A."""

    X = "X"  # continuous, 6 points
    Y = "Y"  # meter or bill, 3 points
    Z = "Z"  # estimate, 1 point

    # Grades of many lines are put into sets: the hash of the text is C code, an Enum's is not.
    __hash__ = str.__hash__


@dataclass(frozen=True, slots=True)
class EmissionSource:
    """Something that emits; it has no scope of its own (that stands on each component).

    ``kind`` names a :class:`~fahsai.core.inventory.kinds.SourceKind`.  ``factor_keys`` are the
    rows a person chose (by term role), ``choice_reason`` says why.  ``parameters`` are the
    method's inputs by name (``cod_mg_per_litre``, ``mcf`` ...), as exact text.
    """

    id: UUID
    code: str
    kind: str
    name_th: str
    name_en: str = ""
    unit_id: UUID | None = None
    facility_id: UUID | None = None
    equipment: str = ""
    place: str = ""
    utility_account: str = ""
    capacity: str = ""
    used_inside: str = ""
    sold_outside: str = ""
    monitoring_point: str = ""
    evidence_note: str = ""
    factor_keys: Mapping[str, str] = field(default_factory=dict)
    choice_reason: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    excluded: bool = False
    excluded_reason: str = ""
    started_on: date | None = None
    started_reason: str = ""
    ended_on: date | None = None
    ended_reason: str = ""

    def ended_before(self, day: date) -> bool:
        """Whether it had ended before a day."""
        return self.ended_on is not None and self.ended_on < day

    @property
    def counted_parameters(self) -> Mapping[str, str]:
        """Its parameters without those that say how well it is known: they move no figure."""
        if not any(name.startswith(UNCERTAINTY) for name in self.parameters):
            return self.parameters
        return {
            name: text for name, text in self.parameters.items() if not name.startswith(UNCERTAINTY)
        }


class Provenance(NamedTuple):
    """The place a figure was read from, and what stood there."""

    file_sha256: str
    sheet: str
    cell: str
    raw: str


class ActivityLine(NamedTuple):
    """A quantity of one source in one period: the record everything is computed from.

    A named tuple because a year of a large organisation holds hundreds of thousands of them.
    """

    id: UUID
    source_id: UUID
    period: Period
    quantity: Decimal
    unit: str
    origin: Origin
    grade: Grade
    evidence: tuple[str, ...] = ()  # SHA-256 of evidence files
    provenance: Provenance | None = None
    sheet_factor: Decimal | None = None  # the workbook's own factor, kept beside ours
    note: str = ""

"""A choice of a factor as a value: who was considered, what was kept, and what settled it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.factors.factor import EmissionFactor

if TYPE_CHECKING:
    from collections.abc import Iterable


DIRECT = "direct"
"""The role of the factor that is called the factor of a source, which files print."""

BIOGENIC = "biogenic"
"""The role of the term that counts the biogenic CO2 of a fuel, apart from the scopes."""


def serves_biogenic(activity: str) -> bool:
    """Whether a row holds the biogenic CO2 of a fuel alone; it counts no direct emission.

    >>> serves_biogenic("mobile.e20.biogenic"), serves_biogenic("mobile.e20")
    (True, False)
    """
    return activity.endswith(f".{BIOGENIC}")


class Reason(StrEnum):
    """Why a candidate was kept or dropped."""

    KEPT = "kept"
    UNIT = "unit"
    NOT_PICKED = "not_picked"
    LOWER_RANK = "lower_rank"
    YEAR_DISTANCE = "year_distance"
    GRADE = "grade"
    TIE_BREAK_POSITION = "tie_break_position"


class DecidedBy(StrEnum):
    """What settled the choice; empty when nothing did."""

    PERSON = "person"
    FILE = "file"  # the file that brought the records counts with this very figure
    ONLY = "only"
    RANK = "rank"
    YEAR = "year"
    GRADE = "grade"
    POSITION = "position"
    NOTHING = ""


class Rank(NamedTuple):
    """What candidates are ordered by, best (smallest) first."""

    publisher: int
    years: int
    grade: int
    place: int
    position: int


class Candidate(NamedTuple):
    """One row considered: ``kept`` is False from the filter or rule that ``reason`` names.

    ``unit_factor`` [factor units per line unit] and ``figure`` [kg CO2e per line unit, from the
    published figure] are None when the units do not convert.
    """

    factor: EmissionFactor
    kept: bool
    reason: Reason
    rank: Rank
    unit_factor: Decimal | None
    figure: Decimal | None


@dataclass(frozen=True, slots=True)
class FactorChoice:
    """The factor of one term of one source, with everything that led to it.

    ``activity`` is the one used ("" when none), ``asked`` those the method would take, in
    order.  ``reason`` is the person's own, when a person picked.
    """

    role: str
    activity: str
    asked: tuple[str, ...]
    chosen: EmissionFactor | None
    unit_factor: Decimal | None
    candidates: tuple[Candidate, ...]
    decided_by: DecidedBy
    reason: str = ""
    unit: str = ""  # of the activity lines that asked


def listed(factors: Iterable[EmissionFactor]) -> str:
    """Each factor as ``edition:key = figure kgCO2e/unit``, which is what a pick is made of."""
    return "; ".join(
        f"{factor.edition}:{factor.key} = {factor.published} kgCO2e/{factor.unit}"
        for factor in factors
    )

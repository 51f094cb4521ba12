"""Whether a source is counted in a year: by its records, its dates and what it still gives off."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.thai.era import BE_OFFSET
from fahsai.records.models import ActivityRow
from fahsai.services.keeping.earlier import keeps_history

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.thai.period import Period
    from fahsai.records.tenancy import TenantQuerySet


MOVED = ("returned", "new_capacity", "retired_capacity")
"""Figures of a year that move a stock of refrigerant beside what was bought."""


class Recorded(NamedTuple):
    """The sources with records in a year, those with records of before it, and with any at all."""

    here: AbstractSet[UUID]
    before: AbstractSet[UUID]
    anywhere: AbstractSet[UUID]


def recorded(organisation_id: UUID, period: Period, only: UUID | None = None) -> Recorded:
    """Which sources of an organisation (or whether ``only`` one) have records, as they stand."""
    rows = ActivityRow.rows.of(organisation_id).current()
    if only is not None:
        rows = rows.filter(source_key=only)
    inside = rows.filter(period_start__lt=period.end, period_end__gt=period.start)
    before = rows.filter(period_start__lt=period.start)
    tables = (inside, before, rows)
    return Recorded(*(set(_sources(found)) for found in tables))


def _sources(rows: TenantQuerySet[ActivityRow]) -> Iterable[UUID]:
    return rows.order_by().values_list("source_key", flat=True).distinct()


def counted_in(source: EmissionSource, period: Period, known: Recorded) -> bool | None:
    """Whether a source belongs to a year; None where only other years know it.

    It does when it has records in the year or is left out with a reason; when it gives off gas
    without records, though it was closed long ago (a landfill); and when no year has records of
    it, so that somebody is asked.  It does not when it was not there yet or no longer.
    """
    if source.id in known.here or source.excluded:
        return True
    if source.started_on is not None and source.started_on >= period.end:
        return False
    if still_emits(source, period, known):
        return True
    if source.ended_on is not None and source.ended_on < period.start:
        return False
    return None if source.id in known.anywhere else True


def still_emits(source: EmissionSource, period: Period, known: Recorded) -> bool:
    """Whether a source may emit in a year without records of it, by earlier ones or parameters."""
    buried = source.id in known.before and keeps_history(source)
    return buried or emits_without_records(source, period.year_be)


def emits_without_records(source: EmissionSource, year_be: int) -> bool:
    """Whether a source may emit without records of the year: a landfill, a stock that is known.

    The stock at the end of a year alone is what the next one begins with, and no activity of its
    own; with the stock before it, or what was returned or changed in the year, it is.
    """

    def known(year: int, *names: str) -> bool:
        spelled = {f"{name}.{one}" for name in names for one in (year, year - BE_OFFSET)}
        return not spelled.isdisjoint(source.parameters)

    if any(name.startswith("deposit.") for name in source.parameters):
        return True
    moved = known(year_be, *MOVED) or known(year_be - 1, "stock")
    return moved and known(year_be, "stock")

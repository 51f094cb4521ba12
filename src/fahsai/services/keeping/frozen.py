"""The rows of a version: as they stand for a draft, those it froze once it is submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from fahsai.core.access.states import VersionState
from fahsai.records.convert import source_value
from fahsai.records.models import (
    ActivityRow,
    EntityLink,
    Facility,
    FormRecord,
    Holding,
    LegalEntity,
    OrganisationProfile,
    OrgUnit,
    PictureRow,
    Source,
    TeamAssignment,
    TextRow,
    VersionLink,
    VersionSettings,
)
from fahsai.records.models.base import FrozenRow
from fahsai.services.keeping.known import Remembered, rows_state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.services.inventories import Version

R = TypeVar("R", bound=FrozenRow)

CHUNK = 400
"""Ids asked for at once; SQLite takes no more than 999 parameters in old builds."""

TABLES: tuple[type[FrozenRow], ...] = (
    OrganisationProfile,
    OrgUnit,
    Facility,
    TeamAssignment,
    Source,
    TextRow,
    FormRecord,
    PictureRow,
    LegalEntity,
    Holding,
    EntityLink,
)
"""What a version consists of besides its activity rows, settings and calculation."""


def table_name(model: type[FrozenRow]) -> str:
    """The name of a table as links keep it."""
    return model._meta.db_table  # noqa: SLF001 - Django's way to a table's name


def rows_of(version: Version, model: type[R], *related: str) -> list[R]:
    """The rows of one table that belong to a version."""
    rows = model.rows.of(version.organisation_id)
    if version.state is VersionState.DRAFT:
        current = rows.current()
        return list(current.select_related(*related) if related else current)
    ids = list(
        VersionLink.rows.of(version.organisation_id)
        .filter(version_id=version.id, table_name=table_name(model))
        .values_list("row_id", flat=True)
    )
    found: list[R] = []
    for start in range(0, len(ids), CHUNK):
        part = rows.filter(id__in=ids[start : start + CHUNK])
        found.extend(part.select_related(*related) if related else part)
    return found


REMEMBERED = 32

_SOURCES: Remembered[tuple[EmissionSource, ...]] = Remembered(REMEMBERED)


def sources_of(version: Version) -> tuple[EmissionSource, ...]:
    """The sources of a version, withdrawn ones left out; read again only when one was changed."""
    return _SOURCES.get_or_make(
        rows_state(version, Source),
        lambda: tuple(source_value(row) for row in rows_of(version, Source)),
    )


def rows_to_freeze(version: Version) -> Iterator[tuple[str, UUID]]:
    """Every row that a draft consists of now, as (table, id)."""
    owner = version.organisation_id
    for model in TABLES:
        for row_id in model.rows.of(owner).current().values_list("id", flat=True):
            yield table_name(model), row_id
    settings = VersionSettings.rows.of(owner).current().filter(version_id=version.id)
    for row_id in settings.values_list("id", flat=True):
        yield table_name(VersionSettings), row_id
    for row_id in current_lines(version).values_list("id", flat=True):
        yield table_name(ActivityRow), row_id


def current_sources(organisation_id: UUID) -> tuple[EmissionSource, ...]:
    """The sources of an organisation as they stand, by code."""
    rows = Source.rows.of(organisation_id).current().order_by("code", "key")
    return tuple(source_value(row) for row in rows)


def current_lines(version: Version) -> QuerySet[ActivityRow]:
    """The activity rows, as they stand now, that touch a version's period."""
    return (
        ActivityRow.rows.of(version.organisation_id)
        .current()
        .filter(period_start__lt=version.period.end, period_end__gt=version.period.start)
    )

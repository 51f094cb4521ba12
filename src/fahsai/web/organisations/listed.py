"""What the list of organisations shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.web.shown import Text
from fahsai.web.year_address import address_query, period_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from fahsai.core.inventory.boundary import Organisation
    from fahsai.services.inventories import Version
    from fahsai.web.shown import Shown


class ListedYear(NamedTuple):
    """One year of an organisation, with its newest version."""

    year_be: int
    query: str
    period: str
    version: str
    state: str
    state_label: str


class ListedOrganisation(NamedTuple):
    """One organisation with its years, the newest first."""

    code: str
    name: Text
    kind: str
    province: str
    years: tuple[ListedYear, ...]


def listed(
    found: Iterable[tuple[Organisation, Sequence[Version]]], shown: Shown
) -> tuple[ListedOrganisation, ...]:
    """Every organisation with the newest version of each of its years."""
    return tuple(
        ListedOrganisation(
            code=organisation.code,
            name=shown.organisation(organisation),
            kind=organisation.kind,
            province=organisation.province,
            years=_years(versions, shown),
        )
        for organisation, versions in found
    )


def _years(versions: Sequence[Version], shown: Shown) -> tuple[ListedYear, ...]:
    newest: dict[UUID, Version] = {}
    for version in versions:
        newest.setdefault(version.inventory_id, version)
    return tuple(
        ListedYear(
            year_be=version.year_be,
            query=address_query(period_word(version, versions)),
            period=shown.period(version.period),
            version=shown.word("values", "version", number=str(version.number)),
            state=version.state.value,
            state_label=shown.common("states", version.state),
        )
        for version in newest.values()
    )

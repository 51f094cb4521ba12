"""What an organisation has already, to which the words of a table may refer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.thai.government import is_government
from fahsai.core.thai.period import PeriodKind
from fahsai.gateways.workbooks.cell_text import squeezed
from fahsai.records.convert import source_value
from fahsai.records.models import Inventory, OrganisationProfile, OrgUnit, Source
from fahsai.services.importing.house import KINDS, House

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.thai.period import Period
    from fahsai.services.access import Part


def house_of(part: Part) -> House:
    """What a part of an organisation has; of others' sources nothing is known."""
    owner = part.organisation.id
    rows = Source.rows.of(owner).current().order_by("code", "key")
    sources = [source_value(row) for row in rows if part.holds(row.unit_key)]
    units = OrgUnit.rows.of(owner).current().order_by("code")
    named: dict[str, UUID] = {}
    for unit in units:
        for text in (unit.code, unit.name_th, unit.name_en):
            if text and part.holds(unit.key):
                named.setdefault(squeezed(text), unit.key)
    years = tuple(row.period for row in Inventory.rows.of(owner))
    return House(
        made={source.id: source for source in sources},
        by_code=_once((source.code, source) for source in sources),
        by_account=_once((source.utility_account, source) for source in sources),
        by_name=_once(
            (name, source) for source in sources for name in {source.name_th, source.name_en}
        ),
        units=named,
        years=years,
        kind=_usual_kind(owner, years),
    )


def _once(named: Iterable[tuple[str, EmissionSource]]) -> Mapping[str, EmissionSource]:
    """The sources by a text that names one only."""
    found: dict[str, EmissionSource | None] = {}
    for text, source in named:
        key = squeezed(text)
        if key:
            found[key] = source if key not in found else None
    return {key: source for key, source in found.items() if source is not None}


def _usual_kind(owner: UUID, years: Iterable[Period]) -> PeriodKind:
    """That of the years that are open; else a fiscal year for a government, for others not."""
    kinds = {year.kind for year in years}
    if len(kinds) == 1 and kinds <= set(KINDS.values()):
        return kinds.pop()
    profile = OrganisationProfile.rows.of(owner).current().first()
    government = profile is not None and is_government(f"{profile.kind} {profile.name_th}")
    return PeriodKind.FISCAL_YEAR if government else PeriodKind.CALENDAR_YEAR

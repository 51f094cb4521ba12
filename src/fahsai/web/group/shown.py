"""A group as its pages show it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.inventory.group import Belonging
from fahsai.core.quantity.exact import canonical
from fahsai.web.shown import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.boundary import Unit
    from fahsai.core.inventory.group import Group, Holding, LegalEntity
    from fahsai.web.shown import Shown


class HoldingShown(NamedTuple):
    """What is held in a time."""

    id: UUID
    time: str
    relation: str
    percent: str
    financial: str
    operational: str
    basis: str


class EntityShown(NamedTuple):
    """An entity with what was said last of it."""

    id: UUID
    code: str
    name: Text
    last: HoldingShown | None


class BelongingShown(NamedTuple):
    """A unit or source and the entity that is named for it."""

    what: str
    subject: Text
    code: str
    entity: str


def entities_shown(group: Group, shown: Shown) -> tuple[EntityShown, ...]:
    """The entities by code."""
    return tuple(
        EntityShown(
            one.id,
            one.code,
            shown.name(one.name_th, one.name_en),
            next(iter(holdings_shown(group.held(one.id)[-1:], shown)), None),
        )
        for one in group.entities
    )


def holdings_shown(holdings: Iterable[Holding], shown: Shown) -> tuple[HoldingShown, ...]:
    """Holdings in their order."""
    return tuple(
        HoldingShown(
            one.id,
            _time(one, shown),
            shown.word("relations", one.relation),
            canonical(one.equity_percent),
            shown.word("financial_controls", one.financial),
            shown.word("history_choices", "yes" if one.operational else "no"),
            one.basis,
        )
        for one in holdings
    )


def _time(one: Holding, shown: Shown) -> str:
    start = shown.day(one.start)
    if one.end is None:
        return shown.word("holdings", "since", start=start)
    return f"{start} – {shown.day(one.end - timedelta(days=1))}"


def entity_text(entity: LegalEntity | None, shown: Shown) -> str:
    """An entity by code and name; None is the organisation itself."""
    if entity is None:
        return shown.word("entity_parts", "itself")
    return f"{entity.code} {shown.name(entity.name_th, entity.name_en)}"


def belongings_shown(
    group: Group, units: Sequence[Unit], sources: Sequence[EmissionSource], shown: Shown
) -> tuple[BelongingShown, ...]:
    """Everything that was said, units first."""
    found = []
    of_unit = {one.id: (one.code, shown.name(one.name_th, one.name_en)) for one in units}
    of_source = {one.id: (one.code, shown.source(one)) for one in sources}
    for belonging, named, known in (
        (Belonging.UNIT, group.unit_entities, of_unit),
        (Belonging.SOURCE, group.source_entities, of_source),
        (Belonging.BOUGHT, group.bought_from, of_source),
    ):
        for key, entity_id in named.items():
            if key not in known:
                continue  # ended since
            code, name = known[key]
            entity = entity_text(group.entity(entity_id), shown)
            found.append(BelongingShown(shown.word("belongings", belonging), name, code, entity))
    return tuple(found)

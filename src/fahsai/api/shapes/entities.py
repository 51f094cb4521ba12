"""Legal entities, holdings and links as they are sent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from fahsai.api.shapes.common import FindingShape
from fahsai.api.shapes.group import EntityName, EntityShape
from fahsai.api.shapes.written import Body, Code, Figure, Name, Text
from fahsai.core.inventory.group import Belonging, FinancialControl, Relation
from fahsai.services.holdings import HoldingEntry
from fahsai.services.legal_entities import EntityEntry

MOST_HOLDINGS = 200


class EntityBody(Body):
    """The names of the entity of a code; another name of one that is there needs a reason."""

    code: Code
    name_th: Name = Field(min_length=1)
    name_en: Name = ""
    registration: Name = ""
    country: Name = ""
    reason: Text = ""

    @property
    def entry(self) -> EntityEntry:
        """What the use case takes."""
        return EntityEntry(self.name_th, self.name_en, self.registration, self.country)


class HoldingBody(Body):
    """What is held from a day up to, not including, another; ``to`` is null while it lasts."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_: date = Field(alias="from")
    to: date | None = None
    relation: Relation
    equity_percent: Figure
    financial_control: FinancialControl
    operational_control: bool
    basis: Text

    @property
    def entry(self) -> HoldingEntry:
        """What the use case takes."""
        return HoldingEntry(
            start=self.from_,
            end=self.to,
            relation=self.relation,
            equity_percent=Decimal(self.equity_percent),
            financial=self.financial_control,
            operational=self.operational_control,
            basis=self.basis,
        )


class HoldingsBody(Body):
    """All that is held of an entity, in every time."""

    holdings: list[HoldingBody] = Field(max_length=MOST_HOLDINGS)
    reason: Text = ""


class EntityKept(Schema):
    """An entity as it stands now, and what is to be said of its holdings."""

    entity: EntityShape
    findings: list[FindingShape]


class LinkBody(Body):
    """Whose a unit or source is, or from whom a source buys.

    ``whose`` is ``entity`` with its id, ``itself`` for the organisation, ``nobody`` to take back
    what was said.
    """

    belonging: Belonging
    code: Code
    whose: Literal["entity", "itself", "nobody"]
    entity_id: UUID | None = None
    reason: Text = ""


class LinkSubject(Schema):
    """A unit or a source by its names."""

    id: UUID
    code: str


class LinkShape(Schema):
    """What is said of a unit or source; a null entity is the organisation itself."""

    belonging: Belonging
    subject: LinkSubject
    entity: EntityName | None


class LinkList(Schema):
    """Whose the units and sources are, and what is bought inside the group."""

    items: list[LinkShape]

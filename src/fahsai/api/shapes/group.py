"""Legal entities and the year of a group, in the shape of ``fahsai group --json``."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from fahsai.api.shapes.common import (
    Class,
    Exact,
    FindingShape,
    PeriodShape,
    Sha256,
    Words,
)
from fahsai.core.access.states import VersionState
from fahsai.core.inventory.group import Approach, FinancialControl, Relation


class HoldingShape(Schema):
    """What is held from a day up to, not including, another; ``to`` is null while it lasts."""

    id: UUID
    from_: date = Field(alias="from")
    to: date | None
    relation: Relation
    equity_percent: Exact
    financial_control: FinancialControl
    operational_control: bool
    basis: str


class EntityName(Schema):
    """A legal entity by its names."""

    id: UUID
    code: str
    name: Words


class EntityShape(EntityName):
    """A legal entity with what is held of it, in the order of time."""

    registration: str
    country: str
    holdings: list[HoldingShape]


class EntityList(Schema):
    """The legal entities of the group, by code."""

    items: list[EntityShape]


class GroupGas(Schema):
    """One gas family of one class [kgCO2e]."""

    class_: Class = Field(alias="class")
    gas: str
    whole: Exact
    counted: Exact
    eliminated: Exact


class Investment(Schema):
    """What scope 3 would tell of an entity that is not consolidated [kgCO2e]; never added."""

    scope_3_category: int
    co2e: Exact


class EntityTotalsShape(Schema):
    """Scopes 1 to 3 of an entity [kgCO2e]; ``entity`` is null for the organisation itself.

    ``whole`` is ``counted`` + ``eliminated`` + ``left_out``, to the last digit.
    """

    entity: EntityName | None
    share_percent: Exact
    whole: Exact
    counted: Exact
    eliminated: Exact
    left_out: Exact
    gases: list[GroupGas]
    investment: Investment | None


class BoughtSource(Schema):
    """The source that buys inside the group."""

    id: UUID
    code: str


class EliminationShape(Schema):
    """A purchase inside the group [kgCO2e]; a null party is the organisation itself."""

    source: BoughtSource
    buyer: EntityName | None
    seller: EntityName | None
    co2e: Exact


class GroupScopes(Schema):
    """Sums by scope [kgCO2e]."""

    scope_1: Exact = Field(alias="1")
    scope_2: Exact = Field(alias="2")
    scope_3: Exact = Field(alias="3")


class ApproachShape(Schema):
    """A year by one approach to the boundary."""

    approach: Approach
    complete: bool
    total: Exact
    by_scope: GroupScopes
    entities: list[EntityTotalsShape]
    eliminations: list[EliminationShape]
    findings: list[FindingShape]


class GroupYearShape(Schema):
    """A year by every approach; ``total`` is that of ``chosen``, which every document prints."""

    year_be: int
    version: int
    state: VersionState
    period: PeriodShape
    calculation: Sha256
    whole_calculation: Sha256
    unit: Literal["kgCO2e"]
    chosen: Approach
    whole: Exact
    total: Exact
    approaches: list[ApproachShape]

"""A year of a group as plain JSON: the API and the command line say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.core.inventory.consolidated import scopes_kg
from fahsai.core.inventory.group import Belonging
from fahsai.core.inventory.result import TOTALLED
from fahsai.core.quantity.exact import ZERO, canonical
from fahsai.core.quantity.rounding import percent
from fahsai.services.calculation_json import findings_json, period_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from uuid import UUID

    from fahsai.core.inventory.consolidated import Elimination, EntityTotals, Gases
    from fahsai.core.inventory.group import Group, Holding, LegalEntity
    from fahsai.services.group_year import GroupYear, View

Json = dict[str, Any]


def group_year_json(told: GroupYear) -> Json:
    """All approaches of a year; every figure is kg CO2e and exact."""
    version = told.year.version
    return {
        "year_be": version.year_be,
        "version": version.number,
        "state": str(version.state),
        "period": period_json(version.period),
        "calculation": told.year.calculation.sha256,
        "whole_calculation": told.whole.sha256,
        "unit": "kgCO2e",
        "chosen": told.chosen.value,
        "whole": canonical(told.whole.total_kg),
        "total": canonical(told.year.calculation.total_kg),
        "approaches": [_view(one, told.group) for one in told.views],
    }


def entities_json(group: Group) -> list[Json]:
    """The entities by code, with what is held of each in the order of time."""
    return [
        {
            **entity_json(one),
            "registration": one.registration,
            "country": one.country,
            "holdings": [_holding(held) for held in group.held(one.id)],
        }
        for one in group.entities
    ]


def links_json(group: Group, codes: Mapping[UUID, str]) -> list[Json]:
    """Whose each unit and source is, by its code; of others nothing is said."""
    named = {
        Belonging.UNIT: group.unit_entities,
        Belonging.SOURCE: group.source_entities,
        Belonging.BOUGHT: group.bought_from,
    }
    said = (
        (belonging, codes[subject], subject, group.entity(entity))
        for belonging, of in named.items()
        for subject, entity in of.items()
        if subject in codes
    )
    order = list(Belonging)
    return [
        {
            "belonging": belonging.value,
            "subject": {"id": str(subject), "code": code},
            "entity": None if entity is None else entity_json(entity),
        }
        for belonging, code, subject, entity in sorted(
            said, key=lambda one: (order.index(one[0]), one[1])
        )
    ]


def entity_json(entity: LegalEntity) -> Json:
    """An entity by its names."""
    return {
        "id": str(entity.id),
        "code": entity.code,
        "name": {"th": entity.name_th, "en": entity.name_en},
    }


def _holding(held: Holding) -> Json:
    return {
        "id": str(held.id),
        "from": held.start.isoformat(),
        "to": None if held.end is None else held.end.isoformat(),
        "relation": held.relation.value,
        "equity_percent": canonical(held.equity_percent),
        "financial_control": held.financial.value,
        "operational_control": held.operational,
        "basis": held.basis,
    }


def _view(view: View, group: Group) -> Json:
    answer = view.consolidation
    return {
        "approach": answer.approach.value,
        "complete": answer.calculation.complete,
        "total": canonical(answer.total_kg),
        "by_scope": {
            where.value: canonical(answer.calculation.by_class[where]) for where in TOTALLED
        },
        "entities": [_totals(one) for one in answer.entities],
        "eliminations": [_elimination(one, group) for one in answer.eliminations],
        "findings": findings_json(view.findings),
    }


def _totals(one: EntityTotals) -> Json:
    investment: Json | None = None
    if one.investment_category is not None:
        kg = canonical(one.investment_kg)
        investment = {"scope_3_category": one.investment_category, "co2e": kg}
    return {
        "entity": None if one.entity is None else entity_json(one.entity),
        "share_percent": percent(one.share),
        "whole": _sum(one.whole),
        "counted": _sum(one.counted),
        "eliminated": _sum(one.eliminated),
        "left_out": _sum(one.left_out),
        "gases": [
            {
                "class": where.value,
                "gas": str(family),
                "whole": canonical(kg),
                "counted": canonical(one.counted.get((where, family), ZERO)),
                "eliminated": canonical(one.eliminated.get((where, family), ZERO)),
            }
            for (where, family), kg in one.whole.items()
        ],
        "investment": investment,
    }


def _sum(gases: Gases) -> str:
    kg: Decimal = scopes_kg(gases)
    return canonical(kg)


def _elimination(one: Elimination, group: Group) -> Json:
    buyer, seller = group.entity(one.buyer), group.entity(one.seller)
    return {
        "source": {"id": str(one.result.source.id), "code": one.result.source.code},
        "buyer": None if buyer is None else entity_json(buyer),
        "seller": None if seller is None else entity_json(seller),
        "co2e": canonical(one.kg),
    }

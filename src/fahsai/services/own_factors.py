"""The organisation's own factors: they rank before every published list."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal, DecimalException
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import uuid5

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.factors.factor import (
    Basis,
    Derivation,
    EmissionFactor,
    FactorGrade,
    Publisher,
)
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.uncertainty.interval import interval
from fahsai.core.quantity.exact import EXACT, ZERO, exact, total
from fahsai.records.canonical_json import canonical_json
from fahsai.records.events import record_event
from fahsai.records.locks import hold_records
from fahsai.records.models import OwnFactor
from fahsai.reference.load_factors import editions
from fahsai.reference.load_gases import load_gases, load_gwp_sets
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_units import load_units
from fahsai.reference.unit_words import parse_for_activity
from fahsai.services.access import admit
from fahsai.services.keeping.factor_codec import factor_plain
from fahsai.services.keeping.lists import keep
from fahsai.services.keeping.own_factors import kept_factors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor

OWN_EDITION = "own"
"""What stands in place of a list for a factor of the organisation itself."""


@dataclass(frozen=True, slots=True)
class OwnFactorEntry:
    """What a person gives for an own factor; numbers as text.

    Either ``co2e`` [kg CO2e per unit] or ``gases`` [kg of gas per unit], by gas code.
    ``uncertainty`` is its 95 % interval, such as ``5`` or ``-20/+44`` [%]; empty where unknown.
    """

    key: str
    activity: str
    unit: str
    source: str
    year: int
    co2e: str = ""
    gases: Mapping[str, str] = field(default_factory=dict)
    name_th: str = ""
    name_en: str = ""
    grade: str = "D"
    gwp_set: str = "AR5"
    supplier: bool = False
    uncertainty: str = ""


@transaction.atomic
def keep_own_factor(
    actor: Actor, organisation_id: UUID, entry: OwnFactorEntry, reason: str = ""
) -> tuple[EmissionFactor | None, tuple[Finding, ...]]:
    """Keep an own factor; one of the same key is superseded, for a reason.

    Findings: ``own_factor.field_unusable`` for each field that cannot be used, those of the unit.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    hold_records(organisation_id)
    unit, said = parse_for_activity(entry.unit, entry.activity)  # ลิตร, kWh, กก., บาท
    entry = entry if unit is None else replace(entry, unit=unit.code)
    factor, problems = _factor(organisation_id, entry)
    if factor is None:
        return None, (*said, *problems)
    plain: dict[str, Any] = factor_plain(factor)
    kept = keep(
        OwnFactor,
        organisation_id,
        actor.id,
        ("key",),
        [{"key": entry.key, "factor": plain}],
        withdraw_others=False,
        why=reason,
    )
    if kept.added or kept.changed:
        record_event(
            organisation_id=organisation_id,
            actor_id=actor.id,
            verb="own_factor.kept",
            object_type="own_factor",
            object_id=factor.id,
            payload=plain,
        )
    return factor, ()


def own_factors(actor: Actor, organisation_id: UUID) -> tuple[EmissionFactor, ...]:
    """The organisation's own factors as they stand, by key."""
    admit(actor, organisation_id)
    return kept_factors(organisation_id)


def _factor(
    organisation_id: UUID, entry: OwnFactorEntry
) -> tuple[EmissionFactor | None, tuple[Finding, ...]]:
    gases = {gas: _number(text) for gas, text in entry.gases.items()}
    co2e = _number(entry.co2e) if entry.co2e else None
    known = {name for kind in kinds().values() for term in kind.terms for name in term.activities}
    known |= {row.activity for edition in editions().values() for row in edition.rows}
    wrong = {
        "key": "" if entry.key.strip() and ":" not in entry.key else entry.key or "-",
        "activity": "" if entry.activity in known else entry.activity,
        "unit": "" if load_units().get(entry.unit) else entry.unit,
        "source": "" if entry.source.strip() else "-",
        "grade": "" if entry.grade in set(FactorGrade) else entry.grade,
        "gwp_set": "" if entry.gwp_set in load_gwp_sets() else entry.gwp_set,
        "uncertainty": ""
        if not entry.uncertainty.strip() or interval(entry.uncertainty)
        else entry.uncertainty,
        "co2e": "" if bool(gases) != bool(co2e is not None) else entry.co2e or "-",
        "gases": ", ".join(
            f"{gas}={entry.gases[gas]}"
            for gas, mass in gases.items()
            if mass is None
            or load_gases().get(gas) is None
            or (entry.gwp_set in load_gwp_sets() and not _has_gwp(gas, entry.gwp_set))
        ),
    }
    problems = tuple(
        finding("own_factor.field_unusable", Level.ERROR, entry.key or "-", field=name, value=value)
        for name, value in wrong.items()
        if value
    )
    if problems:
        return None, problems
    masses = {gas: mass for gas, mass in gases.items() if mass is not None}
    return _made(organisation_id, entry, masses, co2e), ()


def _made(
    organisation_id: UUID,
    entry: OwnFactorEntry,
    gases: Mapping[str, Decimal],
    co2e: Decimal | None,
) -> EmissionFactor:
    gwp = load_gwp_sets()[entry.gwp_set]
    published = total(
        EXACT.multiply(mass, gwp.value(gas) or ZERO)
        for gas, mass in gases.items()
        if gas != "CO2_biogenic"
    )
    inputs = {f"{gas} [kg/{entry.unit}]": text for gas, text in entry.gases.items()}
    return EmissionFactor(
        # By its content: a corrected factor is another input of a calculation.
        id=uuid5(organisation_id, f"own factor|{canonical_json(_content(entry))}"),
        edition=OWN_EDITION,
        key=entry.key,
        activity=entry.activity,
        technology="",
        name_th=entry.name_th or entry.key,
        name_en=entry.name_en or entry.key,
        unit=entry.unit,
        basis=Basis.BY_GAS if gases else Basis.CO2E_ONLY,
        gases=MappingProxyType(dict(gases)),
        published=published if co2e is None else co2e,
        gwp_set=entry.gwp_set,
        publisher=Publisher.SUPPLIER if entry.supplier else Publisher.OWN,
        grade=FactorGrade(entry.grade),
        position=1,
        year=entry.year,
        source=entry.source,
        derivation=Derivation("published", inputs, "", entry.source),
        uncertainty=entry.uncertainty.strip(),
    )


def _content(entry: OwnFactorEntry) -> dict[str, Any]:
    """What tells a factor from another one; an interval only where one is given."""
    content = asdict(entry)
    if not entry.uncertainty.strip():
        del content["uncertainty"]
    return content


def _has_gwp(gas: str, gwp_set: str) -> bool:
    """Whether the set knows the gas; a gas without GWP would silently count nothing."""
    return gas == "CO2_biogenic" or load_gwp_sets()[gwp_set].value(gas) is not None


def _number(text: str) -> Decimal | None:
    """A number of zero or more, or None."""
    try:
        value = exact(text.strip())
    except DecimalException:
        return None
    return value if value.is_finite() and value >= ZERO else None

"""A town with one source of every kind that can be counted under one factor list."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from tests import r01_dossiers as made
from tests.samples import sample_dossier

from fahsai.core.thai.period import fiscal_year
from fahsai.reference.load_factors import editions
from fahsai.reference.load_kinds import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.inventory.rules import Rules
    from fahsai.core.reports.dossier import Dossier

EDITIONS = (made.OLD_SET, made.NEW_SET)
PERIOD = fiscal_year(2568)
LANDFILL = {"site": "shallow", "doc": "0.15", "deposit.2566": "1640", "deposit.2567": "1690"}
SOILS = {"pack": "ipcc-2019-soils-wet", "frac_gas": "0.1", "frac_leach": "0.2"}
HERD = {"productivity": "low", "climate": "moist", "manure": "solid_storage"}
OWN_HERD = {**HERD, "animal_mass": "250", "enteric": "5"}
OTHER_ANIMALS = (
    *("cattle", "buffalo", "swine", "sow", "goat", "sheep", "horse", "layer", "broiler"),
)
STOCK = {"stock.2567": "10", "stock.2568": "8", "returned.2568": "0.5"}
PARAMETERS: Mapping[str, Mapping[str, str]] = {
    "refrigerant": {"species": "R-410A"},
    "heat.by_boiler": {"fuel": "natural_gas", "boiler_efficiency": "0.8"},
    "wastewater.cod": {"treatment": "anaerobic_deep"},
    "wastewater.municipal": {"treatment": "direct_discharge", "bod_mg_per_litre": "120"},
    "landfill.own.fod": {**LANDFILL, "pack": "ipcc-2006-fod-tropical-wet", "k.bulk": "0.17"},
    "landfill.own.municipal": LANDFILL,
    **{
        kind.code: {"share": "0.35"}
        for kind in kinds().values()
        if kind.method in {"shared", "treated", "reported_co2e"}
    },
    **{
        kind.code: {"uses": "5", "per_use": "0.75"}
        for kind in kinds().values()
        if kind.method == "lifetime_use"
    },
    "refrigerant.stock": {"species": "R-407C", **STOCK},
    "refrigerant.leak": {
        "species": "R-22",
        "pack": "ademe-leak-rates",
        "equipment": "chiller_small",
    },
    "sf6.switchgear.stock": STOCK,
    "sf6.switchgear.leak": {"leak_rate": "0.005"},
    "welding.mixed_gas": {"co2_volume_share": "0.2"},
    "welding.electrode": {"carbon_content": "0.1"},
    "incineration.own": {"share.food": "0.6", "share.plastics": "0.4"},
    "open_burning.own": {"waste_type": "garden", "burn_n2o": "60"},
    "fertiliser.synthetic": {**SOILS, "formula": "16-20-0"},
    "fertiliser.organic": {**SOILS, "n_content": "0.01"},
    "fertiliser.urea": {**SOILS, "formula": "46-0-0"},
    "livestock.dairy_cattle": HERD,
    **dict.fromkeys([f"livestock.{animal}" for animal in OTHER_ANIMALS], OWN_HERD),
}
OWN_FACTOR_ONLY = frozenset(
    {
        "water.other", "other.scope1", "other.scope3", "purchased.goods", "purchased.spend",
        "capital.goods", "capital.spend", "fuel_upstream.other", "waste.sent.recycled",
        "waste.sent.incinerated", "waste.sent.composted", "waste.sent.hazardous",
        "waste.sent.wastewater", "freight.weight_distance", "freight.vehicle_distance",
        "freight.spend", "travel.air", "travel.rail", "travel.bus", "travel.road",
        "travel.hotel", "travel.spend", "commuting.rail", "commuting.bus", "commuting.road",
        "processing.other", "sold.use.other", "sold.end_of_life.incinerated",
        "sold.end_of_life.recycled",
    }
)  # fmt: skip
"""Kinds for which no list that we carry has a row: they wait for an own or imported factor."""

MORE = (
    made.Entry("refrigerant", "สารทำความเย็นรุ่นเดิม", "kg", "1.5", {"species": "R-22"}),
    made.Entry("refrigerant", "สารทำความเย็นตู้เย็น", "kg", "1.5", {"species": "R-417A"}),
    made.Entry("refrigerant", "สารทำความเย็นเครื่องทำน้ำเย็น", "kg", "1.5", {"species": "R-507A"}),
)
"""Refrigerants beside the scopes, partly beside them, and of several gases."""


def result_of(entry: made.Entry, rules: Rules) -> SourceResult:
    """What a source comes to alone."""
    return made.calculated((entry,), PERIOD, (), rules).sources[0]


def entry_of(kind: SourceKind, rules: Rules, monthly: str) -> made.Entry | None:
    """A source of the kind, its factor chosen where a person must; None where no list has any."""
    entry = made.Entry(kind.code, kind.name_th, kind.unit, "1", PARAMETERS.get(kind.code, {}))
    for choice in result_of(entry, rules).choices:
        if choice.chosen is None:
            fitting = [item.factor for item in choice.candidates if item.unit_factor]
            if not fitting:
                return None
            picks = {**entry.picks, choice.role: f"{fitting[0].edition}:{fitting[0].key}"}
            entry = entry._replace(picks=picks)
    return entry._replace(monthly=monthly)


@cache
def entries(edition: tuple[str, str], monthly: str = "1234.5") -> tuple[made.Entry, ...]:
    """A source of every kind that has a factor in the edition, and some refrigerants more."""
    rules = made.rules(*edition)
    found = [entry_of(kind, rules, monthly) for kind in kinds().values()]
    more = [entry._replace(monthly=monthly) for entry in MORE]
    return (*(entry for entry in found if entry is not None), *more)


def chosen_by_hand(edition: tuple[str, str]) -> tuple[made.Entry, ...]:
    """A source for every published row with biogenic CO2 beside it, chosen by a person."""
    rows = editions()[edition[0]].rows
    twins = {row.activity for row in rows}
    kind_of = {
        activity: kind.code
        for kind in kinds().values()
        if any(term.role == "biogenic" for term in kind.terms)
        for activity in kind.terms[0].activities[:1]
    }
    return tuple(
        made.Entry(kind_of[row.activity], row.name_th, row.unit, "10", {},
                   {"direct": f"{row.edition}:{row.key}"})
        for row in rows
        if f"{row.activity}.biogenic" in twins and row.activity in kind_of
    )  # fmt: skip


def dossier_of(entries: tuple[made.Entry, ...], edition: tuple[str, str]) -> Dossier:
    """The town with these sources and no base year."""
    model = sample_dossier()
    ids = tuple(unit.id for unit in model.units)
    calculation = made.calculated(entries, PERIOD, ids, made.rules(*edition))
    return replace(
        model, period=PERIOD, report_date=made.REPORT_DATE, calculation=calculation,
        base_year=None, sources=tuple(result.source for result in calculation.sources), lines=(),
    )  # fmt: skip

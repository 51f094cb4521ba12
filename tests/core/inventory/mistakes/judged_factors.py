"""Factors of something else, per something else, slipped, doubled or out of place."""

# ruff: noqa: E501 - a mistake is one line, with all that belongs to it

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.core.inventory.mistakes.judged_seeding import D, Seeded, one_of, seeded, some

from fahsai.services.noticing.tables import tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from random import Random

    from tests.core.inventory.mistakes.judged_places import Held, Place, Row


def _factor(one: Held, factor: str) -> Row:
    return one.row._replace(factor=factor)


def _published(unit: str) -> list[tuple[str, Decimal]]:
    rows = tables().by_unit.get(unit, ())
    return [(row.activity, row.published) for row in rows if row.published]


LIKE = {"kg_r32": "kg", "kg_r134a": "kg", "person_day": ""}


def of_another_fuel(place: Place, random: Random) -> Seeded | None:
    """The published figure of another fuel, gas, water works or truck, of the very unit."""
    number = one_of(
        place, random, lambda one: bool(one.row.factor) and not one.row.kind.startswith("paper")
    )
    if number is None:
        return None
    one = place.sources[number]
    own = {value for name, value in _published(LIKE.get(one.row.unit, one.row.unit))
           if name in place.case().entries[number].asked}  # fmt: skip
    own.add(D(one.row.factor))
    others = [
        (name, value)
        for name, value in _published(LIKE.get(one.row.unit, one.row.unit))
        if all(abs(value - mine) > mine * D("0.02") for mine in own)
        and "biogenic" not in name and not name.startswith(("electricity.grid.cfp", "gas."))
    ]  # fmt: skip
    if not others:
        return None
    name, value = random.choice(others)
    neat = one.row.kind.startswith(("mobile.b", "mobile.e")) and name in {
        "mobile.diesel",
        "mobile.gasoline",
    }
    codes = ["factor_of_other", *(["blend_as_neat"] if neat else [])]
    if one.row.kind.startswith("freight.truck") and name.startswith("transport.truck"):
        codes.append("load_swapped")
    return seeded(place, number, f"{name} {value}", codes, ["factor_uneven"],
                   row=_factor(one, str(value)), now=some(one))  # fmt: skip


UNITS = {
    "mobile.lpg": ("3.2049", "3.1988", "3.1134", "3.1133"),
    "stationary.lpg": ("1.6812", "1.7306", "1.7273"),
    "offroad.lpg": ("1.7306", "1.7273", "1.6812"),
    "stationary.natural_gas": ("0.0562",),
}


def per_another_unit(place: Place, random: Random) -> Seeded | None:
    """The factor per kilogram on litres, per litre on kilograms."""
    number = one_of(
        place,
        random,
        lambda one: one.row.kind in UNITS and one.row.kind != "stationary.natural_gas",
    )
    if number is None:
        return None
    one = place.sources[number]
    factor = random.choice(UNITS[one.row.kind])
    return seeded(place, number, factor, ["factor_per_other_unit", "factor_of_other"], row=_factor(one, factor),
                   now=some(one))  # fmt: skip


def slip_of_the_finger(place: Place, random: Random) -> Seeded | None:
    """2.609 for 2.2609, 27.406, 2.7046: the point moved, a digit gone, doubled, swapped."""
    number = one_of(place, random, lambda one: len(one.row.factor.replace(".", "").strip("0")) > 3)
    if number is None:
        return None
    one = place.sources[number]
    known = [value for name, value in _published(LIKE.get(one.row.unit, one.row.unit))]
    digits = one.row.factor.replace(".", "")
    for _ in range(50):
        at = random.randrange(len(digits) - 1)
        typed = random.choice((
            one.row.factor.replace(".", "")[:at] + digits[at + 1 :],
            digits[: at + 1] + digits[at:],
            digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :],
            digits,
        ))  # fmt: skip
        point = one.row.factor.index(".") + (random.choice((-1, 1, 2)) if typed == digits else 0)
        if point < 1 or not typed.strip("0"):
            value = D(f"0.{'0' * -point}{typed}") if point <= 0 else D(typed)
        else:
            value = D(f"{typed[:point]}.{typed[point:]}")
        off = abs(value / D(one.row.factor) - 1)
        if off > D("0.03") and all(abs(value - other) > other * D("0.002") for other in known):
            return seeded(place, number, f"{value} for {one.row.factor}", ["factor_slip"],
                           row=_factor(one, str(value)), now=some(one))  # fmt: skip
    return None


def two_figures(place: Place, random: Random) -> Seeded | None:
    """One kind, two rows, two editions of the factor or two roundings of it."""
    pairs = {"electricity.paid": ("0.4750", "0.5"), "mobile.b7": ("2.55",), "water.pwa": ("0.54",),
             "mobile.diesel": ("2.7403", "2.74"), "stationary.diesel": ("2.7076", "2.71")}  # fmt: skip
    kinds = [one.row.kind for one in place.sources]
    number = one_of(
        place, random, lambda one: one.row.kind in pairs and kinds.count(one.row.kind) > 1
    )
    if number is None:
        return None
    one = place.sources[number]
    factor = random.choice(pairs[one.row.kind])
    same = frozenset(o.code for o in place.sources if o.row.kind == one.row.kind)
    made = seeded(place, number, factor, ["factor_uneven"], ["grid_factor_other_list"],
                  row=_factor(one, factor), now=some(one))  # fmt: skip
    return made._replace(subjects=same)


def for_products(place: Place, random: Random) -> Seeded | None:
    """The figure for products on electricity, with or without its upstream beside it."""
    number = one_of(place, random, lambda one: one.row.kind == "electricity.paid")
    if number is None:
        return None
    one = place.sources[number]
    factor = random.choice(("0.5986", "0.5562"))
    kinds = {held.row.kind for held in place.sources}
    doubled = "electricity.upstream" in kinds
    if not doubled and random.random() < 0.5:
        row = one.row._replace(label="การได้มาของไฟฟ้า", kind="electricity.upstream",
                               factor="0.0987" if factor == "0.5986" else "0.0812")  # fmt: skip
        more = replace(one, row=row, code="Q90", account="")
        place, doubled = replace(place, sources=(*place.sources, more)), True
    code = "electricity_cfp_doubled" if doubled else "electricity_cfp"
    return seeded(place, number, factor, [code], row=_factor(one, factor))


def of_another_grid(place: Place, random: Random) -> Seeded | None:
    """Electricity with the figure of another time, exact, rounded or as old programs have it."""
    return _grid(place, random, ("0.5812", "0.5813", "0.581", "0.58", "0.4750", "0.48"),
                 "grid_factor_other_list")  # fmt: skip


def of_no_grid(place: Place, random: Random) -> Seeded | None:
    """Electricity with a figure from a paper, a neighbour's grid, or nobody knows where."""
    return _grid(place, random, ("0.62", "0.5610", "0.5113", "0.45", "0.6093", "0.7", "0.392"),
                 "grid_factor_unlisted")  # fmt: skip


def _grid(place: Place, random: Random, figures: tuple[str, ...], code: str) -> Seeded | None:
    number = one_of(place, random, lambda one: one.row.kind in GRID)
    if number is None:
        return None
    one, factor = place.sources[number], random.choice(figures)
    made = seeded(place, number, factor, [code], ["factor_uneven"], row=_factor(one, factor))
    same = frozenset(o.code for o in place.sources if o.row.kind in GRID)
    return made._replace(subjects=same)


GRID = frozenset({"electricity.paid", "electricity.free"})


POTENTIALS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "refrigerant": {"R-32": ("675",), "R-134a": ("1430",), "R-410A": ("2088", "2087.5", "2255.5")},
    "mobile.diesel": {"": ("2.7446",)},
    "freight.diesel": {"": ("2.7446",)},
    "mobile.gasoline": {"": ("2.2763", "2.2380")},
    "mobile.cng": {"": ("2.2472",)},
    "offroad.diesel.industry": {"": ("3.0129",)},
}
"""The GWP of AR4 and AR6, and TGO's factors of the time before AR5 (methane 25, N2O 298)."""


def of_another_report(place: Place, random: Random) -> Seeded | None:
    """The potentials of another report of the IPCC in a factor, or as one."""
    number = one_of(place, random, lambda one: one.row.species in POTENTIALS.get(one.row.kind, {}))
    if number is None:
        return None
    one = place.sources[number]
    factor = random.choice(POTENTIALS[one.row.kind][one.row.species])
    made = seeded(place, number, factor, ["gwp_of_other_set"], ["factor_uneven"],
                  row=_factor(one, factor), now=some(one))  # fmt: skip
    same = frozenset(o.code for o in place.sources if o.row.kind == one.row.kind)
    return made._replace(subjects=same)


def neat_for_blend(place: Place, random: Random) -> Seeded | None:
    """B7 with the figure of diesel, gasohol with that of gasoline."""
    number = one_of(
        place, random, lambda one: one.row.kind in {"mobile.b7", "mobile.e10", "mobile.e20"}
    )
    if number is None:
        return None
    one = place.sources[number]
    neat = (
        ("2.7406", "2.7403")
        if one.row.kind == "mobile.b7"
        else ("2.2394", "2.2719", "2.2327", "2.2373")
    )
    factor = random.choice(neat)
    return seeded(
        place, number, factor, ["blend_as_neat", "factor_of_other"], row=_factor(one, factor)
    )


def biogenic(place: Place, random: Random) -> Seeded | None:
    """The carbon of wood, husk or charcoal in scope 1."""
    carbon = {"stationary.wood": "1.7909", "stationary.paddy_husk": "1.4400", "stationary.charcoal": "3.2346",
              "mobile.b7": "0.1616", "mobile.e10": "0.1505"}  # fmt: skip
    number = one_of(place, random, lambda one: one.row.kind in list(carbon)[:3])
    if number is None:
        return None
    one = place.sources[number]
    return seeded(
        place,
        number,
        carbon[one.row.kind],
        ["biogenic_totalled"],
        row=_factor(one, carbon[one.row.kind]),
    )


COMBINED = {
    "stationary.wood": ("1.8213", "1.82126"),
    "stationary.paddy_husk": ("1.4674", "1.467"),
    "stationary.charcoal": ("3.4269",),
    "mobile.b7": ("2.6655",),
    "mobile.e10": ("2.1941",),
    "mobile.e20": ("2.1178",),
}


def biogenic_and_rest(place: Place, random: Random) -> Seeded | None:
    """The whole of wood, husk, charcoal or a blend in scope 1, its biogenic carbon along."""
    number = one_of(place, random, lambda one: one.row.kind in COMBINED)
    if number is None:
        return None
    one = place.sources[number]
    factor = random.choice(COMBINED[one.row.kind])
    return seeded(place, number, factor, ["biogenic_combined"], row=_factor(one, factor),
                  now=some(one))  # fmt: skip


def outside_kyoto(place: Place, random: Random) -> Seeded | None:
    """R-22 and its like in scope 1."""
    number = one_of(place, random, lambda one: one.row.kind == "refrigerant")
    if number is None:
        return None
    one = place.sources[number]
    row = one.row._replace(
        label="สารทำความเย็น R-22 เครื่องปรับอากาศเก่า", unit="kg", factor="1760", species="R-22"
    )
    return seeded(place, number, "R-22", ["separate_totalled"], row=row, now=some(one))


DANGEROUS = (
    "ขยะอันตราย", "ของเสียอันตราย (หลอดไฟ แบตเตอรี่)", "ขยะติดเชื้อ ศูนย์บริการสาธารณสุข", "กากอุตสาหกรรมอันตราย",
    "Hazardous waste", "Infectious waste", "ขยะพิษ", "น้ำมันเครื่องใช้แล้ว", "ถ่านไฟฉายและแบตเตอรี่เก่า",
    "หลอดฟลูออเรสเซนต์", "ขยะอิเล็กทรอนิกส์", "E-waste", "สารเคมีหมดอายุ", "ภาชนะปนเปื้อนสารเคมี", "ผ้าเปื้อนน้ำมัน",
    "Used lubricating oil", "Contaminated rags", "Spent batteries", "ยาหมดอายุ", "Chemical waste",
)  # fmt: skip


def dangerous(place: Place, random: Random) -> Seeded | None:
    """Hazardous waste with the figure of what a town collects."""
    number = one_of(place, random, lambda one: one.row.kind.startswith("landfill.sent"))
    if number is None:
        return None
    one = place.sources[number]
    row = one.row._replace(
        label=random.choice(DANGEROUS),
        kind="landfill.sent",
        factor=random.choice(("0.7933", "2.32")),
    )
    return seeded(place, number, row.label, ["hazardous_as_municipal"], row=row)


def loads(place: Place, random: Random) -> Seeded | None:
    """The figure of a full truck on an empty one's kilometres, the unit along or not."""
    number = one_of(place, random, lambda one: one.row.kind.startswith("freight.truck"))
    if number is None:
        return None
    one = place.sources[number]
    full = one.row.unit == "tkm"
    row = random.choice((
        one.row._replace(factor="0.5747" if full else "0.0454"),
        one.row._replace(unit="km" if full else "tkm"),
        one.row._replace(unit="km" if full else "tkm", kind=f"freight.truck_10w_box.{'empty' if full else 'full'}",
                         factor="0.5747" if full else "0.0454"),
    ))  # fmt: skip
    return seeded(
        place,
        number,
        "loads",
        ["load_swapped", "factor_of_other"],
        ["factor_per_other_unit"],
        row=row,
    )

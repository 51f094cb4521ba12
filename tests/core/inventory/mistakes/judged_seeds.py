"""The mistakes of issue 4, item 5, each in the many ways in which people make it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import NamedTuple

from tests.core.inventory.mistakes.judged_places import YEAR_NAME, Held, Place, Row

from fahsai.core.inventory.activity import Origin
from fahsai.core.inventory.mistakes.case import Calibrated, Form, OtherTable
from fahsai.core.quantity.exact import exact
from fahsai.core.thai.period import calendar_year, fiscal_year
from fahsai.services.noticing.tables import tables

LITRES_A_GALLON = Decimal("3.785")
REAM = Decimal("2.495")
D = Decimal
Values = tuple[Decimal | None, ...]


class Seeded(NamedTuple):
    """An inventory with one mistake: the findings that would be right, and of what.

    ``beside`` are findings that are true as well, though another would be better.
    """

    place: Place
    codes: frozenset[str]
    subjects: frozenset[str]
    what: str
    beside: frozenset[str] = frozenset()


Sow = Callable[[Place, Random], Seeded | None]


def _one(place: Place, random: Random, wanted: Callable[[Held], bool]) -> int | None:
    fitting = [n for n, one in enumerate(place.sources) if wanted(one)]
    return random.choice(fitting) if fitting else None


def _every_month(one: Held) -> bool:
    return all(one.now)


def _quiet(one: Held) -> bool:
    """A source whose months are alike within a factor of two and a half."""
    known = [value for value in one.now if value]
    return len(known) == len(one.now) and max(known) < D("2.5") * min(known)


def _some(one: Held) -> Values:
    """The months, with one figure where there is none at all: nobody types a factor beside it."""
    return one.now if any(one.now) else (D(3), *one.now[1:])


def _heads(one: Held) -> bool:
    return one.row.unit == "person_day"


def _counted(one: Held) -> bool:
    return one.row.kind != "electricity.self_generated"


def _rounded(values: Sequence[Decimal | None], places: int) -> Values:
    step = D(1).scaleb(-places)
    return tuple(None if one is None else one.quantize(step, ROUND_HALF_UP) for one in values)


def _seeded(
    place: Place,
    number: int,
    what: str,
    codes: Sequence[str],
    beside: Sequence[str] = (),
    **to: object,
) -> Seeded:
    one = place.sources[number]
    return Seeded(
        place.changed(number, **to),
        frozenset(f"mistake.{code}" for code in codes),
        frozenset({one.code}),
        f"{what} of {one.row.label}",
        frozenset(f"mistake.{code}" for code in beside),
    )


# --- factors ---


def _factor(one: Held, factor: str) -> Row:
    return one.row._replace(factor=factor)


def _published(unit: str) -> list[tuple[str, Decimal]]:
    rows = tables().by_unit.get(unit, ())
    return [(row.activity, row.published) for row in rows if row.published]


LIKE = {"kg_r32": "kg", "kg_r134a": "kg", "person_day": ""}


def of_another_fuel(place: Place, random: Random) -> Seeded | None:
    """The published figure of another fuel, gas, water works or truck, of the very unit."""
    number = _one(
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
    return _seeded(place, number, f"{name} {value}", codes, ["factor_uneven"],
                   row=_factor(one, str(value)), now=_some(one))  # fmt: skip


UNITS = {
    "mobile.lpg": ("3.2049", "3.1988", "3.1134", "3.1133"),
    "stationary.lpg": ("1.6812", "1.7306", "1.7273"),
    "offroad.lpg": ("1.7306", "1.7273", "1.6812"),
    "stationary.natural_gas": ("0.0562",),
}


def per_another_unit(place: Place, random: Random) -> Seeded | None:
    """The factor per kilogram on litres, per litre on kilograms."""
    number = _one(
        place,
        random,
        lambda one: one.row.kind in UNITS and one.row.kind != "stationary.natural_gas",
    )
    if number is None:
        return None
    one = place.sources[number]
    factor = random.choice(UNITS[one.row.kind])
    return _seeded(place, number, factor, ["factor_per_other_unit", "factor_of_other"], row=_factor(one, factor),
                   now=_some(one))  # fmt: skip


def slip_of_the_finger(place: Place, random: Random) -> Seeded | None:
    """2.609 for 2.2609, 27.406, 2.7046: the point moved, a digit gone, doubled, swapped."""
    number = _one(place, random, lambda one: len(one.row.factor.replace(".", "").strip("0")) > 3)
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
            return _seeded(place, number, f"{value} for {one.row.factor}", ["factor_slip"],
                           row=_factor(one, str(value)), now=_some(one))  # fmt: skip
    return None


def two_figures(place: Place, random: Random) -> Seeded | None:
    """One kind, two rows, two editions of the factor or two roundings of it."""
    pairs = {"electricity.paid": ("0.4750", "0.5"), "mobile.b7": ("2.55",), "water.pwa": ("0.54",),
             "mobile.diesel": ("2.7403", "2.74"), "stationary.diesel": ("2.7076", "2.71")}  # fmt: skip
    kinds = [one.row.kind for one in place.sources]
    number = _one(
        place, random, lambda one: one.row.kind in pairs and kinds.count(one.row.kind) > 1
    )
    if number is None:
        return None
    one = place.sources[number]
    factor = random.choice(pairs[one.row.kind])
    same = frozenset(o.code for o in place.sources if o.row.kind == one.row.kind)
    made = _seeded(place, number, factor, ["factor_uneven"], row=_factor(one, factor),
                   now=_some(one))  # fmt: skip
    return made._replace(subjects=same)


def for_products(place: Place, random: Random) -> Seeded | None:
    """The figure for products on electricity, with or without its upstream beside it."""
    number = _one(place, random, lambda one: one.row.kind == "electricity.paid")
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
    return _seeded(place, number, factor, [code], row=_factor(one, factor))


def neat_for_blend(place: Place, random: Random) -> Seeded | None:
    """B7 with the figure of diesel, gasohol with that of gasoline."""
    number = _one(
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
    return _seeded(
        place, number, factor, ["blend_as_neat", "factor_of_other"], row=_factor(one, factor)
    )


def biogenic(place: Place, random: Random) -> Seeded | None:
    """The carbon of wood, husk or charcoal in scope 1."""
    carbon = {"stationary.wood": "1.7909", "stationary.paddy_husk": "1.4400", "stationary.charcoal": "3.2346",
              "mobile.b7": "0.1616", "mobile.e10": "0.1505"}  # fmt: skip
    number = _one(place, random, lambda one: one.row.kind in list(carbon)[:3])
    if number is None:
        return None
    one = place.sources[number]
    return _seeded(
        place,
        number,
        carbon[one.row.kind],
        ["biogenic_totalled"],
        row=_factor(one, carbon[one.row.kind]),
    )


def outside_kyoto(place: Place, random: Random) -> Seeded | None:
    """R-22 and its like in scope 1."""
    number = _one(place, random, lambda one: one.row.kind == "refrigerant")
    if number is None:
        return None
    one = place.sources[number]
    row = one.row._replace(
        label="สารทำความเย็น R-22 เครื่องปรับอากาศเก่า", unit="kg", factor="1760", species="R-22"
    )
    return _seeded(place, number, "R-22", ["separate_totalled"], row=row, now=_some(one))


DANGEROUS = (
    "ขยะอันตราย", "ของเสียอันตราย (หลอดไฟ แบตเตอรี่)", "ขยะติดเชื้อ ศูนย์บริการสาธารณสุข", "กากอุตสาหกรรมอันตราย",
    "Hazardous waste", "Infectious waste", "ขยะพิษ", "น้ำมันเครื่องใช้แล้ว", "ถ่านไฟฉายและแบตเตอรี่เก่า",
    "หลอดฟลูออเรสเซนต์", "ขยะอิเล็กทรอนิกส์", "E-waste", "สารเคมีหมดอายุ", "ภาชนะปนเปื้อนสารเคมี", "ผ้าเปื้อนน้ำมัน",
    "Used lubricating oil", "Contaminated rags", "Spent batteries", "ยาหมดอายุ", "Chemical waste",
)  # fmt: skip


def dangerous(place: Place, random: Random) -> Seeded | None:
    """Hazardous waste with the figure of what a town collects."""
    number = _one(place, random, lambda one: one.row.kind.startswith("landfill.sent"))
    if number is None:
        return None
    one = place.sources[number]
    row = one.row._replace(
        label=random.choice(DANGEROUS),
        kind="landfill.sent",
        factor=random.choice(("0.7933", "2.32")),
    )
    return _seeded(place, number, row.label, ["hazardous_as_municipal"], row=row)


def loads(place: Place, random: Random) -> Seeded | None:
    """The figure of a full truck on an empty one's kilometres, the unit along or not."""
    number = _one(place, random, lambda one: one.row.kind.startswith("freight.truck"))
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
    return _seeded(
        place,
        number,
        "loads",
        ["load_swapped", "factor_of_other"],
        ["factor_per_other_unit"],
        row=row,
    )


# --- figures ---


def point_in_a_month(place: Place, random: Random) -> Seeded | None:
    """One month, or two, by ten, a hundred or a thousand too large or small."""
    number = _one(place, random, lambda one: _quiet(one) and not _heads(one))
    if number is None:
        return None
    one, power = place.sources[number], random.choice((-3, -2, -1, -1, 1, 1, 1, 2, 3))
    now = list(one.now)
    for at in random.sample(range(12), random.choice((1, 1, 1, 2))):
        now[at] = (now[at] or D(1)).scaleb(power)
    return _seeded(
        place,
        number,
        f"x10^{power}",
        ["quantity_jump"],
        ["unit_switch", "power_per_head"],
        now=tuple(now),
    )


def digit_in_a_month(place: Place, random: Random) -> Seeded | None:
    """A digit typed twice, or a nought too many: 1234 becomes 11234 or 12340."""
    number = _one(place, random, lambda one: _quiet(one) and not _heads(one) and min(one.now) > 100)  # type: ignore[type-var,operator]
    if number is None:
        return None
    one, at = place.sources[number], random.randrange(12)
    whole, dot, rest = str(one.now[at]).partition(".")
    digit = random.randrange(len(whole))
    typed = random.choice((f"{whole}0", whole[:digit] + whole[digit] + whole[digit:]))
    now = (*one.now[:at], D(typed + dot + rest), *one.now[at + 1 :])
    if (now[at] or D(0)) < 4 * (one.now[at] or D(1)):
        return None
    return _seeded(
        place, number, f"{one.now[at]} as {typed}", ["quantity_jump"], ["power_per_head"], now=now
    )


def people(place: Place, random: Random) -> Seeded | None:
    """1,122,222 people in place of 95, a nought too many, in a month or two."""
    number = _one(place, random, lambda one: _heads(one) and _every_month(one))
    if number is None:
        return None
    one = place.sources[number]
    times = random.choice((D(10), D(10), D(100), D("0.1"), D(11812), D(11)))
    first = random.randrange(12)
    at = {first, *([first + 1] if random.random() < 0.4 and first < 11 else [])}
    now = tuple(v * times if n in at and v else v for n, v in enumerate(one.now))
    return _seeded(
        place,
        number,
        f"people x{times}",
        ["headcount_jump"],
        ["unit_switch", "power_per_head"],
        now=now,
    )


def year_by_ten(place: Place, random: Random) -> Seeded | None:
    """A whole year with the point elsewhere than in the year before."""
    number = _one(place, random, lambda one: _every_month(one) and all(one.then))
    if number is None:
        return None
    one, times = (
        place.sources[number],
        random.choice((D(10), D("0.1"), D(100), D("0.01"), D(1000), D("0.001"))),
    )
    codes = ["headcount_year_jump"] if _heads(one) else ["year_jump", "unit_since_last_year"]
    now = tuple(None if v is None else v * times for v in one.now)
    return _seeded(place, number, f"year x{times}", codes, ["power_per_head"], now=now)


def switched(place: Place, random: Random) -> Seeded | None:
    """From one month on in another unit."""
    number = _one(
        place, random, lambda one: _every_month(one) and one.row.unit in SWITCHES and _quiet(one)
    )
    if number is None:
        return None
    one = place.sources[number]
    if one.row.kind.startswith("paper"):
        times, places = random.choice(((1 / REAM, 0), (REAM, 1), (1 / REAM, 1)))
    elif one.row.kind.endswith("lpg"):
        return None
    else:
        times, places = random.choice(SWITCHES[one.row.unit])
    cut = random.randrange(2, 11)
    after = _rounded([v * times if v else v for v in one.now], places)
    now = (
        (*one.now[:cut], *after[cut:]) if random.random() < 0.5 else (*after[:cut], *one.now[cut:])
    )
    return _seeded(
        place,
        number,
        f"from month {cut} x{times:.4f}",
        ["unit_switch"],
        ["power_per_head", "quantity_jump", "unit_since_last_year", "year_jump"],
        now=now,
    )


SWITCHES: dict[str, tuple[tuple[Decimal, int], ...]] = {
    "kWh": ((D("0.001"), 3), (D(1000), 0)),
    "litre": ((1 / LITRES_A_GALLON, 2), (D("0.001"), 3), (D("33.5"), 0)),
    "m3": ((D(1000), 0),),
    "kg": ((D("0.001"), 4), (D(1000), 0)),
    "person_day": ((D("0.05"), 0),),
}


def since_last_year(place: Place, random: Random) -> Seeded | None:
    """This year in another unit than the year before: reams, megawatt-hours, cubic metres."""
    number = _one(place, random, lambda one: _every_month(one) and all(one.then)
                  and (one.row.unit in {"kWh", "m3"} or one.row.kind.startswith(("paper", "landfill"))))  # fmt: skip
    if number is None:
        return None
    one = place.sources[number]
    if one.row.kind.startswith("paper"):
        times = random.choice((1 / REAM, REAM, D(200), 1 / D(200)))
    else:
        times = {"kWh": D("0.001"), "m3": D(1000), "kg": D("0.001")}[one.row.unit]
    now = _rounded([v * times if v else v for v in one.now], 3)
    codes = ["unit_since_last_year", "year_jump"]
    return _seeded(place, number, f"year x{times:.4f}", codes, ["power_per_head"], now=now)


def kilo_or_mega(place: Place, random: Random) -> Seeded | None:
    """All electricity of a place without a year before in megawatt-hours: too little for its people."""
    if place.name in {"mill", "factory"}:  # a thousandth of a works' electricity is an office's
        return None
    if any(any(one.then) for one in place.sources) or not any(_heads(one) for one in place.sources):
        return None
    sources = tuple(
        replace(one, now=_rounded([v / 1000 if v else v for v in one.now], 3))
        if one.row.kind in {"electricity.paid", "electricity.free"} else one for one in place.sources
    )  # fmt: skip
    codes = frozenset({"mistake.power_per_head", "mistake.power_too_small"})
    every = frozenset(one.code for one in place.sources)
    return Seeded(replace(place, sources=sources), codes, every, "all kWh as MWh", codes)


# --- months ---


def missing(place: Place, random: Random) -> Seeded | None:
    """One to five months without a record, anywhere, of something that goes on all year."""
    number = _one(place, random, _every_month)
    if number is None:
        return None
    one, count = place.sources[number], random.choice((1, 1, 2, 3, 4, 5))
    first = random.randrange(13 - count)
    gone = set(random.choice((range(first, first + count), random.sample(range(12), count))))
    now = tuple(None if n in gone else v for n, v in enumerate(one.now))
    return _seeded(place, number, f"{count} months", ["months_missing"], now=now)


def nought_for_blank(place: Place, random: Random) -> Seeded | None:
    """A blank or a dash that became a nought."""
    number = _one(place, random, _quiet)
    if number is None:
        return None
    one = place.sources[number]
    zero = set(random.sample(range(12), random.choice((1, 1, 2, 3))))
    now = tuple(D(0) if n in zero else v for n, v in enumerate(one.now))
    return _seeded(place, number, f"{len(zero)} noughts", ["zero_month"], now=now)


# --- doubles ---


def row_twice(place: Place, random: Random) -> Seeded | None:
    """A row entered twice: exactly, rounded, with a month corrected, under another name or number."""
    number = _one(
        place, random, lambda one: _every_month(one) and _counted(one) and len(set(one.now)) > 9
    )
    if number is None:
        return None
    one = place.sources[number]
    now = list(one.now)
    match random.choice(("exact", "rounded", "one month")):
        case "rounded":
            now = list(_rounded(now, 0)) if min(v or D(0) for v in now) > 100 else now
        case "one month":
            at = random.randrange(12)
            now[at] = (now[at] or D(1)) * exact(f"{random.uniform(0.85, 1.15):.2f}")
    label = random.choice((one.row.label, f"{one.row.label} (2)", f"อาคาร B {one.row.label}"))
    account = f"09{random.randrange(10**9):09}" if one.account else ""
    more = replace(
        one, row=one.row._replace(label=label), now=tuple(now), code="Q91", account=account
    )
    changed = replace(place, sources=(*place.sources, more))
    return Seeded(
        changed, frozenset({"mistake.same_series"}), frozenset({one.code, "Q91"}), "row twice"
    )


def meter_twice(place: Place, random: Random) -> Seeded | None:
    """One meter under two sources, spaced otherwise."""
    metered = [n for n, one in enumerate(place.sources) if one.account]
    pairs = [(a, b) for a in metered for b in metered
             if a < b and place.sources[a].row.kind == place.sources[b].row.kind]  # fmt: skip
    if not pairs:
        return None
    first, second = random.choice(pairs)
    number = place.sources[first].account
    spaced = random.choice(
        (number, f"{number[:4]} {number[4:]}", f"CA-{number[:2]}-{number[2:]}", f" {number}")
    )
    made = _seeded(place, second, spaced, ["same_meter"], account=spaced)
    return made._replace(
        subjects=frozenset({place.sources[first].code, place.sources[second].code})
    )


def bill_twice(place: Place, random: Random) -> Seeded | None:
    """A bill or two that came in two files."""
    number = _one(
        place, random, lambda one: _every_month(one) and not _heads(one) and min(one.now) > 1000
    )  # type: ignore[type-var,operator]
    if number is None:
        return None
    at = tuple(random.sample(range(12), random.choice((1, 1, 2))))
    return _seeded(place, number, "bill twice", ["line_twice"], ["quantity_jump"], again=at)


def last_years(place: Place, random: Random) -> Seeded | None:
    """Last year's figures under this year's title, all of them or half a year."""
    number = _one(
        place, random, lambda one: _every_month(one) and all(one.then) and len(set(one.then)) > 9
    )
    if number is None:
        return None
    one = place.sources[number]
    now = one.then if random.random() < 0.7 else (*one.then[:8], *one.now[8:])
    return _seeded(place, number, "last year's", ["copied_year"], ["unit_switch"], now=now)


# --- years and the form ---


def _of_year(place: Place, code: str, what: str, **to: object) -> Seeded:
    changed = replace(place, **to)  # type: ignore[arg-type]
    return Seeded(changed, frozenset({f"mistake.{code}"}), frozenset({YEAR_NAME}), what)


def not_over_yet(place: Place, random: Random) -> Seeded | None:
    """A year label one or more too late."""
    year = random.choice((2568, 2569, 2577, 2657))
    report = date(2025, random.randrange(1, 9), 3)
    period = random.choice((calendar_year, fiscal_year))(year)
    made = _of_year(
        place, "year_ahead", f"year {year}", period=period, report_date=report, of_file=True
    )
    # The months of another year are not those of the source's season.
    return made._replace(beside=frozenset({"mistake.months_missing", "mistake.zero_month"}))


def two_of_one_year(place: Place, random: Random) -> Seeded | None:
    """Two sheets that say one year, or years that run into each other."""
    other = random.choice((place.period, calendar_year(2567), fiscal_year(2567)))
    return _of_year(
        place, "year_twice", "two sheets", others=(OtherTable("ปีฐาน", other),), of_file=True
    )


def file_of_another(place: Place, random: Random) -> Seeded | None:
    """A file whose name says another year."""
    return _of_year(
        place,
        "year_beside_file",
        "file name",
        file_year=random.choice((2565, 2566, 2568)),
        of_file=True,
    )


def went(place: Place, random: Random) -> Seeded | None:
    """A row of the base year without a row this year."""
    number = _one(place, random, lambda one: any(one.then))
    if number is None:
        return None
    one = place.sources[number]
    rest = tuple(held for held in place.sources if held is not one)
    changed = replace(place, sources=rest, gone=(one,), of_file=True)
    return Seeded(changed, frozenset({"mistake.source_gone"}), frozenset({one.code}), "row gone")


def _form(place: Place) -> Form:
    assert place.form is not None
    return place.form


def errs(place: Place, random: Random) -> Seeded | None:
    """A meter that errs by more than is allowed, whichever way."""
    allowed = random.choice((D("0.5"), D(1), D(2)))
    measured = allowed * random.choice((D("1.02"), D("1.5"), D(3))) * random.choice((1, -1))
    one = Calibrated(
        place.sources[-1].code,
        "เครื่องชั่ง",
        measured,
        allowed,
        random.choice(("%", "kg")),
        by_utility=False,
    )
    form = replace(_form(place), calibrations=(*_form(place).calibrations, one))
    return _of_year(place, "calibration_error", f"{measured} of {allowed}", form=form)


def measured_only(place: Place, random: Random) -> Seeded | None:
    """Measured with an own meter that nobody calibrated."""
    number = _one(place, random, lambda one: _counted(one) and bool(one.row.factor) and any(one.now)
                  and not one.row.kind.startswith(("electricity.", "water.")))  # fmt: skip
    if number in {None, 0}:
        return None
    return _seeded(place, number or 0, "measured", ["calibration_absent"], origin=Origin.MEASURED)


def bare(place: Place, random: Random) -> Seeded | None:
    """Records without evidence."""
    number = _one(place, random, lambda one: any(v is not None for v in one.now))
    if number is None:
        return None
    return _seeded(place, number, "no evidence", ["evidence_missing"], evidence=())


def picture(place: Place, random: Random) -> Seeded | None:
    """A picture of the appendix, or of a meeting, is not there."""
    form = _form(place)
    if random.random() < 0.5:
        use = random.choice(("front_office", "mayor", "coordinator", "boundary_map"))
        return _of_year(
            place, "picture_missing", use, form=replace(form, pictures=form.pictures - {use})
        )
    return _of_year(
        place, "meeting_unpictured", "meeting", form=replace(form, pictured=frozenset({"1", "3"}))
    )


def order(place: Place, random: Random) -> Seeded | None:
    """The order that appoints the working group is not there."""
    del random
    form = _form(place)
    return _of_year(
        place,
        "order_missing",
        "order",
        form=replace(form, pictures=form.pictures - {"appointment_order"}),
    )


SEEDS: dict[str, tuple[str, Sow]] = {
    "another fuel's factor": ("factor_of_other", of_another_fuel),
    "per another unit": ("factor_per_other_unit", per_another_unit),
    "a slip in a factor": ("factor_slip", slip_of_the_finger),
    "two figures of a factor": ("factor_uneven", two_figures),
    "factor for products": ("electricity_cfp", for_products),
    "neat fuel for a blend": ("blend_as_neat", neat_for_blend),
    "biogenic in scope 1": ("biogenic_totalled", biogenic),
    "R-22 in scope 1": ("separate_totalled", outside_kyoto),
    "hazardous as municipal": ("hazardous_as_municipal", dangerous),
    "loads": ("load_swapped", loads),
    "point in a month": ("quantity_jump", point_in_a_month),
    "digit in a month": ("quantity_jump", digit_in_a_month),
    "people": ("headcount_jump", people),
    "year by ten": ("year_jump", year_by_ten),
    "unit switched": ("unit_switch", switched),
    "unit since last year": ("unit_since_last_year", since_last_year),
    "kWh or MWh": ("power_per_head", kilo_or_mega),
    "months missing": ("months_missing", missing),
    "nought for blank": ("zero_month", nought_for_blank),
    "row twice": ("same_series", row_twice),
    "meter twice": ("same_meter", meter_twice),
    "bill twice": ("line_twice", bill_twice),
    "last year's figures": ("copied_year", last_years),
    "year not over": ("year_ahead", not_over_yet),
    "two sheets of a year": ("year_twice", two_of_one_year),
    "file of another year": ("year_beside_file", file_of_another),
    "source gone": ("source_gone", went),
    "calibration error": ("calibration_error", errs),
    "calibration absent": ("calibration_absent", measured_only),
    "no evidence": ("evidence_missing", bare),
    "no picture": ("picture_missing", picture),
    "no order": ("order_missing", order),
}

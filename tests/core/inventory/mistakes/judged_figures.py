"""Figures with the point elsewhere, in another unit, missing, or there twice."""

# ruff: noqa: E501 - a mistake is one line, with all that belongs to it

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.core.inventory.mistakes.judged_seeding import (
    D,
    Seeded,
    counted,
    every_month,
    least,
    of_people,
    one_of,
    quiet,
    rounded,
    seeded,
)

from fahsai.core.quantity.exact import exact

if TYPE_CHECKING:
    from random import Random

    from tests.core.inventory.mistakes.judged_places import Place

LITRES_A_GALLON = Decimal("3.785")
REAM = Decimal("2.495")


def point_in_a_month(place: Place, random: Random) -> Seeded | None:
    """One month, or two, by ten, a hundred or a thousand too large or small."""
    number = one_of(place, random, lambda one: quiet(one) and not of_people(one))
    if number is None:
        return None
    one, power = place.sources[number], random.choice((-3, -2, -1, -1, 1, 1, 1, 2, 3))
    now = list(one.now)
    for at in random.sample(range(12), random.choice((1, 1, 1, 2))):
        now[at] = (now[at] or D(1)).scaleb(power)
    return seeded(
        place,
        number,
        f"x10^{power}",
        ["quantity_jump"],
        ["unit_switch", "power_per_head"],
        now=tuple(now),
    )


def digit_in_a_month(place: Place, random: Random) -> Seeded | None:
    """A digit typed twice, or a nought too many: 1234 becomes 11234 or 12340."""
    number = one_of(
        place, random, lambda one: quiet(one) and not of_people(one) and least(one) > 100
    )
    if number is None:
        return None
    one, at = place.sources[number], random.randrange(12)
    whole, dot, rest = str(one.now[at]).partition(".")
    digit = random.randrange(len(whole))
    typed = random.choice((f"{whole}0", whole[:digit] + whole[digit] + whole[digit:]))
    now = (*one.now[:at], D(typed + dot + rest), *one.now[at + 1 :])
    if (now[at] or D(0)) < 4 * (one.now[at] or D(1)):
        return None
    return seeded(
        place, number, f"{one.now[at]} as {typed}", ["quantity_jump"], ["power_per_head"], now=now
    )


def people(place: Place, random: Random) -> Seeded | None:
    """1,122,222 people in place of 95, a nought too many, in a month or two."""
    number = one_of(place, random, lambda one: of_people(one) and every_month(one))
    if number is None:
        return None
    one = place.sources[number]
    times = random.choice((D(10), D(10), D(100), D("0.1"), D(11812), D(11)))
    first = random.randrange(12)
    at = {first, *([first + 1] if random.random() < 0.4 and first < 11 else [])}
    now = tuple(v * times if n in at and v else v for n, v in enumerate(one.now))
    return seeded(
        place,
        number,
        f"people x{times}",
        ["headcount_jump"],
        ["unit_switch", "power_per_head"],
        now=now,
    )


def year_by_ten(place: Place, random: Random) -> Seeded | None:
    """A whole year with the point elsewhere than in the year before."""
    number = one_of(place, random, lambda one: every_month(one) and all(one.then))
    if number is None:
        return None
    one, times = (
        place.sources[number],
        random.choice((D(10), D("0.1"), D(100), D("0.01"), D(1000), D("0.001"))),
    )
    codes = ["headcount_year_jump"] if of_people(one) else ["year_jump", "unit_since_last_year"]
    now = tuple(None if v is None else v * times for v in one.now)
    return seeded(place, number, f"year x{times}", codes, ["power_per_head"], now=now)


def switched(place: Place, random: Random) -> Seeded | None:
    """From one month on in another unit."""
    number = one_of(
        place, random, lambda one: every_month(one) and one.row.unit in SWITCHES and quiet(one)
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
    after = rounded([v * times if v else v for v in one.now], places)
    now = (
        (*one.now[:cut], *after[cut:]) if random.random() < 0.5 else (*after[:cut], *one.now[cut:])
    )
    return seeded(
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
    number = one_of(place, random, lambda one: every_month(one) and all(one.then)
                  and (one.row.unit in {"kWh", "m3"} or one.row.kind.startswith(("paper", "landfill"))))  # fmt: skip
    if number is None:
        return None
    one = place.sources[number]
    if one.row.kind.startswith("paper"):
        times = random.choice((1 / REAM, REAM, D(200), 1 / D(200)))
    else:
        times = {"kWh": D("0.001"), "m3": D(1000), "kg": D("0.001")}[one.row.unit]
    now = rounded([v * times if v else v for v in one.now], 3)
    codes = ["unit_since_last_year", "year_jump"]
    return seeded(place, number, f"year x{times:.4f}", codes, ["power_per_head"], now=now)


def kilo_or_mega(place: Place, _random: Random) -> Seeded | None:
    """All electricity of a place without a year before in megawatt-hours: too little for its people."""
    if place.name in {"mill", "factory"}:  # a thousandth of a works' electricity is an office's
        return None
    if any(any(one.then) for one in place.sources) or not any(
        of_people(one) for one in place.sources
    ):
        return None
    sources = tuple(
        replace(one, now=rounded([v / 1000 if v else v for v in one.now], 3))
        if one.row.kind in {"electricity.paid", "electricity.free"} else one for one in place.sources
    )  # fmt: skip
    codes = frozenset({"mistake.power_per_head", "mistake.power_too_small"})
    every = frozenset(one.code for one in place.sources)
    return Seeded(replace(place, sources=sources), codes, every, "all kWh as MWh", codes)


# --- months ---


def missing(place: Place, random: Random) -> Seeded | None:
    """One to five months without a record, anywhere, of something that goes on all year."""
    number = one_of(place, random, every_month)
    if number is None:
        return None
    one, count = place.sources[number], random.choice((1, 1, 2, 3, 4, 5))
    first = random.randrange(13 - count)
    gone = set(random.choice((range(first, first + count), random.sample(range(12), count))))
    now = tuple(None if n in gone else v for n, v in enumerate(one.now))
    return seeded(place, number, f"{count} months", ["months_missing"], now=now)


def nought_for_blank(place: Place, random: Random) -> Seeded | None:
    """A blank or a dash that became a nought."""
    number = one_of(place, random, quiet)
    if number is None:
        return None
    one = place.sources[number]
    zero = set(random.sample(range(12), random.choice((1, 1, 2, 3))))
    now = tuple(D(0) if n in zero else v for n, v in enumerate(one.now))
    return seeded(place, number, f"{len(zero)} noughts", ["zero_month"], now=now)


# --- doubles ---


def row_twice(place: Place, random: Random) -> Seeded | None:
    """A row entered twice: exactly, rounded, with a month corrected, under another name or number."""
    number = one_of(
        place, random, lambda one: every_month(one) and counted(one) and len(set(one.now)) > 9
    )
    if number is None:
        return None
    one = place.sources[number]
    now = list(one.now)
    match random.choice(("exact", "rounded", "one month")):
        case "rounded":
            now = list(rounded(now, 0)) if min(v or D(0) for v in now) > 100 else now
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
    made = seeded(place, second, spaced, ["same_meter"], account=spaced)
    return made._replace(
        subjects=frozenset({place.sources[first].code, place.sources[second].code})
    )


def bill_twice(place: Place, random: Random) -> Seeded | None:
    """A bill or two that came in two files."""
    number = one_of(
        place, random, lambda one: every_month(one) and not of_people(one) and least(one) > 1000
    )
    if number is None:
        return None
    at = tuple(random.sample(range(12), random.choice((1, 1, 2))))
    return seeded(place, number, "bill twice", ["line_twice"], ["quantity_jump"], again=at)


def round_bill_twice(place: Place, random: Random) -> Seeded | None:
    """The same, of who writes down whole hundreds, as the pump or the weighbridge prints them."""
    number = one_of(
        place, random, lambda one: every_month(one) and not of_people(one) and least(one) > 1000
        and not one.row.label.endswith("forklift")
    )  # fmt: skip
    if number is None:
        return None
    one = place.sources[number]
    now = tuple(D(f"{value or 0:.2g}") for value in one.now)
    once = [at for at in range(12) if now.count(now[at]) == 1]
    if len(set(now)) < 9 or not once:
        return None
    at = (random.choice(once),)
    beside = ["quantity_jump"]
    return seeded(place, number, "round bill twice", ["line_twice"], beside, now=now, again=at)


def last_years(place: Place, random: Random) -> Seeded | None:
    """Last year's figures under this year's title, all of them or half a year."""
    number = one_of(
        place, random, lambda one: every_month(one) and all(one.then) and len(set(one.then)) > 9
    )
    if number is None:
        return None
    one = place.sources[number]
    now = one.then if random.random() < 0.7 else (*one.then[:8], *one.now[8:])
    return seeded(place, number, "last year's", ["copied_year"], ["unit_switch"], now=now)

"""Mistakes put into correct towns many ways, and how many of them the rules find.

``python -m tests.core.inventory.mistakes.seeded`` prints the table: by rule how many were sown
and found, how many findings were of nothing, recall and precision.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import NamedTuple

from tests.core.inventory.mistakes.towns import SHAPES, Source, Sown, Town, town

from fahsai.core.inventory.activity import Origin
from fahsai.core.inventory.mistakes.register import RULES, mistakes
from fahsai.core.thai.period import calendar_year

WAYS = 40
"""How many towns each mistake is put into."""

Sow = Callable[[Town, Random], Sown]


def place(label: str) -> int:
    """Where the source stands whose label begins so."""
    return next(number for number, one in enumerate(SHAPES) if one.label.startswith(label))


def steady(random: Random) -> int:
    """A source with something every month."""
    restless = {"generator", "tops", "kitchen", "rain"}
    return random.choice([n for n, one in enumerate(SHAPES) if one.profile not in restless])


def _subject(made: Town, number: int) -> frozenset[str]:
    return frozenset({made.sources[number].code})


def with_factor(label: str, factor: str, code: str) -> Sow:
    """The file's factor of a source replaced."""

    def sow(made: Town, random: Random) -> Sown:  # noqa: ARG001 - one way for all
        number = place(label)
        one = made.sources[number]
        shape = one.shape._replace(factor=factor)
        now = one.now if any(one.now) else (Decimal(1), *one.now[1:])
        changed = made.with_source(number, shape=shape, now=now)
        return Sown(changed, frozenset({code}), _subject(made, number))

    return sow


OTHERS = (
    ("น้ำมันดีเซล B7", "2.2394"), ("น้ำมัน Diesel", "2.2394"), ("NGV", "2.7406"),
    ("LPG รถ", "2.7406"), ("เบนซิน", "2.7406"), ("แก๊สโซฮอล์", "2.7406"),
    ("ดีเซลรถตัก", "2.2394"), ("ก๊าซหุงต้ม", "2.2609"), ("สารทำความเย็น", "1300"),
    ("ไฟฟ้าสำนักงาน", "0.0987"), ("น้ำประปาภูมิภาค ตลาด", "0.7948"),
)  # fmt: skip
PER_OTHER = (("LPG รถ", "3.2049"), ("LPG รถ", "3.1988"), ("ก๊าซหุงต้ม", "1.6812"))


def factor_of_other(made: Town, random: Random) -> Sown:
    """A factor of another fuel, gas or supplier."""
    label, factor = random.choice(OTHERS)
    return with_factor(label, factor, "mistake.factor_of_other")(made, random)


def factor_per_other_unit(made: Town, random: Random) -> Sown:
    """Per kilogram on litres, per litre on kilograms."""
    label, factor = random.choice(PER_OTHER)
    return with_factor(label, factor, "mistake.factor_per_other_unit")(made, random)


def factor_slip(made: Town, random: Random) -> Sown:
    """The point moved, a digit dropped, doubled, changed or swapped, by two percent at least."""
    names = ("น้ำมัน Diesel", "NGV", "น้ำมันดีเซล B7", "ไฟฟ้าสำนักงาน", "กระดาษ", "LPG รถ", "ขยะ")
    while True:
        number = place(random.choice(names))
        factor = made.sources[number].shape.factor
        typed = slipped(factor, random)
        if abs(Decimal(typed) / Decimal(factor) - 1) > Decimal("0.03"):
            break
    shape = made.sources[number].shape._replace(factor=typed)
    codes = {"mistake.factor_slip"}
    return Sown(made.with_source(number, shape=shape), frozenset(codes), _subject(made, number))


def slipped(factor: str, random: Random) -> str:
    """A factor with one slip of the finger."""
    way = random.choice(("point", "drop", "double", "change", "swap"))
    if way == "point":
        return str(Decimal(factor).scaleb(random.choice((-3, -2, -1, 1, 2, 3))))
    whole, _, digits = factor.partition(".")
    at = random.randrange(2)
    match way:
        case "drop":
            digits = digits[:at] + digits[at + 1 :]
        case "double":
            digits = digits[: at + 1] + digits[at:]
        case "change":
            digits = digits[:at] + random.choice("0123456789") + digits[at + 1 :]
        case _:
            digits = digits[:at] + digits[at + 1 : at + 2] + digits[at : at + 1] + digits[at + 2 :]
    return f"{whole}.{digits}"


def factor_uneven(made: Town, random: Random) -> Sown:
    """Two water or electricity rows with two figures of the factor."""
    label, factor = random.choice(
        (("น้ำประปาภูมิภาค ตลาด", "0.54"), ("ไฟฟ้าโรงเรียน", "0.475"), ("ไฟฟ้าโรงเรียน", "0.5"))
    )
    return with_factor(label, factor, "mistake.factor_uneven")(made, random)


def electricity_cfp(made: Town, random: Random) -> Sown:
    """The factor for products on the electricity of an organisation."""
    code = "mistake.electricity_cfp"
    return with_factor("ไฟฟ้าสำนักงาน", random.choice(("0.5986", "0.5562")), code)(made, random)


def electricity_cfp_doubled(made: Town, random: Random) -> Sown:
    """The same, beside a row of the upstream."""
    number = place("ไฟฟ้าสำนักงาน")
    power = made.sources[number]
    factor, upstream = random.choice((("0.5986", "0.0987"), ("0.5562", "0.0812")))
    shape = power.shape._replace(
        label="การได้มาของไฟฟ้า", kind="electricity.upstream", factor=upstream, account=""
    )
    more = Source(shape, power.now, power.then, "S90")
    changed = made.with_source(number, shape=power.shape._replace(factor=factor))
    changed = replace(changed, sources=(*changed.sources, more))
    code = frozenset({"mistake.electricity_cfp_doubled"})
    return Sown(changed, code, _subject(made, number))


def biogenic_totalled(made: Town, random: Random) -> Sown:
    """The biogenic CO2 of wood in scope 1."""
    return with_factor("ไม้ฟืน", "1.7909", "mistake.biogenic_totalled")(made, random)


def separate_totalled(made: Town, random: Random) -> Sown:
    """R-22 in scope 1."""
    number = place("สารทำความเย็น")
    one = made.sources[number]
    shape = one.shape._replace(
        label="สารทำความเย็น R-22", unit="kg_r22", factor="1760", parameters=(("species", "R-22"),)
    )
    now = tuple(value or Decimal(1) for value in one.now)
    changed = made.with_source(number, shape=shape, now=now, then=now)
    del random
    return Sown(changed, frozenset({"mistake.separate_totalled"}), _subject(made, number))


def blend_as_neat(made: Town, random: Random) -> Sown:
    """Gasohol or B7 with the factor of the neat fuel."""
    label, factor = random.choice((("แก๊สโซฮอล์", "2.2394"), ("น้ำมันดีเซล B7", "2.7406")))
    return with_factor(label, factor, "mistake.blend_as_neat")(made, random)


def hazardous_as_municipal(made: Town, random: Random) -> Sown:
    """Hazardous waste with the factor of a landfill of municipal waste."""
    number = place("ขยะ")
    label = random.choice(("ขยะอันตราย", "ของเสียติดเชื้อ", "Hazardous waste", "กากอันตราย"))
    factor = random.choice(("0.7933", "2.32"))
    shape = made.sources[number].shape._replace(label=label, factor=factor)
    code = frozenset({"mistake.hazardous_as_municipal"})
    return Sown(made.with_source(number, shape=shape), code, _subject(made, number))


def load_swapped(made: Town, random: Random) -> Sown:
    """An empty run by tonne-kilometres, a loaded one by kilometres."""
    label, unit, factor = random.choice(
        (("รถบรรทุก 10 ล้อ 0% loading", "tkm", "0.5747"),
         ("รถบรรทุก 10 ล้อ 100% loading", "km", "0.0454"),
         ("รถ 4 ล้อ เที่ยวเปล่า", "tkm", "0.1835"), ("รถ 6 ล้อ เต็มคัน", "km", "0.4373"))
    )  # fmt: skip
    number = place("กระดาษ")
    shape = made.sources[number].shape._replace(
        label=label, unit=unit, factor=factor, kind="other.scope3", usual=4000
    )
    code = frozenset({"mistake.load_swapped"})
    return Sown(made.with_source(number, shape=shape), code, _subject(made, number))


def quantity_jump(made: Town, random: Random) -> Sown:
    """One month ten, a hundred or a thousand times too large, or a tenth and less."""
    heads = {place("Septic"), place("จำนวนคน")}
    number = next(n for n in iter(lambda: steady(random), None) if n not in heads)
    power = random.choice((-3, -2, -1, 1, 1, 2, 3))
    one = made.sources[number]
    at = random.randrange(12)
    now = list(one.now)
    now[at] = (now[at] or Decimal(1)).scaleb(power)
    code = frozenset({"mistake.quantity_jump"})
    return Sown(made.with_source(number, now=tuple(now)), code, _subject(made, number))


def headcount_jump(made: Town, random: Random) -> Sown:
    """One month with ten times the people."""
    number = random.choice((place("Septic"), place("จำนวนคน")))
    one = made.sources[number]
    at = random.randrange(12)
    now = list(one.now)
    now[at] = (now[at] or Decimal(1)) * random.choice((10, 100, Decimal("0.1"), 11))
    code = frozenset({"mistake.headcount_jump"})
    return Sown(made.with_source(number, now=tuple(now)), code, _subject(made, number))


def year_jump(made: Town, random: Random) -> Sown:
    """A whole year ten times the year before."""
    heads = {place("Septic"), place("จำนวนคน")}
    number = next(n for n in iter(lambda: steady(random), None) if n not in heads)
    one = made.sources[number]
    times = random.choice((10, 100, Decimal("0.1"), Decimal("0.01")))
    now = tuple(None if value is None else value * times for value in one.now)
    code = frozenset({"mistake.year_jump", "mistake.unit_since_last_year"})
    return Sown(made.with_source(number, now=now), code, _subject(made, number))


def headcount_year_jump(made: Town, random: Random) -> Sown:
    """1,122,222 people in place of 95."""
    number = random.choice((place("Septic"), place("จำนวนคน")))
    one = made.sources[number]
    times = random.choice((10, 100, 11812))
    now = tuple(None if value is None else value * times for value in one.now)
    code = frozenset({"mistake.headcount_year_jump"})
    return Sown(made.with_source(number, now=now), code, _subject(made, number))


def unit_switch(made: Town, random: Random) -> Sown:
    """From one month on in another unit: reams, megawatt-hours, cubic metres, tonnes."""
    label, times = random.choice(
        (("กระดาษ", "2.495"), ("กระดาษ", "0.4008"), ("ไฟฟ้าสำนักงาน", "0.001"),
         ("ไฟฟ้าสาธารณะ", "0.001"), ("น้ำมันดีเซล B7", "0.001"), ("ขยะ", "0.001"),
         ("น้ำประปาภูมิภาค สำนักงาน", "1000"), ("จำนวนคน", "0.0465"))
    )  # fmt: skip
    number = place(label)
    one = made.sources[number]
    cut = random.randrange(3, 10)
    now = tuple(
        value if n < cut or value is None else value * Decimal(times)
        for n, value in enumerate(one.now)
    )
    code = frozenset({"mistake.unit_switch"})
    return Sown(made.with_source(number, now=now), code, _subject(made, number))


def unit_since_last_year(made: Town, random: Random) -> Sown:
    """Kilograms one year, reams the next; kWh one year, MWh the next."""
    label, times = random.choice(
        (("กระดาษ", "0.4008"), ("กระดาษ", "2.495"), ("ไฟฟ้าสำนักงาน", "0.001"), ("ขยะ", "0.001"))
    )
    number = place(label)
    one = made.sources[number]
    # The use itself stays within a tenth: beside a change of 40 % nobody could tell.
    base = [value for value in one.then if value is not None]
    now = tuple(
        value * Decimal(times) * Decimal(f"{random.uniform(0.93, 1.07):.3f}") for value in base
    )
    code = frozenset({"mistake.unit_since_last_year"})
    return Sown(made.with_source(number, now=now), code, _subject(made, number))


def power_per_head(made: Town, random: Random) -> Sown:
    """More people than the electricity can serve, with no year before to compare with."""
    sources = tuple(replace(one, then=(None,) * 12) for one in made.sources)
    number = place("จำนวนคน")
    one = made.sources[number]
    times = random.choice((10_000, 11_812, 100_000))
    now = tuple(None if value is None else value * times for value in one.now)
    changed = replace(made, sources=sources).with_source(number, now=now)
    code = frozenset({"mistake.power_per_head"})
    return Sown(changed, code, frozenset(one.code for one in made.sources))


def months_missing(made: Town, random: Random) -> Sown:
    """One to four months without a record."""
    number = steady(random)
    gone = set(random.sample(range(12), random.randrange(1, 5)))
    one = made.sources[number]
    now = tuple(None if n in gone else value for n, value in enumerate(one.now))
    code = frozenset({"mistake.months_missing"})
    return Sown(made.with_source(number, now=now), code, _subject(made, number))


def zero_month(made: Town, random: Random) -> Sown:
    """A blank that became a zero."""
    quiet = [n for n, one in enumerate(SHAPES) if one.profile in {"flat", "hot", "solar"}]
    number = random.choice(quiet)
    one = made.sources[number]
    zero = set(random.sample(range(12), random.randrange(1, 3)))
    now = tuple(Decimal(0) if n in zero else value for n, value in enumerate(one.now))
    code = frozenset({"mistake.zero_month"})
    return Sown(made.with_source(number, now=now), code, _subject(made, number))


def same_series(made: Town, random: Random) -> Sown:
    """A row that was entered twice, under another name."""
    number = steady(random)
    one = made.sources[number]
    if one.shape.kind == "electricity.self_generated":
        number = place("กระดาษ")
        one = made.sources[number]
    shape = one.shape._replace(label=f"{one.shape.label} (2)", account="")
    more = Source(shape, one.now, one.then, "S91")
    changed = replace(made, sources=(*made.sources, more))
    return Sown(changed, frozenset({"mistake.same_series"}), frozenset({"S91", one.code}))


def same_meter(made: Town, random: Random) -> Sown:
    """Two sources with one meter number, spaced otherwise."""
    number = place("ไฟฟ้าโรงเรียน")
    account = random.choice(("020012345678", "0200 1234 5678", "CA 0200-12345678"))
    shape = made.sources[number].shape._replace(account=account)
    codes = frozenset({"mistake.same_meter"})
    return Sown(made.with_source(number, shape=shape), codes, _subject(made, number))


def line_twice(made: Town, random: Random) -> Sown:
    """A bill that came in two files."""
    number = random.choice((place("ไฟฟ้าสำนักงาน"), place("ไฟฟ้าสาธารณะ"), place("น้ำมัน Diesel")))
    changed = made.with_source(number, twice=(random.randrange(12),))
    return Sown(changed, frozenset({"mistake.line_twice"}), _subject(made, number))


def copied_year(made: Town, random: Random) -> Sown:
    """Last year's figures under this year's title."""
    number = steady(random)
    changed = made.with_source(number, now=made.sources[number].then)
    return Sown(changed, frozenset({"mistake.copied_year"}), _subject(made, number))


def year_ahead(made: Town, random: Random) -> Sown:
    """A year that is not over yet."""
    period = calendar_year(random.choice((2568, 2569, 2570)))
    changed = replace(made, period=period, of_file=True)
    return Sown(changed, frozenset({"mistake.year_ahead"}), frozenset({"2567 v1"}))


def year_twice(made: Town, random: Random) -> Sown:
    """Two tables of one year."""
    del random
    from fahsai.core.inventory.mistakes.case import OtherTable

    changed = replace(made, others=(OtherTable("ปีฐาน", made.period),), of_file=True)
    return Sown(changed, frozenset({"mistake.year_twice"}), frozenset({"2567 v1"}))


def year_beside_file(made: Town, random: Random) -> Sown:
    """The file is called by another year."""
    changed = replace(made, file_year=random.choice((2566, 2568)), of_file=True)
    return Sown(changed, frozenset({"mistake.year_beside_file"}), frozenset({"2567 v1"}))


def source_gone(made: Town, random: Random) -> Sown:
    """A source of the base year that is not in this year's table."""
    number = steady(random)
    one = made.sources[number]
    rest = tuple(other for other in made.sources if other is not one)
    changed = replace(made, sources=rest, gone=(one,), of_file=True)
    return Sown(changed, frozenset({"mistake.source_gone"}), frozenset({one.code}))


def outside_span(made: Town, random: Random) -> Sown:
    """A source that is said to have ended in the spring, or to have started in the autumn."""
    number = steady(random)
    day = made.period.months()[random.randrange(2, 10)].last_day
    ended = random.random() < 0.5
    code = "mistake.record_after_end" if ended else "mistake.record_before_start"
    span = (None, day) if ended else (day, None)
    return Sown(made.with_source(number, span=span), frozenset({code}), _subject(made, number))


def calibration_error(made: Town, random: Random) -> Sown:
    """A meter that errs by more than it may."""
    assert made.form is not None
    scale, *rest = made.form.calibrations
    measured = Decimal(str(random.choice((0.51, 0.6, -0.8, 2.5))))
    form = replace(made.form, calibrations=(scale._replace(measured=measured), *rest))
    changed = replace(made, form=form)
    return Sown(changed, frozenset({"mistake.calibration_error"}), frozenset({"2567 v1"}))


def calibration_absent(made: Town, random: Random) -> Sown:
    """A source that is ticked as measured, with no calibration."""
    number = random.choice((place("LPG รถ"), place("ดีเซลรถตัก"), place("ขยะ")))
    shape = made.sources[number].shape._replace(origin=Origin.MEASURED)
    code = frozenset({"mistake.calibration_absent"})
    return Sown(made.with_source(number, shape=shape), code, _subject(made, number))


def evidence_missing(made: Town, random: Random) -> Sown:
    """A source whose records name no file."""
    number = random.randrange(1, len(SHAPES) - 1)
    if SHAPES[number].profile == "tops":
        number = 1
    code = frozenset({"mistake.evidence_missing"})
    return Sown(made.with_source(number, evidence=()), code, _subject(made, number))


def picture_missing(made: Town, random: Random) -> Sown:
    """A picture of the form is not there."""
    assert made.form is not None
    gone = random.choice(("front_office", "mayor", "coordinator", "boundary_map"))
    form = replace(made.form, pictures=made.form.pictures - {gone})
    changed = replace(made, form=form)
    return Sown(changed, frozenset({"mistake.picture_missing"}), frozenset({"2567 v1"}))


def order_missing(made: Town, random: Random) -> Sown:
    """The order that appoints the working group is not there."""
    del random
    assert made.form is not None
    form = replace(made.form, pictures=made.form.pictures - {"appointment_order"})
    changed = replace(made, form=form)
    return Sown(changed, frozenset({"mistake.order_missing"}), frozenset({"2567 v1"}))


SOWERS: dict[str, Sow] = {
    one.__name__: one
    for one in (
        factor_of_other, factor_per_other_unit, factor_slip, factor_uneven, electricity_cfp,
        electricity_cfp_doubled, blend_as_neat, biogenic_totalled, separate_totalled,
        hazardous_as_municipal,
        load_swapped, quantity_jump, headcount_jump, year_jump, headcount_year_jump, unit_switch,
        unit_since_last_year, power_per_head, months_missing, zero_month, same_series, same_meter,
        line_twice, copied_year, year_ahead, year_twice, year_beside_file, source_gone,
        outside_span,
        calibration_error, calibration_absent, evidence_missing, picture_missing, order_missing,
    )
}  # fmt: skip


BESIDE = {
    "headcount_year_jump": ("mistake.power_per_head",),
    "year_jump": ("mistake.power_per_head",),
    "unit_since_last_year": ("mistake.power_per_head",),
}
"""What is true as well: people or electricity a hundred times too many do not fit the other."""


class Score(NamedTuple):
    """How one mistake fared: sown and found, and findings of its own codes about nothing."""

    name: str
    sown: int
    found: int
    false: int

    @property
    def recall(self) -> float:
        """Share of the mistakes that were found."""
        return self.found / self.sown

    @property
    def precision(self) -> float:
        """Share of the findings that were of a mistake."""
        return self.found / max(self.found + self.false, 1)


def scores(ways: int = WAYS, first_seed: int = 0) -> list[Score]:
    """Each mistake put into ``ways`` towns.

    A finding is false where it is of no mistake that was sown: any of any rule counts against the
    rule that made it, in every town.
    """
    sown: Counter[str] = Counter()
    found: Counter[str] = Counter()
    false: Counter[str] = Counter()
    owner = {code: rule.name for rule in RULES for code in rule.codes}
    for name, sow in SOWERS.items():
        for way in range(ways):
            random = Random(f"{name} {way} {first_seed}")  # noqa: S311 - made-up mistakes
            wanted = sow(town(first_seed + way), random)
            said = mistakes(wanted.town.case())
            right = [o for o in said if o.code in wanted.codes and o.subject in wanted.subjects]
            sown[name] += 1
            found[name] += bool(right)
            for one in said:
                if one.subject not in wanted.subjects and one.code not in BESIDE.get(name, ()):
                    false[owner[one.code]] += 1
    aliases = {"electricity_cfp_doubled": "electricity_cfp", "headcount_year_jump": "year_jump"}
    return [
        Score(name, sown[name], found[name], 0 if name in aliases else false[name])
        for name in SOWERS
    ]


def table(rows: list[Score]) -> str:
    """The scores as a table."""
    head = f"{'mistake':26}{'sown':>6}{'found':>7}{'false':>7}{'recall':>8}{'precision':>11}"
    lines = [
        f"{one.name:26}{one.sown:6}{one.found:7}{one.false:7}{one.recall:8.3f}{one.precision:11.3f}"
        for one in rows
    ]
    return "\n".join([head, *lines])


if __name__ == "__main__":
    sys.stdout.write(table(scores(int(sys.argv[1]) if len(sys.argv) > 1 else WAYS)) + "\n")

"""The mistakes of issue 4, item 5: those of years and of the form, and the list of all of them."""

# ruff: noqa: E501 - a mistake is one line, with all that belongs to it

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.core.inventory.mistakes import judged_factors as factors
from tests.core.inventory.mistakes import judged_figures as figures
from tests.core.inventory.mistakes.judged_places import YEAR_NAME, Place
from tests.core.inventory.mistakes.judged_seeding import D, Seeded, Sow, counted, one_of, seeded

from fahsai.core.inventory.activity import Origin
from fahsai.core.inventory.mistakes.case import Calibrated, Form, OtherTable
from fahsai.core.thai.period import calendar_year, fiscal_year

if TYPE_CHECKING:
    from random import Random


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
    number = one_of(place, random, lambda one: any(one.then))
    if number is None:
        return None
    one = place.sources[number]
    rest = tuple(held for held in place.sources if held is not one)
    changed = replace(place, sources=rest, gone=(one,), of_file=True)
    return Seeded(changed, frozenset({"mistake.source_gone"}), frozenset({one.code}), "row gone")


def not_there(place: Place, random: Random) -> Seeded | None:
    """A day of starting or ending with figures on its wrong side."""
    number = one_of(
        place, random, lambda one: sum(1 for v in one.now if v) > 3 and not one.started_on
    )
    if number is None:
        return None
    months = [
        month
        for month, v in zip(place.period.months(), place.sources[number].now, strict=True)
        if v
    ]
    at = months[random.randrange(1, len(months) - 1)]
    day = random.choice(
        (at.start, at.last_day, at.start + timedelta(days=random.randrange(at.days)))
    )
    if random.random() < 0.5:
        return seeded(place, number, f"ended {day}", ["record_after_end"], ended_on=day)
    return seeded(place, number, f"started {day}", ["record_before_start"], started_on=day)


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
    number = one_of(place, random, lambda one: counted(one) and bool(one.row.factor) and any(one.now)
                  and not one.row.kind.startswith(("electricity.", "water.")))  # fmt: skip
    if number in {None, 0}:
        return None
    return seeded(place, number or 0, "measured", ["calibration_absent"], origin=Origin.MEASURED)


def bare(place: Place, random: Random) -> Seeded | None:
    """Records without evidence."""
    number = one_of(place, random, lambda one: any(v is not None for v in one.now))
    if number is None:
        return None
    return seeded(place, number, "no evidence", ["evidence_missing"], evidence=())


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
    "another fuel's factor": ("factor_of_other", factors.of_another_fuel),
    "per another unit": ("factor_per_other_unit", factors.per_another_unit),
    "a slip in a factor": ("factor_slip", factors.slip_of_the_finger),
    "two figures of a factor": ("factor_uneven", factors.two_figures),
    "factor for products": ("electricity_cfp", factors.for_products),
    "neat fuel for a blend": ("blend_as_neat", factors.neat_for_blend),
    "biogenic in scope 1": ("biogenic_totalled", factors.biogenic),
    "R-22 in scope 1": ("separate_totalled", factors.outside_kyoto),
    "hazardous as municipal": ("hazardous_as_municipal", factors.dangerous),
    "loads": ("load_swapped", factors.loads),
    "point in a month": ("quantity_jump", figures.point_in_a_month),
    "digit in a month": ("quantity_jump", figures.digit_in_a_month),
    "people": ("headcount_jump", figures.people),
    "year by ten": ("year_jump", figures.year_by_ten),
    "unit switched": ("unit_switch", figures.switched),
    "unit since last year": ("unit_since_last_year", figures.since_last_year),
    "kWh or MWh": ("power_per_head", figures.kilo_or_mega),
    "months missing": ("months_missing", figures.missing),
    "nought for blank": ("zero_month", figures.nought_for_blank),
    "row twice": ("same_series", figures.row_twice),
    "meter twice": ("same_meter", figures.meter_twice),
    "bill twice": ("line_twice", figures.bill_twice),
    "last year's figures": ("copied_year", figures.last_years),
    "year not over": ("year_ahead", not_over_yet),
    "two sheets of a year": ("year_twice", two_of_one_year),
    "file of another year": ("year_beside_file", file_of_another),
    "source gone": ("source_gone", went),
    "days beside the source's own": ("outside_span", not_there),
    "calibration error": ("calibration_error", errs),
    "calibration absent": ("calibration_absent", measured_only),
    "no evidence": ("evidence_missing", bare),
    "no picture": ("picture_missing", picture),
    "no order": ("order_missing", order),
}

"""A judge at the shared office workbooks: random rows and months, one mistake a file.

``python -m tests.services.judged_books [rounds] [seed]`` prints recall and precision by mistake, as
``fahsai calculate`` would tell them.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from tests.services.changed_books import BASE, CURRENT, NAMES, Row, changed, row_of

from fahsai.services.calculate_file import calculate_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openpyxl.worksheet.worksheet import Worksheet

    from fahsai.core.finding import Finding

    Sheets = dict[str, Worksheet]
    Change = Callable[[Sheets], None]

REPORTED = date(2026, 11, 22)
DIESEL, POWER, PAPER, WATER = (
    "น้ำมัน Diesel", "การใช้พลังงานไฟฟ้า", "การใช้กระดาษ", "น้ำประปา-การประปาส่วน",
)  # fmt: skip
SEPTIC, WASTE = "4. การปล่อย", "ขยะของเสีย (ฝัง"
ROWS = (DIESEL, "น้ำมัน Gasohol 91", SEPTIC, "5. การปล่อย", POWER, PAPER, WATER, WASTE)
REAM, GALLON = 2.495, 3.785
FACTORS = {
    DIESEL: (2.2394, 1.6812, 1.7306, 2.2719, 3.2200, 2.2609, 2.1894, 2.9793, 27.406, 2.7046),
    POWER: (0.5986, 0.5562, 0.0987, 4.999, 0.04999),
    WATER: (0.7948, 0.2575, 5.41, 0.0541, 0.514),
    PAPER: (1.6184, 1.8679, 21.02, 2.012, 0.2102),
}


class Case(NamedTuple):
    """One mistake of one file: what it is, the codes that would tell it, and the change."""

    what: str
    row: str
    codes: tuple[str, ...]
    change: Change


class Score(NamedTuple):
    """How one mistake fared: made, told, and what was told of nothing."""

    what: str
    made: int
    told: int
    wrong: int


def _on(label: str, change: Callable[[Row], object]) -> Change:
    return lambda sheets: (change(row_of(sheets[CURRENT], label)), None)[1]


def _months(label: str, value: Callable[[int, float], object]) -> Change:
    def put(row: Row) -> None:
        for month in range(12):
            row.put(month, value(month, row.value(month)))

    return _on(label, put)


def _copied(sheet: str, label: str, into: str) -> Change:
    def copy(sheets: Sheets) -> None:
        one, other = row_of(sheets[sheet], label), row_of(sheets[CURRENT], into)
        for month in range(12):
            other.put(month, one.value(month))

    return copy


def _times(row: str, at: tuple[int, ...], factor: float) -> Change:
    return _months(row, lambda month, value: value * factor if month in at else value)


def _from(row: str, cut: int, factor: float, places: int) -> Change:
    return _months(row, lambda m, value: round(value * factor, places) if m >= cut else value)


def cases(random: Random) -> Iterator[Case]:
    """One of each mistake, at random rows, months and sizes."""
    jump = ("mistake.quantity_jump", "mistake.headcount_jump")
    for factor in (10, 0.1, 100, 1000, 0.01):
        row = random.choice(ROWS)
        yield Case("point in a month", row, jump, _times(row, (random.randrange(12),), factor))
    for what, text in (("blank", None), ("dash", "-"), ("words", "ไม่มีข้อมูล")):
        row, month = random.choice(ROWS), random.randrange(12)
        put = _on(row, lambda one, month=month, text=text: one.put(month, text))  # type: ignore[misc]
        yield Case(what, row, ("mistake.months_missing",), put)
    row, month = random.choice(ROWS), random.randrange(12)
    yield Case("nought", row, ("mistake.zero_month",), _times(row, (month,), 0))
    people = ("mistake.headcount_jump",)
    yield Case("people", SEPTIC, people, _times(SEPTIC, (random.randrange(12),), 10))
    yield Case("1,122,222 people", SEPTIC, people, _times(SEPTIC, (10, 11), 1_122_222 / 95))
    switch = ("mistake.unit_switch",)
    for row, factor, places in (
        (PAPER, 1 / REAM, 0), (PAPER, 1 / REAM, 1), (POWER, 1 / 1000, 4), (DIESEL, 1 / GALLON, 2),
    ):  # fmt: skip
        cut = random.randrange(3, 10)
        yield Case("unit from a month on", row, switch, _from(row, cut, factor, places))
    since = ("mistake.unit_since_last_year", "mistake.year_jump")
    yield Case("unit of the year", PAPER, since, _from(PAPER, 0, 1 / REAM, 1))
    yield Case("unit of the year", POWER, since, _from(POWER, 0, 1 / 1000, 4))
    told = ("mistake.factor_of_other", "mistake.factor_slip", "mistake.electricity_cfp")
    for row, figures in FACTORS.items():
        figure = random.choice(figures)
        count = _on(row, lambda one, figure=figure: one.count_with(figure))  # type: ignore[misc]
        yield Case("factor", row, told, count)
    twice = ("mistake.same_series",)
    yield Case("row twice", "น้ำมัน Gasohol 95", twice, _copied(CURRENT, DIESEL, "น้ำมัน Gasohol 95"))
    row = random.choice([one for one in ROWS if one != SEPTIC])
    yield Case("last year's row", row, ("mistake.copied_year",), _copied(BASE, row, row))


def said(name: str, change: Change | None = None) -> list[Finding]:
    """The mistakes that are told of a file."""
    answer, findings = calculate_file(changed(name, change), name, report_date=REPORTED)
    assert answer is not None, findings
    found = (one for year in answer.years for one in year.findings)
    return [one for one in found if one.code.startswith("mistake.")]


TOO = frozenset({"mistake.power_per_head"})
"""True as well: a thousand times too many people, or too little power, do not fit the other."""


def judge(rounds: int, seed: int) -> tuple[list[Score], list[str]]:
    """Every mistake in ``rounds`` files of each workbook; what went wrong in words."""
    made: Counter[str] = Counter()
    told: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    looked = []
    for number in range(rounds * len(NAMES)):
        name = NAMES[number % len(NAMES)]
        before = {(one.code, one.subject) for one in said(name)}
        for case in cases(Random(f"books {seed} {number}")):  # noqa: S311 - made-up mistakes
            found = [o for o in said(name, case.change) if (o.code, o.subject) not in before]
            right = [one for one in found if one.code in case.codes]
            extra = [one for one in found if one.code not in {*case.codes, *TOO}]
            made[case.what] += 1
            told[case.what] += bool(right)
            wrong[case.what] += len(extra)
            if not right or extra:
                looked.append(f"{name} {case.what} {case.row}: {[one.code for one in found]}")
    return [Score(what, made[what], told[what], wrong[what]) for what in made], looked


if __name__ == "__main__":
    GIVEN = [int(one) for one in sys.argv[1:]]
    ROUNDS, SEED = (*GIVEN, *(5, 0)[len(GIVEN) :])[:2]
    SCORES, LOOKED = judge(ROUNDS, SEED)
    sys.stdout.write(f"seed {SEED}\n{'mistake':24}{'made':>6}{'told':>6}{'wrong':>7}\n")
    for one in SCORES:
        sys.stdout.write(f"{one.what:24}{one.made:6}{one.told:6}{one.wrong:7}\n")
    sys.stdout.write("\n".join(LOOKED) + "\n")

"""Made-up inventories without a mistake: steady, seasonal and restless sources with noise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin, Provenance
from fahsai.core.inventory.mistakes.case import Calibrated, Case, Entry, Form, OtherTable, entry
from fahsai.core.inventory.mistakes.series import series
from fahsai.core.quantity.exact import exact
from fahsai.core.thai.period import Period, calendar_year, fiscal_year
from fahsai.reference.load_kinds import kinds
from fahsai.services.noticing.tables import tables

if TYPE_CHECKING:
    from collections.abc import Sequence

HOUSE = UUID("0190a000-0000-7000-8000-00000000cafe")
MONTHS = 12
PICTURES = ("front_office", "mayor", "coordinator", "boundary_map", "appointment_order")

PROFILES: dict[str, tuple[float, ...]] = {
    "flat": (1.0,) * 12,
    "hot": (0.80, 0.88, 1.08, 1.30, 1.26, 1.10, 1.02, 1.00, 0.96, 0.94, 0.88, 0.78),
    "school": (1.05, 1.1, 0.7, 0.25, 0.9, 1.15, 1.1, 1.12, 1.08, 0.4, 1.1, 1.0),
    "rain": (0.4, 0.35, 0.4, 0.5, 1.0, 1.4, 1.6, 1.9, 2.1, 1.7, 0.8, 0.5),
    "solar": (1.0, 1.1, 1.2, 1.25, 1.1, 0.9, 0.85, 0.82, 0.8, 0.9, 0.95, 1.0),
    "kitchen": (1.0, 1.05, 0.5, 0.0, 0.6, 1.1, 1.0, 1.05, 1.0, 0.5, 1.1, 0.95),
}
"""Shapes of a calendar year by month, January first."""


class Shape(NamedTuple):
    """One source of the town: its kind, the factor a file has for it, and how its year goes."""

    label: str
    kind: str
    unit: str
    factor: str
    usual: float
    profile: str
    noise: float
    places: int = 2
    parameters: tuple[tuple[str, str], ...] = ()
    account: str = ""
    origin: Origin = Origin.PAID


@dataclass(frozen=True)
class Source:
    """A source with the figures of two years, month by month; None where there is no record."""

    shape: Shape
    now: tuple[Decimal | None, ...]
    then: tuple[Decimal | None, ...]
    code: str
    evidence: tuple[str, ...] = ("a" * 64,)
    twice: tuple[int, ...] = ()  # months whose record stands there a second time
    span: tuple[date | None, date | None] = (None, None)  # the days it started and ended


@dataclass(frozen=True)
class Town:
    """An inventory to be looked at; its sources are Mapping-free so that seeds can replace them."""

    period: Period
    report_date: date
    sources: tuple[Source, ...]
    form: Form | None = None
    gone: tuple[Source, ...] = ()
    others: tuple[OtherTable, ...] = ()
    file_year: int | None = None
    of_file: bool = False

    def case(self) -> Case:
        """The town as the rules see it."""
        return Case(
            name="2567 v1",
            period=self.period,
            report_date=self.report_date,
            entries=tuple(_entry(one, self.period) for one in self.sources),
            tables=tables(),
            form=self.form,
            gone=tuple(_entry(one, self.period) for one in self.gone),
            others=self.others,
            file_year=self.file_year,
            of_file=self.of_file,
        )

    def with_source(self, place: int, **changes: object) -> Town:
        """The town with one source changed."""
        sources = list(self.sources)
        sources[place] = replace(sources[place], **changes)  # type: ignore[arg-type]
        return replace(self, sources=tuple(sources))


SHAPES: tuple[Shape, ...] = (
    Shape("Diesel (Generator)", "stationary.diesel", "litre", "2.7078", 0, "generator", 0),
    Shape("น้ำมัน Diesel รถส่วนกลาง", "mobile.diesel", "litre", "2.7406", 2400, "flat", 0.18),
    Shape("น้ำมันดีเซล B7 รถขยะ", "mobile.b7", "litre", "2.5504", 5200, "flat", 0.10),
    Shape("แก๊สโซฮอล์ 95", "mobile.e10", "litre", "2.0444", 310, "flat", 0.25),
    Shape("เบนซินรถจักรยานยนต์", "mobile.gasoline", "litre", "2.2394", 96, "flat", 0.25),
    Shape("LPG รถรับส่ง", "mobile.lpg", "litre", "1.7306", 420, "flat", 0.15),
    Shape("NGV รถโดยสาร", "mobile.cng", "kg", "2.2609", 880, "flat", 0.12),
    Shape("ก๊าซหุงต้ม โรงอาหารโรงเรียน", "stationary.lpg", "kg", "3.1134", 96, "kitchen", 0.08),
    Shape("ดีเซลรถตักดิน", "offroad.diesel.industry", "litre", "2.9793", 640, "flat", 0.30),
    Shape("ดีเซลเครื่องสูบน้ำท่วม", "stationary.diesel", "litre", "2.7078", 900, "rain", 0.20),
    Shape("Septic tank พนักงาน", "methane.release", "kg_ch4", "28", 30.24, "flat", 0.05,
          parameters=(("species", "CH4_biogenic"),)),
    Shape("จำนวนคนทำงาน septic", "septic_tank", "person_day", "", 2100, "flat", 0.05, 0),
    Shape("สารทำความเย็น R-32", "refrigerant", "kg_r32", "677", 0, "tops", 0,
          parameters=(("species", "R-32"),)),
    Shape("ไฟฟ้าสำนักงาน", "electricity.paid", "kWh", "0.4999", 34000, "hot", 0.08,
          account="020012345678"),
    Shape("ไฟฟ้าโรงเรียน", "electricity.paid", "kWh", "0.4999", 11800, "school", 0.08,
          account="020012345679"),
    Shape("ไฟฟ้าสาธารณะ", "electricity.free", "kWh", "0.4999", 61000, "flat", 0.06,
          account="020012345680"),
    Shape("โซลาร์รูฟ", "electricity.self_generated", "kWh", "", 4200, "solar", 0.08),
    Shape("กระดาษ A4", "paper.uncoated", "kg", "2.102", 150, "flat", 0.25, 1),
    Shape("น้ำประปาภูมิภาค สำนักงาน", "water.pwa", "m3", "0.541", 460, "flat", 0.22, 0),
    Shape("น้ำประปาภูมิภาค ตลาด", "water.pwa", "m3", "0.541", 1210, "hot", 0.15, 0),
    Shape("ขยะฝังกลบ", "landfill.sent", "kg", "0.7933", 38000, "flat", 0.12),
    Shape("ไม้ฟืน", "stationary.wood", "kg", "0.0304", 260, "school", 0.1),
)  # fmt: skip


def town(seed: int) -> Town:
    """A town without a mistake; another seed makes other figures, noise, growth and years."""
    random = Random(seed)  # noqa: S311 - made-up figures
    fiscal = random.random() < 0.5
    period = fiscal_year(2567) if fiscal else calendar_year(2567)
    first = period.start.month - 1
    sources = []
    for number, shape in enumerate(SHAPES):
        scale = random.uniform(0.4, 2.5)
        growth = random.uniform(0.8, 1.25)
        now = _year(random, shape, scale * growth, first)
        then = _year(random, shape, scale, first)
        sources.append(Source(shape, now, then, f"S{number + 1:02}"))
    form = Form(
        calibrations=(
            Calibrated("S20", "เครื่องชั่ง", Decimal("0.12"), Decimal("0.5"), "%", by_utility=False),
            Calibrated("ไฟฟ้าสำนักงาน", "020012345678", None, None, "%", by_utility=True),
        ),
        pictures=frozenset(PICTURES),
        required=PICTURES,
        meetings=("1", "2"),
        pictured=frozenset({"1", "2"}),
    )
    return Town(period, date(2025, 2, 1), tuple(sources), form)


def _year(random: Random, shape: Shape, scale: float, first: int) -> tuple[Decimal | None, ...]:
    """Twelve months of a source, its noise drawn anew."""
    if shape.profile == "generator":  # a test run now and then, and a cut of the power
        return tuple(
            _round(random.choice((0, 0, 0, 0, random.uniform(8, 14))), shape.places)
            for _ in range(MONTHS)
        )
    if shape.profile == "tops":  # air conditioners are filled when they leak
        return tuple(
            None if random.random() < 0.75 else _round(random.uniform(0.6, 2.6), 1)
            for _ in range(MONTHS)
        )
    profile = PROFILES[shape.profile]
    turned = profile[first:] + profile[:first]
    return tuple(
        _round(shape.usual * scale * share * random.lognormvariate(0, shape.noise), shape.places)
        for share in turned
    )


def _round(value: float, places: int) -> Decimal:
    return exact(f"{value:.{places}f}")


def _entry(one: Source, period: Period) -> Entry:
    shape = one.shape
    kind = kinds()[shape.kind]
    source = EmissionSource(
        id=uuid5(HOUSE, one.code),
        code=one.code,
        kind=shape.kind,
        name_th=shape.label,
        utility_account=shape.account,
        parameters=dict(shape.parameters),
        started_on=one.span[0],
        ended_on=one.span[1],
    )
    before = Period(
        period.start.replace(year=period.start.year - 1),
        period.end.replace(year=period.end.year - 1),
        period.kind,
    )
    lines = _lines(one, source, one.now, period.months())
    extra = tuple(
        line._replace(id=uuid5(line.id, "again"), provenance=Provenance("b" * 64, "ใหม่", "A1", ""))
        for line in lines
        if line.period in [period.months()[place] for place in one.twice]
    )
    lines = (*lines, *extra)
    then = series(_lines(one, source, one.then, before.months()), before)
    return entry(one.code, shape.label, kind, source, lines, series(lines, period), then)


def _lines(
    one: Source,
    source: EmissionSource,
    values: Sequence[Decimal | None],
    months: Sequence[Period],
) -> tuple[ActivityLine, ...]:
    factor = exact(one.shape.factor) if one.shape.factor else None
    return tuple(
        ActivityLine(
            uuid5(source.id, month.start.isoformat()),
            source.id,
            month,
            value,
            one.shape.unit,
            one.shape.origin,
            Grade.Y,
            one.evidence,
            Provenance("a" * 64, "ปีปัจจุบัน", f"F{number}", str(value)),
            factor,
        )
        for number, (month, value) in enumerate(zip(months, values, strict=True), start=1)
        if value is not None
    )


Sower = Callable[[Town, Random], "Sown | None"]


class Sown(NamedTuple):
    """A town with one mistake: what is expected to be said, and of which source or year."""

    town: Town
    codes: frozenset[str]
    subjects: frozenset[str]

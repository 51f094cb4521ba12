"""The uncertainty of an inventory by both approaches: line by line, scope by scope, in total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.inventory.uncertainty.figures import Figure, SourceFigures
from fahsai.core.inventory.uncertainty.interval import wider
from fahsai.core.inventory.uncertainty.propagation import sum_uncertainty
from fahsai.core.inventory.uncertainty.simulation import simulate
from fahsai.core.inventory.uncertainty.stated import IntervalOrigin, Known
from fahsai.core.quantity.exact import EXACT, ZERO, canonical, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.inventory.uncertainty.interval import Interval
    from fahsai.core.inventory.uncertainty.propagation import Product
    from fahsai.core.inventory.uncertainty.simulation import Range

VERSION = "2"
"""Changes when the same intervals would come to another result."""

DRAWS = 10_000
MOST_DRAWS = 100_000
SEED = 1
LARGEST_SEED = 2**63 - 1

HUNDRED = Decimal(100)
LISTED = 20
"""So many codes stand in a finding; the table of lines has them all."""

DRAWN_DIGITS = Context(prec=9)
"""A percentile of draws is noise long before its ninth digit."""


class Width(NamedTuple):
    """How well a sum is known.

    ``kg`` is the exact figure [kg CO2e], ``half_percent`` the half width by approach 1 [% of it],
    ``low_kg`` and ``high_kg`` the 95 % interval by approach 2 [kg CO2e].
    """

    kg: Decimal
    half_percent: Decimal | None
    low_kg: Decimal
    high_kg: Decimal

    @property
    def below_percent(self) -> Decimal | None:
        """How far the interval of approach 2 reaches down [% of the figure]."""
        return _percent(EXACT.subtract(self.kg, self.low_kg), self.kg)

    @property
    def above_percent(self) -> Decimal | None:
        """How far the interval of approach 2 reaches up [% of the figure]."""
        return _percent(EXACT.subtract(self.high_kg, self.kg), self.kg)


class Covered(NamedTuple):
    """A sum, the part of it that intervals are known for, and how well that part is known."""

    kg: Decimal
    covered_percent: Decimal  # of the sum without signs
    width: Width | None


class LineWidth(NamedTuple):
    """One source: its emission in scopes 1 to 3, its figures, how well it is known.

    ``width`` is None where a figure of it has no interval.
    """

    source_id: UUID
    code: str
    kg: Decimal
    figures: tuple[Figure, ...]
    width: Width | None

    @property
    def missing(self) -> tuple[Figure, ...]:
        """The figures that nobody gave an interval for."""
        return tuple(figure for figure in self.figures if figure.known is None)


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """How well an inventory is known; every figure of it is the calculation's own."""

    calculation: str  # SHA-256 of its inputs
    seed: int
    draws: int
    generator: str
    library: str  # what drew: name and version
    lines: tuple[LineWidth, ...]
    classes: Mapping[ReportingClass, Covered]
    total: Covered
    findings: tuple[Finding, ...]


class Line(NamedTuple):
    """A source and its figures, before anything is propagated."""

    source_id: UUID
    code: str
    kg: Decimal
    figures: SourceFigures


class Drawing(NamedTuple):
    """How approach 2 draws."""

    seed: int = SEED
    draws: int = DRAWS
    generator: str = ""
    library: str = ""


class Sums(NamedTuple):
    """The exact sums that are reported: the calculation's name, its total, its scopes."""

    sha256: str
    total_kg: Decimal
    by_class: Mapping[ReportingClass, Decimal]


def assess(sums: Sums, lines: Sequence[Line], drawing: Drawing, subject: str = "") -> Uncertainty:
    """The uncertainty of a calculation by both approaches.

    A line with a figure that has no interval is left out of both, and the sum says which part of
    the emission it speaks of.  What two sources state of one row of a list holds for every source
    that uses the row; of two statements the wider one.

    Findings: ``uncertainty.not_covered``, ``uncertainty.partly_known``, ``uncertainty.differs``,
    ``uncertainty.approach_1_limits``, ``uncertainty.off_mean``.

    Args:
        sums: what the calculation reports [kg CO2e].
        lines: its sources with emissions in scopes 1 to 3.
        drawing: seed and number of draws.
        subject: what findings are about, the name of the version.
    """
    known, differing = _resolved(lines)
    lines = [_with(line, known) for line in lines]
    intervals = {name: one.interval for name, one in known.items()}
    covered = [line for line in lines if all(f.known is not None for f in line.figures.figures)]
    simulated = simulate(
        [[(where.value, one) for where, one in line.figures.products] for line in covered],
        intervals,
        seed=drawing.seed,
        draws=drawing.draws,
    )
    widths = {
        line.source_id: _width([one for _, one in line.figures.products], intervals, drawn)
        for line, drawn in zip(covered, simulated.groups, strict=True)
    }
    made = tuple(
        LineWidth(
            line.source_id,
            line.code,
            line.kg,
            line.figures.figures,
            widths.get(line.source_id),
        )
        for line in lines
    )
    classes = {}
    for where in ReportingClass:
        every = [one for line in lines for at, one in line.figures.products if at is where]
        inside = [one for line in covered for at, one in line.figures.products if at is where]
        if every:
            kg, drawn = sums.by_class[where], simulated.classes.get(where.value)
            classes[where] = _covered(kg, every, inside, intervals, drawn)
    whole = _covered(
        sums.total_kg,
        [one for line in lines for _, one in line.figures.products],
        [one for line in covered for _, one in line.figures.products],
        intervals,
        simulated.total,
    )
    findings = (*differing, *_findings(subject, made, whole))
    return Uncertainty(sums.sha256, *drawing, made, classes, whole, findings)


def line_of(result: SourceResult, figures: SourceFigures) -> Line:
    """A source with its figures."""
    return Line(result.source.id, result.source.code, result.total_kg, figures)


def _resolved(lines: Iterable[Line]) -> tuple[Mapping[str, Known], tuple[Finding, ...]]:
    """What is known of each figure by its name, and ``uncertainty.differs``.

    A statement comes before what a table or a certificate says.
    """
    said: dict[str, list[tuple[Figure, Known]]] = defaultdict(list)
    for line in lines:
        for figure in line.figures.figures:
            if figure.known is not None:
                said[figure.name].append((figure, figure.known))
    known = {}
    findings = []
    for name, entries in said.items():
        stated = [one for _, one in entries if one.origin is IntervalOrigin.STATED]
        held = (stated or [one for _, one in entries])[0]
        for other in stated:
            if wider(held.interval, other.interval) is other.interval:
                held = other
        known[name] = held
        if len({one.interval for one in stated}) > 1:
            findings.append(
                finding(
                    "uncertainty.differs",
                    Level.WARNING,
                    entries[0][0].label or name,
                    stated="; ".join(f"{one.source} {one.interval.text} %" for one in stated),
                    used=held.interval.text,
                )
            )
    return known, tuple(findings)


def _with(line: Line, known: Mapping[str, Known]) -> Line:
    """A line whose figures have what is known of them, whoever said it."""
    figures = tuple(one._replace(known=known.get(one.name)) for one in line.figures.figures)
    return line._replace(figures=line.figures._replace(figures=figures))


def _width(products: Sequence[Product], known: Mapping[str, Interval], drawn: Range) -> Width:
    _, half = sum_uncertainty(products, known)
    low, high = (DRAWN_DIGITS.create_decimal(repr(end)) for end in drawn)
    return Width(total(one.kg for one in products), half, low, high)


def _covered(
    kg: Decimal,
    every: Sequence[Product],
    inside: Sequence[Product],
    known: Mapping[str, Interval],
    drawn: Range | None,
) -> Covered:
    whole = total(one.kg.copy_abs() for one in every)
    share = _percent(total(one.kg.copy_abs() for one in inside), whole)
    return Covered(
        kg,
        ZERO if share is None else share,
        _width(inside, known, drawn) if inside and drawn is not None else None,
    )


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return EXACT.divide(EXACT.multiply(part, HUNDRED), whole.copy_abs()) if whole else None


def _findings(subject: str, lines: Sequence[LineWidth], whole: Covered) -> Iterable[Finding]:
    bare = [line.code for line in lines if line.width is None]
    if bare:
        yield finding(
            "uncertainty.not_covered",
            Level.INFO,
            subject,
            count=str(len(bare)),
            codes=listed(bare),
            percent=canonical(round(whole.covered_percent, 1)),
        )
    partly = [line for line in lines if line.width is None and _stated(line)]
    if partly:
        lacking = [f"{one.code} ({', '.join(each.what for each in one.missing)})" for one in partly]
        yield finding(
            "uncertainty.partly_known",
            Level.INFO,
            subject,
            count=str(len(partly)),
            codes=listed(lacking),
        )
    beyond = [line.code for line in lines if line.width is not None and not _fits_approach_1(line)]
    if beyond:
        yield finding(
            "uncertainty.approach_1_limits",
            Level.WARNING,
            subject,
            count=str(len(beyond)),
            codes=listed(beyond),
        )

    beside = [
        line.code
        for line in lines
        if line.width is not None
        and not all(one.known is None or one.known.interval.keeps_mean for one in line.figures)
    ]
    if beside:
        yield finding(
            "uncertainty.off_mean",
            Level.WARNING,
            subject,
            count=str(len(beside)),
            codes=listed(beside),
        )


def _stated(line: LineWidth) -> bool:
    """Whether somebody stated an interval for a figure of the source itself."""
    origins = (one.known.origin for one in line.figures if one.known is not None)
    return IntervalOrigin.STATED in origins


def listed(codes: Sequence[str]) -> str:
    """Codes one after the other, the first of very many.

    >>> listed(["S01", "S02"]), len(listed(["S01"] * 500))
    ('S01, S02', 101)
    """
    more = ["…"] if len(codes) > LISTED else []
    return ", ".join([*codes[:LISTED], *more])


def _fits_approach_1(line: LineWidth) -> bool:
    return all(one.known is None or one.known.interval.fits_approach_1 for one in line.figures)

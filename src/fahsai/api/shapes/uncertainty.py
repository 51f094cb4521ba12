"""How well a year is known, in the shape of ``fahsai uncertainty --json``."""

from __future__ import annotations

from typing import Literal

from ninja import Schema

from fahsai.api.shapes.calculation import VersionName
from fahsai.api.shapes.common import Class, Exact, FindingShape, Sha256
from fahsai.core.assurance.materiality import MaterialityBase
from fahsai.core.inventory.uncertainty.interval import Shape
from fahsai.core.inventory.uncertainty.stated import IntervalOrigin


class HalfWidth(Schema):
    """By approach 1: half the width of the 95 % interval [% of the figure]."""

    half_width_percent: Exact | None


class DrawnInterval(Schema):
    """By approach 2: the 2.5th and 97.5th percentile of the draws [kgCO2e], and in percent."""

    low: Exact
    high: Exact
    below_percent: Exact | None
    above_percent: Exact | None


class KnownSum(Schema):
    """A sum: the exact figure, the part of it that intervals are known for, that part's own."""

    co2e: Exact
    covered_percent: Exact
    covered: Exact | None
    approach_1: HalfWidth | None
    approach_2: DrawnInterval | None


class StatedInterval(Schema):
    """A 95 % interval [% of the figure] and where it comes from."""

    below_percent: Exact
    above_percent: Exact
    shape: Shape
    origin: IntervalOrigin
    reason: str
    stated_by: str


class KnownFigure(Schema):
    """One figure of a source; sources whose figures have one ``name`` share that figure."""

    what: str
    name: str
    label: str
    interval: StatedInterval | None


class KnownLine(Schema):
    """One source; without an interval of every figure of it both approaches are null."""

    source: str
    label: str
    co2e: Exact
    covered: Exact | None
    approach_1: HalfWidth | None
    approach_2: DrawnInterval | None
    figures: list[KnownFigure]


class DrawingShape(Schema):
    """What approach 2 drew with; the same again gives the same intervals."""

    seed: Exact
    draws: int
    generator: str
    library: str


class QualityShape(Schema):
    """The score of the form's section 8 over the inventory, weighted by emission."""

    score: Exact
    level: int


class ScoreShape(Schema):
    """The score of one source: A x B and its level."""

    source: str
    label: str
    activity: int
    factor: int
    score: int
    level: int


class PointAmount(Schema):
    """An open point and by how much a figure is wrong [kgCO2e]."""

    code: str
    co2e: Exact


class MaterialityShape(Schema):
    """Unresolved errors beside the total that is verified."""

    base: MaterialityBase
    base_co2e: Exact
    threshold_percent: Exact
    errors_co2e: Exact
    percent: Exact | None
    exceeded: bool
    points: list[PointAmount]
    unquantified: list[str]


class UncertaintyShape(Schema):
    """How well a version of a year is known, and what its unresolved errors come to."""

    organisation: str
    version: VersionName
    calculation: Sha256
    unit: Literal["kgCO2e"]
    confidence_percent: Exact
    complete: bool
    total: KnownSum
    by_scope: dict[Class, KnownSum]
    lines: list[KnownLine]
    drawing: DrawingShape
    quality: QualityShape | None
    scores: list[ScoreShape]
    materiality: MaterialityShape
    findings: list[FindingShape]

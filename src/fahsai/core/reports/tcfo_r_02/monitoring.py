"""Section 4: how each source is monitored, and the meter list of the appendix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.factors.factor import Publisher
from fahsai.core.inventory.activity import Origin
from fahsai.core.reports.tcfo_r_02.content import FourTables, Row, Table
from fahsai.core.reports.tcfo_r_02.emissions import class_name
from fahsai.core.reports.tcfo_r_02.frame import S1, S2, S3, SEPARATE, without_number

if TYPE_CHECKING:
    from fahsai.core.factors.choice import FactorChoice
    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.result import ReportingClass, SourceResult
    from fahsai.core.reports.tcfo_r_02.frame import Frame

COLUMNS = (
    "source", "datum", "point", "measured", "paid", "estimated", "evidence", "factor_source",
)  # fmt: skip
SHOWN_FILES = 3
"""Evidence files named in a cell before the rest is only counted."""

_ORIGIN_OF_POINTS = {6: Origin.MEASURED, 3: Origin.PAID, 1: Origin.ESTIMATED}


def monitoring(frame: Frame) -> FourTables:
    """Sections 4.1 to 4.4."""
    return FourTables(
        scope_1=_table(frame, "4.1", (S1,)),
        scope_2=_table(frame, "4.2", (S2,)),
        scope_3=_table(frame, "4.3", (S3,)),
        separate=_table(frame, "4.4", SEPARATE),
    )


def _table(frame: Frame, section: str, classes: tuple[ReportingClass, ...]) -> Table:
    rows: list[Row] = []
    for where in classes:
        for result in frame.of(where):
            name = class_name(frame, result, where)
            rows.append(_row(frame, result, where, f"{len(rows) + 1}. {without_number(name)}"))
    return Table(section, COLUMNS, tuple(rows))


def _row(frame: Frame, result: SourceResult, where: ReportingClass, name: str) -> Row:
    source, tick = result.source, frame.wording.plain("tick")
    found = origins(frame, result)
    ticks = (tick if origin in found else "" for origin in Origin)
    return Row(
        (
            name,
            _datum(frame, result),
            point(frame, source),
            *ticks,
            evidence(frame, source),
            factor_source(frame, result, where),
        ),
        source.id,
    )


def origins(frame: Frame, result: SourceResult) -> frozenset[Origin]:
    """Where the figures of a source come from; without lines, what its points say."""
    lines = frame.lines.get(result.source.id, ())
    if lines:
        return frozenset(line.origin for line in lines)
    return frozenset({_ORIGIN_OF_POINTS.get(result.activity_points, Origin.ESTIMATED)})


def _datum(frame: Frame, result: SourceResult) -> str:
    unit = frame.wording.unit(result.unit) or frame.wording.plain("none_of_gas")
    count = sum(len(line.line_ids) for line in result.lines)
    if count:
        return frame.wording.text("datum", count=count, unit=unit)
    return frame.wording.text("datum_short", unit=unit)


def point(frame: Frame, source: EmissionSource) -> str:
    """The monitoring point: as entered, else place and account, else the unit that records."""
    place = " ".join(part for part in (frame.place(source), source.utility_account) if part)
    return source.monitoring_point or place or frame.unit_name(source)


def evidence(frame: Frame, source: EmissionSource) -> str:
    """The evidence as entered, else the names of the files behind the lines."""
    if source.evidence_note:
        return source.evidence_note
    hashes = dict.fromkeys(
        sha256 for line in frame.lines.get(source.id, ()) for sha256 in line.evidence
    )
    names = list(dict.fromkeys(frame.dossier.evidence_names.get(h, h[:12]) for h in hashes))
    if len(names) > SHOWN_FILES:
        rest = frame.wording.text("more_evidence", count=len(names) - SHOWN_FILES)
        names = [*names[:SHOWN_FILES], rest]
    return "\n".join(names)


def factor_source(frame: Frame, result: SourceResult, where: ReportingClass) -> str:
    """Column ที่มาของค่า EF: the sources of the factors that made this part of the result."""
    method_sources = frame.wording.words["method_sources"]
    if result.method in method_sources:
        return str(method_sources[result.method])
    choices = _choices(result, where)
    if not choices:
        complete = result.complete
        return (
            frame.wording.word("monitoring", "no_factor")
            if complete
            else frame.wording.plain("not_calculated")
        )
    texts = (
        _citation(frame, choice.chosen)
        if choice.chosen is not None
        else frame.wording.plain("not_calculated")
        for choice in choices
    )
    return "\n".join(dict.fromkeys(texts))


def _citation(frame: Frame, factor: EmissionFactor) -> str:
    """A factor's list and its place there, short enough for a column of the form.

    The whole source stands in the factor list of the workbook and in the trace.  A factor of no
    list names the document that it was entered with.
    """
    if factor.edition not in frame.wording.words["editions"]:
        supplied = factor.publisher is Publisher.SUPPLIER
        said = "own_supplier" if supplied else "own"
        return frame.wording.word("monitoring", said, source=factor.source, code=factor.key)
    name = frame.wording.named("editions", factor.edition)
    return frame.wording.word("monitoring", "citation", edition=name, position=factor.position)


def _choices(result: SourceResult, where: ReportingClass) -> tuple[FactorChoice, ...]:
    """The choices whose terms gave components of the class; all of them without a result."""
    terms = {
        component.term
        for line in result.lines
        for component in line.components
        if component.reporting_class is where
    }
    roles = {result.choices[term].role for term in terms if term < len(result.choices)}
    if not roles:
        return result.choices
    return tuple(choice for choice in result.choices if choice.role in roles)


def meters(frame: Frame) -> Table:
    """The meter list: every source with an account or a monitoring point of its own."""
    listed = [
        result.source
        for result in frame.dossier.calculation.sources
        if not result.source.excluded
        and (result.source.utility_account or result.source.monitoring_point)
    ]
    rows = tuple(
        Row(
            (
                str(number),
                source.utility_account or frame.wording.plain("none_of_gas"),
                without_number(source.name_th),
                frame.place(source) or frame.wording.plain("none_of_gas"),
                frame.unit_name(source),
                point(frame, source),
            ),
            source.id,
        )
        for number, source in enumerate(listed, 1)
    )
    return Table("A1", ("number", "account", "source", "place", "unit", "point"), rows)

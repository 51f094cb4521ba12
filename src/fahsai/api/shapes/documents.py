"""Documents, the figures printed in them, and the chain behind a figure."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Schema

from fahsai.api.shapes.activity import LineShape, line_shape
from fahsai.api.shapes.boundary import SourceShape, source_shape
from fahsai.api.shapes.calculation import CandidateShape, FactorShape
from fahsai.api.shapes.common import (
    Amount,
    Class,
    Exact,
    FindingShape,
    PageOf,
    Sha256,
    Words,
    amount,
    class_code,
    co2e,
    finding_shapes,
)
from fahsai.core.assurance.trace import Trace
from fahsai.core.finding import Finding
from fahsai.core.quantity.exact import canonical
from fahsai.core.reports.cells import DocumentCell
from fahsai.services.calculation_json import candidates_json, factor_json
from fahsai.services.document_cells import TracedCell
from fahsai.services.year_documents import YearDocument
from fahsai.words.explain import choice_words
from fahsai.words.messages import Language, step_text
from fahsai.words.places import place_words


class DocumentShape(Schema):
    """A kept document; ``current`` where it was made of the result that holds now."""

    id: UUID
    kind: str
    file_name: str
    media_type: str
    made_at: datetime
    sha256: Sha256
    size: int
    version: int
    current: bool
    of_draft: bool


class DocumentList(Schema):
    """The documents of a year; ``findings`` are said while they are made."""

    items: list[DocumentShape]
    findings: list[FindingShape]


class CellShape(Schema):
    """One printed figure: where it stands, what it is and its text as printed."""

    document: str
    place: str
    place_in_words: Words
    source_id: UUID | None
    label: str
    text: str
    base_year: bool


class CellPage(PageOf[CellShape]):
    """The figures of a document, in its order."""


class TracedLineShape(Schema):
    """A line with the names of its evidence files and its part of scopes 1 to 3."""

    line: LineShape
    evidence_names: list[str]
    co2e: Amount | None


class ChoiceShape(Schema):
    """The factor of one term, why, and what else was considered."""

    role: str
    factor: FactorShape | None
    why: Words
    candidates: list[CandidateShape]


class StepShape(Schema):
    """One printed step of the method."""

    code: str
    data: dict[str, str]
    th: str
    en: str


class ComponentShape(Schema):
    """One gas of one class; ``gwp`` [kgCO2e per kg] is null where only CO2e is known."""

    reporting_class: Class
    gas: str
    mass: Amount | None
    gwp: Exact | None
    co2e: Amount


class TraceShape(Schema):
    """The whole chain of a source or of one of its lines, from evidence to printed figures."""

    name: str
    year_be: int
    source: SourceShape
    calculation: Sha256
    factor_set: str
    gwp_set: str
    method: str
    complete: bool
    quantity: Amount
    co2e: Amount | None
    lines: list[TracedLineShape]
    choices: list[ChoiceShape]
    steps: list[StepShape]
    components: list[ComponentShape]
    cells: list[CellShape]
    findings: list[FindingShape]


class TracedCellShape(Schema):
    """A printed figure and its chain; null for a total and for a figure of the base year.

    ``current`` is false where the year has been calculated anew since the document was made.
    """

    cell: CellShape
    current: bool
    trace: TraceShape | None


def document_list(
    documents: tuple[YearDocument, ...], findings: tuple[Finding, ...] = ()
) -> DocumentList:
    """Documents as the API shows them."""
    return DocumentList(
        items=[
            DocumentShape(
                id=one.id,
                kind=one.kind,
                file_name=one.file_name,
                media_type=one.media_type,
                made_at=one.made_at,
                sha256=one.sha256,
                size=one.size,
                version=one.version,
                current=one.current,
                of_draft=one.of_draft,
            )
            for one in documents
        ],
        findings=finding_shapes(findings),
    )


def cell_shape(cell: DocumentCell) -> CellShape:
    """A printed figure as the API shows it."""
    said = {one.value: place_words(cell.place, one) for one in Language}
    return CellShape(**cell._asdict(), place_in_words=Words(**said))


def trace_shape(name: str, year_be: int, trace: Trace) -> TraceShape:
    """A chain as the API shows it."""
    result = trace.result
    return TraceShape(
        name=name,
        year_be=year_be,
        source=source_shape(result.source),
        calculation=trace.calculation_sha256,
        factor_set=trace.factor_set,
        gwp_set=trace.gwp_set,
        method=result.method,
        complete=result.complete,
        quantity=amount(result.quantity, result.unit),
        co2e=co2e(result.total_kg) if result.complete else None,
        lines=[
            TracedLineShape(
                line=line_shape(one.code, result.source, one.line),
                evidence_names=list(one.evidence),
                co2e=None if one.co2e_kg is None else co2e(one.co2e_kg),
            )
            for one in trace.lines
        ],
        choices=[
            ChoiceShape(
                role=choice.role,
                factor=None
                if choice.chosen is None
                else FactorShape.model_validate(factor_json(choice.chosen)),
                why=Words(**{one.value: choice_words(choice, one) for one in Language}),
                candidates=[CandidateShape(**one) for one in candidates_json(choice)],
            )
            for choice in trace.choices
        ],
        steps=[
            StepShape(
                code=step.code,
                data=dict(step.data),
                th=step_text(step.code, step.data, Language.TH),
                en=step_text(step.code, step.data, Language.EN),
            )
            for step in trace.steps
        ],
        components=[
            ComponentShape(
                reporting_class=class_code(one.reporting_class),
                gas=one.gas,
                mass=None if one.mass_kg is None else amount(one.mass_kg, "kg"),
                gwp=None if one.gwp is None else canonical(one.gwp),
                co2e=co2e(one.co2e_kg),
            )
            for one in trace.components
        ],
        cells=[cell_shape(cell) for cell in trace.cells],
        findings=finding_shapes(trace.findings),
    )


def traced_cell_shape(traced: TracedCell) -> TracedCellShape:
    """A printed figure with its chain, as the API shows it."""
    trace = traced.trace
    return TracedCellShape(
        cell=cell_shape(traced.cell),
        current=traced.current,
        trace=None
        if trace is None
        else trace_shape(trace.result.source.code, traced.year_be, trace),
    )

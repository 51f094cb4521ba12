"""What the page of one source, or of one of its records, shows: the whole chain of a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse
from django.utils.http import urlencode

from fahsai.core.inventory.boundary import Organisation
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import ZERO, total
from fahsai.services.kinds import kind_list
from fahsai.services.names import gas_names
from fahsai.web.biomass_words import parameter_said
from fahsai.web.said import Said, findings_said
from fahsai.web.shown import Text, exact_text, formula, kilograms_text, tonnes_text
from fahsai.web.year.gases import gas_label
from fahsai.web.year_address import address_query
from fahsai.words.explain import choice_words
from fahsai.words.messages import step_text
from fahsai.words.places import place_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal
    from uuid import UUID

    from fahsai.core.assurance.trace import Trace, TracedComponent, TracedLine
    from fahsai.core.factors.choice import FactorChoice
    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.core.inventory.result import Component
    from fahsai.web.shown import Shown


class Asked(NamedTuple):
    """What a trace was asked for; ``files`` names the imported workbooks by SHA-256.

    ``number`` is that of an older version, None for the newest; ``period`` tells two years of
    one number apart.
    """

    organisation: Organisation
    year_be: int
    name: str
    files: Mapping[str, str]
    number: int | None = None
    period: str = ""


class ClassSum(NamedTuple):
    """What is reported in one class; classes are never added to each other here."""

    key: str
    label: str
    tonnes: str
    kg: str


class RecordShown(NamedTuple):
    """One activity record, with what it came to [kg] in each class of the source."""

    code: str
    when: str  # what its code has after the source's, the end of its address
    period: str
    quantity: str
    unit: str
    origin: str
    grade: str
    sums: tuple[str, ...]
    place: str
    raw: str
    evidence: tuple[FileShown, ...]


class FileShown(NamedTuple):
    """A file that figures or evidence come from, by its hash; kept files may be downloaded."""

    name: str
    sha256: str
    kept: bool = True


class CandidateShown(NamedTuple):
    """A factor that was considered and not taken."""

    name: Text
    figure: str
    edition: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChosenShown:
    """The factor of one term: why, what it is, and where its digits come from."""

    why: str
    name: Text
    figure: str
    edition: str
    key: str
    source: str
    conversion: str
    gases: tuple[str, ...]
    rule: str
    inputs: tuple[tuple[str, str], ...]
    equation: str
    reference: str
    circular: bool
    candidates: tuple[CandidateShown, ...]
    chosen: bool


class ComponentShown(NamedTuple):
    """Mass of a gas x GWP = CO2e, under its class."""

    where: str
    gas: str
    name: str
    mass: str
    gwp: str
    co2e: str


class CellShown(NamedTuple):
    """A cell of a document in which the source's figures stand."""

    document: str
    place: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class TracePage:
    """Everything on the page, ready to print."""

    organisation: Text
    code: str
    year_be: int
    year: str
    source_code: str
    name: Text
    kind: Text
    asks_biomass: bool  # whether the questions on renewable biomass are asked of it
    facts: tuple[tuple[str, str], ...]
    results: tuple[ClassSum, ...]
    part: bool
    records: tuple[RecordShown, ...]
    quantity: str
    unit: str
    files: tuple[FileShown, ...]
    evidence: tuple[FileShown, ...]
    factors: tuple[ChosenShown, ...]
    steps: tuple[str, ...]
    components: tuple[ComponentShown, ...]
    cells: tuple[CellShown, ...]
    findings: tuple[Said, ...]
    version: str
    query: str
    period_word: str
    history: str  # the address of what was changed about the source
    record_history: str  # the same for the one record of the page; "" where there are several
    review: str  # the end of the address that raises a point about it
    edition: str
    gwp_set: str
    hash: str


def trace_page(asked: Asked, trace: Trace, shown: Shown) -> TracePage:
    """The page of a trace: records, factors, gases, and the cells of the documents."""
    organisation, year_be = asked.organisation, asked.year_be
    source = trace.result.source
    kinds = {kind.code: kind for kind in kind_list()}
    kind = kinds.get(source.kind)
    lines = [traced.line for traced in trace.lines]
    return TracePage(
        organisation=shown.organisation(organisation),
        code=organisation.code,
        year_be=year_be,
        year=shown.year(year_be),
        source_code=source.code,
        name=shown.source(source),
        kind=Text(source.kind) if kind is None else shown.name(kind.name_th, kind.name_en),
        asks_biomass=kind is not None and kind.asks_biomass,
        facts=_facts(trace, shown),
        results=_sums(trace.components, shown),
        part=asked.name != source.code,
        records=tuple(_record(traced, trace, shown) for traced in trace.lines),
        quantity=exact_text(trace.result.quantity),
        unit=shown.unit(trace.result.unit),
        files=_files(lines, asked.files),
        evidence=_evidence(trace),
        factors=tuple(_chosen(choice, trace, shown) for choice in trace.choices),
        steps=tuple(step_text(step.code, step.data, shown.language) for step in trace.steps),
        components=tuple(_component(one, shown) for one in trace.components),
        cells=tuple(
            CellShown(
                cell.document,
                place_words(cell.place, shown.language),
                " ".join(cell.label.split()),
                cell.text,
            )
            for cell in trace.cells
        ),
        findings=findings_said(trace.findings, shown),
        version=_version(asked, shown),
        query=address_query(asked.period, asked.number),
        period_word=asked.period,
        history=_history(asked, "source", source.id),
        record_history=_history(asked, "activity", lines[0].id) if len(lines) == 1 else "",
        review=_review(asked, source.code),
        edition=shown.edition(trace.factor_set),
        gwp_set=shown.gwp_set(trace.gwp_set),
        hash=trace.calculation_sha256,
    )


def _history(asked: Asked, kind: str, key: UUID) -> str:
    return reverse("history", args=(asked.organisation.code, kind, key))


def _review(asked: Asked, code: str) -> str:
    """The end of the address that raises a point about a source."""
    start = address_query(asked.period, asked.number)
    return f"{start}{'&' if start else '?'}{urlencode({'subject': code})}"


def _version(asked: Asked, shown: Shown) -> str:
    """An older version by its name; nothing for the newest."""
    if asked.number is None:
        return ""
    return shown.word("values", "version", number=str(asked.number))


def _facts(trace: Trace, shown: Shown) -> tuple[tuple[str, str], ...]:
    """What the organisation wrote about the source; blanks are left out."""
    source = trace.result.source
    written = {
        "place": source.place,
        "equipment": source.equipment,
        "capacity": source.capacity,
        "utility_account": source.utility_account,
        "choice_reason": source.choice_reason,
        "started": "" if source.started_on is None else shown.day(source.started_on),
        "started_reason": source.started_reason,
        "ended": "" if source.ended_on is None else shown.day(source.ended_on),
        "ended_reason": source.ended_reason,
    }
    facts = [(shown.word("source_facts", key), text) for key, text in written.items() if text]
    facts.extend(parameter_said(name, value, shown) for name, value in source.parameters.items())
    return tuple(facts)


def _sums(components: Iterable[TracedComponent | Component], shown: Shown) -> tuple[ClassSum, ...]:
    """The sum of each class, in the order of the form."""
    sums: dict[ReportingClass, Decimal] = {}
    for one in components:
        held = sums.get(one.reporting_class, ZERO)
        sums[one.reporting_class] = total((held, one.co2e_kg))
    return tuple(
        ClassSum(where.value, shown.common("classes", where), tonnes_text(kg), kilograms_text(kg))
        for where in ReportingClass
        if (kg := sums.get(where)) is not None
    )


def _record(traced: TracedLine, trace: Trace, shown: Shown) -> RecordShown:
    line = traced.line
    own = [counted for counted in trace.result.lines if counted.line_ids == (line.id,)]
    parts = _sums((one for counted in own for one in counted.components), shown)
    sums = {part.key: part for part in parts}
    place = line.provenance
    return RecordShown(
        code=traced.code,
        when=traced.code.rpartition("/")[2],
        period=shown.period(line.period),
        quantity=exact_text(line.quantity),
        unit=shown.unit(line.unit),
        origin=shown.common("origins", line.origin),
        grade=line.grade.value,
        sums=tuple(
            sums[part.key].kg if part.key in sums else "–"
            for part in _sums(trace.components, shown)
        ),
        place="" if place is None else f"{place.sheet}!{place.cell}",
        raw="" if place is None else place.raw,
        evidence=tuple(
            FileShown(name, sha256)
            for name, sha256 in zip(traced.evidence, line.evidence, strict=True)
        ),
    )


def _files(lines: list[ActivityLine], names: Mapping[str, str]) -> tuple[FileShown, ...]:
    """The workbooks that the records were read from, each once."""
    found: dict[str, str] = {}
    for line in lines:
        place = line.provenance
        if place is not None:
            found[place.file_sha256] = names.get(place.file_sha256, place.sheet)
    return tuple(FileShown(name, sha256, sha256 in names) for sha256, name in found.items())


def _evidence(trace: Trace) -> tuple[FileShown, ...]:
    found: dict[str, str] = {}
    for traced in trace.lines:
        found.update(zip(traced.line.evidence, traced.evidence, strict=True))
    return tuple(FileShown(name, sha256) for sha256, name in found.items())


def _chosen(choice: FactorChoice, trace: Trace, shown: Shown) -> ChosenShown:
    factor = choice.chosen
    why = choice_words(choice, shown.language)
    others = tuple(
        CandidateShown(
            name=shown.name(one.factor.name_th, one.factor.name_en),
            figure=_figure(one.factor, shown),
            edition=shown.edition(one.factor.edition),
            reason=shown.common("candidate_reasons", one.reason),
        )
        for one in choice.candidates
        if one.factor is not factor
    )
    if factor is None:
        return ChosenShown(
            why, Text(""), "", "", "", "", "", (), "", (), "", "", circular=False,
            candidates=others, chosen=False,
        )  # fmt: skip
    derivation = factor.derivation
    return ChosenShown(
        why=why,
        name=shown.name(factor.name_th, factor.name_en),
        figure=_figure(factor, shown),
        edition=shown.edition(factor.edition),
        key=f"{factor.edition}:{factor.key}",
        source=factor.source,
        conversion=_conversion(choice, factor, trace, shown),
        gases=tuple(
            shown.word("values", "gas_mass", gas=formula(gas), mass=exact_text(mass))
            for gas, mass in factor.gases.items()
        ),
        rule=shown.common("rules", derivation.rule),
        inputs=tuple(derivation.inputs.items()),
        equation=derivation.equation,
        reference=derivation.reference,
        circular=derivation.circular,
        candidates=others,
        chosen=True,
    )


def _figure(factor: EmissionFactor, shown: Shown) -> str:
    return shown.word(
        "values", "factor", figure=f"{factor.published:,f}", unit=shown.unit(factor.unit)
    )


def _conversion(choice: FactorChoice, factor: EmissionFactor, trace: Trace, shown: Shown) -> str:
    if choice.unit_factor is None or choice.unit_factor == ZERO:
        return ""
    return shown.word(
        "values",
        "conversion",
        unit=shown.unit(choice.unit or trace.result.unit),
        figure=exact_text(choice.unit_factor),
        to=shown.unit(factor.unit),
    )


def _component(one: TracedComponent, shown: Shown) -> ComponentShown:
    named = gas_names().get(one.gas)
    return ComponentShown(
        where=shown.common("classes", one.reporting_class),
        gas=formula(one.gas),
        name=gas_label(one.gas, shown) if named is None else named[0 if shown.thai else 1],
        mass="–" if one.mass_kg is None else kilograms_text(one.mass_kg),
        gwp="–" if one.gwp is None else kilograms_text(one.gwp),
        co2e=kilograms_text(one.co2e_kg),
    )

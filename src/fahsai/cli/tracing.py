"""Printing the trace of a number, step by step."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import canonical, total
from fahsai.words.explain import choice_words
from fahsai.words.messages import Language, day_words, step_text
from fahsai.words.places import place_words

from fahsai.cli.show import Shown, kilograms, say  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fahsai.core.assurance.trace import Trace
    from fahsai.core.factors.choice import FactorChoice
    from fahsai.core.factors.factor import EmissionFactor


def print_trace(trace: Trace, files: Mapping[str, str], shown: Shown) -> None:
    """The chain from the activity records to the cells of the documents.

    Args:
        trace: the chain.
        files: the names of the imported workbooks by SHA-256.
        shown: the language.
    """
    parts = (
        _source(trace, shown),
        _lines(trace, files, shown),
        _factors(trace, shown),
        _components(trace, shown),
        _cells(trace, shown),
    )
    for number, part in enumerate(parts):
        for text in part:
            say(sys.stdout, text)
        if number == 0 and trace.findings:
            say(sys.stdout, shown.word("trace", "findings"))
            shown.findings(trace.findings)


def _source(trace: Trace, shown: Shown) -> Iterator[str]:
    source = trace.result.source
    yield shown.word("trace", "source", code=source.code, name=source.name_th, kind=source.kind)
    yield shown.word(
        "trace",
        "calculation",
        sha256=trace.calculation_sha256,
        edition=trace.factor_set,
        gwp=trace.gwp_set,
    )


def _lines(trace: Trace, files: Mapping[str, str], shown: Shown) -> Iterator[str]:
    yield shown.word("trace", "lines")
    for code, line, evidence, kg in trace.lines:
        place = line.provenance
        yield shown.word(
            "trace",
            "line",
            code=code,
            id=str(line.id),
            start=day_words(line.period.start, shown.language),
            end=day_words(line.period.last_day, shown.language),
            quantity=canonical(line.quantity),
            unit=line.unit,
            origin=shown.word("origins", line.origin),
            grade=str(line.grade),
            kg=kilograms(kg),
        )
        if place is not None:
            yield shown.word(
                "trace",
                "provenance",
                sheet=place.sheet,
                cell=place.cell,
                raw=place.raw,
                file=files.get(place.file_sha256, "-"),
                sha256=place.file_sha256,
            )
        for name, sha256 in zip(evidence, line.evidence, strict=True):
            yield shown.word("trace", "evidence", name=name, sha256=sha256)
        if not evidence:
            yield shown.word("trace", "no_evidence")


def _factors(trace: Trace, shown: Shown) -> Iterator[str]:
    yield shown.word("trace", "factors")
    for choice in trace.choices:
        yield f"    {choice_words(choice, shown.language)}"
        if choice.chosen is not None:
            yield from _factor(choice, choice.chosen, trace, shown)
        for one in choice.candidates:
            if one.factor is not choice.chosen:
                yield shown.word(
                    "trace",
                    "candidate",
                    edition=one.factor.edition,
                    key=one.factor.key,
                    published=str(one.factor.published),
                    unit=one.factor.unit,
                    reason=shown.word("candidate_reasons", one.reason),
                )
    for step in trace.steps:
        yield f"    {step_text(step.code, step.data, shown.language)}"


def _factor(
    choice: FactorChoice, factor: EmissionFactor, trace: Trace, shown: Shown
) -> Iterator[str]:
    if choice.unit_factor is not None:
        yield shown.word(
            "trace",
            "conversion",
            unit=choice.unit or trace.result.unit,
            factor=canonical(choice.unit_factor),
            to=factor.unit,
        )
    name = factor.name_th if shown.language is Language.TH else factor.name_en
    yield shown.word(
        "trace",
        "factor",
        edition=factor.edition,
        key=factor.key,
        name=name,
        published=str(factor.published),
        unit=factor.unit,
        source=factor.source,
    )
    for gas, mass in factor.gases.items():
        yield shown.word("trace", "gas", gas=gas, mass=canonical(mass), unit=factor.unit)
    derivation = factor.derivation
    inputs = ", ".join(f"{name} = {value}" for name, value in derivation.inputs.items())
    yield shown.word(
        "trace",
        "derivation",
        rule=shown.word("rules", derivation.rule),
        inputs=inputs or "-",
        equation=derivation.equation or "-",
        reference=derivation.reference,
    )
    if derivation.circular:
        yield shown.word("trace", "circular")


def _components(trace: Trace, shown: Shown) -> Iterator[str]:
    yield shown.word("trace", "components")
    for one in trace.components:
        if one.mass_kg is None:
            yield shown.word(
                "trace",
                "component_co2e",
                where=shown.word("classes", one.reporting_class),
                gas=one.gas,
                quantity=canonical(total(line.line.quantity for line in trace.lines)),
                unit=trace.result.unit,
                co2e=canonical(one.co2e_kg),
            )
            continue
        yield shown.word(
            "trace",
            "component",
            where=shown.word("classes", one.reporting_class),
            gas=one.gas,
            mass=canonical(one.mass_kg),
            gwp="-" if one.gwp is None else canonical(one.gwp),
            co2e=canonical(one.co2e_kg),
        )


def _cells(trace: Trace, shown: Shown) -> Iterator[str]:
    yield shown.word("trace", "cells" if trace.cells else "no_cells")
    for cell in trace.cells:
        label = " ".join(cell.label.split())
        place = place_words(cell.place, shown.language)
        yield f"    {cell.document} {place}: {cell.text}  ({label})"

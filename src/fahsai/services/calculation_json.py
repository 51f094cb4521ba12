"""A calculation as plain JSON: decimals as strings, words in Thai and English.

The shape is described by ``docs/calculation.schema.json``; a test validates against it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import fahsai
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import ZERO, canonical, total
from fahsai.services.calculate_file import Factors, sheet_sum
from fahsai.services.scope3_categories import categories_json
from fahsai.services.sheets.comparison import compare_stored
from fahsai.words.explain import choice_words, difference_words
from fahsai.words.load import words
from fahsai.words.messages import Language, message, step_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from fahsai.core.factors.choice import FactorChoice
    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.core.inventory.difference import Part
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.thai.period import Period
    from fahsai.services.calculate_file import FileCalculation, FileLine, FileYear
    from fahsai.services.calculate_year import YearResult
    from fahsai.services.sheets.comparison import StoredLine

Json = dict[str, Any]

SCOPES = {
    ReportingClass.SCOPE_1: "1",
    ReportingClass.SCOPE_2: "2",
    ReportingClass.SCOPE_3: "3",
    ReportingClass.SEPARATE: "separate",
    ReportingClass.BIOGENIC: "biogenic",
}


def file_json(answer: FileCalculation) -> Json:
    """The answer of ``fahsai calculate BOOK.xlsx --json``."""
    years = [_year(year, answer) for year in answer.years]
    first: Json = years[0] if years else _nothing()
    findings = [*findings_json(answer.findings), *(first.pop("findings") if years else [])]
    label = words("calculation")["labels"][answer.factors]
    return {
        "program": f"fahsai {fahsai.__version__}",
        "file": {"name": answer.name, "sha256": answer.sha256, "layout": answer.layout},
        "factors": str(answer.factors),
        "label": dict(label),
        "edition": answer.factor_set,
        "gwp_set": answer.gwp_set,
        "report_date": answer.report_date.isoformat(),
        "unit": "kgCO2e",
        **first,
        "findings": findings,
        "other_years": years[1:],
    }


def refusal_json(name: str, findings: Iterable[Finding]) -> Json:
    """The answer for a file that could not be read: findings and nothing else."""
    return {
        "program": f"fahsai {fahsai.__version__}",
        "file": {"name": name, "sha256": None, "layout": None},
        "factors": None,
        "label": None,
        "edition": None,
        "gwp_set": None,
        "report_date": None,
        "unit": "kgCO2e",
        **_nothing(),
        "findings": findings_json(findings),
        "other_years": [],
    }


def year_json(result: YearResult, lines: Sequence[ActivityLine], organisation: str) -> Json:
    """The answer of ``fahsai calculate --organisation X --year Y``: stored data, same shape.

    Args:
        result: the kept calculation of the year.
        lines: the activity lines it rests on, for the cells they were imported from.
        organisation: the organisation's code.
    """
    calculation = result.calculation
    compared = compare_stored(calculation, lines)
    return {
        "program": f"fahsai {calculation.program_version}",
        "organisation": organisation,
        "version": {
            "year_be": result.version.year_be,
            "number": result.version.number,
            "state": str(result.version.state),
        },
        "calculation": calculation.sha256,
        "factors": str(Factors.EDITION),
        "label": dict(words("calculation")["labels"][Factors.EDITION]),
        "edition": calculation.factor_set,
        "gwp_set": calculation.gwp_set,
        "report_date": calculation.report_date.isoformat(),
        "unit": "kgCO2e",
        "sheet": "",
        "role": "current",
        "period": period_json(calculation.period),
        "sheet_total": _decimal(compared.sheet_total),
        "total": canonical(calculation.total_kg),
        "complete": calculation.complete,
        "by_scope": _by_scope(calculation.by_class),
        "scope_3": categories_json(calculation),
        "lines": [_stored_line(line) for line in compared.lines],
        "findings": findings_json((*result.findings, *compared.findings)),
        "other_years": [],
    }


def _stored_line(compared: StoredLine) -> Json:
    result, lines = compared.result, compared.lines
    places = [line.provenance for line in lines if line.provenance is not None]
    return {
        "sheet": places[0].sheet if places else "",
        "cell": places[0].cell if places else "",
        "source": result.source.code,
        "label": result.source.name_th,
        "quantity": canonical(result.quantity),
        "unit": result.unit,
        "unit_in_sheet": result.unit,
        "scope_in_sheet": "",
        **_result(result),
        "sheet_factor": _decimal(compared.factor),
        "sheet_co2e": _decimal(compared.sheet_kg),
        "difference": [part_json(part) for part in compared.parts],
        "months": [
            {
                "period": f"{line.period.start.year}-{line.period.start.month:02}",
                "cell": line.provenance.cell if line.provenance else "",
                "quantity": canonical(line.quantity),
                "co2e": _decimal(kg),
            }
            for line, kg in zip(lines, compared.months, strict=True)
        ],
    }


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else canonical(value)


def _nothing() -> Json:
    return {
        "sheet": "",
        "role": "",
        "period": None,
        "sheet_total": None,
        "total": None,
        "complete": False,
        "by_scope": {},
        "lines": [],
    }


def _year(year: FileYear, answer: FileCalculation) -> Json:
    by_sheet = answer.factors is Factors.SHEET
    return {
        "sheet": year.year.sheet,
        "role": year.year.role,
        "period": period_json(year.calculation.period),
        "sheet_total": _decimal(year.sheet_total),
        "total": canonical(sheet_sum(year.lines) if by_sheet else year.calculation.total_kg),
        "complete": year.complete,
        "by_scope": {
            scope: canonical(kg) for scope, kg in scope_sums(year, answer.factors).items()
        },
        "lines": [_line(line, by_sheet=by_sheet) for line in year.lines],
        "findings": findings_json(year.findings),
    }


def scope_sums(year: FileYear, factors: Factors) -> Mapping[str, Decimal]:
    """The sums of a year by scope [kg CO2e]: ``1``, ``2``, ``3``, ``separate`` and others.

    Where the workbook's own factors count, by the scope it writes each row under (``unknown``
    where it writes none).
    """
    if factors is not Factors.SHEET:
        return _classes(year.calculation.by_class)
    sums: dict[str, Decimal] = {"1": ZERO, "2": ZERO, "3": ZERO, "separate": ZERO}
    for line in year.lines:
        if not line.row.counted:
            sums["separate"] = total((sums["separate"], line.row.kg))
        else:
            scope = line.row.scope or "unknown"
            sums[scope] = total((sums.get(scope, ZERO), line.sheet_kg or ZERO))
    return sums


def _line(line: FileLine, *, by_sheet: bool) -> Json:
    row = line.row
    return {
        "sheet": row.sheet,
        "cell": row.cell,
        "source": "",
        "label": row.label,
        "quantity": canonical(row.quantity),
        "unit": line.result.unit if line.result and line.result.unit else row.unit_text,
        "unit_in_sheet": row.unit_text,
        "scope_in_sheet": row.scope,
        **(_sheet_result(line) if by_sheet else _own_result(line)),
        "sheet_factor": _decimal(row.factor),
        "sheet_co2e": _decimal(line.sheet_kg),
        "difference": [part_json(part) for part in line.parts],
        "months": [
            {
                "period": period,
                "cell": cell,
                "quantity": canonical(quantity),
                "co2e": _decimal(kg),
            }
            for period, cell, quantity, kg in line.months
        ],
    }


def _own_result(line: FileLine) -> Json:
    return _unknown() if line.result is None else _result(line.result)


def _sheet_result(line: FileLine) -> Json:
    """The line by the workbook's own factor: nothing in it is of an edition."""
    row, known = line.row, line.has_sheet_result
    factor = None
    if row.factor is not None:
        factor = {"edition": "sheet", "key": row.cell, "co2e_per_unit": canonical(row.factor)}
    return {
        "kind": line.result.source.kind if line.result else None,
        "co2e": _decimal(line.sheet_kg) if known else None,
        "co2e_by_class": _sheet_classes(line) if known else {},
        "gases": [],
        "factor": factor,
        "factors": [],
        "why": dict(words("calculation")["why"]["sheet" if known else "sheet_nothing"]),
    }


def _sheet_classes(line: FileLine) -> Json:
    """The workbook's own figure under the scope it writes the row in; empty where it says none."""
    if not line.row.counted:
        return {str(ReportingClass.SEPARATE): canonical(line.row.kg)}
    return {line.row.scope: canonical(line.sheet_kg or ZERO)} if line.row.scope else {}


def _unknown() -> Json:
    return {
        "kind": None,
        "co2e": None,
        "co2e_by_class": {},
        "gases": [],
        "factor": None,
        "factors": [],
        "why": dict(words("calculation")["why"]["unknown"]),
    }


def _result(result: SourceResult) -> Json:
    chosen = [choice for choice in result.choices if choice.chosen is not None]
    factors = [factor_json(choice.chosen) for choice in chosen if choice.chosen is not None]
    return {
        "kind": result.source.kind,
        "co2e": canonical(result.total_kg) if result.complete else None,
        "co2e_by_class": {str(where): canonical(kg) for where, kg in result.by_class.items()},
        "gases": gas_list(result),
        "factor": factors[0] if factors else None,
        "factors": factors,
        "why": _why(result),
    }


def gas_list(result: SourceResult) -> list[Json]:
    """Mass and CO2e of each gas of a source by class, added up over its lines [kg]."""
    sums: dict[tuple[str, str], tuple[Decimal | None, Decimal]] = {}
    for line in result.lines:
        for component in line.components:
            key = (str(component.reporting_class), component.gas)
            mass, co2e = sums.get(key, (None, ZERO))
            if component.mass_kg is not None:
                mass = total((mass or ZERO, component.mass_kg))
            sums[key] = (mass, total((co2e, component.co2e_kg)))
    return [
        {
            "class": where,
            "gas": gas,
            "mass_kg": None if mass is None else canonical(mass),
            "co2e_kg": canonical(co2e),
        }
        for (where, gas), (mass, co2e) in sums.items()
    ]


def factor_json(factor: EmissionFactor) -> Json:
    """A factor with its derivation."""
    return {
        "edition": factor.edition,
        "key": factor.key,
        "name_th": factor.name_th,
        "name_en": factor.name_en,
        "unit": factor.unit,
        "basis": str(factor.basis),
        "published": str(factor.published),
        "gases": {gas: canonical(mass) for gas, mass in factor.gases.items()},
        "source": factor.source,
        "derivation": {
            "rule": factor.derivation.rule,
            "inputs": dict(factor.derivation.inputs),
            "equation": factor.derivation.equation,
            "reference": factor.derivation.reference,
            "circular": factor.derivation.circular,
        },
    }


def _why(result: SourceResult) -> Json:
    answer: Json = {}
    for language in Language:
        sentences = [choice_words(choice, language) for choice in result.choices]
        sentences.extend(step_text(step.code, step.data, language) for step in result.steps)
        answer[str(language)] = " ".join(sentences)
    answer["candidates"] = [
        candidate for choice in result.choices for candidate in candidates_json(choice)
    ]
    return answer


def candidates_json(choice: FactorChoice) -> list[Json]:
    """The factors that one term considered, with the reason for or against each."""
    return [
        {
            "role": choice.role,
            "edition": candidate.factor.edition,
            "key": candidate.factor.key,
            "kept": candidate.kept,
            "reason": str(candidate.reason),
            "published": str(candidate.factor.published),
        }
        for candidate in choice.candidates
    ]


def part_json(part: Part) -> Json:
    """One part of a difference: its cause, size [kg CO2e] and sentence."""
    return {
        "cause": str(part.cause),
        "kg": canonical(part.kg),
        "th": difference_words(part, Language.TH),
        "en": difference_words(part, Language.EN),
    }


def findings_json(findings: Iterable[Finding]) -> list[Json]:
    """What the program says about data, in both languages."""
    return [
        {
            "code": item.code,
            "level": str(item.level),
            "subject": item.subject,
            "data": dict(item.data),
            "th": message(item, Language.TH),
            "en": message(item, Language.EN),
        }
        for item in findings
    ]


def _by_scope(by_class: Mapping[ReportingClass, Decimal]) -> Json:
    return {scope: canonical(kg) for scope, kg in _classes(by_class).items()}


def _classes(by_class: Mapping[ReportingClass, Decimal]) -> Mapping[str, Decimal]:
    return {name: by_class.get(where, ZERO) for where, name in SCOPES.items()}


def period_json(period: Period) -> Json:
    """A period by its first and last day."""
    return {
        "start": period.start.isoformat(),
        "end": period.last_day.isoformat(),
        "kind": str(period.kind),
        "year_be": period.year_be,
    }

"""The difference of two versions as plain JSON: what the command line and the API answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import fahsai
from fahsai.core.inventory.compare import add
from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.quantity.exact import ZERO, canonical
from fahsai.services.calculation_json import part_json, period_json
from fahsai.words.explain import cause_words
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from fahsai.core.inventory.compare import ByClass, Difference, Move, SourceDifference
    from fahsai.core.inventory.difference import Cause
    from fahsai.services.calculate_year import YearResult
    from fahsai.services.compare_versions import VersionsCompared

Json = dict[str, Any]


def difference_json(compared: VersionsCompared, organisation: str) -> Json:
    """Two versions, their totals, and every part of the difference [kg CO2e].

    ``by_cause`` adds up to ``change_kg``, the ``by_cause`` of a class to its ``change_kg``, and
    the parts of the sources with ``rounding`` to both, each to the last digit.
    """
    difference = compared.difference
    return {
        "program": f"fahsai {fahsai.__version__}",
        "organisation": organisation,
        "unit": "kgCO2e",
        "part": compared.before.part or compared.after.part,
        "before": _version(compared.before),
        "after": _version(compared.after),
        "change_kg": canonical(difference.change_kg),
        "by_cause": _causes(difference.by_cause()),
        "by_class": [_class(difference, where) for where in _classes(difference)],
        "sources": [_source(one) for one in difference.sources],
        "rounding": [_move(one) for one in difference.rounding],
    }


def _version(year: YearResult) -> Json:
    calculation = year.calculation
    return {
        "year_be": year.version.year_be,
        "number": year.version.number,
        "state": str(year.version.state),
        "period": period_json(year.version.period),
        "calculation": calculation.sha256,
        "factor_set": calculation.factor_set,
        "gwp_set": calculation.gwp_set,
        "report_date": calculation.report_date.isoformat(),
        "program_version": calculation.program_version,
        "complete": calculation.complete,
        "total_kg": canonical(calculation.total_kg),
    }


def _causes(by_cause: Mapping[Cause, Decimal]) -> list[Json]:
    return [
        {
            "cause": str(cause),
            "kg": canonical(kg),
            "th": cause_words(cause, Language.TH),
            "en": cause_words(cause, Language.EN),
        }
        for cause, kg in by_cause.items()
    ]


def _classes(difference: Difference) -> tuple[ReportingClass, ...]:
    """The scopes, and the other classes in which either version has anything."""
    held = [
        one
        for one in ReportingClass
        if difference.before.get(one, ZERO) or difference.after.get(one, ZERO)
    ]
    return (*TOTALLED, *(one for one in held if one not in TOTALLED))


def _class(difference: Difference, where: ReportingClass) -> Json:
    return {
        "class": str(where),
        "before_kg": canonical(difference.before.get(where, ZERO)),
        "after_kg": canonical(difference.after.get(where, ZERO)),
        "change_kg": canonical(difference.change_of(where)),
        "by_cause": _causes(difference.by_cause(where)),
    }


def _source(one: SourceDifference) -> Json:
    return {
        "id": str(one.source.id),
        "code": one.source.code,
        "name_th": one.source.name_th,
        "name_en": one.source.name_en,
        "before_kg": _counted(one.before),
        "after_kg": _counted(one.after),
        "change_kg": canonical(one.change_kg),
        "parts": [_move(move) for move in one.moves],
    }


def _counted(by_class: ByClass | None) -> str | None:
    if by_class is None:
        return None
    return canonical(add(kg for where, kg in by_class.items() if where in TOTALLED))


def _move(move: Move) -> Json:
    where = move.reporting_class
    return {"class": None if where is None else str(where), **part_json(move.part)}

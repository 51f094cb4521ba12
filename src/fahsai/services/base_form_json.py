"""A form that becomes the base year as plain JSON: what command line, API and pages show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.core.quantity.exact import canonical
from fahsai.records.canonical_json import plain
from fahsai.services.calculation_json import part_json, period_json
from fahsai.services.importing.receipt import receipt_plain

if TYPE_CHECKING:
    from decimal import Decimal

    from fahsai.services.import_activity import ImportResult
    from fahsai.services.take_base_year import BaseYearTaken, Following, FormFigure, FormLine

Json = dict[str, Any]


def taken_json(answer: BaseYearTaken) -> Json:
    """What would change or has, and the form's own figures beside ours [kg CO2e].

    ``import`` is null where the records that the year has already stay.
    """
    return {
        "accepted": answer.accepted,
        "year_be": answer.period.year_be,
        "period": period_json(answer.period),
        "file": answer.file_name,
        "sheet": answer.sheet,
        "changes": answer.changes,
        "records_beside": answer.beside,
        "asks_records": answer.asks_lines,
        "asks_reason": answer.asks_reason,
        "complete": answer.compared.complete,
        "figures": [_figure(one) for one in answer.compared.figures],
        "lines": [_line(one) for one in answer.compared.lines],
        "following": [_following(one) for one in answer.following],
        "import": None if answer.imported is None else _import(answer.imported),
    }


def _figure(one: FormFigure) -> Json:
    return {
        "name": one.name,
        "stated_kg": _text(one.stated),
        "computed_kg": _text(one.ours),
        "difference_kg": _text(one.difference),
        "differs": one.differs,
    }


def _line(one: FormLine) -> Json:
    return {
        "cell": one.cell,
        "label": one.label,
        "stated_kg": _text(one.stated),
        "computed_kg": _text(one.ours),
        "as_stated": one.as_stated,
        "parts": [part_json(part) for part in one.parts],
    }


def _following(one: Following) -> Json:
    return {
        "version": one.version.name,
        "year_be": one.version.year_be,
        "state": one.version.state.value,
        "before": one.before,
        "after": one.after,
    }


def _import(result: ImportResult) -> Json:
    return {
        "receipt": plain(receipt_plain(result.receipt, result.years)),
        "changes": [[str(text) for text in change] for change in result.changes],
        "years": list(result.years),
        "held": result.held,
        "accepted": result.accepted,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else canonical(value)

"""The API against its own OpenAPI document: whatever is sent, the answer is one it declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import negative_data_rejection
from tests.api.operations import DOCUMENT, OPERATIONS, Operation
from tests.services.books import template
from tests.services.filled_forms import filled_form

from fahsai.api import limits
from fahsai.core.access.roles import Role

if TYPE_CHECKING:
    from tests.api.people import People

pytestmark = pytest.mark.xdist_group("api")

HOST = "http://127.0.0.1:8000"
EXAMPLES = 12
FEWER = {
    "make_documents": 3,
    "import_workbook": 6,
    "propose_columns": 6,
    "take_base_year_form": 6,
    "read_calculation": 6,
    "list_lines": 8,
    "list_cells": 6,
    "read_cell_trace": 6,
    "list_findings": 8,
    "answer_finding": 6,
}
"""Of what is slow, for it makes files or reads many rows."""
WORKBOOK, FORM = template(), filled_form(period="ต.ค. 2560 - ก.ย. 2561")
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
SCHEMA.app = WSGIHandler()
SCHEMA.location = f"{HOST}/api/v1/openapi.json"

MODES = {
    "sensible": schemathesis.GenerationMode.POSITIVE,
    "nonsense": schemathesis.GenerationMode.NEGATIVE,
}


def sent(people: People) -> dict[str, str]:
    """The headers of a request with a key that may do everything."""
    return {"Authorization": f"Bearer {people.keys[Role.ADMINISTRATOR]}"}


# The client of schemathesis keeps a long form in a file of its own and leaves closing it to chance.
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in.*FileIO:pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("mode", MODES, ids=str)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.id)
def test_every_answer_is_one_that_is_declared(
    operation: Operation, mode: str, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PER_MINUTE", 10**6)
    declared = SCHEMA[operation.path][operation.method.upper()]
    unfit = [negative_data_rejection] if mode == "sensible" else []
    known = {name: str(value) for name, value in people.demo._asdict().items()}

    @settings(
        max_examples=FEWER.get(operation.id, EXAMPLES),
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=declared.as_strategy(generation_mode=MODES[mode]))
    def run(case: Any) -> None:
        if mode == "sensible":  # lead past the doors: most made-up ids only say 404
            case.path_parameters |= {
                name: known[name] for name in operation.parts if name != "year_be"
            }
            if "year_be" in operation.parts:
                case.path_parameters["year_be"] = people.demo.year_be
            if operation.id in {
                "import_workbook",
                "propose_columns",
                "take_base_year_form",
            }:  # no schema says what a workbook is
                form = operation.id == "take_base_year_form"
                case.body = {**case.body, "file": FORM if form else WORKBOOK}
        case.call_and_validate(base_url=HOST, headers=sent(people), excluded_checks=unfit)

    run()

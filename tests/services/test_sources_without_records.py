"""Which sources without records of the year are counted nevertheless."""

from __future__ import annotations

from uuid import uuid4

import pytest

from fahsai.core.inventory.activity import EmissionSource
from fahsai.services.keeping.standing import emits_without_records


@pytest.mark.parametrize(
    ("parameters", "answer"),
    [
        ({"deposit.2560": "1"}, True),
        ({"stock.2565": "8", "stock.2564": "9"}, True),
        ({"stock.2022": "8"}, True),
        ({"stock.2566": "8"}, False),
        ({"leak_rate": "0.05"}, False),
        ({}, False),
    ],
)
def test_a_landfill_and_a_known_stock_may_emit(parameters: dict[str, str], *, answer: bool) -> None:
    one = EmissionSource(uuid4(), "S1", "refrigerant.stock", "แหล่ง", parameters=parameters)
    assert emits_without_records(one, 2565) is answer

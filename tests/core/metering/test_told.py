"""Every kind of event is told in both languages, with the time on the wall."""

from __future__ import annotations

import pytest
from tests.core.metering.readings import MONDAY, register

from fahsai.core.metering.event import EventKind, MeterEvent
from fahsai.core.metering.told import told
from fahsai.words.messages import Language, message

DATA = {
    EventKind.DUPLICATES: {"count": "9"},
    EventKind.OUT_OF_ORDER: {"count": "9"},
    EventKind.LOST: {"count": "9"},
    EventKind.CONFLICT: {"earlier": "12.5", "later": "12.6"},
    EventKind.RESET: {"before": "812.34", "after": "0.00", "filled": "0.50"},
    EventKind.ROLLOVER: {"before": "812.34", "after": "0.00", "filled": "0.00"},
    EventKind.REPLACED: {"before": "812.34", "after": "0.00", "filled": "0.50"},
    EventKind.UNIT_SLIP: {"factor": "1/1000"},
    EventKind.NEGATIVE: {"value": "-4.00"},
    EventKind.OVER_CAPACITY: {"value": "9000.00", "before": "812.34"},
    EventKind.QUARANTINED: {"value": "0.00", "before": "812.34"},
    EventKind.REFILL: {"value": "400.0"},
}


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_is_told(kind: EventKind) -> None:
    data = DATA.get(kind, {})
    event = MeterEvent(7, kind, MONDAY, MONDAY + 3_540, MONDAY + 3_600, data)
    item = told(event, "MDB-1", register())
    assert item.code == f"meter.{kind}"
    assert item.subject == "MDB-1"
    thai, english = message(item, Language.TH), message(item, Language.EN)
    for text in (thai, english):
        assert "{" not in text
        assert "MDB-1" in text
        assert "06:00" in text
        for value in data.values():
            assert value in text or kind is EventKind.ROLLOVER
    assert "6 มกราคม 2568" in thai
    assert "6 January 2025" in english


def test_a_gap_says_how_long() -> None:
    event = MeterEvent(7, EventKind.GAP, MONDAY, MONDAY + 3_540, MONDAY + 3_600)
    assert told(event, "MDB-1", register()).data["minutes"] == "60"

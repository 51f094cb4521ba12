"""Organisations with meters whose readings are really kept, in a store of the test's own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from tests.services.metered import meter_of, works

from fahsai.core.metering.length import instant
from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.topic import topic_of
from fahsai.readings.store import ReadingsStore
from fahsai.services import readings_store as wiring
from fahsai.services.intake import Delivered, Intake
from fahsai.services.intake_registry import publish_meters
from fahsai.services.keep_readings import Round, keep_once
from fahsai.services.meters import MeterEntry, MeterRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from django.db.backends.base.base import BaseDatabaseWrapper
    from tests.services.metered import Works


class Message(NamedTuple):
    topic: str
    payload: bytes


@dataclass
class Metered:
    """A town, its store, and the one intake that serves it; ``now`` is the clock [unix s]."""

    home: Works
    store: ReadingsStore
    now: int = instant(date(2026, 6, 1))
    _intake: Intake | None = field(default=None)

    def meter(self, code: str = "E01", entry: MeterEntry | None = None) -> MeterRecord:
        """A meter that the intake knows."""
        made = meter_of(self.home, code, entry or MeterEntry(MeterKind.ELECTRICITY, "หม้อแปลง"))
        self.tell(made)
        return made

    def tell(self, meter: MeterRecord) -> None:
        """What happens after the commit, which a test never does."""
        publish_meters(self.home.id, [meter.id])
        self._intake = None

    def send(self, meter: str, *said: dict[str, Any] | bytes) -> Delivered:
        """Messages of a meter, as they would come."""
        topic = topic_of(self.home.code, meter)
        if self._intake is None:
            self._intake = Intake(self.store, lambda: self.now * 1000)
        return self._intake.deliver(
            [
                Message(topic, one if isinstance(one, bytes) else json.dumps(one).encode())
                for one in said
            ]
        )

    def keep(self) -> Round:
        """What the keeper does."""
        return keep_once(self.store)


def minutes(day: date, count: int, *, start: float = 1000.0, step: float = 0.05) -> Sequence[Any]:
    """Readings of a register each minute from the beginning of a day."""
    first = instant(day)
    return [
        {"t": first + 60 * place, "kwh": round(start + step * place, 3)} for place in range(count)
    ]


@pytest.fixture
def metered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, each_database: BaseDatabaseWrapper
) -> Iterator[Metered]:
    """A town in a store of its own."""
    del each_database
    yield metered_town(tmp_path, monkeypatch)
    wiring.readings_store.cache_clear()


def metered_town(place: Path, monkeypatch: pytest.MonkeyPatch) -> Metered:
    """A town whose readings are kept in a store at that place."""
    store = ReadingsStore.open(place)
    wiring.readings_store.cache_clear()
    monkeypatch.setattr(wiring, "ReadingsStore", _Opened(store))
    return Metered(works(), store)


class _Opened:
    """Opens the one store, whatever the settings say."""

    def __init__(self, store: ReadingsStore) -> None:
        self._store = store

    def open(self, *_: object, **__: object) -> ReadingsStore:
        return self._store

"""The registry that the store keeps: what is told of many meters reads no meter twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.services.metering.kept import metered  # noqa: F401 - a fixture

from fahsai.core.metering.meter import MeterKind
from fahsai.readings import registry as reading
from fahsai.services.intake_registry import publish_meters, resync_all
from fahsai.services.meters import MeterEntry, change_meter

if TYPE_CHECKING:
    from tests.services.metering.kept import Metered

METERS = 12


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The meters whose rows were read from the registry."""
    told: list[str] = []
    really = reading._registered

    def registered(row: tuple[object, ...]) -> object:
        found = really(row)
        told.append(found.meter.code)
        return found

    monkeypatch.setattr(reading, "_registered", registered)
    return told


def test_each_meter_is_read_once(
    metered: Metered,  # noqa: F811
    read: list[str],
) -> None:
    made = [metered.meter(f"E{number:02d}") for number in range(METERS)]
    read.clear()
    publish_meters(metered.home.id, [one.id for one in made])
    assert sorted(read) == [one.code for one in made]
    read.clear()
    version = metered.store.registry.version()
    assert resync_all() == METERS
    assert sorted(read) == [one.code for one in made]
    assert metered.store.registry.version() == version, "nothing was otherwise"


def test_only_those_that_are_told_of_are_read(
    metered: Metered,  # noqa: F811
    read: list[str],
) -> None:
    first, *_ = [metered.meter(f"E{number:02d}") for number in range(METERS)]
    entry = MeterEntry(MeterKind.ELECTRICITY, "ชื่อใหม่")
    changed, said = change_meter(metered.home.actor, metered.home.id, first.id, entry, "ชื่อ")
    assert changed is not None, said
    read.clear()
    publish_meters(metered.home.id, [first.id])
    assert read == ["E00"]
    assert metered.store.registry.of([first.id])[first.id].meter.name_th == "ชื่อใหม่"
    assert len(metered.store.registry.ids()) == METERS


def test_meters_that_are_gone_are_forgotten(metered: Metered) -> None:  # noqa: F811
    kept = metered.meter()
    stray = metered.store.registry.of([kept.id])[kept.id]
    metered.store.registry.put_all([stray])
    assert resync_all() == 1
    assert metered.store.registry.ids() == {kept.id}

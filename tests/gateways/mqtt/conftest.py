"""A broker for each test that asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.gateways.mqtt.mosquitto import Mosquitto
from tests.gateways.mqtt.talking import Device

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.gateways.mqtt.talking import Devices

    from fahsai.gateways.mqtt.address import Broker


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    made = Mosquitto(tmp_path / "broker")
    made.start()
    yield made
    made.process.kill()
    made.process.wait()


@pytest.fixture
def devices() -> Iterator[Devices]:
    made: list[Device] = []

    def device(broker: Broker, name: str = "") -> Device:
        made.append(Device(broker, name or f"device-{len(made)}"))
        return made[-1]

    yield device
    for one in made:
        one.close()

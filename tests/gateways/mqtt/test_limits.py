"""What a broker may hold for an intake that is away, tried at a real Mosquitto."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.gateways.mqtt.mosquitto import ORGANISATION, Mosquitto, until
from tests.gateways.mqtt.talking import Intake

from fahsai.core.metering.topic import topic_of
from fahsai.gateways.mqtt.broker import (
    IN_FLIGHT,
    IN_FLIGHT_BYTES,
    LARGEST_PAYLOAD,
    LEAST_QUEUED_BYTES,
    MESSAGE_OVERHEAD,
    PAYLOAD,
    ROOMY,
    broker_plan,
    limits_of,
    mosquitto_conf,
    tolerated_outage,
)
from fahsai.gateways.mqtt.link import LinkLostError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.gateways.mqtt.talking import Devices

SMALL = 200_000
"""Bytes of payloads that the small broker of these tests holds."""


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Mosquitto]:
    plan = replace(broker_plan(1, 1), queued_bytes=SMALL)
    made = Mosquitto(tmp_path / "broker", plan=plan)
    made.start()
    yield made
    made.process.kill()
    made.process.wait()


def conf_of(rate: float, outage: float, size: int, folder: Path) -> str:
    return mosquitto_conf(broker_plan(rate, outage, size), (), folder, folder / "p", folder / "a")


@pytest.mark.parametrize(("rate", "outage", "size"), [(667, 1800, 100), (3333, 3600, 300)])
def test_the_limits_follow_from_rate_and_outage(
    rate: int, outage: int, size: int, tmp_path: Path
) -> None:
    plan = broker_plan(rate, outage, size)
    text = conf_of(rate, outage, size, tmp_path)
    assert plan.queued_bytes == plan.queued * size * ROOMY
    for line in (
        f"max_queued_messages {plan.queued}",
        f"max_queued_bytes {plan.queued_bytes}",
        f"max_inflight_messages {IN_FLIGHT}",
        f"max_inflight_bytes {IN_FLIGHT_BYTES}",
        f"message_size_limit {LARGEST_PAYLOAD}",
        f"max_packet_size {plan.largest}",
    ):
        assert line in text.splitlines()
    assert plan.largest > plan.largest_payload == LARGEST_PAYLOAD
    full = (plan.queued + IN_FLIGHT) * MESSAGE_OVERHEAD
    assert plan.most_memory == full + plan.queued_bytes + IN_FLIGHT_BYTES
    assert plan.memory < plan.most_memory
    limits = limits_of(text)
    assert tolerated_outage(limits, rate, size) >= outage
    assert tolerated_outage(limits, rate, size * ROOMY) >= outage  # messages four times as large
    assert tolerated_outage(limits, rate, size * ROOMY * 10) < outage


def test_a_small_installation_may_send_large_messages_too() -> None:
    assert broker_plan(1, 1).queued_bytes == LEAST_QUEUED_BYTES > 60 * LARGEST_PAYLOAD
    assert broker_plan().queued_bytes == 1_320_660 * PAYLOAD * ROOMY


def test_a_flood_while_the_intake_is_away_is_bounded_in_bytes(
    small: Mosquitto, devices: Devices
) -> None:
    """Not a thousand times the memory: the queue ends, and the broker serves on."""
    own = topic_of(ORGANISATION, "E01")
    with Intake(small.intake()).connected():
        pass
    quiet = devices(small.meter(ORGANISATION, "E02"))
    quiet.publish(topic_of(ORGANISATION, "E02"), b"before")
    flood = devices(small.meter(ORGANISATION, "E01"))
    flood.publish_all(own, [b"x" * 1000] * 2000)
    with Intake(small.intake()).connected() as intake:
        until(lambda: len(intake.stored) >= 150)
        quiet.publish(topic_of(ORGANISATION, "E02"), b"after")
        until(lambda: b"after" in intake.payloads())
        payloads = intake.payloads()
    assert payloads[0] == b"before"
    held = sum(len(one) for one in payloads if len(one) == 1000)
    assert SMALL / 2 <= held <= SMALL + 2000


def test_a_message_that_is_too_large_is_nobodys_matter(broker: Mosquitto, devices: Devices) -> None:
    own = topic_of(ORGANISATION, "E01")
    with Intake(broker.intake()).connected() as intake:
        large = devices(broker.meter(ORGANISATION, "E01"))
        assert large.publish(own, b"x" * LARGEST_PAYLOAD) == 0
        intake.wait_for(1)
        try:
            code = large.publish(own, b"x" * (LARGEST_PAYLOAD + 1))
        except LinkLostError:
            code = None
        assert code != 0  # turned down, or thrown out
        small = devices(broker.meter(ORGANISATION, "E02"))
        small.publish(topic_of(ORGANISATION, "E02"), b"still served")
        intake.wait_for(2)
    assert intake.payloads()[1:] == [b"still served"]

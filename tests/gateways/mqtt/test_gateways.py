"""A gateway at a broker of each kind: it writes for its meters and for nobody else's."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from tests.gateways.mqtt.mosquitto import (
    INTAKE,
    INTAKE_PASSWORD,
    METERS,
    ORGANISATION,
    OTHER,
    TOKEN,
    a_free_port,
    everybody,
    until,
)
from tests.gateways.mqtt.talking import Intake

from fahsai.core.metering.topic import every_meter_of, quoted, stored_topic, topic_of
from fahsai.gateways.mqtt.credentials import Account, gateway_account, password_hash
from fahsai.gateways.mqtt.embedded import BrokerKind, EmbeddedBroker, mosquitto
from fahsai.gateways.mqtt.entered import Entered
from fahsai.gateways.mqtt.link import LinkLostError, RefusedError
from fahsai.gateways.mqtt.subscription import Subscription

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.gateways.mqtt.talking import Devices

    from fahsai.gateways.mqtt.address import Broker

BOX = f"{quoted(ORGANISATION)}@gateway-1"
EVERY = f"{quoted(ORGANISATION)}@gateway-2"
MINE = tuple(topic_of(ORGANISATION, one) for one in METERS[:2])


def of_meters(name: str, topics: tuple[str, ...]) -> Account:
    reads = tuple(str(stored_topic(one)) for one in topics)
    return Account(name, password_hash(TOKEN), topics, reads)


def gateways() -> list[Account]:
    """One of two meters, and one of every meter of the organisation."""
    every = gateway_account(ORGANISATION, "gateway-2", password_hash(TOKEN))
    assert every.name == EVERY
    return [of_meters(BOX, MINE), every]


@pytest.fixture(params=list(BrokerKind))
def embedded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EmbeddedBroker]:
    if request.param is BrokerKind.MOSQUITTO and mosquitto() is None:
        pytest.skip("Mosquitto is not installed")
    users = [*everybody(), *gateways()]
    made = EmbeddedBroker(tmp_path, users, a_free_port(), kind=request.param)
    made.start()
    yield made
    made.stop()


def intake_of(embedded: EmbeddedBroker) -> Broker:
    return embedded.address(INTAKE, INTAKE_PASSWORD)


def test_it_writes_for_its_meters_alone(embedded: EmbeddedBroker, devices: Devices) -> None:
    foreign = (
        topic_of(ORGANISATION, METERS[2]),  # of the same house
        topic_of(ORGANISATION, "E09"),
        *(topic_of(OTHER, one) for one in METERS),  # of another tenant
        f"fahsai/{quoted(ORGANISATION)}",
        str(stored_topic(MINE[0])),
    )
    with Intake(intake_of(embedded)).connected() as intake:
        box = devices(embedded.address(BOX, TOKEN))
        for topic in foreign:
            box.publish(topic, b"false")
        for topic in MINE:
            box.publish(topic, topic.encode())
        intake.wait_for(2)
        time.sleep(0.2)
    assert sorted(intake.payloads()) == sorted(topic.encode() for topic in MINE)


def test_one_of_every_meter_stays_within_its_organisation(
    embedded: EmbeddedBroker, devices: Devices
) -> None:
    late = topic_of(ORGANISATION, "came-later")
    with Intake(intake_of(embedded)).connected() as intake:
        box = devices(embedded.address(EVERY, TOKEN))
        for topic in (topic_of(OTHER, "E01"), f"{late}/x", every_meter_of(OTHER)[:-2]):
            box.publish(topic, b"false")
        box.publish(late, b"own")
        intake.wait_for(1)
        time.sleep(0.2)
    assert intake.payloads() == [b"own"]


def test_it_hears_what_is_stored_of_its_meters_alone(
    embedded: EmbeddedBroker, devices: Devices
) -> None:
    """Receipts tell when another house sends: that is nobody's business."""
    topics = tuple(str(stored_topic(topic_of(one, "E01"))) for one in (ORGANISATION, OTHER))
    asked = Subscription("spy", topics, linger=0.005, first_pause=0.05, longest_pause=0.2)
    with Intake(embedded.address(BOX, TOKEN), asked) as spy:
        until(spy.kinds)
        ours = devices(intake_of(embedded))
        ours.publish(topics[1], b"theirs")
        if spy.kinds() == ["connected"]:  # amqtt turns the whole subscription down
            ours.publish(topics[0], b"mine")
            spy.wait_for(1)
        time.sleep(0.3)
    assert b"theirs" not in spy.payloads()


def test_another_reach_holds_at_once_and_a_withdrawn_token_enters_no_more(
    embedded: EmbeddedBroker, devices: Devices
) -> None:
    with Intake(intake_of(embedded)).connected() as intake:
        box = devices(embedded.address(EVERY, TOKEN), "every")
        box.publish(MINE[1], b"before")
        intake.wait_for(1)
        embedded.reload([*everybody(), of_meters(EVERY, MINE[:1])])
        time.sleep(1.2)  # amqtt looks at its files once a second
        again = devices(embedded.address(EVERY, TOKEN), "narrower")
        again.publish(MINE[1], b"false")
        again.publish(MINE[0], b"after")
        intake.wait_for(2)
        assert intake.payloads() == [b"before", b"after"]
        embedded.reload(everybody())
        time.sleep(1.2)
        for name in (BOX, EVERY):
            with pytest.raises(RefusedError):
                devices(embedded.address(name, TOKEN))


def test_who_enters_and_leaves_is_seen(embedded: EmbeddedBroker, devices: Devices) -> None:
    entered = Entered(embedded.log)
    assert (entered.look(), entered.connected) == (frozenset(), frozenset())
    box = devices(embedded.address(BOX, TOKEN), "c (p5, c0, k60, u'nobody').")
    with pytest.raises(RefusedError):  # under the name of the one who stays
        devices(embedded.address(EVERY, "wrong"), "c (p5, c0, k60, u'nobody').")
    seen: list[str] = []
    until(lambda: _more(seen, entered))
    until(lambda: _refusal_said(embedded))
    assert entered.look() == frozenset()
    assert (seen, set(entered.connected)) == ([BOX], {BOX})
    box.link.close(politely=True)
    until(lambda: entered.look() is not None and not entered.connected)


def _refusal_said(embedded: EmbeddedBroker) -> bool:
    """Whether the log is past the refused one; amqtt says nothing of it."""
    said = embedded.log.read_text("utf-8", "replace")
    return embedded.kind is BrokerKind.AMQTT or "not authorised" in said


def _more(seen: list[str], entered: Entered) -> list[str]:
    seen.extend(entered.look())
    return seen


def test_a_log_that_is_begun_anew_is_read_from_its_beginning(tmp_path: Path) -> None:
    log = tmp_path / "log"
    entered = Entered(log)
    line = "2026: New client connected from 127.0.0.1:1 as {} (p5, c0, k60, u'{}').\n"
    log.write_text("2026: mosquitto version 2.0.11 starting\n" + line.format("a", "o/E01"))
    assert entered.look() == {"o/E01"}
    with log.open("a") as file:
        file.write("2026: Client a has exceeded timeout, disconnecting.\n2026: New client conn")
    assert (entered.look(), entered.connected) == (frozenset(), frozenset())
    with log.open("a") as file:  # half a line is read when it is whole
        file.write(line.format("b", "o/E02").partition("conn")[2])
    assert set(entered.look()) == set(entered.connected) == {"o/E02"}
    with log.open("a") as file:  # another one who may not enter, under its name
        file.write("2026: Client b disconnected, not authorised.\n")
    assert (entered.look(), set(entered.connected)) == (frozenset(), {"o/E02"})
    log.rename(tmp_path / "log.old")
    log.write_text("2026: mosquitto version 2.0.11 starting\n")
    assert (entered.look(), entered.connected) == (frozenset(), frozenset())


def test_a_message_of_a_withdrawn_token_is_not_passed_on(
    embedded: EmbeddedBroker, devices: Devices
) -> None:
    """Also by a connection that was there before."""
    with Intake(intake_of(embedded)).connected() as intake:
        box = devices(embedded.address(BOX, TOKEN), "box")
        meter = devices(embedded.address(f"{quoted(ORGANISATION)}/E01", TOKEN), "meter")
        box.publish(MINE[0], b"before")
        intake.wait_for(1)
        embedded.reload(everybody())
        time.sleep(1.2)
        with suppress(LinkLostError):  # Mosquitto has ended it; amqtt takes it and keeps it
            box.publish(MINE[0], b"false")
        meter.publish(MINE[0], b"after")
        intake.wait_for(2)
    assert intake.payloads() == [b"before", b"after"]

"""One process of the measurement of the intake: ``python intake_child.py KIND PORT COUNT FILE``.

It prints the messages it got, the seconds from its connection to the last one, and the processor
seconds of its whole life.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.gateways.delivery import Deliver, Message

USER, PASSWORD, CLIENT = "intake", "the intake's own token", "fahsai-bench"
RECEIVE_MAX = 20_000
METERS = 1000


def real(path: Path) -> Deliver:
    """The program's own intake over a readings store of its own, with the meters that send."""
    from fahsai.core.metering.channel import Channel, Measure
    from fahsai.core.metering.meter import Meter, MeterKind
    from fahsai.readings.store import ReadingsStore
    from fahsai.readings.values import RegisteredMeter
    from fahsai.services.intake import Intake

    store = ReadingsStore.open(path)
    store.registry.put_all(
        [
            RegisteredMeter(
                Meter(
                    UUID(int=number + 1),
                    UUID(int=0),
                    f"E{number:05d}",
                    MeterKind.ELECTRICITY,
                    "",
                    (Channel(number + 1, "kwh", Measure.REGISTER, "kWh"),),
                ),
                "bench",
                (),
            )
            for number in range(METERS)
        ]
    )
    intake = Intake(store)

    def deliver(messages: Sequence[Message]) -> None:
        found = intake.deliver(messages)
        if found.refused:
            raise RuntimeError(str(found.refused[0]))

    return deliver


def take(port: int, count: int, path: Path) -> float:
    """Our client; the seconds from its start to the last message."""
    from fahsai.gateways.mqtt.address import Broker
    from fahsai.gateways.mqtt.client import Client
    from fahsai.gateways.mqtt.subscription import Subscription

    deliver, stop, got = real(path), Event(), 0
    began = time.perf_counter()
    ended = began

    def counted(messages: Sequence[Message]) -> None:
        nonlocal got, ended
        deliver(messages)
        got += len(messages)
        if got >= count:
            ended = time.perf_counter()
            stop.set()

    broker = Broker("127.0.0.1", port, USER, PASSWORD)
    asked = Subscription(CLIENT, receive_max=RECEIVE_MAX)
    Client(broker, asked, lambda message, why: sys.exit(f"{message}: {why}")).run(counted, stop)
    return ended - began


async def take_aiomqtt(port: int, count: int) -> float:
    """aiomqtt, which acknowledges when it has received; nothing is stored or parsed."""
    import aiomqtt
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties

    properties = Properties(PacketTypes.CONNECT)
    properties.SessionExpiryInterval = 3600
    properties.ReceiveMaximum = RECEIVE_MAX
    client = aiomqtt.Client(
        "127.0.0.1",
        port,
        username=USER,
        password=PASSWORD,
        identifier=CLIENT,
        protocol=aiomqtt.ProtocolVersion.V5,
        clean_start=False,
        properties=properties,
        timeout=60.0,  # a machine that is busy
    )
    began, got = time.perf_counter(), 0
    async with client:
        await client.subscribe("fahsai/#", qos=1)
        async for _ in client.messages:
            got += 1
            if got >= count:
                break
    return time.perf_counter() - began


def main(kind: str, port: str, count: str, path: str) -> None:
    """Take so many messages."""
    if kind == "aiomqtt":
        seconds = asyncio.run(take_aiomqtt(int(port), int(count)))
    else:
        seconds = take(int(port), int(count), Path(path))
    used = resource.getrusage(resource.RUSAGE_SELF)
    sys.stdout.write(f"{count} {seconds:.6f} {used.ru_utime + used.ru_stime:.6f}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""One process of the measurement of the intake: ``python intake_child.py KIND PORT COUNT FILE``.

It prints the messages it got, the seconds from its connection to the last one, and the processor
seconds of its whole life.
"""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import sys
import time
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fahsai.gateways.delivery import Deliver, Message

USER, PASSWORD, CLIENT = "intake", "the intake's own token", "fahsai-bench"
RECEIVE_MAX = 20_000


class Reading(msgspec.Struct):
    """A reading as the messages of the measurement have it."""

    t: int
    kwh: str
    seq: int = 0


DECODER: msgspec.json.Decoder[Reading | list[Reading]] = msgspec.json.Decoder(
    Reading | list[Reading]
)


def durable(path: Path) -> Deliver:
    """Parse and append a batch in one commit that is on the disk: until another is given."""
    import pyarrow as pa

    database = sqlite3.connect(path, isolation_level=None)
    for line in ("journal_mode = wal", "synchronous = full"):
        database.execute(f"pragma {line}")
    database.execute("create table if not exists batches (id integer primary key, rows blob)")
    channels: dict[str, int] = {}

    def deliver(messages: Sequence[Message]) -> None:
        numbers: list[int] = []
        times: list[int] = []
        values: list[int] = []
        for message in messages:
            number = channels.setdefault(message.topic, len(channels))
            found = DECODER.decode(message.payload)
            for one in found if isinstance(found, list) else (found,):
                numbers.append(number)
                times.append(one.t)
                values.append(int(one.kwh.replace(".", "")))
        batch = pa.record_batch(
            [pa.array(column, pa.int64()) for column in (numbers, times, values)],
            names=["channel", "ts", "value"],
        )
        rows = batch.serialize().to_pybytes()
        database.execute("insert into batches (rows) values (?)", (rows,))

    return deliver


def take(port: int, count: int, make: Callable[[Path], Deliver], path: Path) -> float:
    """Our client; the seconds from its start to the last message."""
    from fahsai.gateways.mqtt.address import Broker
    from fahsai.gateways.mqtt.client import Client
    from fahsai.gateways.mqtt.subscription import Subscription

    deliver, stop, got = make(path), Event(), 0
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


def main(kind: str, port: str, count: str, path: str, deliver: str = "") -> None:
    """Take so many messages; ``deliver`` names another ``module:function`` that makes it."""
    if kind == "aiomqtt":
        seconds = asyncio.run(take_aiomqtt(int(port), int(count)))
    else:
        module, _, name = deliver.partition(":")
        make = getattr(import_module(module), name) if deliver else durable
        seconds = take(int(port), int(count), make, Path(path))
    used = resource.getrusage(resource.RUSAGE_SELF)
    sys.stdout.write(f"{count} {seconds:.6f} {used.ru_utime + used.ru_stime:.6f}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

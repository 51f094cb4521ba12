"""What made-up devices send: payloads, and when they arrive."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from fahsai.core.metering.simulation.days import AHEAD, begin_of
from fahsai.core.metering.simulation.fault import Episode, FaultKind
from fahsai.core.metering.simulation.meter import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.simulation.device import Device, Whole
    from fahsai.core.metering.simulation.meter import Spelling

LATENCY = 4
"""How long a message is on its way at most [s]."""

LATEST = 6 * 3_600
"""How long after its reading a message arrives at most, faults of the line included [s]."""

AGAIN = 1_800
"""How long after the first the same message comes again at most [s]."""

OVERTAKEN = 12
"""How many messages may overtake one."""

LOST_OF_TEN = 4
"""How many of ten messages are lost where some are."""

_THAILAND = timezone(timedelta(seconds=AHEAD))
_AHEAD_OF_TIME = begin_of(datetime(2099, 1, 1, tzinfo=UTC).date())


class Line:
    """The line from one device: spells its messages, and does to them what lines do."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._spelling = device.meter.spelling
        self._span = device.meter.every * self._spelling.batch
        draws = device.meter.draws.of("line")
        self._latency, self._lost = draws.of("latency"), draws.of("lost")
        self._slow, self._again = draws.of("slow"), draws.of("again")
        self._spoiled = draws.of("spoiled")

    def arriving(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """Arrival [unix s], number and payload of what arrives from ``start`` up to ``end``."""
        device = self._device
        first = max(0, (start - LATEST - device.first) // self._span)
        # Whole messages, or one of several readings would arrive before its last.
        ts = device.ticks(device.first + first * self._span, end + self._span)
        ts = ts[: len(ts) // self._spelling.batch * self._spelling.batch]
        ts = ts[~device.gone(ts)] if len(ts) else ts
        if len(ts) == 0:
            return []
        numbers, lasts = np.unique((ts - device.first) // self._span, return_index=True)
        lasts = np.append(lasts[1:], len(ts)) - 1
        arrivals = ts[lasts] + 1 + self._latency.wholes(numbers, LATENCY)
        faults = self._faults(ts[lasts])
        found = []
        for number, arrived, fault, readings in zip(
            numbers.tolist(),
            arrivals.tolist(),
            faults,
            self._readings(ts, lasts, faults),
            strict=True,
        ):
            if fault is None:
                sent: tuple[tuple[int, str], ...] = ((arrived, readings),)
            else:
                sent = self._astray(number, arrived, readings, fault)
            found += [(when, number, text) for when, text in sent if start <= when < end]
        return found

    def _astray(
        self, number: int, arrived: int, payload: str, fault: Episode
    ) -> tuple[tuple[int, str], ...]:
        """Each arrival of one message on a line with a fault, or none."""
        kind = fault.kind
        if kind is FaultKind.LOST and self._lost.whole(number, 10) < LOST_OF_TEN:
            return ()
        if kind is FaultKind.LATE:  # in the order in which they were made
            return ((fault.end + 1, payload),)
        if kind is FaultKind.OUT_OF_ORDER:
            slow = min(OVERTAKEN * self._span, LATEST // 4)
            return ((arrived + self._slow.whole(number, slow), payload),)
        if kind is FaultKind.DUPLICATES:
            return (
                (arrived, payload),
                (arrived + 1 + self._again.whole(number, AGAIN), payload),
            )
        if kind is FaultKind.MALFORMED:
            name = self._device.meter.main.name
            way = self._spoiled.whole(number, SPOILED)
            return ((arrived, spoiled(payload, name, way)),)
        return ((arrived, payload),)

    def _faults(self, made: Whole) -> list[Episode | None]:
        """The fault that each message meets, by when it was made [sorted unix s]."""
        found: list[Episode | None] = [None] * len(made)
        for one in self._device.schedule.until(int(made[-1]) + 1):
            if one.end >= made[0]:
                low, high = np.searchsorted(made, (one.start, one.end + 1)).tolist()
                found[low:high] = [one] * (high - low)
        return found

    def _readings(self, ts: Whole, lasts: Whole, faults: Sequence[Episode | None]) -> Iterator[str]:
        """The payload of each message."""
        meter, spelling = self._device.meter, self._spelling
        columns = [
            [
                f'"{channel.name}":{_quoted(plain(whole, channel), spelling)}'
                for whole in self._device.values(channel, ts).tolist()
            ]
            for channel in meter.channels
        ]
        rows = [",".join(texts) for texts in zip(*columns, strict=True)]
        if spelling.numbered:
            rows = [
                f'"seq":{number},{row}'
                for number, row in zip(self._made(ts).tolist(), rows, strict=True)
            ]
        begin = 0
        for last, fault in zip(lasts.tolist(), faults, strict=True):
            texts = [
                f'{{"t":{said_time(clock_of(at, fault), spelling)},{row}}}'
                for at, row in zip(
                    ts[begin : last + 1].tolist(), rows[begin : last + 1], strict=True
                )
            ]
            begin = last + 1
            yield texts[0] if spelling.batch == 1 else f"[{','.join(texts)}]"

    def _made(self, ts: Whole) -> Whole:
        """How many readings the device made before each: none while it was switched off."""
        device = self._device
        begins, counts = [device.first], [0]
        for one in device.schedule.until(int(ts[-1])):
            if one.kind is FaultKind.GAP:
                begins.append(one.start)
                counts.append(len(device.ticks(one.start, one.end + 1)))
        silent = np.cumsum(counts)[np.searchsorted(begins, ts, side="right") - 1]
        return np.asarray((ts - device.first) // device.meter.every - silent, dtype=np.int64)


UP = 900
"""How long a device whose clock is wrong has been up: longer than one message takes [s]."""


def clock_of(at: int, fault: Episode | None) -> int:
    """What the clock of a device says at ``at`` [unix s]."""
    if fault is None or fault.kind is not FaultKind.CLOCK:
        return at
    return at - fault.start + UP + (_AHEAD_OF_TIME if fault.place % 2 else 0)


def said_time(at: int, spelling: Spelling) -> str:
    """A time as a device writes it."""
    if spelling.clock is Clock.MILLISECONDS:
        return f"{at * 1000}"
    if spelling.clock is Clock.ISO:
        return f'"{datetime.fromtimestamp(at, tz=_THAILAND).isoformat()}"'
    return f"{at}"


def plain(whole: int, channel: Channel) -> str:
    """A whole number of a channel as decimal text.

    >>> from fahsai.core.metering.channel import Channel, Measure
    >>> plain(-5, Channel(0, "kw", Measure.RATE, "kW", digits=3))
    '-0.005'
    """
    return f"{Decimal(whole).scaleb(-channel.digits):f}"


def _quoted(value: str, spelling: Spelling) -> str:
    return f'"{value}"' if spelling.quoted else value


SPOILED = 7


def spoiled(payload: str, name: str, way: int) -> str:
    """A payload that holds no reading of its first channel, in one of ``SPOILED`` ways."""
    head = payload[: payload.index(f'"{name}":') + len(name) + 3]
    return (
        payload[: len(payload) * 2 // 3],
        head + "NaN}",
        head + "1e308}",
        head + '"ERR"}',
        json.dumps({name: "12.5"}),
        "ERROR 17: sensor timeout",
        "",
    )[way]

"""The made-up meters of ``simulated_meters.toml``, for the simulation."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.simulation.days import Calendar
from fahsai.core.metering.simulation.load import FINE, Load, Shape
from fahsai.core.metering.simulation.meter import (
    Clock,
    Place,
    SimulatedMeter,
    Spelling,
    seeded,
)
from fahsai.core.quantity.exact import exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EVERY = 60
"""The time between readings where nothing is said [s]."""

HOUR = 60
"""The time that a rate is told for where nothing is said [minutes]."""

OWN = frozenset({"shape", "season", "per_day"})
"""What a load says that is looked up or scaled; all else is as it stands."""


def site(seed: int, place: Place | None = None) -> tuple[SimulatedMeter, ...]:
    """The forty meters of a seed, or those of one place."""
    return seeded((one for one in _sketches() if place in {None, one.place}), seed)


@cache
def _sketches() -> tuple[SimulatedMeter, ...]:
    text = files("fahsai.reference").joinpath("simulated_meters.toml").read_text("utf-8")
    data = tomllib.loads(text)
    calendar = Calendar(
        frozenset(_month_day(one) for one in data["calendar"]["every_year"]),
        frozenset(data["calendar"]["moving"]),
    )
    shapes = {name: _shape(entry) for name, entry in data["shapes"].items()}
    return tuple(_sketch(entry, calendar, shapes, data["seasons"]) for entry in data["meters"])


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _shape(entry: Mapping[str, Any]) -> Shape:
    days = {name: tuple(entry[name]) for name in ("workday", "saturday", "holiday")}
    return Shape(**days, sharp=entry.get("sharp", False))


def _sketch(
    entry: Mapping[str, Any],
    calendar: Calendar,
    shapes: Mapping[str, Shape],
    seasons: Mapping[str, list[int]],
) -> SimulatedMeter:
    level = entry.get("level", {})
    return SimulatedMeter(
        code=entry["code"],
        place=Place(entry["place"]),
        kind=MeterKind(entry["kind"]),
        name_th=entry["name_th"],
        name_en=entry["name_en"],
        channels=tuple(_channels(entry)),
        loads=tuple(_load(one, shapes, seasons) for one in entry["loads"]),
        calendar=calendar,
        spelling=Spelling(
            clock=Clock(entry.get("clock", Clock.SECONDS)),
            quoted=entry.get("quoted", False),
            batch=entry.get("batch", 1),
            numbered=entry.get("numbered", True),
        ),
        rate_minutes=_minutes(entry.get("rate", {})),
        holds=_fine(level.get("holds", "0")),
        least=_fine(level.get("least", "0")),
    )


def _channels(entry: Mapping[str, Any]) -> Iterator[Channel]:
    every = entry.get("every", EVERY)
    for measure in Measure:  # what quantities are made of stands before the rate
        if measure not in entry:
            continue
        said = entry[measure]
        channel = Channel(
            0,
            said["name"],
            measure,
            said["unit"],
            digits=said["digits"],
            every=every,
            both_ways=said.get("both_ways", False),
        )
        most = exact(entry["capacity"]) * _minutes(said) / HOUR
        wheels = said.get("wheels")
        yield replace(
            channel,
            most_per_hour=channel.scaled(most),
            modulus=None if wheels is None else 10 ** (wheels + channel.digits),
        )


def _minutes(rate: Mapping[str, Any]) -> int:
    return int(rate.get("minutes", HOUR))


def _load(
    entry: Mapping[str, Any], shapes: Mapping[str, Shape], seasons: Mapping[str, list[int]]
) -> Load:
    said: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in entry.items()
        if name not in OWN
    }
    if "season" in entry:
        said["months"] = tuple(seasons[entry["season"]])
    return Load(shapes[entry["shape"]], _fine(entry["per_day"]), **said)


def _fine(value: str | int) -> int:
    return int(exact(str(value)).scaleb(FINE))

"""The meters as the intake knows them, and channel numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from fahsai.core.metering.channel import Channel, Measure
from fahsai.core.metering.meter import Meter, MeterKind, Replacement
from fahsai.core.metering.sources import Earlier, Sources
from fahsai.readings.meter_json import meter_from, meter_text
from fahsai.readings.values import RegisteredGateway, RegisteredMeter, TokenGrant

if TYPE_CHECKING:
    from fahsai.readings.store import ReadingsStore


def meter(number: int, name: str = "มิเตอร์รวม") -> Meter:
    return Meter(
        id=UUID(int=number),
        organisation_id=UUID(int=9),
        code=f"M-{number}",
        kind=MeterKind.ELECTRICITY,
        name_th=name,
        name_en="Main",
        channels=(
            Channel(1, "kwh", Measure.REGISTER, "kWh", modulus=10**9, most_per_hour=5),
            Channel(2, "kw", Measure.RATE, "kW", both_ways=True),
        ),
        serial='"1"',
        sources=Sources(
            (Earlier(date(2026, 2, 1), None), Earlier(date(2026, 3, 1), UUID(int=6))), UUID(int=7)
        ),
        part_of=UUID(int=8),
        replacements=(Replacement("kwh", 1_767_225_600, 5, None),),
        started_on=date(2026, 1, 1),
    )


def test_a_meter_is_the_same_after_being_text() -> None:
    one = meter(1)
    assert meter_from(meter_text(one)) == one
    assert isinstance(meter_from(meter_text(one)).kind, MeterKind)
    assert isinstance(meter_from(meter_text(one)).channels[0].measure, Measure)


def test_a_meter_that_was_kept_before_sources_had_a_time_had_one_for_ever() -> None:
    said = json.loads(meter_text(meter(1)))
    del said["sources"], said["part_of"]
    old = meter_from(json.dumps(said | {"source_id": str(UUID(int=7))}))
    assert old == replace(meter(1), sources=Sources((), UUID(int=7)), part_of=None)
    assert meter_from(json.dumps(said | {"source_id": None})).sources == Sources()


def test_numbers_are_given_once_and_never_again(each_store: ReadingsStore) -> None:
    registry = each_store.registry
    first = registry.numbers(UUID(int=1), ["kwh", "kw"])
    assert len(set(first.values())) == 2
    assert registry.numbers(UUID(int=1), ["kw", "kwh"]) == first
    other = registry.numbers(UUID(int=2), ["kwh"])
    assert not set(other.values()) & set(first.values())
    registry.put(meter(1), "town")
    registry.remove(UUID(int=1))
    assert registry.numbers(UUID(int=1), ["kwh"]) == {"kwh": first["kwh"]}
    newer = registry.numbers(UUID(int=3), ["kwh"])
    assert newer["kwh"] > max(*first.values(), *other.values())


def test_each_change_is_a_new_version(each_store: ReadingsStore) -> None:
    registry = each_store.registry
    assert (registry.version(), registry.all()) == (0, [])
    grant = TokenGrant("abc", "town/M-1", "$7$101$c2FsdA==$aGFzaA==")
    first = registry.put(meter(1), "เทศบาล", [grant])
    assert registry.version() == first
    assert registry.all() == [RegisteredMeter(meter(1), "เทศบาล", (grant,))]
    assert registry.of([UUID(int=1), UUID(int=2)]) == {UUID(int=1): registry.all()[0]}
    assert registry.of([]) == {}
    assert registry.ids() == {UUID(int=1)}
    second = registry.put(meter(1, "ชื่อใหม่"), "เทศบาล")
    assert second > first
    assert registry.all()[0].meter.name_th == "ชื่อใหม่"
    assert registry.all()[0].tokens == ()
    assert registry.remove(UUID(int=1)) > second
    assert registry.all() == []


def test_all_meters_can_be_said_anew(each_store: ReadingsStore) -> None:
    registry = each_store.registry
    registry.put(meter(1), "a")
    registry.put(meter(2), "a")
    registry.put_all([RegisteredMeter(meter(3), "b", ())])
    assert [one.meter.id.int for one in registry.all()] == [1, 2, 3]
    registry.put_all([RegisteredMeter(meter(2), "b", ())], only=True)
    assert [(one.meter.id.int, one.organisation_code) for one in registry.all()] == [(2, "b")]


def gateway(number: int, code: str, *meters: str) -> RegisteredGateway:
    grant = TokenGrant(f"hash-{number}", f"{code}@gateway-{number}", "$7$101$c2FsdA==$aGFzaA==")
    return RegisteredGateway(UUID(int=number), code, grant, meters or None)


def test_gateways_of_an_organisation_are_said_anew_together(each_store: ReadingsStore) -> None:
    registry = each_store.registry
    first = registry.put_gateways(
        "เทศบาล", [gateway(2, "เทศบาล", "E01", "E02"), gateway(1, "เทศบาล")]
    )
    assert registry.gateways() == [gateway(1, "เทศบาล"), gateway(2, "เทศบาล", "E01", "E02")]
    registry.put_gateways("b", [gateway(3, "b")])
    same = registry.version()
    assert registry.put_gateways("b", [gateway(3, "b")]) == registry.version() == same > first
    assert registry.put_gateways("เทศบาล", [gateway(2, "เทศบาล")]) > same
    assert registry.gateways() == [gateway(2, "เทศบาล"), gateway(3, "b")]
    registry.put_gateways("เทศบาล", [])
    assert registry.gateways() == [gateway(3, "b")]


def test_the_last_use_of_a_token_only_moves_on(each_store: ReadingsStore) -> None:
    registry = each_store.registry
    before = registry.version()
    registry.note_used(["a/E01", "b@gateway-1", "a/E01"], 2000)
    registry.note_used(["a/E01"], 1000)
    registry.note_used([], 3000)
    assert registry.used(["a/E01", "b@gateway-1", "x"]) == {"a/E01": 2000, "b@gateway-1": 2000}
    registry.note_used(["a/E01"], 3000)
    assert registry.used(["a/E01"]) == {"a/E01": 3000}
    assert registry.version() == before  # nobody reads the meters anew for that

"""Made-up meters in the records: made once, opened for a simulation, never mixed with real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from tests.gateways.mqtt.mosquitto import Mosquitto
from tests.gateways.mqtt.talking import Intake
from tests.gateways.reading_servers import reading_server  # noqa: F401 - a fixture
from tests.registries import Remembering, remembering
from tests.services.metered import Works, codes, works

from fahsai.core.access.roles import Role
from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.simulation.days import DAY, begin_of
from fahsai.core.metering.simulation.simulation import Simulation
from fahsai.core.metering.topic import topic_of
from fahsai.gateways.mqtt.credentials import (
    device_account,
    gateway_account,
    intake_account,
    password_hash,
)
from fahsai.gateways.mqtt.publisher import Plan as Publishing
from fahsai.reference.load_simulation import site
from fahsai.services.access import ForbiddenError, organisation_by_code
from fahsai.services.meter_tokens import tokens
from fahsai.services.meters import MeterEntry, add_meter, change_meter, meter_entry, meters
from fahsai.services.simulate import Asked, Place, Plan, Sending
from fahsai.services.simulate_to_intake import by_http, by_mqtt, own_server, to_intake
from fahsai.services.simulating.by_mqtt import MqttSender
from fahsai.services.simulating.fleet import MADE_BY, Access, Fleet, Run, enrol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.db.backends.base.base import BaseDatabaseWrapper
    from tests.gateways.reading_servers import ReadingServer

    from fahsai.services.simulate import Sender

RUN = Run(1, Plan.USUAL)
MARCH = begin_of(datetime(2026, 3, 1, tzinfo=UTC).date())


@pytest.fixture
def registry() -> Iterator[Remembering]:
    with remembering() as made:
        yield made


@pytest.fixture
def home_works(each_database: BaseDatabaseWrapper, registry: Remembering) -> Works:
    del each_database, registry
    return works()


@pytest.fixture
def own_works(sqlite_database: BaseDatabaseWrapper, registry: Remembering) -> Works:
    del sqlite_database, registry
    return works()


def made(home: Works, place: Place | None = None) -> Fleet:
    fleet, said = enrol(home.actor, home.id, site(1, place), RUN)
    assert fleet is not None, said
    assert said == ()
    return fleet


@pytest.mark.parametrize("run", [Run(2, Plan.USUAL), Run(1, Plan.MANY)])
def test_another_run_of_the_same_meters_is_refused_and_nothing_is_mixed(
    own_works: Works, run: Run
) -> None:
    first = made(own_works, Place.FACTORY)
    first.end()
    fleet, said = enrol(own_works.actor, own_works.id, site(run.seed, Place.FACTORY), run)
    assert fleet is None
    (why,) = said
    assert why.code == "simulate.other_run"
    assert why.data["there"] == f"{MADE_BY} --seed 1 --faults usual"
    assert why.data["asked"] == f"{MADE_BY} --seed {run.seed} --faults {run.plan.value}"
    for one in meters(own_works.actor, own_works.id):
        held = tokens(own_works.actor, own_works.id, one.id)
        assert [token.works for token in held] == [False]
    made(own_works, Place.FACTORY)
    made(own_works, Place.MUNICIPALITY)


def test_forty_meters_are_made_as_they_are(home_works: Works, registry: Remembering) -> None:
    fleet = made(home_works)
    kept = {one.code: one for one in meters(home_works.actor, home_works.id)}
    assert kept.keys() == {one.code for one in site(1)} == fleet.access.keys()
    for meter in site(1):
        record = kept[meter.code]
        known = registry.meters[record.id].meter
        assert [replace(one, number=0) for one in known.channels] == list(meter.channels)
        assert (known.kind, known.name_th, known.name_en) == (
            meter.kind,
            meter.name_th,
            meter.name_en,
        )
        assert record.model == f"{MADE_BY} --seed 1 --faults usual"
        access = fleet.access[meter.code]
        (grant,) = registry.meters[record.id].tokens
        assert grant.mqtt_user == access.mqtt_user
        assert access.secret.startswith("fahsaim_")


def test_the_next_simulation_uses_the_same_meters_and_other_tokens(own_works: Works) -> None:
    first, second = made(own_works, Place.FACTORY), made(own_works, Place.FACTORY)
    assert {code: one.meter_id for code, one in first.access.items()} == {
        code: one.meter_id for code, one in second.access.items()
    }
    for code, access in second.access.items():
        assert access.secret != first.access[code].secret
        kept = tokens(own_works.actor, own_works.id, access.meter_id)
        assert [one.id for one in kept if one.works] == [access.token_id]
    second.end()
    for access in second.access.values():
        kept = tokens(own_works.actor, own_works.id, access.meter_id)
        assert not any(one.works for one in kept)


def test_what_people_say_of_a_made_up_meter_stays(own_works: Works) -> None:
    fleet = made(own_works, Place.FACTORY)
    meter_id = fleet.access["FA-E01"].meter_id
    entry = replace(
        meter_entry(own_works.actor, own_works.id, meter_id), name_th="สายหนึ่ง", source="S01"
    )
    changed, said = change_meter(own_works.actor, own_works.id, meter_id, entry, "ผูกแหล่ง")
    assert changed is not None, said
    made(own_works, Place.FACTORY)
    kept = {one.code: one for one in meters(own_works.actor, own_works.id)}
    assert kept["FA-E01"].name_th == "สายหนึ่ง"
    assert kept["FA-E01"].source_id == own_works.source


def test_nothing_made_up_is_sent_to_a_real_meter(own_works: Works) -> None:
    entry = MeterEntry(MeterKind.ELECTRICITY, "มิเตอร์จริง")
    real, said = add_meter(own_works.actor, own_works.id, "FA-E01", entry)
    assert real is not None, said
    fleet, told = enrol(own_works.actor, own_works.id, site(1, Place.FACTORY), RUN)
    assert fleet is None
    assert codes(told) == ["simulate.meter_other"]
    assert [one.code for one in meters(own_works.actor, own_works.id)] == ["FA-E01"]
    assert tokens(own_works.actor, own_works.id, real.id) == ()


def test_who_may_not_settle_meters_may_not_simulate(own_works: Works) -> None:
    with pytest.raises(ForbiddenError):
        enrol(own_works.of(Role.VERIFIER), own_works.id, site(1), RUN)


def test_messages_reach_the_intake_and_exchanges_the_records(
    own_works: Works,
    reading_server: ReadingServer,  # noqa: F811
) -> None:
    asked = Asked(own_works.code, 3, Plan.MANY, Place.FACTORY, MARCH, MARCH + 4 * 3600)
    simulation = Simulation(site(3, Place.FACTORY), Plan.MANY)
    exchanged = simulation.replacements(MARCH - 30 * DAY, MARCH + DAY)
    assert exchanged
    code, one = exchanged[0]
    start = one.at // 60 * 60 - 600
    asked = replace(asked, start=start, end=start + 1200)
    organisation = organisation_by_code(own_works.actor, own_works.code)
    opened = by_http(reading_server.url)
    with to_intake(own_works.actor, organisation, asked, opened) as (sending, said):
        assert said == ()
        assert sending is not None
        sending.run()
        sending.sender.close()
    wanted = [one.payload for one in simulation.messages(asked.start, start + 1200)]
    assert [payload for _, payload in reading_server.taken] == wanted
    record = next(each for each in meters(own_works.actor, own_works.id) if each.code == code)
    channel = next(each.main for each in simulation.meters if each.code == code)
    (exchange,) = record.exchanges
    assert int(exchange.at.timestamp()) == one.at
    assert exchange.last == channel.value(one.last or 0)
    assert exchange.first == channel.value(one.first or 0)
    assert "มิเตอร์จำลอง" in exchange.reason
    assert not any(token.works for token in tokens(own_works.actor, own_works.id, record.id))


def test_a_simulation_that_breaks_off_leaves_no_token_behind(own_works: Works) -> None:
    asked = Asked(own_works.code, place=Place.FACTORY, start=MARCH, end=MARCH + 60)
    organisation = organisation_by_code(own_works.actor, own_works.code)

    def broken(fleet: Fleet) -> Sender:
        assert len(fleet.access) == 18
        raise OSError("no disk")

    with (
        pytest.raises(OSError, match="no disk"),
        to_intake(own_works.actor, organisation, asked, broken),
    ):
        raise AssertionError("never reached")
    for record in meters(own_works.actor, own_works.id):
        assert not any(one.works for one in tokens(own_works.actor, own_works.id, record.id))


def test_an_address_that_is_none_is_known_before_anything_is_made(home: Path) -> None:
    assert home.is_dir()
    with pytest.raises(ValueError, match="not an address"):
        by_http("nowhere")
    with pytest.raises(ValueError, match="mqtts"):
        by_mqtt("http://nowhere", "town", lambda *_: None)


def test_this_machines_own_server_is_where_it_binds() -> None:
    assert own_server() == "http://127.0.0.1:8000/api/v1/readings"


def test_by_mqtt_each_meter_sends_by_itself_until_all_is_stored(tmp_path: Path) -> None:
    sketches = site(1, Place.FACTORY)[:4]
    accounts = [
        intake_account("intake", password_hash("the intake's own token")),
        gateway_account("town", "hall", password_hash("x")),
        *(
            device_account(f"town/{one.code}", password_hash(one.code), topic_of("town", one.code))
            for one in sketches
        ),
    ]
    broker = Mosquitto(tmp_path / "broker", accounts)
    broker.start()
    access = {
        one.code: Access(one_id, one_id, f"town/{one.code}", one.code)
        for one, one_id in zip(sketches, _ids(), strict=False)
    }
    asked = Asked("town", 1, Plan.MANY, Place.FACTORY, MARCH, MARCH + 1800)
    quick = Publishing(nobody_pause=0.05, longest_pause=0.2)
    try:
        at = replace(broker.gateway("town"), user=None, password=None)
        sender = MqttSender(at, access, tmp_path / "queues", quick)
        sending = Sending(asked, sender)
        sending.simulation = Simulation(sketches, Plan.MANY)
        sending.run()
        assert sender.left() == sending.sent > 100  # nobody listens yet: all of it is kept
        with Intake(broker.intake()).connected() as intake:
            sender.close()
            stored = list(intake.stored)
    finally:
        broker.kill()
    assert len(stored) >= sending.sent
    for one in sketches:
        topic = f"fahsai/town/{one.code}"
        found = [each.payload.decode() for each in stored if each.topic == topic]
        wanted = [
            each.payload for each in Simulation((one,), Plan.MANY).messages(MARCH, MARCH + 1800)
        ]
        assert list(dict.fromkeys(found)) == list(dict.fromkeys(wanted))


def _ids() -> Iterator[UUID]:
    yield from (UUID(int=number) for number in range(1, 100))

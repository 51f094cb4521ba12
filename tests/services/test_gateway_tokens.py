"""Tokens of gateways: who makes them, which meters they open, and how they end."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.registries import Remembering, remembering
from tests.services.metered import NOW, PUMP, Works, codes, meter_of, works
from tests.services.towns import STRANGER, events, everything

from fahsai.core.access.roles import Permission, Role
from fahsai.gateways.mqtt.credentials import is_password
from fahsai.records.ids import new_id
from fahsai.records.models import Facility, GatewayToken, GatewayTokenMeter
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.gateway_tokens import (
    LONGEST_NAME,
    MOST_METERS,
    MOST_TOKENS,
    GatewayEntry,
    NewGatewayToken,
    Reach,
    gateway_tokens,
    make_gateway_token,
    revoke_gateway_token,
)
from fahsai.services.intake_registry import resync_all
from fahsai.services.meter_tokens import make_token
from fahsai.services.meters import change_meter, withdraw_meter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.readings.values import RegisteredGateway

both = pytest.mark.usefixtures("each_database")
LONGEST_FIELD = 64
NAMED = GatewayEntry("กล่อง 1", ("E01", "E02"))


@pytest.fixture(autouse=True)
def intake() -> Iterator[Remembering]:
    with remembering() as made:
        yield made


def made(home: Works, entry: GatewayEntry = NAMED) -> NewGatewayToken:
    token, said = make_gateway_token(home.actor, home.id, entry, now=NOW)
    assert token is not None, said
    return token


def metered_works(code: str = "town", *meters: str) -> Works:
    home = works(code)
    for one in meters or ("E01", "E02", "E03"):
        meter_of(home, one)
    return home


def facility(home: Works, code: str) -> None:
    """A place of an organisation, as an imported workbook leaves it."""
    rows = Facility.rows.of(home.id)
    rows.create(code=code, name_th="โรงสูบน้ำ", actor_id=home.actor.id)


def known(intake: Remembering, number: int = 0) -> RegisteredGateway:
    return intake.known_gateways[number]


@both
def test_a_token_opens_the_meters_it_names_and_is_kept_as_hashes(intake: Remembering) -> None:
    home = metered_works()
    new = made(home)
    assert re.fullmatch(r"fahsaig_[a-z2-7]{32}_[A-Za-z0-9_-]{22}", new.secret)
    assert len(new.secret) < LONGEST_FIELD
    one = new.token
    assert (one.number, one.mqtt_user, one.reach) == (1, "town@gateway-1", Reach.METERS)
    assert one.meters == ("E01", "E02")
    assert one.topics == ("fahsai/town/E01", "fahsai/town/E02")
    assert intake.opens(new.secret) == "town@gateway-1"
    assert known(intake).meters == ("E01", "E02")
    assert known(intake).organisation_code == "town"
    assert is_password(new.secret, known(intake).grant.mqtt_hash)
    assert new.secret not in str(everything())
    assert events(home.id)[-1] == "gateway_token.made"
    assert GatewayTokenMeter.rows.of(home.id).count() == 2


@both
def test_a_reach_follows_the_meters_as_they_come_and_go(intake: Remembering) -> None:
    home = metered_works()
    facility(home, "F01")
    place = made(home, GatewayEntry("ตู้โรงสูบ", facility="F01"))
    every = made(home, GatewayEntry("ทั้งหมด", every_meter=True))
    named = made(home)
    assert (place.token.meters, place.token.facility) == ((), "F01")
    assert every.token.topics == ("fahsai/town/+",)
    assert [one.meters for one in intake.known_gateways] == [(), None, ("E01", "E02")]
    third = meter_of(home, "E04", replace(PUMP, facility="F01"))
    assert known(intake, 0).meters == ("E04",)
    second = next(one for one in intake.meters.values() if one.meter.code == "E02").meter
    moved, said = change_meter(
        home.actor, home.id, second.id, replace(PUMP, facility="F01"), "ย้ายที่"
    )
    assert moved is not None, said
    assert known(intake, 0).meters == ("E02", "E04")
    withdraw_meter(home.actor, home.id, third.id, "เพิ่มผิด", now=NOW)
    withdraw_meter(home.actor, home.id, second.id, "เพิ่มผิด", now=NOW)
    assert [one.meters for one in intake.known_gateways] == [(), None, ("E01",)]
    listed = {one.number: one.meters for one in gateway_tokens(home.actor, home.id)}
    assert listed == {1: (), 2: ("E01", "E03"), 3: ("E01",)}
    assert named.token.number == 3


@both
def test_what_reaches_nothing_yet_is_said_and_works_later(intake: Remembering) -> None:
    home = works()
    facility(home, "F01")
    for entry in (GatewayEntry("a", facility="F01"), GatewayEntry("b", every_meter=True)):
        token, said = make_gateway_token(home.actor, home.id, entry, now=NOW)
        assert token is not None
        assert codes(said) == ["gateway.reaches_nothing"]
    meter_of(home, "E01", replace(PUMP, facility="F01"))
    assert [one.meters for one in intake.known_gateways] == [("E01",), None]


@both
def test_a_gateway_gets_a_new_token_before_the_old_one_ends(intake: Remembering) -> None:
    home = metered_works()
    old, new = made(home), made(home)
    assert [one.token.mqtt_user for one in (old, new)] == ["town@gateway-1", "town@gateway-2"]
    ended, said = revoke_gateway_token(home.actor, home.id, old.token.id, now=NOW)
    assert (ended.works, ended.revoked_at, said) == (False, NOW, ())
    assert intake.opens(old.secret) is None
    assert intake.opens(new.secret) == "town@gateway-2"
    assert events(home.id)[-1] == "gateway_token.revoked"
    before = everything()
    later = NOW + timedelta(days=1)
    assert revoke_gateway_token(home.actor, home.id, old.token.id, now=later)[0] == ended
    assert everything() == before
    assert made(home).token.number == 3


@both
def test_what_cannot_be_made_is_said(intake: Remembering) -> None:
    home, other = metered_works(), metered_works("other", "X01")
    facility(other, "F09")
    before = everything()
    for entry, expected in (
        (GatewayEntry("", ("E01",)), ["gateway.name_unusable"]),
        (GatewayEntry("a\nb", ("E01",)), ["gateway.name_unusable"]),
        (GatewayEntry("a" * (LONGEST_NAME + 1), ("E01",)), ["gateway.name_unusable"]),
        (GatewayEntry("x"), ["gateway.reach_unclear"]),
        (GatewayEntry("x", ("E01",), every_meter=True), ["gateway.reach_unclear"]),
        (GatewayEntry("x", ("E01",), "F01"), ["gateway.reach_unclear"]),
        (GatewayEntry("x", ("E01",) * (MOST_METERS + 1)), ["gateway.meters_many"]),
        (GatewayEntry("x", ("E01", "E09", "X01")), ["gateway.meter_unknown"] * 2),
        (GatewayEntry("x", facility="F09"), ["gateway.facility_unknown"]),
    ):
        token, said = make_gateway_token(home.actor, home.id, entry, now=NOW)
        assert (token, codes(said)) == (None, expected)
    assert everything() == before
    assert intake.known_gateways == []


@both
def test_tokens_that_work_are_not_too_many(intake: Remembering) -> None:
    home = metered_works()
    first = made(home)
    GatewayToken.rows.of(home.id).bulk_create(
        GatewayToken(
            organisation_id=home.id,
            number=number,
            name="x",
            reach=Reach.ORGANISATION.value,
            prefix=f"p{number}",
            token_sha256="x",
            mqtt_user=f"u{number}",
            mqtt_hash="x",
            made_by=home.actor.id,
        )
        for number in range(2, MOST_TOKENS + 1)
    )
    token, said = make_gateway_token(home.actor, home.id, NAMED, now=NOW)
    assert (token, codes(said)) == (None, ["gateway.tokens_many"])
    revoke_gateway_token(home.actor, home.id, first.token.id, now=NOW)
    assert made(home).token.number == MOST_TOKENS + 1
    assert len(intake.known_gateways) == MOST_TOKENS


@both
def test_an_intake_that_cannot_be_told_is_said_and_told_later(intake: Remembering) -> None:
    home = metered_works()
    intake.down = True
    token, said = make_gateway_token(home.actor, home.id, NAMED, now=NOW)
    assert token is not None
    assert codes(said) == ["gateway.intake_untold"]
    intake.down = False
    assert intake.opens(token.secret) is None
    resync_all()
    assert intake.opens(token.secret) == "town@gateway-1"
    intake.down = True
    _, said = revoke_gateway_token(home.actor, home.id, token.token.id, now=NOW)
    assert codes(said) == ["gateway.intake_untold"]  # nobody thinks that it ended everywhere
    intake.down = False
    resync_all()
    assert intake.known_gateways == []


@both
def test_gateways_of_an_organisation_that_is_no_more_are_forgotten(intake: Remembering) -> None:
    home = metered_works()
    new = made(home)
    (one,) = intake.known_gateways
    intake.put_gateways("gone", [one._replace(organisation_code="gone")])
    assert len(intake.known_gateways) == 2
    resync_all()
    assert [each.organisation_code for each in intake.known_gateways] == ["town"]
    assert intake.opens(new.secret) == "town@gateway-1"


@both
def test_the_last_use_is_told(intake: Remembering) -> None:
    home = metered_works()
    new = made(home)
    intake.last_used["town@gateway-1"] = int(NOW.timestamp() * 1000)
    (one,) = gateway_tokens(home.actor, home.id)
    assert (one.last_used_at, new.token.last_used_at) == (NOW, None)


@both
def test_tokens_are_made_by_who_settles_how_the_organisation_measures() -> None:
    home, other = metered_works(), metered_works("other", "E01")
    new, theirs = made(home), made(other, GatewayEntry("x", every_meter=True))
    verifier = home.of(Role.VERIFIER)
    assert [one.id for one in gateway_tokens(verifier, home.id)] == [new.token.id]
    for actor in (home.collector, verifier, home.of(Role.APPROVER)):
        with pytest.raises(ForbiddenError) as refused:
            make_gateway_token(actor, home.id, NAMED, now=NOW)
        assert refused.value.permission is Permission.SETTLE
        with pytest.raises(ForbiddenError):
            revoke_gateway_token(actor, home.id, new.token.id, now=NOW)
    with pytest.raises(ForbiddenError):  # of a part: it names meters of all
        gateway_tokens(home.collector, home.id)
    for actor in (STRANGER, other.actor):
        with pytest.raises(NotFoundError):
            gateway_tokens(actor, home.id)
        with pytest.raises(NotFoundError):
            make_gateway_token(actor, home.id, NAMED, now=NOW)
        with pytest.raises(NotFoundError):
            revoke_gateway_token(actor, home.id, new.token.id, now=NOW)
    for token_id in (new_id(), theirs.token.id):
        with pytest.raises(NotFoundError):
            revoke_gateway_token(home.actor, home.id, token_id, now=NOW)
    assert GatewayToken.rows.of(home.id).filter(revoked_at=None).count() == 1


@both
def test_a_token_of_a_meter_and_one_of_a_gateway_are_never_the_same_user() -> None:
    home = metered_works("a@b", "gateway-1")
    meter = next(iter(gateway_tokens(home.actor, home.id)), None)
    assert meter is None
    gateway = made(home, GatewayEntry("x", ("gateway-1",)))
    one = meter_of(home, "E01")
    device, _ = make_token(home.actor, home.id, one.id, "x", now=NOW)
    assert device is not None
    assert (gateway.token.mqtt_user, device.token.mqtt_user) == ("a%40b@gateway-1", "a%40b/E01")

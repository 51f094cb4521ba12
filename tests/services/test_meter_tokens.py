"""Tokens of meters: who makes them, what they open, and how they end."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from tests.registries import Remembering, remembering
from tests.services.metered import NOW, PUMP, Works, codes, meter_of, works
from tests.services.towns import STRANGER, events, everything

from fahsai.core.access.roles import Permission, Role
from fahsai.gateways.mqtt.credentials import is_password
from fahsai.records.ids import new_id
from fahsai.records.models import MeterToken
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.api_keys import actor_of_key
from fahsai.services.meter_tokens import (
    LONGEST_NAME,
    MOST_TOKENS,
    NewToken,
    make_token,
    revoke_token,
    tokens,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fahsai.services.meters import MeterRecord

both = pytest.mark.usefixtures("each_database")
LONGEST_FIELD = 64


@pytest.fixture(autouse=True)
def intake() -> Iterator[Remembering]:
    with remembering() as made:
        yield made


def made(home: Works, one: MeterRecord, name: str = "เกตเวย์ 1") -> NewToken:
    token, said = make_token(home.actor, home.id, one.id, name, now=NOW)
    assert token is not None, said
    return token


@both
def test_a_token_opens_its_meter_and_is_kept_as_hashes(intake: Remembering) -> None:
    home = works()
    one = meter_of(home)
    new = made(home, one)
    assert re.fullmatch(r"fahsaim_[a-z2-7]{32}_[A-Za-z0-9_-]{22}", new.secret)
    assert len(new.secret) < LONGEST_FIELD
    assert new.topic == one.topic == "fahsai/town/E01"
    assert intake.opens(new.secret) == "town/E01"
    assert actor_of_key(new.secret, now=NOW) is None
    (grant,) = intake.meters[one.id].tokens
    assert grant.token_sha256 == sha256(new.secret.encode()).hexdigest()
    assert grant.mqtt_user == new.token.mqtt_user == "town/E01"
    assert is_password(new.secret, grant.mqtt_hash)
    assert new.secret not in str(everything())
    assert events(home.id)[-1] == "meter_token.made"


@both
def test_a_device_gets_a_new_token_before_the_old_one_ends(intake: Remembering) -> None:
    home = works()
    one = meter_of(home)
    old, new = made(home, one), made(home, one, "เกตเวย์ 2")
    assert (old.token.mqtt_user, new.token.mqtt_user) == ("town/E01", "town/E01/2")
    assert all(intake.opens(each.secret) for each in (old, new))
    assert (old.token.number, new.token.number) == (1, 2)
    assert old.token.topic == new.token.topic == "fahsai/town/E01"
    ended, said = revoke_token(home.actor, home.id, one.id, old.token.id, now=NOW)
    assert (ended.works, ended.revoked_at, said) == (False, NOW, ())
    assert intake.opens(old.secret) is None
    assert intake.opens(new.secret) is not None
    assert [each.mqtt_user for each in intake.meters[one.id].tokens] == ["town/E01/2"]
    before = everything()
    later = NOW + timedelta(days=1)
    assert revoke_token(home.actor, home.id, one.id, old.token.id, now=later)[0] == ended
    assert everything() == before
    assert made(home, one).token.mqtt_user == "town/E01/3"
    names = [each.name for each in tokens(home.actor, home.id, one.id)]
    assert sorted(names) == ["เกตเวย์ 1", "เกตเวย์ 1", "เกตเวย์ 2"]


@both
def test_the_last_use_is_told_while_somebody_can_tell(intake: Remembering) -> None:
    home = works()
    one = meter_of(home)
    old, new = made(home, one), made(home, one, "เกตเวย์ 2")
    intake.last_used[old.token.mqtt_user] = int(NOW.timestamp() * 1000)

    def used() -> dict[int, object]:
        return {each.number: each.last_used_at for each in tokens(home.actor, home.id, one.id)}

    assert used() == {1: NOW, 2: None}
    ended, _ = revoke_token(home.actor, home.id, one.id, old.token.id, now=NOW)
    assert ended.last_used_at == NOW
    assert new.token.last_used_at is None
    intake.down = True
    assert used() == {1: None, 2: None}


@both
def test_what_cannot_be_made_is_said(intake: Remembering) -> None:
    home = works()
    one = meter_of(home)
    before = everything()
    for name in ("", "  ", "a\nb", "a" * (LONGEST_NAME + 1)):
        token, said = make_token(home.actor, home.id, one.id, name, now=NOW)
        assert (token, codes(said)) == (None, ["meter.token_name_unusable"])
    assert everything() == before
    for number in range(MOST_TOKENS):
        made(home, one, str(number))
    token, said = make_token(home.actor, home.id, one.id, "อีกหนึ่ง", now=NOW)
    assert (token, codes(said)) == (None, ["meter.tokens_many"])
    oldest = tokens(home.actor, home.id, one.id)[-1]
    intake.down = True
    _, said = revoke_token(home.actor, home.id, one.id, oldest.id, now=NOW)
    assert codes(said) == ["meter.intake_untold"]  # nobody thinks that it ended everywhere
    intake.down = False
    _, said = revoke_token(home.actor, home.id, one.id, oldest.id, now=NOW)
    assert said == ()
    assert len(intake.meters[one.id].tokens) == MOST_TOKENS - 1


@both
def test_tokens_are_made_by_who_settles_how_the_organisation_measures() -> None:
    home, other = works(), works("other")
    one = meter_of(home, entry=replace(PUMP, unit="D02"))
    theirs = meter_of(other)
    new = made(home, one)
    assert [each.id for each in tokens(home.collector, home.id, one.id)] == [new.token.id]
    for actor in (home.collector, home.of(Role.VERIFIER), home.of(Role.APPROVER)):
        with pytest.raises(ForbiddenError) as refused:
            make_token(actor, home.id, one.id, "x", now=NOW)
        assert refused.value.permission is Permission.SETTLE
        with pytest.raises(ForbiddenError) as refused:
            revoke_token(actor, home.id, one.id, new.token.id, now=NOW)
        assert refused.value.permission is Permission.SETTLE
    for actor in (STRANGER, other.actor):
        with pytest.raises(NotFoundError):
            tokens(actor, home.id, one.id)
        with pytest.raises(NotFoundError):
            revoke_token(actor, home.id, one.id, new.token.id, now=NOW)
    second = meter_of(home, "E02")
    for meter_id, token_id in (
        (second.id, new.token.id),
        (one.id, new_id()),
        (theirs.id, new.token.id),
    ):
        with pytest.raises(NotFoundError):
            revoke_token(home.actor, home.id, meter_id, token_id, now=NOW)
    assert MeterToken.rows.of(home.id).filter(revoked_at=None).count() == 1


def test_the_hash_is_that_of_mosquittos_own_program(tmp_path: Path) -> None:
    program = shutil.which("mosquitto_passwd")
    if program is None:
        pytest.skip("mosquitto_passwd is not installed (see `make system`)")
    file = tmp_path / "passwords"
    subprocess.run([program, "-b", "-c", file, "town/E01", "fahsaim_x"], check=True)
    user, _, line = file.read_text().strip().partition(":")
    assert user == "town/E01"
    assert is_password("fahsaim_x", line)

"""What became no reading: to its own people only, safely shown, with all of it counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.services.members import acting, member, office
from tests.services.metering.kept import Message, Metered, metered  # noqa: F401 - a fixture

from fahsai.core.access.roles import Role
from fahsai.core.metering.meter import MeterKind
from fahsai.services.access import NotFoundError
from fahsai.services.intake import Intake
from fahsai.services.intake_registry import publish_meters
from fahsai.services.meters import MeterEntry, add_meter
from fahsai.services.refused_messages import all_refused_messages, refused_messages

if TYPE_CHECKING:
    from fahsai.services.refused_messages import RefusedSeen

WELL = MeterEntry(MeterKind.ELECTRICITY, "บ่อ")
HOSTILE = b"\x1b[2J\xe2\x80\xae{\x00'; DROP TABLE kept; --" + b"x" * 500


def counts(found: RefusedSeen) -> dict[tuple[str, str], int]:
    return {(one.meter or one.topic, one.reason): one.times for one in found.counts}


def test_messages_are_shown_safely_with_their_reason_and_count(metered: Metered) -> None:  # noqa: F811
    made = metered.meter()
    metered.send("E01", HOSTILE, *[{"t": 0, "kwh": 1}] * 250)
    found = refused_messages(metered.home.actor, metered.home.id, made.id)
    assert counts(found) == {
        ("E01", "message.not_readable"): 1,
        ("E01", "message.clock_behind"): 250,
    }
    assert len(found.messages) == 100
    assert {one.finding.code for one in found.messages} == {"message.clock_behind"}
    metered.send("E01", HOSTILE)
    newest = refused_messages(metered.home.actor, metered.home.id, made.id).messages[0]
    assert newest.finding.code == "message.not_readable"
    assert newest.excerpt.isprintable()
    assert len(newest.excerpt) == 81
    assert newest.excerpt.startswith("\ufffd[2J\ufffd{\ufffd'; DROP")
    assert newest.size == len(HOSTILE)
    assert newest.topic == "fahsai/town/E01"


def test_each_sees_what_is_theirs(metered: Metered) -> None:  # noqa: F811
    """Owner, collector of a unit, a colleague of all, and a stranger with a town of their own."""
    home = metered.home
    own = metered.meter("E01", MeterEntry(MeterKind.ELECTRICITY, "สูบน้ำ", unit="D02"))
    metered.meter("E02", MeterEntry(MeterKind.ELECTRICITY, "อาคาร", unit="D01"))
    stranger = office("elsewhere")
    theirs, said = add_meter(stranger.actor, stranger.id, "E01", WELL)
    assert theirs is not None, said
    publish_meters(stranger.id, [theirs.id])
    intake = Intake(metered.store, lambda: metered.now * 1000)
    intake.deliver(
        [
            Message(f"fahsai/{topic}", b"junk")
            for topic in (
                *("town/E01", "town/E02", "town/E99", "town", "townsend/E01"),
                *("elsewhere/E01", "elsewhere/E98", "x"),
            )
        ]
    )
    unreadable = "message.not_readable"
    assert counts(all_refused_messages(home.actor, home.id)) == {
        ("E01", unreadable): 1,
        ("E02", unreadable): 1,
        ("fahsai/town/E99", "message.topic_unknown"): 1,
    }
    verifier = acting(member(home.id, Role.VERIFIER))
    assert len(all_refused_messages(verifier, home.id).counts) == 3
    assert counts(all_refused_messages(home.collector, home.id)) == {("E01", unreadable): 1}
    assert len(refused_messages(home.collector, home.id, own.id).messages) == 1
    assert counts(all_refused_messages(stranger.actor, stranger.id)) == {
        ("E01", unreadable): 1,
        ("fahsai/elsewhere/E98", "message.topic_unknown"): 1,
    }
    with pytest.raises(NotFoundError):
        all_refused_messages(stranger.actor, home.id)
    for actor, meter in ((stranger.actor, own.id), (home.actor, theirs.id)):
        with pytest.raises(NotFoundError):
            refused_messages(actor, home.id, meter)

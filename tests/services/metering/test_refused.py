"""What became no reading: to its own people only, safely shown, with all of it counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.services.members import acting, member, office
from tests.services.metering.kept import Message, Metered, metered  # noqa: F401 - a fixture

from fahsai.core.access.roles import Role
from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.refusal import Reason, Refusal
from fahsai.services.access import NotFoundError
from fahsai.services.intake import Intake, Sender
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


def test_what_was_sent_is_shown_in_one_line(metered: Metered) -> None:  # noqa: F811
    made = metered.meter()
    stream = b"\xff\xff\xff\xff" + bytes(380)
    metered.send("E01", b'{\n  "kwh":\r\n\x1b[2J oops', stream)
    packed, plain = refused_messages(metered.home.actor, metered.home.id, made.id).messages
    assert plain.finding.data["said"] == '{ "kwh": \ufffd[2J oops'
    assert packed.excerpt == "Arrow, 384 B"
    assert packed.finding.data["said"].isprintable()


def test_what_a_gateway_is_refused_is_shown_to_its_own_people(metered: Metered) -> None:  # noqa: F811
    """To the whole organisation's: a collector of a unit has nothing to do with gateways."""
    home = metered.home
    metered.meter("E01")
    stranger = office("town2")
    intake = Intake(metered.store, lambda: metered.now * 1000)
    gateway = Sender("town@gateway-1", {})
    unnamed = Refusal(Reason.METER_UNNAMED, '{"t":1}')
    others = [Refusal(Reason.METER_NOT_YOURS, one) for one in ("E08", "E\x009")]
    intake.refuse(gateway, b"{}", [unnamed, *others])
    intake.refuse(Sender("town2@gateway-1", {}), b"{}", [unnamed])
    topic = "fahsai/town@gateway-1"
    seen = all_refused_messages(home.actor, home.id)
    assert counts(seen) == {
        (topic, "message.meter_unnamed"): 1,
        (topic, "message.meter_not_yours"): 1,
    }
    assert {(one.finding.subject, one.finding.data["said"]) for one in seen.messages} == {
        ("town@gateway-1", '{"t":1}'),
        ("town@gateway-1", "E08, E\ufffd9"),
    }
    verifier = acting(member(home.id, Role.VERIFIER))
    assert len(all_refused_messages(verifier, home.id).counts) == 2
    assert all_refused_messages(home.collector, home.id).counts == ()
    assert counts(all_refused_messages(stranger.actor, stranger.id)) == {
        ("fahsai/town2@gateway-1", "message.meter_unnamed"): 1
    }
    with pytest.raises(NotFoundError):
        all_refused_messages(stranger.actor, home.id)


def test_what_a_meter_sends_for_another_is_counted_under_itself(metered: Metered) -> None:  # noqa: F811
    home = metered.home
    first, second = metered.meter("E01"), metered.meter("E02")
    intake = Intake(metered.store, lambda: metered.now * 1000)
    own = "fahsai/town/E01"
    sender = Sender("town/E01/2", {"E01": own}, own)
    intake.refuse(sender, b'{"t":1}', [Refusal(Reason.METER_NOT_YOURS, "E02")])
    seen = refused_messages(home.actor, home.id, first.id)
    assert counts(seen) == {("E01", "message.meter_not_yours"): 1}
    (one,) = seen.messages
    assert (one.finding.subject, one.finding.data["said"]) == ("E01", "E02")
    assert refused_messages(home.actor, home.id, second.id).counts == ()

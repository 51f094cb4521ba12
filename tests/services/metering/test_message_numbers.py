"""Messages are lost when their number never arrives: by meter, and not when they were refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tests.services.metering.kept import metered  # noqa: F401 - a fixture

from fahsai.core.metering.length import instant
from fahsai.services.meter_health import meter_events, meters_health

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.services.metering.kept import Metered

START = instant(date(2026, 3, 2))


def said(number: int, **channels: Any) -> dict[str, Any]:
    """A message of that minute."""
    return {"t": START + 60 * number, "seq": number, **channels}


def lost(home: Metered, sent: Sequence[dict[str, Any] | bytes], size: int = 50) -> list[str]:
    """How many are told as lost, when the keeper comes after every few messages."""
    made = home.meter()
    for first in range(0, len(sent), size):
        home.send("E01", *sent[first : first + size])
        home.now += 60
        home.keep()
    events = meter_events(home.home.actor, home.home.id, made.id, START, START + 86_400)
    return [one.data["count"] for one in events if one.code == "meter.lost"]


def test_numbers_that_never_came_are_lost_once_a_meter(metered: Metered) -> None:  # noqa: F811
    sent = [said(one, kwh=1000 + one, kw=60) for one in range(300) if one not in {70, 71}]
    assert lost(metered, sent) == ["2"]


def test_channels_in_messages_of_their_own_lose_nothing(metered: Metered) -> None:  # noqa: F811
    sent = [said(one, **({"kwh": 1000 + one} if one % 2 else {"kw": 60})) for one in range(300)]
    assert lost(metered, sent) == []


def test_what_was_refused_arrived(metered: Metered) -> None:  # noqa: F811
    """Unknown channels, values that are none, no JSON, cut off: none of them is lost as well."""
    sent: list[dict[str, Any] | bytes] = [said(one, kwh=1000 + one, kw=60) for one in range(300)]
    sent[20] = said(20, volts=230)
    sent[40] = said(40, kwh="?", kw=60)
    sent[60:62] = [said(60, kwh="?"), {"seq": 61, "kwh": 1061}]
    sent[80] = b'{"t":%d,"seq":80,"kwh":NaN}' % (START + 4800)
    sent[100] = b'{"t":17'
    sent[120] = said(120)
    sent[140:142] = []
    assert lost(metered, sent) == ["2"]
    (health,) = meters_health(metered.home.actor, metered.home.id)
    assert health.refused == 6
    with metered.store.database.read() as session:
        assert session.rows("SELECT count(*) FROM unread") == [(0,)]


def test_a_flood_of_numbers_keeps_and_tells_little(metered: Metered) -> None:  # noqa: F811
    sent = [said(one, kwh=1000 + one) for one in range(1_200)]
    for one in sent[::2]:
        one["seq"] += 2**31
    for place, one in enumerate(sent[600:900]):
        one["seq"] = place * 997
    told = lost(metered, sent, 200)
    assert len(told) <= 1
    with metered.store.database.read() as session:
        sizes = session.rows("SELECT max(length(state)) FROM judges")
    assert sizes[0][0] < 10_000

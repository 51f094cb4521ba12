"""A gateway of the installation: forwards for its meters, is seen in use, and ends when revoked."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from tests.services.metering.kept import metered  # noqa: F401 - a fixture
from tests.services.metering.test_broker import publish, running, until  # noqa: F401 - fixtures

from fahsai.core.metering.topic import topic_of
from fahsai.services.broker_access import BROKER
from fahsai.services.forward import Forwarding, forward
from fahsai.services.gateway_tokens import GatewayEntry, make_gateway_token, revoke_gateway_token
from fahsai.services.intake_registry import last_used
from fahsai.services.metering.standing import said

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.metering.kept import Metered

    from fahsai.services.gateway_tokens import NewGatewayToken


def made(town: Metered, *meters: str) -> NewGatewayToken:
    entry = GatewayEntry("กล่อง", meters, every_meter=not meters)
    token, findings = make_gateway_token(town.home.actor, town.home.id, entry, now=timezone.now())
    assert token is not None, findings
    return token


def test_a_gateway_forwards_for_several_meters_and_nobody_elses(
    running: Metered,  # noqa: F811
    tmp_path: Path,
) -> None:
    until(lambda: said(BROKER))
    standing: Any = said(BROKER)
    port = standing["inner_port"]
    meters = [running.meter(code) for code in ("E01", "E02", "E03")]
    box, every = made(running, "E01", "E02"), made(running)
    running.tell(meters[0])
    code, now = running.home.code, int(time.time())
    numbers = [one.channels[0].number for one in meters]

    def stored() -> list[int]:
        counts = running.store.counts(numbers)
        return [counts[number] for number in numbers]

    def sent(one: NewGatewayToken, topic: str, at: int) -> bool:
        message = f'{{"t": {at}, "kwh": 5}}'
        return publish(port, one.token.mqtt_user, one.secret, topic, message) == 0

    until(lambda: sent(box, topic_of(code, "E01"), now))
    assert not sent(box, topic_of(code, "E03"), now)
    assert not sent(box, topic_of("other", "E01"), now)
    assert not sent(every, topic_of("other", "E01"), now)
    assert sent(every, topic_of(code, "E03"), now)
    spool = tmp_path / "spool"
    spool.mkdir()
    lines = [
        f'{topic_of(code, meter)}\t{{"t": {now - 60 * place}, "kwh": 4}}'
        for meter in ("E01", "E02", "E03")
        for place in range(1, 4)
    ]
    (spool / "readings.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    told: list[str] = []
    url = f"mqtt://{box.token.mqtt_user.replace('@', '%40')}@127.0.0.1:{port}"
    asked = Forwarding(url, tmp_path / "queue", token=box.secret, spool=spool, once=True)
    done = forward(asked, lambda kind, _: told.append(kind), threading.Event())
    assert (done.taken, done.waiting, done.refused) == (9, 0, 3)  # those of E03 stay aside
    until(lambda: stored() == [4, 3, 1])
    assert told.count("turned_down") == 1  # once a topic
    until(
        lambda: (
            set(last_used([box.token.mqtt_user, every.token.mqtt_user]))
            == {box.token.mqtt_user, every.token.mqtt_user}
        )
    )
    revoke_gateway_token(running.home.actor, running.home.id, box.token.id, now=timezone.now())
    running.tell(meters[0])
    until(lambda: not sent(box, topic_of(code, "E01"), now + 1))
    assert sent(every, topic_of(code, "E01"), now + 2)

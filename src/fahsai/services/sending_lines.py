"""The lines that somebody pastes to try a token: ``mosquitto_pub`` and ``curl``."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings

from fahsai.core.metering.channel import Measure
from fahsai.gateways.mqtt.address import LEVEL
from fahsai.services.broker_access import own_broker
from fahsai.services.own_address import own_address

if TYPE_CHECKING:
    from fahsai.services.meters import MeterRecord

SECRET = "TOKEN"  # noqa: S105 - what stands in the place of a secret that nobody can show again
VALUE = "VALUE"
"""What stands in the place of a figure: an invented one of a register would be counted."""

OF_ALL = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared, not listened on


class SendingLines(NamedTuple):
    """How a token is used from a command line; ``mqtt`` is None where no broker is used."""

    mqtt: str | None
    http: str


def sending_lines(
    user: str, meter: MeterRecord, secret: str | None, *, gateway: bool = False
) -> SendingLines:
    """The lines of a token for one of its meters; without a secret its place stays empty.

    The readings in them harm nothing: a power of 0 is never summed, and where a meter has none
    its register stands as :data:`VALUE`, which nobody takes for a number.
    """
    shown = secret or SECRET
    message = _message(meter)
    address = f"{_address()}/api/v1/readings" + (f"/{meter.code}" if gateway else "")
    http = " ".join(
        (
            f"curl {shlex.quote(address)}",
            f'-H "Authorization: Bearer {shown}"',
            '-H "Content-Type: application/json"',
            f"-d {message}",
        )
    )
    if settings.FAHSAI.mqtt.use == "off":
        return SendingLines(None, http)
    broker = own_broker()
    words = ["mosquitto_pub", "-h", _reached(broker.host), "-p", str(broker.port), "-q", "1"]
    if broker.level == LEVEL:
        words += ["-V", "mqttv5"]
    if broker.tls is not None:
        ca = broker.tls.ca
        words += ["--tls-use-os-certs"] if ca is None else ["--cafile", str(ca)]
    words += ["-u", user, "-P", shown, "-t", meter.topic]
    return SendingLines(f"{shlex.join(words)} -m {message}", http)


def _message(meter: MeterRecord) -> str:
    """A message of now, as a word of the shell."""
    entries = [one.entry for one in meter.channels]
    rate = next((one.name for one in entries if one.measure is Measure.RATE), None)
    said = f'{entries[0].name}\\": {VALUE}' if rate is None else f'{rate}\\": 0'
    return f'"{{\\"t\\": $(date +%s), \\"{said}}}"'


def _address() -> str:
    """Where this installation is reached: by its name where it has one, else on this machine."""
    chosen = settings.FAHSAI
    if chosen.tls and chosen.hosts:
        return f"https://{chosen.hosts[0]}"
    host, port = own_address()
    host = _reached(host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _reached(host: str) -> str:
    """A host that somebody can connect to, where one listens on all addresses."""
    if host not in OF_ALL:
        return host
    names: tuple[str, ...] = settings.FAHSAI.hosts
    return names[0] if names else "127.0.0.1"

"""Where a broker is and how it is entered: plain values of the settings."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

PORT, TLS_PORT = 1883, 8883
LEVEL = 5
"""The protocol level of MQTT 5."""
OLD_LEVEL = 4
"""That of MQTT 3.1.1, for brokers that know no other (see :mod:`.level4`)."""


@dataclass(frozen=True, slots=True)
class Tls:
    """What to trust and, where the broker asks for it, what to show; all PEM files.

    Without ``ca`` the certificates of the system are trusted.
    """

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    def context(self) -> ssl.SSLContext:
        """The context of connections; the name of the broker is always checked.

        Raises:
            OSError: a file is absent or holds no certificate (``ssl.SSLError`` is one).
        """
        made = ssl.create_default_context(cafile=None if self.ca is None else str(self.ca))
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.certificate is not None:
            made.load_cert_chain(self.certificate, self.key)
        return made


@dataclass(frozen=True, slots=True)
class Broker:
    """A broker and who enters it; ``level`` is the protocol's: 5, or 4 for MQTT 3.1.1."""

    host: str
    port: int = PORT
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Tls | None = None
    level: int = LEVEL

    def __str__(self) -> str:
        """Where it is, without the password."""
        who = "" if self.user is None else f"{self.user}@"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"mqtt{'s' if self.tls else ''}://{who}{host}:{self.port}"


def broker_of(url: str, *, password: str | None = None, tls: Tls | None = None) -> Broker:
    """The broker of ``mqtt://user:password@host:port``, or ``mqtts:`` for TLS.

    ``password`` stands before one in the address; ``?level=4`` asks for MQTT 3.1.1.

    >>> str(broker_of("mqtts://org%2FE01@broker.example"))
    'mqtts://org/E01@broker.example:8883'

    Raises:
        ValueError: it is no such address.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"mqtt", "mqtts"} or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError(f"not mqtt://host:port or mqtts://host:port: {parts.hostname or ''}")
    level = {"": LEVEL, "level=5": LEVEL, "level=4": OLD_LEVEL}.get(parts.query)
    if level is None:
        raise ValueError(f"an option that is not level=5 or level=4: {parts.query}")
    safe = parts.scheme == "mqtts"
    own = None if parts.password is None else unquote(parts.password)
    return Broker(
        parts.hostname,
        parts.port or (TLS_PORT if safe else PORT),
        None if parts.username is None else unquote(parts.username),
        own if password is None else password,
        (tls or Tls()) if safe else None,
        level,
    )

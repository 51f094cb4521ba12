"""One ``FAHSAI_MAIL_URL`` to the settings Django wants for sending mail."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

CONSOLE = "django.core.mail.backends.console.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Mail(NamedTuple):
    """How mails leave this installation; by default they are printed on the terminal."""

    backend: str
    sender: str
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    tls: bool = False


def mail_from_url(url: str, sender: str) -> Mail:
    """The way of sending that a URL names.

    ``console:`` prints mails; ``smtp://user:password@host:587?tls=1`` sends them.

    Raises:
        ValueError: neither of them, or no host.

    >>> mail_from_url("smtp://a%40b:p@mail.example:587?tls=1", "x@y.th").user
    'a@b'
    """
    parts = urlsplit(url)
    if parts.scheme == "console":
        return Mail(CONSOLE, sender)
    if parts.scheme != "smtp" or not parts.hostname:
        raise ValueError("use console: or smtp://user:password@host:587?tls=1")
    return Mail(
        SMTP,
        sender,
        host=parts.hostname,
        port=parts.port or 25,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=parse_qs(parts.query).get("tls") == ["1"],
    )

"""Signing in as a person does: by the forms of the pages."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from django.test import Client
from django.urls import reverse

from fahsai.records.models import Event
from fahsai.services.actors import INSTALLATION_ID

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

NAME, EMAIL = "สมศรี ใจดี", "somsri@example.org"
PASSWORD = "เมฆขาวลอยต่ำเหนือทุ่ง"
OTHER_PASSWORD = "ฝนตกหนักที่ปลายนา 2569"
THAI = re.compile(r"[\u0e01-\u0e5b]")


def browser(**options: str) -> Client:
    """A browser on this machine, of nobody, that has to show its forms' tokens."""
    return Client(
        HTTP_HOST="127.0.0.1:8000",
        REMOTE_ADDR="127.0.0.1",
        HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36",
        raise_request_exception=True,
        **options,  # type: ignore[arg-type]
    )


def sign_in(
    client: Client, email: str = EMAIL, password: str = PASSWORD, **more: str
) -> HttpResponse:
    """Send the sign-in form."""
    given = {"login": email, "password": password, **more}
    return client.post(reverse("account_login"), given)  # type: ignore[return-value]


def signed_in_browser(**options: str) -> Client:
    """A browser that the person is signed in with, by password."""
    client = browser(**options)
    response = sign_in(client)
    assert response.status_code == 302, response.content.decode()
    assert is_signed_in(client)
    return client


def is_signed_in(client: Client) -> bool:
    """Whether the pages know who it is."""
    return client.get(reverse("account")).status_code == 200


def totp(secret: str, at: float | None = None) -> str:
    """The code that an authenticator app shows (RFC 6238)."""
    counter = int((time.time() if at is None else at) // 30)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def confirm(client: Client, password: str = PASSWORD) -> None:
    """Confirm once more who it is."""
    response = client.post(reverse("account_reauthenticate"), {"password": password})
    assert response.status_code == 302, response.content.decode()


def secret_of(page: str) -> str:
    """The key that the page for a new app shows as text."""
    found = re.search(r'<code class="secret">([A-Z2-7]+)</code>', page)
    assert found, page
    return found[1]


def add_app(client: Client) -> str:
    """Start using an authenticator app; its secret."""
    confirm(client)
    secret = secret_of(client.get(reverse("mfa_activate_totp")).content.decode())
    response = client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})
    assert response.status_code == 302, response.content.decode()
    return secret


def verbs_of(account_id: UUID) -> list[str]:
    """The events of an account, the oldest first."""
    rows = Event.rows.of(INSTALLATION_ID).filter(object_id=account_id).order_by("at", "id")
    return [row.verb for row in rows]


class Texts(HTMLParser):
    """What a page says, without its tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in {"script", "style", "code", "title"}

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style", "code", "title"}

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.said.append(data.strip())


def main_of(page: str) -> str:
    """The main part of a page."""
    return f"<main{page.partition('<main')[2].partition('</main>')[0]}"

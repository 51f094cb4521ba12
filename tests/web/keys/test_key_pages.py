"""The pages of keys: who sees which, the secret shown once, and an end that is asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.homes import DEMO, MARKUP
from tests.web.people import account, browser_of, member
from tests.web.test_markup import Page

from fahsai.core.access.roles import Role
from fahsai.records.models import ApiKey
from fahsai.services.access import organisation_by_code
from fahsai.services.accounts import actor_of
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.api_keys import actor_of_key, keys

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.records.models import Account
    from fahsai.services.api_keys import Key

LIST = reverse("keys", args=(DEMO,))
WANTED = {"name": MARKUP, "scopes": ["see"], "days": "30"}


@pytest.fixture
def town(own_records: None) -> UUID:
    del own_records
    return organisation_by_code(LOCAL_OWNER, DEMO).id


def keys_of(row: Account, town: UUID) -> tuple[Key, ...]:
    actor = actor_of(row.id)
    assert actor is not None
    return keys(actor, town)


def secret_in(answer: Any) -> str:
    found = re.search(r"fahsai_[a-z2-7]+_[\w-]+", answer.content.decode())
    assert found is not None
    return found[0]


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_key_is_made_and_shown_once(town: UUID, language: str) -> None:
    row = member(town, Role.WRITER)
    browser = browser_of(row)
    empty = browser.get(LIST, {"lang": language})
    assert empty.status_code == 200
    answer = browser.post(LIST, WANTED)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    secret = secret_in(answer)
    assert actor_of_key(secret, now=timezone.now()) is not None
    again = browser.get(LIST)
    assert secret not in again.content.decode()
    for page in (empty, answer, again):
        text = page.content.decode()
        assert "<script>alert" not in text
        assert not Page(text).faults
    assert "&lt;script&gt;alert" in again.content.decode()


def test_what_is_missing_is_said_beside_its_field(town: UUID) -> None:
    browser = browser_of(member(town, Role.WRITER))
    unusable: list[dict[str, Any]] = [
        {"name": ""},
        {"scopes": []},
        {"scopes": ["settle"]},
        {"days": "9999"},
    ]
    for wrong in unusable:
        answer = browser.post(LIST, {**WANTED, **wrong})
        assert answer.status_code == 422
        text = answer.content.decode()
        assert 'class="problems"' in text
        assert not Page(text).faults
    assert not ApiKey.rows.of(town).exists()


def test_revoking_asks_first(town: UUID) -> None:
    row = member(town, Role.WRITER)
    browser = browser_of(row)
    secret = secret_in(browser.post(LIST, WANTED))
    address = reverse("revoke_key", args=(DEMO, keys_of(row, town)[0].id))
    asked = browser.get(address)
    assert asked.status_code == 200
    assert not Page(asked.content.decode()).faults
    assert actor_of_key(secret, now=timezone.now()) is not None
    done = browser.post(address, follow=True)
    assert done.redirect_chain == [(LIST, 302)]
    assert actor_of_key(secret, now=timezone.now()) is None


def test_a_form_of_another_site_makes_and_revokes_nothing(town: UUID) -> None:
    row = member(town, Role.WRITER)
    browser_of(row).post(LIST, WANTED)
    strict = Client(enforce_csrf_checks=True, HTTP_HOST="127.0.0.1", REMOTE_ADDR="127.0.0.1")
    strict.force_login(row, backend="allauth.account.auth_backends.AuthenticationBackend")
    key = keys_of(row, town)[0]
    for address in (LIST, reverse("revoke_key", args=(DEMO, key.id))):
        assert strict.post(address, WANTED).status_code == 403
    assert [one.revoked_at for one in keys_of(row, town)] == [None]


def test_who_gets_what(town: UUID) -> None:
    writer, manager = member(town, Role.WRITER), member(town, Role.ADMINISTRATOR)
    approver = member(town, Role.APPROVER)
    browser_of(writer).post(LIST, WANTED)
    revoke = reverse("revoke_key", args=(DEMO, keys_of(writer, town)[0].id))
    assert browser_of(writer).get(revoke).status_code == 200
    assert browser_of(manager).get(revoke).status_code == 200
    colleague = browser_of(approver)
    assert colleague.get(LIST).status_code == 200
    assert MARKUP.split("<", 2)[1] not in colleague.get(LIST).content.decode()
    for method in (colleague.get, colleague.post):
        assert method(revoke).status_code == 404
    stranger = browser_of(account("stranger"))
    for address in (LIST, revoke):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, WANTED).status_code == 404
        nobody = browser_of(None).get(address)
        assert nobody.status_code == 302
        assert "next=" in nobody.headers["Location"]
    assert [one.revoked_at for one in keys_of(writer, town)] == [None]


def test_the_local_owner_needs_no_key(town: UUID, client: Client) -> None:
    answer = client.get(LIST)
    assert answer.status_code == 200
    assert "<form" not in answer.content.decode()
    assert client.post(LIST, WANTED).status_code == 422
    assert not ApiKey.rows.of(town).exists()

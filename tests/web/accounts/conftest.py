"""An installation with accounts, and a browser of nobody."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from tests.web.accounts.signing import EMAIL, NAME, PASSWORD

from fahsai.services.accounts import Account, create_account
from fahsai.web.accounts import posting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.homes import Home


@pytest.fixture(autouse=True)
def _nothing_tried() -> Iterator[None]:
    """Each test begins with its limits unused."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _letters_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters are sent before a test looks for them."""
    monkeypatch.setattr(posting, "AT_ONCE", SimpleNamespace(submit=lambda do, *given: do(*given)))


@pytest.fixture
def home(no_organisation: Home) -> Home:
    """An empty home as the records of this process."""
    return no_organisation


@pytest.fixture
def person(home: Home) -> Account:
    """Somebody with an account."""
    assert home
    made, findings = create_account(email=EMAIL, name=NAME, password=PASSWORD)
    assert made is not None, findings
    return made

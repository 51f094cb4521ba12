"""Pages that write are tested on both databases, each test in a home of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.http import HttpResponseRedirect
from tests.databases import (  # noqa: F401 - fixtures
    each_database,
    migrated_file,
    postgres_database,
    postgres_template,
    sqlite_database,
)
from tests.postgres import postgres_socket  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest
    from pytest_django import Settings


@pytest.fixture(autouse=True)
def sign_in_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody is sent to; the page itself is another room's."""

    def sent_away(request: HttpRequest) -> HttpResponseRedirect:
        return HttpResponseRedirect(f"/sign-in/?next={request.path}")

    monkeypatch.setattr("fahsai.web.pages.sign_in", sent_away)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    """An empty ``FAHSAI_HOME``: nothing is ever written elsewhere."""
    place = tmp_path / "home"
    place.mkdir()
    settings.FAHSAI = replace(settings.FAHSAI, home=place)
    return place

"""Pages that write are tested on both databases, each test in a home of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.databases import (  # noqa: F401 - fixtures
    each_database,
    migrated_file,
    postgres_database,
    postgres_name,
    postgres_template,
    sqlite_database,
)
from tests.postgres import postgres_socket  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    """An empty ``FAHSAI_HOME``: nothing is ever written elsewhere."""
    place = tmp_path / "home"
    place.mkdir()
    settings.FAHSAI = replace(settings.FAHSAI, home=place)
    return place

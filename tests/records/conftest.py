"""Databases, and a home directory for files, for the tests of the records."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.databases import (  # noqa: F401 - fixtures
    each_database,
    migrated_file,
    owners_database,
    postgres_database,
    postgres_name,
    postgres_template,
    sqlite_database,
)
from tests.postgres import postgres_socket  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    """An empty ``FAHSAI_HOME``."""
    settings.FAHSAI = replace(settings.FAHSAI, home=tmp_path)
    return tmp_path

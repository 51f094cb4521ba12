"""Databases and a home for the tests of the services; the demonstration is loaded once."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.databases import (  # noqa: F401 - fixtures
    default_database,
    each_database,
    migrated_file,
    owners_database,
    postgres_database,
    postgres_name,
    postgres_template,
    sqlite_database,
)
from tests.postgres import postgres_socket  # noqa: F401 - a fixture
from tests.services.towns import load_town

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.db.backends.base.base import BaseDatabaseWrapper
    from pytest_django import DjangoDbBlocker, Settings

    from fahsai.core.inventory.boundary import Organisation


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    """An empty ``FAHSAI_HOME``: nothing is ever written elsewhere."""
    place = tmp_path / "home"
    place.mkdir()
    settings.FAHSAI = replace(settings.FAHSAI, home=place)
    return place


@pytest.fixture(scope="session")
def town_files(
    tmp_path_factory: pytest.TempPathFactory,
    migrated_file: Path,  # noqa: F811
    django_db_blocker: DjangoDbBlocker,
) -> Path:
    """A home with a loaded, calculated demonstration, to copy."""
    from django.conf import settings as django_settings

    place = tmp_path_factory.mktemp("town")
    shutil.copy(migrated_file, place / "records.sqlite3")
    before = django_settings.FAHSAI
    django_settings.FAHSAI = replace(before, home=place)
    try:
        with default_database(f"sqlite:///{place}/records.sqlite3", django_db_blocker):
            load_town()
    finally:
        django_settings.FAHSAI = before
    return place


@pytest.fixture
def town(
    town_files: Path, home: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Organisation]:
    """The demonstration municipality in a SQLite file of its own."""
    shutil.copytree(town_files, home, dirs_exist_ok=True)
    with default_database(f"sqlite:///{home}/records.sqlite3", django_db_blocker):
        from fahsai.services.access import organisation_by_code
        from fahsai.services.actors import LOCAL_OWNER

        yield organisation_by_code(LOCAL_OWNER, "fahsai-demo")


@pytest.fixture
def each_town(request: pytest.FixtureRequest) -> Organisation:
    """The test runs twice: on SQLite and on PostgreSQL, each with a loaded municipality."""
    database: BaseDatabaseWrapper = request.getfixturevalue("each_database")
    del database
    return load_town()

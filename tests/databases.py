"""Real, migrated databases in the place of the default one: a SQLite file, PostgreSQL, or each.

Unlike pytest-django's ``db`` nothing is rolled back, so triggers, deferred foreign keys and two
connections behave as they do in an installation.  Each test gets a copy of a migrated database.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connections
from tests.postgres import APPLICATION_ROLE, OWNER_ROLE, make_database, url_of

from fahsai.records.row_security import grant
from fahsai.site.database import database_from_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.db.backends.base.base import BaseDatabaseWrapper
    from pytest_django import DjangoDbBlocker


@contextmanager
def default_database(url: str, blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """Let ``connections["default"]`` be the database of ``url``."""
    settings = cast("dict[str, Any]", database_from_url(url))
    connections.configure_settings({"default": settings})  # fills in Django's own defaults
    before = connections["default"]
    backend = __import__(f"{settings['ENGINE']}.base", fromlist=["DatabaseWrapper"])
    connections["default"] = connection = backend.DatabaseWrapper(settings, alias="default")
    try:
        with blocker.unblock():
            yield connection
            connection.close()
    finally:
        connections["default"] = before


def migrated(url: str, blocker: DjangoDbBlocker) -> str:
    """``url``, its database migrated."""
    with default_database(url, blocker):
        call_command("migrate", verbosity=0)
    return url


@pytest.fixture(scope="session")
def migrated_file(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Path:
    """A migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("migrated") / "records.sqlite3"
    migrated(f"sqlite:///{file}", django_db_blocker)
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_socket: Path, django_db_blocker: DjangoDbBlocker) -> str:
    """The name of a PostgreSQL database to copy, migrated by the role that owns it."""
    name = "migrated"
    make_database(postgres_socket, name)
    with default_database(url_of(postgres_socket, name, OWNER_ROLE), django_db_blocker) as owner:
        call_command("migrate", verbosity=0)
        grant(owner, APPLICATION_ROLE)
    return name


@pytest.fixture
def sqlite_database(
    migrated_file: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[BaseDatabaseWrapper]:
    """A fresh SQLite file as the default database."""
    file = tmp_path / "records.sqlite3"
    shutil.copy(migrated_file, file)
    with default_database(f"sqlite:///{file}", django_db_blocker) as connection:
        yield connection


@pytest.fixture
def postgres_name(postgres_template: str, postgres_socket: Path) -> str:
    """The name of a fresh PostgreSQL database."""
    name = f"records_{uuid4().hex}"
    make_database(postgres_socket, name, postgres_template)
    return name


@pytest.fixture
def postgres_database(
    postgres_name: str, postgres_socket: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[BaseDatabaseWrapper]:
    """A fresh PostgreSQL database as the default database, in the application's own role.

    That role is not the owner of the tables and not above the row policies: every test of the
    services on PostgreSQL runs behind the second wall.
    """
    with default_database(url_of(postgres_socket, postgres_name), django_db_blocker) as connection:
        yield connection


@pytest.fixture
def owners_database(
    postgres_name: str, postgres_socket: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[BaseDatabaseWrapper]:
    """The same in the role that owns the tables."""
    url = url_of(postgres_socket, postgres_name, OWNER_ROLE)
    with default_database(url, django_db_blocker) as connection:
        yield connection


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def each_database(request: pytest.FixtureRequest) -> BaseDatabaseWrapper:
    """The test runs twice: on SQLite and on PostgreSQL."""
    connection: BaseDatabaseWrapper = request.getfixturevalue(f"{request.param}_database")
    return connection

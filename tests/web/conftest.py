"""Loaded homes, and a client that asks from this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from tests.databases import migrated_file  # noqa: F401 - a fixture
from tests.web.homes import Home, copied, empty_home, load_demo, load_hostile, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="session")
def demo_home(
    tmp_path_factory: pytest.TempPathFactory,
    migrated_file: Path,  # noqa: F811 - the fixture imported above
    django_db_blocker: DjangoDbBlocker,
) -> Home:
    """The demonstration alone."""
    home = empty_home(tmp_path_factory.mktemp("demo"), migrated_file)
    with opened(home, django_db_blocker):
        load_demo()
    return home


@pytest.fixture(scope="session")
def full_home(
    tmp_path_factory: pytest.TempPathFactory, demo_home: Home, django_db_blocker: DjangoDbBlocker
) -> Home:
    """The demonstration, and an organisation that tries to break the pages."""
    home = copied(demo_home, tmp_path_factory.mktemp("full"))
    with opened(home, django_db_blocker):
        load_hostile()
    return home


@pytest.fixture
def records(full_home: Home, django_db_blocker: DjangoDbBlocker) -> Iterator[Home]:
    """Both organisations as the records of this process."""
    with opened(full_home, django_db_blocker):
        yield full_home


@pytest.fixture
def one_organisation(demo_home: Home, django_db_blocker: DjangoDbBlocker) -> Iterator[Home]:
    """The demonstration as the records of this process."""
    with opened(demo_home, django_db_blocker):
        yield demo_home


@pytest.fixture
def no_organisation(
    tmp_path: Path,
    migrated_file: Path,  # noqa: F811 - the fixture imported above
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Home]:
    """Records of nobody."""
    with opened(empty_home(tmp_path, migrated_file), django_db_blocker) as home:
        yield home


@pytest.fixture
def client() -> Client:
    """A browser on this machine."""
    return Client(
        HTTP_HOST="127.0.0.1:8000", REMOTE_ADDR="127.0.0.1", raise_request_exception=False
    )

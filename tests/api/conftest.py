"""An installation with accounts, and keys of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from tests.api.people import People, settle
from tests.databases import migrated_file  # noqa: F401 - a fixture
from tests.registries import Remembering, remembering
from tests.web.conftest import (  # noqa: F401 - fixtures
    client,
    demo_home,
    full_home,
    no_organisation,
    records,
)
from tests.web.homes import Home, copied, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="session", autouse=True)
def intake() -> Iterator[Remembering]:
    """A registry of meters that all these tests share, as an installation has one."""
    with remembering() as registry:
        yield registry


@pytest.fixture(scope="session")
def peopled_home(
    intake: Remembering,
    tmp_path_factory: pytest.TempPathFactory,
    full_home: Home,  # noqa: F811 - the fixture imported above
    django_db_blocker: DjangoDbBlocker,
) -> tuple[Home, People]:
    """Both organisations, with accounts, keys and a meter each."""
    del intake
    home = copied(full_home, tmp_path_factory.mktemp("peopled"))
    with opened(home, django_db_blocker):
        people = settle()
    return home, people


@pytest.fixture
def people(
    tmp_path: Path, peopled_home: tuple[Home, People], django_db_blocker: DjangoDbBlocker
) -> Iterator[People]:
    """Accounts and keys in a home of this test's own."""
    home, people = peopled_home
    cache.clear()
    with opened(copied(home, tmp_path), django_db_blocker):
        yield people
    cache.clear()

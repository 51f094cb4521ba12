"""Readings stores to test with: the small database on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from tests.postgres import OWNER_ROLE, make_database, postgres_socket, url_of

from fahsai.readings.store import ReadingsStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["postgres_socket"]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The test runs twice: on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return ""
    socket: Path = request.getfixturevalue("postgres_socket")
    name = f"readings_{uuid4().hex}"
    make_database(socket, name)
    return url_of(socket, name, OWNER_ROLE)


@pytest.fixture
def each_store(tmp_path: Path, database_url: str) -> Iterator[ReadingsStore]:
    """An empty store, on each database."""
    store = ReadingsStore.open(tmp_path, database_url=database_url)
    yield store
    store.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ReadingsStore]:
    """An empty store on SQLite."""
    store = ReadingsStore.open(tmp_path)
    yield store
    store.close()

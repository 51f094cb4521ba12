"""The demonstration in a home of each test's own, for accounts and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.web.homes import Home, copied, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker


@pytest.fixture
def own_records(
    demo_home: Home, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The demonstration as the records of this test alone."""
    with opened(copied(demo_home, tmp_path), django_db_blocker):
        yield

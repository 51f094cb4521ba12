"""The tests' switch works with pytest-django's own databases."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.flushing import flushable  # noqa: F401 - a fixture
from tests.records.samples import one_of_each, organisation

from fahsai.records.guards import missing_guards
from fahsai.records.models import Organisation


@pytest.mark.parametrize("time", ["first", "second"])
@pytest.mark.usefixtures("flushable", "transactional_db")
def test_a_transactional_test_leaves_nothing(time: str) -> None:
    del time
    assert not Organisation.objects.exists()
    assert missing_guards(connection) == ()
    one_of_each(organisation("thesaban").id)


@pytest.mark.django_db
def test_a_rolled_back_test_sees_the_guards() -> None:
    assert not Organisation.objects.exists()
    assert missing_guards(connection) == ()
    one_of_each(organisation("thesaban").id)

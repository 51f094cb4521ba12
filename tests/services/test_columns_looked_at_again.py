"""What the columns of a file seem to mean, asked again before and after something was entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.services.towns import OWNER, bare

from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.map_table import propose_tables

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.backends.base.base import BaseDatabaseWrapper

FUEL = "วันที่,รายการ,ลิตร\n1/10/2564,รถขยะ,10\n2/10/2564,รถขยะ,12\n".encode()


@pytest.fixture
def owner(sqlite_database: BaseDatabaseWrapper) -> UUID:
    del sqlite_database
    return bare()


def answer(owner: UUID) -> str:
    proposal, said = propose_tables(OWNER, owner, FUEL, "fuel.csv")
    assert proposal is not None, said
    return proposal.asked[0].answer


def test_a_source_that_was_added_meanwhile_is_known(owner: UUID) -> None:
    first = answer(owner)
    assert answer(owner) == first
    source, said = add_source(OWNER, owner, SourceEntry("mobile.diesel", "รถขยะ"))
    assert source is not None, said
    assert answer(owner) == source.code != first
    other = bare("other")
    assert answer(other) == first

"""Raw SQL against a really submitted year: refused on both databases, also a migration later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction
from tests.records.test_guards import (  # noqa: F401 - fixtures; the owner of the tables acts
    attacks,
    migrate_once_more,
    postgres_database,
)
from tests.services.towns import OWNER, TODAY, everything, load_town

from fahsai.records.guards import missing_guards
from fahsai.records.models import (
    ActivityRow,
    AppendOnly,
    CalculationRow,
    ComponentRow,
    EvidenceFile,
    FindingRow,
    LineResultRow,
    SourceResultRow,
    UsedFactor,
    VersionLink,
    VersionState,
)
from fahsai.services.calculate_year import calculate_year
from fahsai.services.submit import submit

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.backends.base.base import BaseDatabaseWrapper

FROZEN: tuple[type[AppendOnly], ...] = (
    ActivityRow,
    CalculationRow,
    SourceResultRow,
    LineResultRow,
    ComponentRow,
    UsedFactor,
    FindingRow,
    VersionLink,
    VersionState,
    EvidenceFile,
)


@pytest.mark.usefixtures("each_database")
def test_lines_results_and_links_of_a_submitted_year_cannot_be_changed(
    migrate_once_more: Callable[[], None],  # noqa: F811
) -> None:
    town = load_town()
    version, findings = submit(OWNER, town.id, 2565, today=TODAY)
    assert version is not None, findings
    result = calculate_year(OWNER, town.id, 2565, today=TODAY)
    for again in (False, True):
        if again:
            migrate_once_more()
        assert missing_guards(connection) == ()
        before = counted()
        for model in FROZEN:
            assert before[model] > 0
            for attack in attacks(model._meta.db_table, connection.vendor):
                refused(attack)
            refused(one_row(model))
        assert counted() == before
        assert calculate_year(OWNER, town.id, 2565, today=TODAY).calculation == result.calculation


def refused(statement: str) -> None:
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def one_row(model: type[AppendOnly]) -> str:
    """A change of a single row, as somebody with a database tool would try it."""
    table = model._meta.db_table
    row = model._base_manager.values_list("id", flat=True)[0]
    text = row.hex if connection.vendor == "sqlite" else str(row)
    return f"DELETE FROM \"{table}\" WHERE id = '{text}'"  # noqa: S608 - our own table


def counted() -> dict[type[AppendOnly], int]:
    return {model: model._base_manager.count() for model in FROZEN}


def test_submitting_twice_at_once_has_one_winner(sqlite_database: BaseDatabaseWrapper) -> None:
    """The second of two states that supersede one row is refused by the database."""
    del sqlite_database
    town = load_town()
    head = VersionState.rows.of(town.id).current().first()
    assert head is not None
    submit(OWNER, town.id, 2565, today=TODAY)
    before = everything()
    from fahsai.records.supersede import supersede

    superseded = VersionState.rows.of(town.id).filter(state="draft")
    taken = [row for row in superseded if row.id in _superseded(town.id)]
    with pytest.raises(IntegrityError), transaction.atomic():
        supersede(taken[0], actor_id=OWNER.id, state="submitted").save()
    assert everything() == before


def _superseded(owner: object) -> set[object]:
    rows = VersionState.rows.of(owner)  # type: ignore[arg-type]
    return set(rows.values_list("supersedes_id", flat=True))

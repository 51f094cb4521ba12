"""Rows stored by the ten thousand: as one by one, on both databases, whole or not at all."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from tests.records.samples import ACTOR, fill, organisation, stored

from fahsai.core.inventory.activity import ActivityLine, Grade, Origin, Provenance
from fahsai.core.thai.period import month
from fahsai.records import bulk, convert
from fahsai.records.bulk import insert_rows, store_rows
from fahsai.records.convert import Entry, ImportIdentity
from fahsai.records.errors import StrangerRowError
from fahsai.records.ids import new_id
from fahsai.records.imported_lines import (
    LINE_COLUMNS,
    Writing,
    imported_lines,
    line_values,
    tombstone_values,
)
from fahsai.records.models import ActivityRow, FindingRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db.backends.base.base import BaseDatabaseWrapper

LAYOUT, SHEET = "table", "ไฟฟ้า"


@pytest.fixture
def owner(each_database: BaseDatabaseWrapper) -> Iterator[UUID]:
    del each_database
    with transaction.atomic():
        yield organisation("thesaban").id


@pytest.fixture
def writing(owner: UUID, monkeypatch: pytest.MonkeyPatch) -> Writing:
    """Statements of two rows, so that a few need several."""
    monkeypatch.setattr(bulk, "MOST_VALUES", 2 * len(LINE_COLUMNS))
    return Writing(owner, ACTOR, timezone.now(), LAYOUT, SHEET)


def line(number: int) -> ActivityLine:
    return ActivityLine(
        id=new_id(),
        source_id=new_id(),
        period=month(2022, 1 + number),
        quantity=Decimal(f"{number}.4689721495000261"),
        unit="kWh",
        origin=Origin.PAID,
        grade=Grade.Y,
        evidence=("ab" * 32,) * (number % 2),
        provenance=Provenance("cd" * 32, "ชื่อในไฟล์", f"B{number}", " 41.4689 "),
        sheet_factor=Decimal("2.7446") if number else None,
        note="บิล",
    )


def written(lines: list[ActivityLine], writing: Writing) -> list[tuple[Any, ...]]:
    return [line_values(one, "ไฟ|kWh", one.evidence, None, writing) for one in lines]


def test_lines_are_stored_as_one_by_one(writing: Writing) -> None:
    lines = [line(number) for number in range(5)]
    owner = writing.organisation_id
    assert insert_rows(ActivityRow, owner, LINE_COLUMNS, written(lines, writing)) == len(lines)
    for one in lines:
        row = ActivityRow.rows.of(owner).get(id=one.id)
        kept = one.provenance
        assert kept is not None
        assert convert.line_value(row) == one._replace(provenance=kept._replace(sheet=SHEET))
        identity = ImportIdentity(LAYOUT, SHEET, "ไฟ|kWh")
        alone = convert.line_row(convert.line_value(row), Entry(owner, ACTOR), identity)
        for column in LINE_COLUMNS:
            if column != "created_at":
                assert getattr(row, column) == getattr(alone, column), column


def test_lines_are_read_back_as_values_and_withdrawn(writing: Writing) -> None:
    lines = [line(number) for number in range(3)]
    owner = writing.organisation_id
    insert_rows(ActivityRow, owner, LINE_COLUMNS, written(lines, writing))
    read = sorted(imported_lines(ActivityRow.rows.of(owner).heads()), key=lambda one: one.period)
    assert [(one.id, one.period, one.quantity, one.evidence) for one in read] == [
        (one.id, one.period, one.quantity, one.evidence) for one in lines
    ]
    graves = [tombstone_values(one, writing) for one in read[:2]]
    assert insert_rows(ActivityRow, owner, LINE_COLUMNS, graves) == len(graves)
    assert [row.id for row in ActivityRow.rows.of(owner).current()] == [lines[2].id]
    heads = {row.supersedes_id: row for row in ActivityRow.rows.of(owner).heads()}
    for one in read[:2]:
        grave = heads[one.id]
        assert grave.withdrawn
        assert (grave.row_key, grave.sheet, grave.layout) == (one.row_key, SHEET, LAYOUT)
        assert (grave.quantity, grave.period) == (one.quantity, one.period)


def test_a_second_row_of_one_identity_is_refused_with_its_statement(writing: Writing) -> None:
    twice = [line(0), line(1), line(1)]
    owner = writing.organisation_id
    with pytest.raises(DatabaseError), transaction.atomic():
        insert_rows(ActivityRow, owner, LINE_COLUMNS, written(twice, writing))
    assert not ActivityRow.rows.of(owner).exists()


def test_a_strangers_row_is_refused_before_any_is_stored(writing: Writing) -> None:
    rows = written([line(0), line(1), line(2)], writing)
    strange = (new_id(), *rows[-1][1:])
    with pytest.raises(StrangerRowError):
        insert_rows(ActivityRow, writing.organisation_id, LINE_COLUMNS, [*rows[:-1], strange])
    assert not ActivityRow.rows.of(writing.organisation_id).exists()


def test_no_rows_need_no_statement(writing: Writing) -> None:
    assert insert_rows(ActivityRow, writing.organisation_id, LINE_COLUMNS, []) == 0


def test_equal_values_of_other_types_keep_their_own_text(owner: UUID) -> None:
    """``1`` and ``True`` are equal to Python, and two things in JSON."""
    given: tuple[Any, ...] = ({"a": 1}, {"a": True}, {"a": True}, {"a": "1"}, {}, [])
    first = stored(fill(FindingRow, owner))
    rows = [
        fill(FindingRow, owner, position=number, data=data, calculation_id=first.calculation_id)
        for number, data in enumerate(given, start=10)
    ]
    assert store_rows(rows, owner) == len(given)
    for row, data in zip(rows, given, strict=True):
        kept = FindingRow.rows.of(owner).get(id=row.id).data
        assert (kept, repr(kept)) == (data, repr(data))

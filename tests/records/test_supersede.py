"""A correction supersedes; of two editors one wins; what is withdrawn is gone and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from tests.records.samples import ACTOR, fill, first, frozen_rows, organisation, stored

from fahsai.records.ids import new_id
from fahsai.records.models import ActivityRow, OrganisationProfile, Source, VersionState
from fahsai.records.supersede import supersede, withdraw

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


@pytest.mark.parametrize("model", frozen_rows(), ids=lambda model: model.__name__)
def test_a_correction_holds_in_place_of_the_row(
    model: Any, sqlite_database: BaseDatabaseWrapper
) -> None:
    del sqlite_database
    owner = organisation("thesaban")
    with transaction.atomic():
        old = first(model, owner.id)
    rows = model.rows.of(owner.id)
    assert list(rows.current()) == [old]
    new = stored(supersede(old, actor_id=ACTOR))
    assert list(rows.current()) == [new]
    assert new.created_at > old.created_at
    gone = stored(withdraw(new, actor_id=ACTOR))
    assert list(rows.current()) == []
    assert list(rows.heads()) == [gone]
    back = stored(supersede(gone, actor_id=ACTOR))
    assert list(rows.current()) == [back]
    assert rows.count() == 4


def test_of_two_editors_one_wins(each_database: BaseDatabaseWrapper) -> None:
    del each_database
    owner = organisation("thesaban")
    old = stored(fill(Source, owner.id))
    winner = stored(supersede(old, actor_id=ACTOR, name_th="ของคนแรก"))
    with pytest.raises(IntegrityError), transaction.atomic():
        supersede(old, actor_id=new_id(), name_th="ของคนที่สอง").save()
    assert [row.name_th for row in Source.rows.of(owner.id).current()] == ["ของคนแรก"]
    assert winner.key == old.key


def test_the_same_imported_row_never_doubles(each_database: BaseDatabaseWrapper) -> None:
    del each_database
    owner = organisation("thesaban")
    imported = stored(fill(ActivityRow, owner.id, layout="12-month", sheet="2565", row_key="7"))
    with pytest.raises(IntegrityError), transaction.atomic():
        fill(ActivityRow, owner.id, layout="12-month", sheet="2565", row_key="7").save()
    stored(supersede(imported, actor_id=ACTOR, quantity="2"))
    stored(fill(ActivityRow, owner.id, layout="12-month", sheet="2565", row_key="8"))
    stored(fill(ActivityRow, owner.id))
    stored(fill(ActivityRow, owner.id))  # entered by hand: as often as somebody enters it
    assert ActivityRow.rows.of(owner.id).current().count() == 4


def test_only_one_state_follows_another(each_database: BaseDatabaseWrapper) -> None:
    del each_database
    owner = organisation("thesaban")
    with transaction.atomic():
        draft = stored(fill(VersionState, owner.id, state="draft"))
    with pytest.raises(IntegrityError), transaction.atomic():
        fill(VersionState, owner.id, version_id=draft.version_id, state="draft").save()
    stored(supersede(draft, actor_id=ACTOR, state="submitted"))
    with pytest.raises(IntegrityError), transaction.atomic():
        supersede(draft, actor_id=ACTOR, state="submitted").save()


def test_a_first_row_cannot_be_a_tombstone(each_database: BaseDatabaseWrapper) -> None:
    del each_database
    owner = organisation("thesaban")
    with pytest.raises(IntegrityError), transaction.atomic():
        fill(OrganisationProfile, owner.id, withdrawn=True).save()

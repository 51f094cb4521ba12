"""Files by their hash, and the event that a change leaves behind."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from tests.records.samples import ACTOR, organisation

from fahsai.records import blobs
from fahsai.records.errors import BlobError
from fahsai.records.events import record_event
from fahsai.records.ids import new_id
from fahsai.records.models import Event

if TYPE_CHECKING:
    from pathlib import Path

    from django.db.backends.base.base import BaseDatabaseWrapper

DATA = "ใบเสร็จค่าไฟ".encode()


def test_a_file_is_kept_once_under_its_hash(home: Path) -> None:
    name = blobs.put(DATA)
    assert name == sha256(DATA).hexdigest() == blobs.put(DATA)
    assert blobs.get(name) == DATA
    kept = [path for path in (home / "blobs").rglob("*") if path.is_file()]
    assert kept == [blobs.path(name)]
    assert kept[0].parent.name == name[:2]


def test_a_changed_or_missing_file_is_said(home: Path) -> None:
    del home
    name = blobs.put(DATA)
    blobs.path(name).write_bytes(b"other")
    with pytest.raises(BlobError, match="changed"):
        blobs.get(name)
    assert blobs.put(DATA) == name  # whoever has the file mends the store
    assert blobs.get(name) == DATA
    with pytest.raises(BlobError, match="no file"):
        blobs.get("0" * 64)


@pytest.mark.parametrize("name", ["../secret", "", "AB" * 32, "ab" * 31 + "/x"])
def test_a_path_is_made_of_a_hash_only(name: str) -> None:
    with pytest.raises(BlobError, match="not a SHA-256"):
        blobs.get(name)


def test_a_failed_write_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("fahsai.records.blobs.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        blobs.put(DATA)
    assert not [path for path in (home / "blobs").rglob("*") if path.is_file()]


def test_an_event_keeps_the_hash_of_what_happened(each_database: BaseDatabaseWrapper) -> None:
    del each_database
    owner, subject = organisation("thesaban"), new_id()
    with transaction.atomic():
        record_event(
            organisation_id=owner.id,
            actor_id=ACTOR,
            verb="import",
            object_type="activity",
            object_id=subject,
            payload={"b": 1, "a": "ก"},
        )
    event = Event.rows.of(owner.id).get(object_id=subject)
    assert event.payload_sha256 == sha256('{"a":"ก","b":1}'.encode()).hexdigest()
    assert event.at.utcoffset() is not None


def test_an_event_stands_or_falls_with_its_change(each_database: BaseDatabaseWrapper) -> None:
    del each_database
    owner = organisation("thesaban")

    def write() -> None:
        record_event(
            organisation_id=owner.id,
            actor_id=ACTOR,
            verb="import",
            object_type="activity",
            object_id=new_id(),
            payload=None,
        )

    with pytest.raises(RuntimeError, match="transaction"):
        write()
    with pytest.raises(IntegrityError), transaction.atomic():  # noqa: PT012
        write()
        organisation("thesaban")  # a second time: the change fails
    assert Event.rows.of(owner.id).count() == 0

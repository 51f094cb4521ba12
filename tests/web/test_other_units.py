"""Every page and every operation, asked by a collector for what belongs to other units."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import localdate
from tests.api.operations import OF_AN_ORGANISATION
from tests.api.people import Places, key_of, program
from tests.services.parted import YEAR, Town, parted_town
from tests.web.addresses import MADE, ROUTES, address, methods_of, parts_of, source_of
from tests.web.homes import empty_home, opened
from tests.web.people import browser_of, member

from fahsai.core.access.roles import Role
from fahsai.records.models import EvidenceFile
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.documents import make_documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.xdist_group("web")

CODE = "parted"
THEIRS = "P01"
SECRETS = (
    "ไฟฟ้าสำนักปลัด", "71,000", "71000", "บิล-P01", "เครื่องปั่นไฟกองช่าง", "บิล-D01",
    "ไฟฟ้าที่ยังไม่มีเจ้าของ", "99,000", "99000", "บิล-P03", "ทั้งองค์กร.xlsx",
)  # fmt: skip
"""Names, figures and files of units that are not the collector's."""


@pytest.fixture
def town(tmp_path: Path, migrated_file: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    with opened(empty_home(tmp_path, migrated_file), django_db_blocker):
        made = parted_town(CODE)
        make_documents(LOCAL_OWNER, made.id, YEAR, today=localdate(), pdf=False)
        yield made


def told(content: bytes) -> list[str]:
    """The secrets that an answer tells."""
    text = unescape(content.decode("utf-8", "replace"))
    return [secret for secret in SECRETS if secret in text]


def test_no_page_tells_of_other_units_whatever_is_asked(town: Town) -> None:
    given = {
        **{name: find(CODE) for name, find in MADE.items()},
        "code": CODE, "year_be": YEAR, "name": THEIRS, "record": "2564-10", "kind": "source",
        "point": "CAR-01", "change": 1, "key": source_of(CODE, THEIRS),
    }  # fmt: skip
    files = EvidenceFile.rows.of(town.id).values_list("sha256", "name")
    others = [sha256 for sha256, name in files if "P02" not in name]
    who = member(town.id, Role.COLLECTOR, units=[town.units["ENG1"]])
    browser = browser_of(who)
    assert others
    for sha256 in others:
        place = address("evidence", given, sha256=sha256)
        assert browser.get(place).status_code == 404
    for route in ROUTES:
        place = address(route, given)
        answer = browser.get(place)
        assert told(answer.content) == [], route
        own = {"code", "year_be"} >= {*parts_of(route)}
        assert answer.status_code in ({200, 302, 403} if own else {403, 404}), route
        if "POST" in methods_of(route):
            sent = browser.post(place, {"do": "accept", "reason": "x", "sure": "on"})
            assert told(sent.content) == [], route


def test_no_operation_tells_a_key_of_other_units(town: Town) -> None:
    who = member(town.id, Role.COLLECTOR, units=[town.units["ENG1"]])
    client = program(key_of(who, town.id))
    evidence: UUID = EvidenceFile.rows.of(town.id).filter(name__contains="P01")[0].id
    ids = {name: find(CODE) for name, find in MADE.items() if name.endswith("_id")}
    places = Places(
        organisation_id=town.id,
        source_id=source_of(CODE, THEIRS),
        source_code=THEIRS,
        entity_id=ids["entity_id"],  # type: ignore[arg-type]
        import_id=ids["receipt_id"],  # type: ignore[arg-type]  # as the finder says
        document_id=ids["document_id"],  # type: ignore[arg-type]
        evidence_id=evidence,
        job_id=ids["job_id"],  # type: ignore[arg-type]
        year_be=YEAR,
        place="x",
        from_year=YEAR,
    )
    for operation in OF_AN_ORGANISATION:
        answer = operation.ask(client, places, name=THEIRS)
        assert told(answer.content) == [], operation.id
        if operation.ids or operation.id == "read_trace":
            assert answer.status_code in {403, 404}, operation.id

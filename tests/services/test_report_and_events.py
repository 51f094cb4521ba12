"""The report workbook: everything arrives, people in one place only; one event a change."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.db import connection
from tests.report_books import BOOK
from tests.samples import picture_bytes
from tests.services.books import template
from tests.services.towns import OWNER, TODAY, bare, events, everything

from fahsai.gateways.workbooks.office.values import CALENDAR
from fahsai.gateways.workbooks.report.write import write_report_template
from fahsai.records.guards import frozen_models
from fahsai.records.models import DocumentRow, Event, Person
from fahsai.services.access import organisation_by_code
from fahsai.services.calculate_year import calculate_year
from fahsai.services.documents import make_documents
from fahsai.services.dossier import dossier_of
from fahsai.services.evidence import keep_evidence
from fahsai.services.import_activity import import_activity
from fahsai.services.import_report import ReportImport, import_report
from fahsai.services.inventories import Settings, set_settings, version_of_year
from fahsai.services.sources import settle_source
from fahsai.services.submit import reopen, submit

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.boundary import Organisation
    from fahsai.gateways.workbooks.report.book import ReportBook

each = pytest.mark.usefixtures("each_database")
alone = pytest.mark.usefixtures("sqlite_database")

PICTURES = {entry.file_name: picture_bytes() for entry in BOOK.pictures}


def enter(
    book: ReportBook = BOOK, pictures: dict[str, bytes] | None = None
) -> tuple[ReportImport, dict[str, Finding]]:
    entered, findings = import_report(
        OWNER,
        write_report_template(book),
        "report.xlsx",
        today=TODAY,
        pictures=PICTURES if pictures is None else pictures,
    )
    assert entered is not None, findings
    return entered, {one.code: one for one in findings}


@each
def test_everything_entered_arrives_in_the_dossier() -> None:
    entered, findings = enter()
    assert not findings
    owner = entered.organisation_id
    dossier, result, _ = dossier_of(OWNER, owner, 2565, today=TODAY)
    head = BOOK.organisation
    assert dossier.organisation == replace(
        organisation_by_code(OWNER, head.code),
        name_th=head.name_th,
        name_en=head.name_en,
        kind=head.kind,
        address=head.address,
        province=head.province,
    )
    assert dossier.report_date == head.report_date
    assert dossier.prepared_by == head.prepared_by
    assert dossier.period.kind == head.period_kind
    assert dossier.assurance == head.assurance
    assert dossier.materiality_percent == head.materiality_percent
    assert dossier.approach == head.approach
    assert dossier.production == head.production
    assert dossier.scope3_criteria == head.scope3_criteria
    assert dossier.texts == {entry.key: entry.text for entry in BOOK.texts}
    assert dossier.activities == BOOK.activities
    assert dossier.calibrations == BOOK.calibrations
    assert dossier.trees[: len(BOOK.trees)] == BOOK.trees
    census = dossier.trees[len(BOOK.trees) :]
    assert [(one.place, one.trees) for one in census] == [("ริมคลอง", 4)]
    assert dossier.credits == BOOK.credits
    assert dossier.supplies == BOOK.supplies
    assert dossier.measures == BOOK.measures
    assert dossier.scope3 == BOOK.scope3
    assert [(one.code, one.name_th, one.head) for one in dossier.units] == [
        (one.code, one.name_th, one.head) for one in BOOK.units
    ]
    codes = {one.id: one.code for one in dossier.units}
    assert [(one.code, one.count, one.added, one.reason) for one in dossier.facilities] == [
        (one.code, one.count, one.added, one.reason) for one in BOOK.facilities
    ]
    assert [
        (one.role, one.name, one.position, one.affiliation, one.phone, one.email, one.duty)
        for one in dossier.team
    ] == [
        (one.role, one.name, one.position, one.affiliation, one.phone, one.email, one.duty)
        for one in BOOK.team
    ]
    assert [codes.get(one.unit_id, "") for one in dossier.team if one.unit_id] == [
        one.unit_code for one in BOOK.team if one.unit_code
    ]
    assert {(one.use, one.owner, one.caption) for one in dossier.pictures} == {
        (one.use, one.owner, one.caption) for one in BOOK.pictures
    }
    assert result.settings.base_year_be is None


@each
def test_the_same_report_again_changes_nothing() -> None:
    enter()
    before = everything()
    enter()
    assert everything() == before


@alone
def test_a_changed_report_is_one_event_and_only_what_changed_is_superseded() -> None:
    entered, _ = enter()
    owner = entered.organisation_id
    count = {name: len(rows) for name, rows in everything().items()}
    texts = (replace(BOOK.texts[0], text="ข้อความใหม่"), *BOOK.texts[1:])
    enter(replace(BOOK, texts=texts))
    after = {name: len(rows) for name, rows in everything().items()}
    assert {name: after[name] - count[name] for name in after if after[name] != count[name]} == {
        "TextRow": 1,
        "Event": 1,
    }
    assert events(owner)[-1] == "report.entered"


@alone
def test_a_persons_new_telephone_is_an_event_too() -> None:
    entered, _ = enter()
    team = (replace(BOOK.team[0], phone="0899999999"), *BOOK.team[1:])
    count = len(events(entered.organisation_id))
    enter(replace(BOOK, team=team))
    assert len(events(entered.organisation_id)) == count + 1
    assert Person.rows.of(entered.organisation_id).get(name="ฟ้า").phone == "0899999999"


@alone
def test_pictures_that_are_absent_or_no_pictures_are_said_and_the_rest_is_entered() -> None:
    names = [entry.file_name for entry in BOOK.pictures]
    assert names
    entered, findings = enter(pictures={})
    assert findings["report.picture_absent"].data["file"] in names
    assert entered.pictures == 0
    entered, findings = enter(pictures=dict.fromkeys(names, b"<html>"))
    assert "report.picture_type" in findings
    assert entered.pictures == 0
    entered, findings = enter()
    assert not findings
    assert entered.pictures == len(names)


@alone
@pytest.mark.parametrize("what", ["nonsense", "activity", "no code", "no year"])
def test_a_bad_report_leaves_everything_untouched(what: str) -> None:
    enter()
    before = everything()
    head = BOOK.organisation
    data = {
        "nonsense": b"nonsense",
        "activity": template(),
        "no code": write_report_template(replace(BOOK, organisation=replace(head, code=""))),
        "no year": write_report_template(replace(BOOK, organisation=replace(head, year_be=None))),
    }[what]
    entered, findings = import_report(OWNER, data, "report.xlsx", today=TODAY)
    assert entered is None
    assert any(one.level == "error" for one in findings)
    assert everything() == before


@alone
def test_text_where_a_number_belongs_is_said_and_the_row_left_out() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(write_report_template(BOOK)))
    found = [
        cell
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == BOOK.trees[0].trees
    ]
    found[0].value = "หลายต้น"
    stream = io.BytesIO()
    workbook.save(stream)
    entered, findings = import_report(OWNER, stream.getvalue(), "r.xlsx", today=TODAY)
    assert entered is not None
    assert any(one.code in {"report.not_a_number", "report.not_whole"} for one in findings)
    dossier, _, _ = dossier_of(OWNER, entered.organisation_id, 2565, today=TODAY)
    census_places = 1
    assert len(dossier.trees) == len(BOOK.trees) - 1 + census_places


@alone
@pytest.mark.parametrize(
    ("sheet", "said", "wrong"),
    [("องค์กร", "วันที่รายงานผล *", "เร็วๆนี้"), ("บุคลากร", None, "แม่บ้าน")],
)
def test_a_report_that_cannot_be_read_whole_changes_nothing_of_the_stored_one(
    sheet: str, said: str | None, wrong: str
) -> None:
    assert enter() is not None
    before = everything()
    workbook = openpyxl.load_workbook(io.BytesIO(write_report_template(BOOK)))
    rows = list(workbook[sheet].iter_rows(min_row=5))
    row = next(one for one in rows if said is None or one[0].value == said)
    row[0 if said is None else 2].value = wrong
    stream = io.BytesIO()
    workbook.save(stream)
    refused, findings = import_report(OWNER, stream.getvalue(), "r.xlsx", today=TODAY)
    assert refused is None
    assert "report.kept_as_stored" in {one.code for one in findings}
    assert everything() == before


@alone
def test_a_report_without_a_date_keeps_the_stored_one_and_a_right_date_brings_its_list() -> None:
    head = BOOK.organisation
    now = date(2026, 11, 21)

    def stored_by(day: date | None) -> Settings | None:
        book = replace(BOOK, organisation=replace(head, report_date=day))
        entered, _ = import_report(OWNER, write_report_template(book), "r.xlsx", today=now)
        assert entered is not None
        return entered.version.settings

    first = stored_by(None)
    assert first is not None
    assert (first.report_date, first.factor_set) == (now, "tgo-cfo-2026-02")
    early = date(2023, 1, 15)
    right = stored_by(early)
    assert right is not None
    assert (right.report_date, right.factor_set) == (early, "tgo-cfo-2022-04")
    assert stored_by(None) == right


@each
def test_a_submitted_year_refuses_a_report_and_nothing_of_it_stays() -> None:
    entered, _ = enter()
    owner = entered.organisation_id
    import_activity(OWNER, owner, template(kind=CALENDAR), "a.xlsx", accept=True)
    version, findings = submit(OWNER, owner, 2565, today=TODAY)
    assert version is not None, findings
    before = everything()
    other = replace(BOOK, organisation=replace(BOOK.organisation, name_th="อีกชื่อ"))
    none, said = import_report(OWNER, write_report_template(other), "r.xlsx", today=TODAY)
    assert none is None
    assert "report.version_submitted" in {one.code for one in said}
    assert everything() == before


@alone
def test_an_error_at_the_end_leaves_no_organisation_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = everything()

    def fail(**options: Any) -> None:
        if options["verb"] == "report.entered":
            raise RuntimeError("after the change")

    monkeypatch.setattr("fahsai.services.import_report.record_event", fail)
    with pytest.raises(RuntimeError, match="after the change"):
        enter()
    assert everything() == before


def texts_of(models: tuple[Any, ...]) -> dict[str, str]:
    return {
        model.__name__: json.dumps(
            [[str(value) for value in row] for row in model._base_manager.values_list()],
            ensure_ascii=False,
        )
        for model in models
    }


def test_people_stand_in_one_table_only(town: Organisation) -> None:
    """Frozen rows hold ids; only issued documents keep names, as records."""
    submit(OWNER, town.id, 2565, today=TODAY)
    make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False)
    people = list(Person.rows.of(town.id))
    personal = {
        text
        for one in people
        for text in (one.name, one.phone, one.email)
        if text and one.phone + one.email
    }
    assert len(personal) > 3
    for name, text in texts_of(frozen_models()).items():
        if name != DocumentRow.__name__:
            assert not [one for one in personal if one in text], name


def test_events_hold_ids_words_of_ours_and_hashes_only(town: Organisation) -> None:
    for row in Event.rows.of(town.id):
        assert row.verb.replace(".", "").replace("_", "").isascii()
        assert row.object_type.isascii()
        assert len(row.payload_sha256) == 64
    assert {field.name for field in Event._meta.concrete_fields} == {
        *("id", "organisation", "actor_id", "at"),
        *("verb", "object_type", "object_id", "payload_sha256"),
    }


@each
def test_every_change_is_one_event_and_every_look_is_none() -> None:
    owner = bare()
    said: list[str] = []

    def then(*verbs: str) -> None:
        said.extend(verbs)
        assert events(owner) == said

    def put() -> None:
        files = {"บิลไฟ.pdf": b"%PDF"}
        import_activity(OWNER, owner, template(), "a.xlsx", accept=True, evidence=files)

    put()
    then("evidence.kept", "unit.added", "version.opened", "activity.imported")
    keep_evidence(OWNER, owner, {"อื่น.pdf": b"1"})
    then("evidence.kept")
    keep_evidence(OWNER, owner, {"อื่น.pdf": b"1", "ชื่ออื่น.pdf": b"1"})
    then()
    version = version_of_year(OWNER, owner, 2565)
    set_settings(OWNER, version, Settings("tgo-cfo-2022-04", date(2022, 12, 1)))
    then("version.settings")
    settle_source(OWNER, owner, "D01", parameters={"note": "1"})
    then("source.settled")
    calculate_year(OWNER, owner, 2565, today=TODAY)
    then("inventory.calculated")
    calculate_year(OWNER, owner, 2565, today=TODAY)
    then()
    submit(OWNER, owner, 2565, today=TODAY)
    then("version.submitted")
    make_documents(OWNER, owner, 2565, today=TODAY, pdf=False)
    then("document.made", "document.made")
    make_documents(OWNER, owner, 2565, today=TODAY, pdf=False)
    then()
    reopen(OWNER, owner, 2565, "เหตุผล")
    then("version.opened")
    assert connection.in_atomic_block is False


@alone
def test_an_evidence_file_and_its_event_stand_or_fall_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    owner = bare()
    before = everything()

    def fail(**_: object) -> None:
        raise RuntimeError("after the change")

    monkeypatch.setattr("fahsai.services.evidence.record_event", fail)
    with pytest.raises(RuntimeError, match="after the change"):
        keep_evidence(OWNER, owner, {"a.pdf": b"1"})
    assert everything() == before

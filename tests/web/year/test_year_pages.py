"""The overview, receipts, files, versions and eras of a year; who sees what."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from django.test import RequestFactory
from django.utils.html import escape
from tests.web.addresses import DEMO_PARTS, HOSTILE_PARTS, address, file_of, receipt_of
from tests.web.homes import DEMO, DEMO_YEAR, FILE_NAME, HOSTILE, TODAY, copied, opened
from tests.web.people import browser_of, member

from fahsai.core.access.roles import Role
from fahsai.core.quantity.exact import ZERO, total
from fahsai.core.reports.tasks import TaskState
from fahsai.services.access import NotFoundError, organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.calculate_year import calculate_year
from fahsai.services.evidence_files import read_file
from fahsai.services.receipts import receipt
from fahsai.services.year_records import records_of_year
from fahsai.services.year_tasks import tasks_of_year
from fahsai.web.year import hotspots
from fahsai.web.year.asked import read_year
from fahsai.web.year.frame import OF_EVERYBODY, year_frame
from fahsai.web.year.overview import overview

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client
    from pytest_django import DjangoDbBlocker
    from tests.web.homes import Home

pytestmark = pytest.mark.xdist_group("web")

WHOLE = (
    *("year_uncertainty", "year_trees", "year_documents", "year_cells", "year_imports"),
    *("year_receipt", "year_versions", "base_year"),
)


@pytest.fixture
def changing(full_home: Home, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Home]:
    """Records of this test alone."""
    with opened(copied(full_home, tmp_path), django_db_blocker) as home:
        yield home


def text_of(client: Client, route: str, parts: object = DEMO_PARTS, **asked: str) -> str:
    response = client.get(address(route, parts), asked)  # type: ignore[arg-type]
    assert response.status_code == 200
    return response.content.decode()


def test_the_months_add_up_to_the_total(records: Home) -> None:
    del records
    owner = organisation_by_code(LOCAL_OWNER, DEMO).id
    result = calculate_year(LOCAL_OWNER, owner, DEMO_YEAR, today=TODAY)
    rows = records_of_year(LOCAL_OWNER, owner, result).months
    assert [row.month is None for row in rows] == [*[False] * 12, True]
    for where, kg in result.calculation.by_class.items():
        assert total(row.by_class.get(where, ZERO) for row in rows) == kg


def test_hot_spots_are_the_fewest_that_make_most_of_it(records: Home, client: Client) -> None:
    del records
    text = text_of(client, "year", lang="en")
    part = text[text.index('id="hot"') : text.index('id="tasks"')]
    reached = [float(one) for one in re.findall(r'data-label="Together">([\d.]+) %', part)]
    assert reached == sorted(reached)
    assert reached[-2] < 80 <= reached[-1]


def test_of_many_hot_spots_the_largest_are_listed(
    records: Home, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    del records

    def part() -> str:
        text = text_of(client, "year", lang="en")
        return text[text.index('id="hot"') : text.index('id="tasks"')]

    whole = part()
    monkeypatch.setattr(hotspots, "LISTED", 1)
    first = part()
    rows = re.findall(r'<tr role="row"><th role="rowheader".*', whole)
    assert len(rows) > 1
    assert re.findall(r'<tr role="row"><th role="rowheader".*', first) == rows[:1]
    said = re.search(r"\d+ of \d+ sources make [\d.]+ % of the total together", whole)
    assert said is not None
    assert f"{said[0]}; the 1 largest are listed." in first
    assert "?sort=result" in first


def test_tasks_stand_in_the_order_of_the_form_and_say_what_is_missing(
    records: Home, client: Client
) -> None:
    del records
    found = {}
    for code in (DEMO, HOSTILE):
        owner = organisation_by_code(LOCAL_OWNER, code).id
        year = DEMO_YEAR if code == DEMO else DEMO_YEAR + 1
        result = calculate_year(LOCAL_OWNER, owner, year, today=TODAY)
        tasks = tasks_of_year(LOCAL_OWNER, owner, result)
        sections = [float(task.section.split("–")[0]) for task in tasks if task.section]
        assert sections == sorted(sections)
        found[code] = {task.key: task for task in tasks}
    assert found[DEMO]["general"].state is TaskState.DONE
    assert found[DEMO]["results"].state is TaskState.WARNING
    assert found[DEMO]["documents"].state is TaskState.DONE
    hostile = found[HOSTILE]
    assert hostile["results"].state is TaskState.MISSING
    assert [one.code for one in hostile["coordinator"].lacks] == ["task.person_missing"]
    assert "task.evidence_missing" in {one.code for one in hostile["monitoring"].lacks}
    text = text_of(client, "year", HOSTILE_PARTS)
    assert "ยังไม่ได้ระบุผู้ประสานงาน" in text
    assert "proven=no" in text
    assert f'href="{escape(address("line", HOSTILE_PARTS, name="H2"))}"' in text


@pytest.mark.parametrize("level", ["error", "warning", "info"])
def test_findings_of_a_level_only(level: str, records: Home, client: Client) -> None:
    del records
    text = text_of(client, "year_findings", HOSTILE_PARTS, level=level)
    assert set(re.findall(r'<li class="finding-(\w+)"', text)) <= {level}
    everything = text_of(client, "year_findings", HOSTILE_PARTS)
    assert len(re.findall(r'<li class="finding-', everything)) >= 2


def test_a_receipt_tells_what_the_import_changed(records: Home, client: Client) -> None:
    del records
    owner = organisation_by_code(LOCAL_OWNER, HOSTILE).id
    read = receipt(LOCAL_OWNER, owner, receipt_of(HOSTILE))
    assert {change.before for change in read.changes} == {None}
    assert len(read.changes) == read.kept.receipt.cells_stored
    assert read.who is not None
    assert read.who.local_owner
    text = text_of(client, "year_receipt", HOSTILE_PARTS, lang="en")
    for word in ("What this import changed", "Added", "text where a number belongs"):
        assert word in text
    told = read.kept.receipt
    assert f"{told.cells_read} = Stored {told.cells_stored} + Rejected" in text


def test_files_are_attachments_byte_for_byte(records: Home, client: Client) -> None:
    del records
    owner = organisation_by_code(LOCAL_OWNER, HOSTILE).id
    sha256 = file_of(HOSTILE)
    response = client.get(address("evidence", HOSTILE_PARTS, sha256=sha256))
    assert hashlib.sha256(response.content).hexdigest() == sha256
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    start, _, name = response.headers["Content-Disposition"].partition("filename*=UTF-8''")
    assert (start, unquote(name)) == ("attachment; ", FILE_NAME)
    assert re.fullmatch(r"[A-Za-z0-9%._~-]+", name)
    other = address("evidence", DEMO_PARTS, sha256=sha256)
    assert client.get(other).status_code == 404
    for wrong in ("..%2f..%2fetc", "x" * 64, "A" * 64):
        assert client.get(f"/organisations/{DEMO}/evidence/{wrong}/").status_code == 404
    with pytest.raises(NotFoundError):
        read_file(LOCAL_OWNER, LOCAL_OWNER.id, sha256)
    assert read_file(LOCAL_OWNER, owner, sha256).name == FILE_NAME


def test_from_a_cell_of_the_report_to_its_bill_in_three_clicks(
    records: Home, client: Client
) -> None:
    del records
    cells = text_of(client, "year_cells", document="TCFO_R_02", section="5.1")
    (trace,) = set(re.findall(r'href="([^"]+/lines/S10/)"', cells))  # the first click
    page = client.get(trace).content.decode()
    bill = re.search(r'href="([^"]+/evidence/[0-9a-f]{64}/)" download>หลักฐาน-S10\.csv', page)
    assert bill is not None
    response = client.get(bill[1])  # the second
    assert response.status_code == 200
    assert response.content


def test_the_era_is_switched_everywhere_and_kept(records: Home, client: Client) -> None:
    del records
    thai = text_of(client, "year", era="ce")
    assert "ปีงบประมาณ ค.ศ. 2022 (1 ตุลาคม ค.ศ. 2021 – 30 กันยายน ค.ศ. 2022)" in thai
    assert client.cookies["fahsai_era"].value == "ce"
    assert "15 ธันวาคม ค.ศ. 2022" in text_of(client, "year")
    assert "ตุลาคม ค.ศ. 2021" in text_of(client, "year_lines")
    english = text_of(client, "year", era="be", lang="en")
    assert "Fiscal year 2565 BE" in english
    assert "15 December 2565 BE" in english
    for asked in ("", "xx", "<b>"):
        client.cookies.clear()
        assert "15 ธันวาคม 2565" in text_of(client, "year", era=asked)
        assert "fahsai_era" not in client.cookies


def test_versions_say_who_and_when(records: Home, client: Client) -> None:
    del records
    text = text_of(client, "year_versions")
    assert LOCAL_OWNER.name in text
    assert "ร่าง" in text


def test_a_stranger_finds_no_page_and_a_collector_none_of_the_whole(changing: Home) -> None:
    del changing
    demo, hostile = (organisation_by_code(LOCAL_OWNER, code).id for code in (DEMO, HOSTILE))
    result = calculate_year(LOCAL_OWNER, demo, DEMO_YEAR, today=TODAY)
    unit = result.calculation.sources[0].source.unit_id
    assert unit is not None
    routes = ("year", "year_sources", "year_lines", "year_findings", "line", *WHOLE, "evidence")
    paths = {route: address(route, DEMO_PARTS) for route in routes}
    sha256 = file_of(DEMO)
    stranger = browser_of(member(hostile, Role.ADMINISTRATOR, name="stranger"))
    verifier = browser_of(member(demo, Role.VERIFIER))
    collector = browser_of(member(demo, Role.COLLECTOR, units=[unit]))
    for route, path in paths.items():
        assert stranger.get(path).status_code == 404, route
        assert verifier.get(path).status_code == 200, route
    for route in WHOLE:
        assert collector.get(paths[route]).status_code == 403, route
    workbook = address("evidence", DEMO_PARTS, sha256=sha256)
    assert collector.get(workbook).status_code == 404
    own, others = _evidence(unit)
    assert collector.get(address("evidence", DEMO_PARTS, sha256=own)).status_code == 200
    assert collector.get(address("evidence", DEMO_PARTS, sha256=others)).status_code == 404
    assert verifier.get(address("evidence", DEMO_PARTS, sha256=others)).status_code == 200


def _evidence(unit: object) -> tuple[str, str]:
    """A file of a unit's own records, and one of other units' only."""
    from fahsai.services.calculate_year import lines_of_calculation

    demo = organisation_by_code(LOCAL_OWNER, DEMO).id
    result = calculate_year(LOCAL_OWNER, demo, DEMO_YEAR, today=TODAY)
    own = {one.source.id for one in result.calculation.sources if one.source.unit_id == unit}
    lines = lines_of_calculation(result)
    held = {sha for line in lines if line.source_id in own for sha in line.evidence}
    rest = {sha for line in lines if line.source_id not in own for sha in line.evidence} - held
    return min(held), min(rest)


def test_who_sees_some_parts_sees_nothing_of_the_whole(records: Home) -> None:
    del records
    request = RequestFactory().get("/")
    whole = read_year(request, LOCAL_OWNER, DEMO, DEMO_YEAR)
    part = whole._replace(whole=False)
    page = overview(part)
    assert (page.tasks, page.documents) == (None, None)
    frame = year_frame(part, "overview")
    assert [room.key for room in frame.rooms] == list(OF_EVERYBODY)
    assert frame.part_notice
    assert not year_frame(whole, "overview").part_notice
    assert overview(whole).tasks is not None

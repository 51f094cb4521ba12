"""A year of two versions: each is to be found, with its own figures and documents."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.books import FUEL_SOURCE, POWER_SOURCE, TEMPLATE_LINES, template
from tests.services.towns import OWNER, bare
from tests.web.homes import TODAY, copied, empty_home, opened

from fahsai.core.quantity.rounding import line_tonnes
from fahsai.gateways.workbooks.template.book import TemplateLine, TemplateSource
from fahsai.records.models import DocumentRow
from fahsai.records.models import VersionState as VersionStateRow
from fahsai.services.calculate_year import calculate_year
from fahsai.services.documents import PDF, make_documents
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import set_settings, settings_in_use, version_of_year
from fahsai.services.submit import reopen, submit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from django.test import Client
    from pytest_django import DjangoDbBlocker
    from tests.web.homes import Home

pytestmark = pytest.mark.xdist_group("web")

PAGE = "/organisations/town/2565/"
MONTHS = tuple(Decimal(n) for n in range(1, 13))
BLEND = TemplateSource("G01", "mobile.e10", "รถตู้", activity_unit="litre", origin="paid")
SILENT = TemplateSource("S99", "electricity.paid", "มิเตอร์ใหม่", activity_unit="kWh")
POWER = replace(POWER_SOURCE, evidence=())
REASON = "แก้ค่าไฟ <b>"


def load_versions() -> None:
    """Version 1 submitted with its documents; version 2 a draft with a source that is silent."""
    owner = bare("town")
    whole = (TEMPLATE_LINES[0], replace(TEMPLATE_LINES[1], quantities=MONTHS))
    first = template((POWER, FUEL_SOURCE), whole)
    assert import_activity(OWNER, owner, first, "หนึ่ง.xlsx", accept=True)[0] is not None
    version = version_of_year(OWNER, owner, 2565)
    settings = replace(settings_in_use(OWNER, version, TODAY), factor_set="tgo-cfo-2022-04")
    set_settings(OWNER, version, settings)
    made, findings = submit(OWNER, owner, 2565, today=TODAY)
    assert made is not None, findings
    make_documents(OWNER, owner, 2565, today=TODAY, pdf=False)
    again, findings = reopen(OWNER, owner, 2565, REASON)
    assert again is not None, findings
    lines = (*whole, TemplateLine("G01", "litre", MONTHS))
    second = template((POWER, FUEL_SOURCE, BLEND, SILENT), lines)
    assert import_activity(OWNER, owner, second, "สอง.xlsx", accept=True)[0] is not None


@pytest.fixture(scope="module")
def two_versions(
    tmp_path_factory: pytest.TempPathFactory,
    migrated_file: Path,
    django_db_blocker: DjangoDbBlocker,
) -> Home:
    """The home of such a town, made once."""
    home = empty_home(tmp_path_factory.mktemp("versions"), migrated_file)
    with opened(home, django_db_blocker):
        load_versions()
    return home


@pytest.fixture
def town(two_versions: Home, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Home]:
    """The town as the records of this process."""
    with opened(copied(two_versions, tmp_path), django_db_blocker) as home:
        yield home


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_each_version_is_linked_and_shows_its_own_figures(town: Home, client: Client) -> None:
    del town
    newest, older = text_of(client, f"{PAGE}?lang=en"), text_of(client, f"{PAGE}?version=1&lang=en")
    owner = version_owner()
    for text, number in ((newest, 2), (older, 1)):
        for link in (f'href="{PAGE}"', f'href="{PAGE}?version=1"'):
            assert link in text
        assert "Version 1 (submitted)" in text
        result = calculate_year(OWNER, owner, 2565, today=TODAY, number=number)
        assert result.calculation.sha256 in text
        assert f">{line_tonnes(result.calculation.total_kg):,f}<" in text
        assert ("See the newest version" in text) == (number == 1)
        assert f'<strong class="tag">Version {number}</strong>' in text
    assert "แก้ค่าไฟ &lt;b&gt;" in newest
    assert client.get(f"{PAGE}?version=3").status_code == 404
    for wrong in ("x", "-1", "99999999999", "๑", "1.0"):
        assert client.get(PAGE, {"version": wrong}).status_code == 404


def version_owner() -> UUID:
    from fahsai.services.access import organisation_by_code

    return organisation_by_code(OWNER, "town").id


def test_a_document_says_which_version_it_belongs_to(town: Home, client: Client) -> None:
    del town
    newest = text_of(client, f"{PAGE}?lang=en")
    assert "Data changed since" not in newest
    assert newest.count(f'<a href="{PAGE}?version=1"><strong class="tag">Belongs to Version 1') == 2
    assert "fahsai documents --organisation town --year 2565</code>" in newest
    older = text_of(client, f"{PAGE}?version=1&lang=en")
    assert older.count("Same figures as this page") == 2
    assert "Belongs to" not in older


def test_a_document_made_of_the_draft_is_to_be_made_again(town: Home, client: Client) -> None:
    del town
    owner, older = version_owner(), f"{PAGE}?version=1&lang=en"
    command = "fahsai documents --organisation town --year 2565 --version 1</code>"
    assert command not in text_of(client, older)
    sent = VersionStateRow.rows.of(owner).current().get(version__number=1)
    kept = DocumentRow.rows.of(owner).get(version_id=sent.version_id, kind="TCFO_R_02")
    DocumentRow.rows.of(owner).create(
        version_id=kept.version_id,
        calculation_id=kept.calculation_id,
        kind=kept.kind,
        sha256=kept.sha256,
        file_name="TCFO_R_02_town_2565_v1.pdf",
        media_type=PDF,
        created_at=sent.created_at - timedelta(hours=1),
    )
    text = text_of(client, older)
    assert text.count("Made while it was a draft; make it again") == 1
    assert text.count("Same figures as this page") == 2
    assert command in text


def test_a_line_of_an_older_version_stays_in_it(town: Home, client: Client) -> None:
    del town
    older = text_of(client, f"{PAGE}sources/?version=1&lang=en")
    assert f'href="{PAGE}lines/E01/?version=1"' in older
    listed = text_of(client, f"{PAGE}lines/?version=1&lang=en")
    assert "Lines found: 24" in listed
    assert '<input type="hidden" name="version" value="1">' in listed
    assert "Lines found: 36" in text_of(client, f"{PAGE}lines/?lang=en")
    history = text_of(client, f"{PAGE}versions/?lang=en")
    assert "แก้ค่าไฟ &lt;b&gt;" in history
    assert history.count('<th scope="row">draft</th>') == 2
    assert history.count('<th scope="row">submitted</th>') == 1
    line = text_of(client, f"{PAGE}lines/E01/?version=1&lang=en")
    assert f'href="{PAGE}?version=1"' in line
    assert f'href="{PAGE}lines/E01/2564-10/?version=1"' in line
    record = text_of(client, f"{PAGE}lines/E01/2564-10/?version=1")
    assert f'href="{PAGE}lines/E01/?version=1"' in record
    elsewhere = client.get(f"{PAGE}lines/G01/?version=1")  # a source that it had not yet
    assert elsewhere.status_code == 302
    assert elsewhere.headers["Location"] == f"{PAGE}sources/?version=1"
    assert "?version" not in re.sub(
        r"\?version=1&amp;lang", "", text_of(client, f"{PAGE}lines/G01/")
    )


def test_a_source_without_records_is_missing_in_every_month(town: Home, client: Client) -> None:
    del town
    newest, older = text_of(client, PAGE), text_of(client, f"{PAGE}?version=1")
    assert "<dd>12/12 เดือน</dd>" in older
    assert "<dd>0/12 เดือน</dd>" in newest
    listed = text_of(client, f"{PAGE}sources/")
    row = listed[listed.index('<span class="code">S99</span>') :]
    row = row[: row.index("</tr>")]
    assert re.search(r'data-label="ปริมาณ">– <span', row)


@pytest.mark.parametrize("name", ["G01", "G01/2564-10"])
def test_a_factor_that_stands_in_for_another_is_said_on_the_page(
    name: str, town: Home, client: Client
) -> None:
    del town
    text = text_of(client, f"{PAGE}lines/{name}/")
    assert '<code class="quiet">factor.fallback</code>' in text
    assert "น้ำมันเบนซินในยานพาหนะ" in text
    assert "factor.fallback" not in text_of(client, f"{PAGE}lines/E01/")

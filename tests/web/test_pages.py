"""What stands on the pages, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from django.conf import settings
from tests.kept_documents import kept_documents
from tests.web.addresses import DEMO_PARTS, HOSTILE_PARTS, address
from tests.web.homes import DEMO, DEMO_YEAR, HOSTILE, HOSTILE_YEAR, TODAY

from fahsai.core.quantity.rounding import line_tonnes
from fahsai.services.access import NotFoundError, organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.calculate_year import calculate_year
from fahsai.services.documents import read_document
from fahsai.services.explain import explain
from fahsai.services.receipts import receipts
from fahsai.services.year_documents import documents_of_year
from fahsai.web.shown import Shown, exact_text, percent_text, tonnes_text
from fahsai.words.messages import Language
from fahsai.words.places import place_words

if TYPE_CHECKING:
    from django.test import Client
    from tests.web.homes import Home

pytestmark = pytest.mark.xdist_group("web")


def text_of(client: Client, path: str, language: str = "th") -> str:
    response = client.get(path, {"lang": language})
    assert response.status_code == 200
    return response.content.decode()


def test_nobody_yet_is_told_how_to_begin(no_organisation: Home, client: Client) -> None:
    del no_organisation
    text = text_of(client, "/")
    steps = text.partition('<ol class="steps">')[2].partition("</ol>")[0]
    assert f'href="{address("found", {})}"' in steps
    assert "นำเข้าข้อมูลกิจกรรม" in steps
    assert "fahsai " not in steps
    assert "There is no organisation yet" in text_of(client, "/", "en")


def test_one_organisation_is_shown_at_once(one_organisation: Home, client: Client) -> None:
    del one_organisation
    response = client.get("/")
    assert response.status_code == 302
    assert response.headers["Location"] == address("year", DEMO_PARTS)


def test_several_organisations_are_listed(records: Home, client: Client) -> None:
    del records
    text = text_of(client, "/")
    assert "เทศบาลเมืองฟ้าใส" in text
    assert f"/organisations/{DEMO}/{DEMO_YEAR}/" in text
    assert f"/organisations/{DEMO}/{DEMO_YEAR - 1}/" in text
    assert f"/{HOSTILE_YEAR}/" in text


@pytest.mark.parametrize("language", list(Language))
def test_the_totals_are_those_of_the_stored_calculation(
    language: Language, records: Home, client: Client
) -> None:
    del records
    organisation = organisation_by_code(LOCAL_OWNER, DEMO)
    result = calculate_year(LOCAL_OWNER, organisation.id, DEMO_YEAR, today=TODAY)
    text = text_of(client, address("year", DEMO_PARTS), language)
    assert f">{line_tonnes(result.calculation.total_kg):,f}<" in text
    for kg in result.calculation.by_class.values():
        if not kg:
            continue  # what stands apart and is nothing has no card
        assert f">{line_tonnes(kg):,f}<" in text
    assert result.calculation.sha256 in text
    listed = text_of(client, address("year_sources", DEMO_PARTS), language)
    for source in result.calculation.sources:
        assert f">{source.source.code}</span>" in listed


def test_dates_and_years_follow_the_language(records: Home, client: Client) -> None:
    del records
    thai = text_of(client, address("year", DEMO_PARTS))
    english = text_of(client, address("year", DEMO_PARTS), "en")
    assert "15 ธันวาคม 2565" in thai
    assert "15 December 2022" in english
    assert "Fiscal year 2022 (1 October 2021 – 30 September 2022)" in english


def test_the_language_asked_for_is_kept(records: Home, client: Client) -> None:
    del records
    assert '<html lang="th">' in client.get("/").content.decode()
    cookie = client.get("/", {"lang": "en"}).cookies["fahsai_language"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("en", "Strict", True)
    assert '<html lang="en">' in client.get("/").content.decode()
    assert not client.get("/", {"lang": "<xx>"}).cookies
    assert '<html lang="en">' in client.get("/", {"lang": "<xx>"}).content.decode()


def test_an_installation_may_begin_in_english(
    records: Home, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    del records
    monkeypatch.setattr(settings, "LANGUAGE_CODE", "en")
    assert '<html lang="en">' in client.get("/").content.decode()


def test_a_draft_says_so_and_a_total_that_lacks_a_source_too(records: Home, client: Client) -> None:
    del records
    draft = text_of(client, address("year", DEMO_PARTS), "en")
    assert "Draft: the figures may change" in draft
    assert "The total is incomplete" not in draft
    incomplete = text_of(client, address("year", HOSTILE_PARTS), "en")
    assert "The total is incomplete" in incomplete
    assert "Total of scopes 1–3 (incomplete)" in incomplete
    sources = text_of(client, address("year_sources", HOSTILE_PARTS), "en")
    assert '<strong class="tag tag-error">No result</strong>' in sources


def test_months_without_figures_are_counted(records: Home, client: Client) -> None:
    del records
    assert ">12/12<" in text_of(client, address("year_sources", DEMO_PARTS))
    gap = text_of(client, address("year_sources", HOSTILE_PARTS))
    assert gap.count(">11/12<") == 2
    assert "<dd>11/12 เดือน</dd>" in text_of(client, address("year", HOSTILE_PARTS))


def test_imports_show_what_was_rejected(records: Home, client: Client) -> None:
    del records
    text = text_of(client, address("year_receipt", HOSTILE_PARTS), "en")
    assert "Rejected cells" in text
    assert "text where a number belongs" in text
    organisation = organisation_by_code(LOCAL_OWNER, HOSTILE)
    (kept,) = receipts(LOCAL_OWNER, organisation.id)
    assert kept.years == (HOSTILE_YEAR,)
    assert kept.imported_at <= datetime.now(tz=UTC)
    receipt = kept.receipt
    assert receipt.cells_read == receipt.cells_stored + receipt.cells_rejected
    assert len(receipt.rejected) == receipt.cells_rejected
    assert all(isinstance(check.before, Decimal) and check.ties for check in receipt.sums)


def test_receipts_of_nobody_are_not_found(records: Home) -> None:
    del records
    with pytest.raises(NotFoundError):
        receipts(LOCAL_OWNER, LOCAL_OWNER.id)


def test_documents_are_attachments_byte_for_byte(records: Home, client: Client) -> None:
    del records
    for code, parts in ((DEMO, DEMO_PARTS), (HOSTILE, HOSTILE_PARTS)):
        organisation = organisation_by_code(LOCAL_OWNER, code)
        found = kept_documents(organisation.id)
        assert len(found) == 2
        page = text_of(client, address("year", parts))
        for one in found:
            path = address("document", parts, document_id=one.id)
            assert str(one.id) in page
            response = client.get(path)
            made = read_document(LOCAL_OWNER, organisation.id, one.id)
            assert response.content == made.data
            assert response.headers["Content-Type"] == one.media_type
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            start, _, name = response.headers["Content-Disposition"].partition("filename*=UTF-8''")
            assert start == "attachment; "
            assert unquote(name) == one.file_name
            assert re.fullmatch(r"[A-Za-z0-9%._~-]+", name)


def test_a_document_of_other_figures_is_told_apart(one_organisation: Home, client: Client) -> None:
    del one_organisation  # whose legal entities nobody has changed
    assert "Same figures as this page" in text_of(client, address("year", DEMO_PARTS), "en")
    organisation = organisation_by_code(LOCAL_OWNER, DEMO)
    now = calculate_year(LOCAL_OWNER, organisation.id, DEMO_YEAR, today=TODAY)
    later = replace(now, calculation_id=organisation.id)
    for result, current in ((now, True), (later, False)):
        found = documents_of_year(LOCAL_OWNER, organisation.id, result)
        assert [one.file_name.rpartition(".")[2] for one in found] == ["docx", "xlsx"]
        assert {one.current for one in found} == {current}
        assert all(one.size > 1000 for one in found)
    base = calculate_year(LOCAL_OWNER, organisation.id, DEMO_YEAR - 1, today=TODAY)
    assert documents_of_year(LOCAL_OWNER, organisation.id, base) == ()
    base_page = text_of(client, address("year", DEMO_PARTS, year_be=DEMO_YEAR - 1))
    assert f"fahsai documents --organisation {DEMO} --year {DEMO_YEAR - 1}" in base_page


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", ["S04", "S05", "S16", "S17", "S18", "S24", "S05/2564-10"])
def test_the_trace_has_the_whole_chain(
    name: str, language: Language, records: Home, client: Client
) -> None:
    del records
    organisation = organisation_by_code(LOCAL_OWNER, DEMO)
    trace = explain(LOCAL_OWNER, organisation.id, DEMO_YEAR, name, today=TODAY)
    text = text_of(client, address("line", DEMO_PARTS, name=name), language)
    for traced in trace.lines:
        assert f">{traced.code}</a>" in text
        assert traced.line.provenance is not None
        assert traced.line.provenance.file_sha256 in text
        assert f"{traced.line.provenance.sheet}!{traced.line.provenance.cell}" in text
        assert all(sha256 in text for sha256 in traced.line.evidence)
    for choice in trace.choices:
        assert choice.chosen is not None
        assert f"{choice.chosen.edition}:{choice.chosen.key}" in text
    for cell in trace.cells:
        assert f">{place_words(cell.place, language)}</th>" in text
    assert trace.calculation_sha256 in text


def test_a_source_that_is_not_counted_has_its_place(records: Home, client: Client) -> None:
    del records
    text = text_of(client, address("year_sources", DEMO_PARTS), "en")
    row = text[text.index('<span class="code">S24</span>') :].partition("</tr>")[0]
    assert 'data-label="tCO₂e">–</td>' in row


def test_figures_for_reading() -> None:
    assert tonnes_text(Decimal("1220210.751177")) == "1,220.21"
    assert exact_text(Decimal("-0.5")) == "-0.5"
    assert exact_text(Decimal("-1234.50")) == "-1,234.5"
    assert exact_text(Decimal("0.0000001")) == "0.0000001"
    assert percent_text(Decimal(1), Decimal(3)) == "33.3"


def test_a_name_in_the_other_language_is_marked() -> None:
    english = Shown(Language.EN)
    assert english.name("ไทย", "").__html__() == '<span lang="th">ไทย</span>'
    assert english.name("ไทย", "Thai").__html__() == "Thai"
    assert Shown(Language.TH).name("", "<Thai>").__html__() == (
        '<span lang="en">&lt;Thai&gt;</span>'
    )
    assert str(english.unit("no such unit")) == "no such unit"
    assert english.edition("no-such") == english.gwp_set("no-such") == "no-such"

"""The lists of a year: sources, lines and cells are found by what the address asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.web.addresses import DEMO_PARTS, HOSTILE_PARTS, address
from tests.web.homes import DEMO, DEMO_YEAR, HOSTILE, HOSTILE_SOURCE, TODAY

from fahsai.core.quantity.exact import ZERO
from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.calculate_year import calculate_year, lines_of_calculation
from fahsai.services.document_cells import cells_of_year
from fahsai.services.year_lines import LinesWanted, lines_of_year
from fahsai.web.year import lines
from fahsai.words.messages import Language
from fahsai.words.places import place_words

if TYPE_CHECKING:
    from django.test import Client

    from fahsai.services.calculate_year import YearResult

pytestmark = [pytest.mark.xdist_group("web"), pytest.mark.usefixtures("records")]

CODE = re.compile(r'<span class="code">([^<]+)</span>')


@pytest.fixture
def result(records: object) -> YearResult:
    del records
    owner = organisation_by_code(LOCAL_OWNER, DEMO).id
    return calculate_year(LOCAL_OWNER, owner, DEMO_YEAR, today=TODAY)


def page_of(client: Client, route: str, parts: object = DEMO_PARTS, **asked: str) -> str:
    response = client.get(address(route, parts), asked)  # type: ignore[arg-type]
    assert response.status_code == 200
    return response.content.decode()


def codes(client: Client, **asked: str) -> list[str]:
    return CODE.findall(page_of(client, "year_sources", **asked))


def test_sources_are_found_by_text_in_either_language(client: Client) -> None:
    assert codes(client, text="B7") == ["S10"]
    assert codes(client, text="s10") == ["S10"]
    assert codes(client, text="ไม่มีที่ไหน") == []
    everything = codes(client)
    assert len(everything) == 30
    assert everything == sorted(everything)


def test_sources_are_found_by_scope_kind_and_state(client: Client, result: YearResult) -> None:
    for scope in ("1", "2", "3", "separate", "biogenic"):
        held = [one.source.code for one in result.calculation.sources if scope in one.by_class]
        assert codes(client, scope=scope) == held
    assert codes(client, kind="electricity.paid") == [
        one.source.code
        for one in result.calculation.sources
        if one.source.kind == "electricity.paid"
    ]
    assert codes(client, state="excluded") == ["S30"]
    assert codes(client, state="no_result") == []
    assert len(codes(client, state="complete")) == 29
    assert len(codes(client, scope="<b>")) == 30  # what is no choice asks for nothing


def test_sources_of_a_unit_are_those_that_belong_to_it(client: Client, result: YearResult) -> None:
    by_unit: dict[str, list[str]] = {}
    for one in result.calculation.sources:
        by_unit.setdefault(str(one.source.unit_id), []).append(one.source.code)
    assert len(by_unit) > 2
    for unit, held in by_unit.items():
        assert [code for code in codes(client, unit=unit) if code != "S30"] == held


def test_the_largest_source_comes_first_when_asked(client: Client, result: YearResult) -> None:
    found = codes(client, sort="result")
    totals = {one.source.code: one.total_kg for one in result.calculation.sources}
    figures = [totals.get(code, ZERO) for code in found]
    assert figures == sorted(figures, reverse=True)
    assert found[0] == "S17"


def test_a_source_without_result_is_found_by_that(client: Client) -> None:
    text = page_of(client, "year_sources", HOSTILE_PARTS, state="no_result")
    assert CODE.findall(text) == ["H2"]
    months = page_of(client, "year_sources", HOSTILE_PARTS, state="months")
    assert len(CODE.findall(months)) == 1


def test_every_line_of_the_year_is_on_one_page_or_another(
    client: Client, result: YearResult
) -> None:
    links: list[str] = []
    for number in range(1, 8):
        text = page_of(client, "year_lines", page=str(number))
        links += re.findall(r'<th role="rowheader" scope="row"><a href="([^"]+)"', text)
    assert len(links) == len(set(links)) == len(lines_of_calculation(result)) == 348
    assert client.get(links[100]).status_code == 200


def test_lines_are_found_by_everything_the_filter_asks(client: Client, result: YearResult) -> None:
    owner = result.version.organisation_id
    lines = lines_of_calculation(result)
    months = result.version.period.months()

    def found(wanted: LinesWanted) -> set[object]:
        answer = lines_of_year(LOCAL_OWNER, owner, result, wanted, count=1000)
        assert answer.total == len(answer.lines)
        return {one.line.id for one in answer.lines}

    source = result.calculation.sources[3].source
    assert found(LinesWanted(sources=frozenset({source.id}))) == {
        one.id for one in lines if one.source_id == source.id
    }
    assert found(LinesWanted(month=months[4])) == {
        one.id for one in lines if months[4].overlaps(one.period)
    }
    for origin in {one.origin for one in lines}:
        assert found(LinesWanted(origin=origin)) == {
            one.id for one in lines if one.origin is origin
        }
    for grade in {one.grade for one in lines}:
        assert found(LinesWanted(grade=grade)) == {one.id for one in lines if one.grade is grade}
    for proven in (True, False):
        assert found(LinesWanted(proven=proven)) == {
            one.id for one in lines if bool(one.evidence) is proven
        }
    place = lines[0].provenance
    assert place is not None
    assert len(found(LinesWanted(file=place.file_sha256))) == 348
    assert found(LinesWanted(file="0" * 64)) == set()
    text = page_of(client, "year_lines", source=source.code, month=f"{months[4].start:%Y-%m}")
    assert "พบ 1 รายการ" in text


def test_among_many_sources_the_code_of_one_is_typed(
    client: Client, result: YearResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = result.calculation.sources[0].source.code
    chosen = page_of(client, "year_lines", source=code)
    assert '<select name="source"' in chosen
    monkeypatch.setattr(lines, "MOST_LISTED", 1)
    typed = page_of(client, "year_lines", source=f" {code.lower()} ")
    assert '<select name="source"' not in typed
    assert 'aria-describedby="source-help"' in typed
    assert re.findall(r"/lines/[^/]+/[^/]+/\"", typed) == re.findall(
        r"/lines/[^/]+/[^/]+/\"", chosen
    )
    assert re.findall(r"/lines/[^/]+/[^/]+/\"", typed)
    assert not re.findall(r"/lines/[^/]+/[^/]+/\"", page_of(client, "year_lines", source="none"))


def test_lines_show_what_they_came_to(result: YearResult) -> None:
    answer = lines_of_year(LOCAL_OWNER, result.version.organisation_id, result, start=40, count=60)
    sums = {
        line.line_ids[0]: line
        for one in result.calculation.sources
        for line in one.lines
        if len(line.line_ids) == 1 and not one.of_whole_year
    }
    assert len(answer.lines) == 60
    for listed in answer.lines:
        if listed.by_class is None:
            assert listed.line.id not in sums
            continue
        expected = sums[listed.line.id].components
        for where, kg in listed.by_class.items():
            assert kg == sum(one.co2e_kg for one in expected if one.reporting_class is where)


def test_every_cell_of_the_documents_leads_to_what_it_rests_on(
    client: Client, result: YearResult
) -> None:
    documents = cells_of_year(LOCAL_OWNER, result.version.organisation_id, result)
    assert [one.kind for one in documents] == ["TCFO_R_02", "TCFO_R_01"]
    asked = {"document": "TCFO_R_02", "section": "5.1"}
    text = "".join(page_of(client, "year_cells", page=number, **asked) for number in "12")
    held = [one for one in documents[0].cells if one.place.startswith("5.1/")]
    assert held
    for cell in held:
        assert f">{place_words(cell.place, Language.TH)} " in text
    assert f'href="{address("line", DEMO_PARTS, name="S10")}"' in text
    assert f'href="{address("year_sources", DEMO_PARTS)}?scope=1"' in text
    assert "Fr-04.1!" not in text
    sheet = page_of(client, "year_cells", section="Fr-04.1")
    assert "Fr-04.1!" in sheet


def test_the_hostile_lists_print_markup_as_text(client: Client) -> None:
    text = page_of(client, "year_sources", HOSTILE_PARTS, text='"><script>alert(9)</script>')
    assert "<script" not in text
    assert "&quot;&gt;&lt;script&gt;" in text
    owner = organisation_by_code(LOCAL_OWNER, HOSTILE).id
    assert owner
    assert HOSTILE_SOURCE not in text

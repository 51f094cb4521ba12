"""Documents: kept once with the place of every figure; one number, one place."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import docx
import openpyxl
import pytest
from tests.kept_documents import kept_documents
from tests.report_books import BOOK
from tests.samples import large_dossier, sample_pictures
from tests.services.towns import OWNER, TODAY, everything

from fahsai.core.quantity.rounding import round_half_up, tonnes
from fahsai.gateways.workbooks.report.write import write_report_template
from fahsai.records.models import DocumentRow
from fahsai.services.access import NotFoundError
from fahsai.services.calculate_year import calculate_year
from fahsai.services.documents import (
    DOCX,
    PDF,
    XLSX,
    make_documents,
    print_dossier,
    read_document,
)
from fahsai.services.explain import explain
from fahsai.services.import_report import import_report

if TYPE_CHECKING:
    from fahsai.core.inventory.boundary import Organisation
    from fahsai.services.documents import MadeDocument


def by_type(made: tuple[MadeDocument, ...]) -> dict[str, MadeDocument]:
    return {one.media_type: one for one in made}


def test_documents_are_kept_with_the_place_of_every_figure(town: Organisation) -> None:
    made = make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False)
    assert set(by_type(made.made)) == {DOCX, XLSX}
    rows = {row.kind: row for row in DocumentRow.rows.of(town.id)}
    assert set(rows) == {"TCFO_R_01", "TCFO_R_02"}
    for kind, row in rows.items():
        assert row.cells == [
            {
                "place": cell.place,
                "source": None if cell.source_id is None else str(cell.source_id),
                "label": cell.label,
                "text": cell.text,
                "base_year": cell.base_year,
            }
            for cell in made.cells
            if cell.document == kind
        ]
        assert read_document(OWNER, town.id, row.id).data == next(
            one.data for one in made.made if one.kind == kind
        )
    assert {one.file_name for one in kept_documents(town.id)} == {
        one.file_name for one in made.made
    }


def test_the_same_state_keeps_no_second_row(town: Organisation) -> None:
    first = make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False)
    before = everything()
    again = make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False)
    assert again.made == first.made
    assert everything() == before


def test_what_was_made_last_is_shown_though_it_was_made_before(
    town: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """State A, state B, and A again: the newest is A's."""
    a = make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False).made[0]
    monkeypatch.setattr("fahsai.services.documents.write_docx", lambda *_: b"PK another")
    make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False)
    monkeypatch.undo()
    make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False)
    kept = {one.file_name: one.id for one in kept_documents(town.id)}
    assert read_document(OWNER, town.id, kept[a.file_name]).data == a.data


def test_a_pdf_is_made_once_for_the_same_words(
    town: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def pdf_of(data: bytes) -> bytes:
        calls.append(data)
        return b"%PDF " + str(len(calls)).encode()

    monkeypatch.setattr("fahsai.services.documents.pdf_available", lambda: True)
    monkeypatch.setattr("fahsai.services.documents.to_pdf", pdf_of)
    first = make_documents(OWNER, town.id, 2565, today=TODAY)
    before = everything()
    again = make_documents(OWNER, town.id, 2565, today=TODAY)
    assert [by_type(one.made)[PDF].data for one in (first, again)] == [b"%PDF 1", b"%PDF 1"]
    assert len(calls) == 1
    assert everything() == before


def test_figures_of_both_documents_are_those_of_the_calculation(town: Organisation) -> None:
    made = by_type(make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False).made)
    calculation = calculate_year(OWNER, town.id, 2565, today=TODAY).calculation
    word = docx.Document(io.BytesIO(made[DOCX].data))
    texts = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    texts += [paragraph.text for paragraph in word.paragraphs]
    everywhere = "\n".join(texts)
    for where in ("1", "2", "3"):
        kg = next(kg for one, kg in calculation.by_class.items() if one.value == where)
        assert f"{round_half_up(tonnes(kg), 2):,f}" in everywhere
    assert f"{round_half_up(tonnes(calculation.total_kg), 2):,f}" in everywhere
    book = openpyxl.load_workbook(io.BytesIO(made[XLSX].data), data_only=True)
    numbers = {
        round(Decimal(str(cell.value)), 4)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    }
    for result in calculation.sources:
        in_kg, in_t = result.total_kg, tonnes(result.total_kg)
        assert {round(in_kg, 4), round(in_t, 4)} & numbers, result.source.code


def test_an_explanation_lists_the_cells_of_both_documents(town: Organisation) -> None:
    assert explain(OWNER, town.id, 2565, "S01", today=TODAY).cells == ()
    made = make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False)
    by_source = explain(OWNER, town.id, 2565, "S01", today=TODAY)
    line = by_source.lines[3]
    by_code = explain(OWNER, town.id, 2565, line.code, today=TODAY)
    by_id = explain(OWNER, town.id, 2565, str(line.line.id), today=TODAY)
    assert by_code == by_id
    assert [one.line.id for one in by_code.lines] == [line.line.id]
    assert len(by_source.lines) == 12
    for trace in (by_source, by_code):
        assert {cell.document for cell in trace.cells} == {"TCFO_R_01", "TCFO_R_02"}
        assert set(trace.cells) <= set(made.cells)
    assert line.evidence
    with pytest.raises(NotFoundError):
        explain(OWNER, town.id, 2565, "S99", today=TODAY)
    with pytest.raises(NotFoundError):
        explain(OWNER, town.id, 2565, "S01/2999-01", today=TODAY)


def test_every_line_of_every_source_can_be_explained(town: Organisation) -> None:
    calculation = calculate_year(OWNER, town.id, 2565, today=TODAY).calculation
    codes = [result.source.code for result in calculation.sources]
    assert len(set(codes)) == len(codes) >= 25
    for result in calculation.sources:
        trace = explain(OWNER, town.id, 2565, result.source.code, today=TODAY)
        assert trace.result == result
        assert trace.calculation_sha256 == calculation.sha256


@pytest.mark.usefixtures("sqlite_database")
def test_an_organisation_that_only_entered_its_report_prints_both() -> None:
    entered, findings = import_report(OWNER, write_report_template(BOOK), "r.xlsx", today=TODAY)
    assert entered is not None, findings
    made = make_documents(OWNER, entered.organisation_id, 2565, today=TODAY, pdf=False)
    assert set(by_type(made.made)) == {DOCX, XLSX}


@pytest.mark.usefixtures("sqlite_database")
def test_an_organisation_with_its_name_only_prints_both() -> None:
    organisation = replace(BOOK.organisation, production=None, base_production=None)
    empty = type(BOOK)(organisation=organisation)
    entered, findings = import_report(OWNER, write_report_template(empty), "r.xlsx", today=TODAY)
    assert entered is not None, findings
    made = make_documents(OWNER, entered.organisation_id, 2565, today=TODAY, pdf=False)
    assert len(made.made) == 2


def test_three_units_of_sixty_sources_print() -> None:
    made, cells = print_dossier(large_dossier(), sample_pictures())
    assert len(made) == 2
    sources = {cell.source_id for cell in cells if cell.source_id}
    assert len(sources) == 180


def test_documents_of_another_organisation_are_not_found(town: Organisation) -> None:
    from tests.services.towns import bare

    make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False)
    document = kept_documents(town.id)[0]
    other = bare("other")
    with pytest.raises(NotFoundError):
        read_document(OWNER, other, document.id)


def test_a_figure_is_not_explained_by_the_cells_of_another_year(town: Organisation) -> None:
    made = make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False)
    assert {cell.document for cell in made.cells if cell.base_year} == {"TCFO_R_01", "TCFO_R_02"}
    code = calculate_year(OWNER, town.id, 2565, today=TODAY).calculation.sources[0].source.code
    places = {cell.place for cell in explain(OWNER, town.id, 2565, code, today=TODAY).cells}
    assert any(place.startswith("Fr-04.1!") for place in places)
    assert not any(place.startswith(("Fr-04.2!", "6.2/")) for place in places)

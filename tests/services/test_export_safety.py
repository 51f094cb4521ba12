"""People's text in workbooks that others open: text stays text, whatever it begins with."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from tests.services.towns import OWNER, TODAY, bare

from fahsai.gateways.workbooks.office.values import FISCAL
from fahsai.gateways.workbooks.report.book import OrganisationEntry, ReportBook
from fahsai.gateways.workbooks.report.write import write_report_template
from fahsai.gateways.workbooks.template.book import (
    TemplateBook,
    TemplateLine,
    TemplateOrganisation,
    TemplateParameter,
    TemplateSource,
    TemplateUnit,
    TemplateYear,
)
from fahsai.services.documents import make_documents
from fahsai.services.filled_template import filled_template
from fahsai.services.import_activity import import_activity
from fahsai.services.templates import activity_template

if TYPE_CHECKING:
    from collections.abc import Iterator

STARTS = ("=", "+", "-", "@", "\t=", "\r=", "\n=")
PAYLOAD = 'HYPERLINK("http://example.org","x")'
MONTHS = tuple(Decimal(n) for n in range(1, 13))


def texts(data: bytes) -> Iterator[tuple[str, str]]:
    """The type and value of each cell of a workbook that speaks of the payload."""
    book = openpyxl.load_workbook(BytesIO(data))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and "HYPERLINK" in str(cell.value):
                    yield cell.data_type, str(cell.value)


def is_text(data: bytes) -> int:
    """How many cells hold the payload; each must be plain text."""
    found = list(texts(data))
    assert {kind for kind, _ in found} <= {"s"}, found
    return len(found)


def book(start: str) -> TemplateBook:
    bad = f"{start}{PAYLOAD}"
    return TemplateBook(
        organisation=TemplateOrganisation("thesaban", bad, bad),
        units=(TemplateUnit("U1", bad, bad, head=bad),),
        sources=(
            TemplateSource(
                "S01",
                kind="stationary.diesel",
                name=bad,
                unit="U1",
                place=bad,
                equipment=bad,
                utility_account=bad,
                activity_unit="litre",
                origin="paid",
                grade="Y",
            ),
        ),
        current=TemplateYear(2566, FISCAL, (TemplateLine("S01", "litre", MONTHS, note=bad),)),
        parameters=(TemplateParameter("S01", "x", bad, note=bad),),
    )


@pytest.mark.parametrize("start", STARTS, ids=repr)
def test_a_template_with_content_holds_text_only(start: str) -> None:
    assert is_text(activity_template(book(start))) >= 8


@pytest.mark.parametrize("start", STARTS, ids=repr)
def test_a_report_workbook_with_content_holds_text_only(start: str) -> None:
    bad = f"{start}{PAYLOAD}"
    entry = OrganisationEntry(
        code="thesaban", name_th=bad, name_en=bad, address=bad, province=bad, year_be=2566
    )
    assert is_text(write_report_template(ReportBook(organisation=entry))) >= 4


@pytest.mark.usefixtures("sqlite_database")
def test_the_official_workbook_and_the_filled_template_hold_text_only() -> None:
    town = bare()
    data = activity_template(book("="))
    result, findings = import_activity(OWNER, town, data, f"={PAYLOAD}.xlsx", accept=True)
    assert result is not None, findings
    assert is_text(filled_template(OWNER, town, 2566)) >= 5
    made = make_documents(OWNER, town, 2566, today=TODAY, pdf=False)
    workbook = next(one.data for one in made.made if one.file_name.endswith(".xlsx"))
    assert is_text(workbook) >= 1

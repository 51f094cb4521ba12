"""The Excel file of TCFO_R_01: live formulas, each with the value computed from exact decimals."""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from fahsai.documents.tcfo_r_01.factor_list import write_factor_list
from fahsai.documents.tcfo_r_01.fr_01 import write_fr_01
from fahsai.documents.tcfo_r_01.fr_02_03 import write_fr_02, write_fr_03_1
from fahsai.documents.tcfo_r_01.fr_03_2 import write_fr_03_2
from fahsai.documents.tcfo_r_01.fr_04 import write_fr_04
from fahsai.documents.tcfo_r_01.fr_05 import write_fr_05
from fahsai.documents.tcfo_r_01.notes import write_notes
from fahsai.documents.tcfo_r_01.sheet import Sheet
from fahsai.documents.tcfo_r_01.styles import MEASURE, Styles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.reports.dossier import PictureUse
    from fahsai.core.reports.tcfo_r_01 import R01


def _options() -> dict[str, object]:
    """Anew for each workbook: the library writes into what it is given."""
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": dict(MEASURE),
    }


def write_xlsx(report: R01, pictures: Mapping[PictureUse, bytes]) -> bytes:
    """The workbook as a file.

    Args:
        report: its content.
        pictures: PNG or JPEG files by use: front office, mark, organisation chart, roles; a place
            without picture says so.

    Returns:
        The bytes of an .xlsx file; the same content gives the same bytes, dated by the report.
    """
    into = BytesIO()
    book = Workbook(into, _options())
    made_on = datetime.combine(report.report_date, time(), UTC).replace(tzinfo=None)
    book.set_properties(
        {
            "title": report.words["titles"]["Fr-04.1"],
            "company": report.organisation,
            "author": report.prepared_by,
            "created": made_on,
        }
    )
    book.set_calc_mode("auto")
    styles = Styles(book)

    def sheet(name: str) -> Sheet:
        return Sheet(report, book, styles, name)

    read = write_fr_01(sheet("Fr-01"), pictures)
    write_fr_02(sheet("Fr-02"), pictures)
    write_fr_03_1(sheet("Fr-03.1"), pictures)
    write_fr_03_2(sheet("Fr-03.2"))
    write_fr_04(sheet(report.current.sheet), report.current, 5)
    write_fr_04(sheet(report.base.sheet), report.base, 6)
    write_fr_05(sheet("Fr-05"), read)
    write_factor_list(sheet(report.words["sheets"]["factors"]))
    write_notes(sheet(report.words["sheets"]["notes"]))
    book.close()
    return into.getvalue()

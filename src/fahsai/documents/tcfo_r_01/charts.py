"""The bar charts of Fr-01 and Fr-05, as in the official workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.documents.tcfo_r_01.styles import FONT, LARGE, SIZE, TEAL

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

    from fahsai.documents.tcfo_r_01.sheet import Sheet

CURRENT_NAMES, CURRENT_VALUES = "='Fr-05'!$B$10:$B$13", "='Fr-05'!$C$10:$C$13"
BASE_NAMES, BASE_VALUES = "='Fr-05'!$B$26:$B$29", "='Fr-05'!$C$26:$C$29"
LETTERS = {"name": FONT, "size": SIZE}
BASE_COLOUR = "#A6A6A6"


def scope_chart(sheet: Sheet) -> Chart:
    """The reported year: one bar for each scope and for what is reported separately."""
    chart = _bars(sheet)
    _add(chart, "", CURRENT_NAMES, CURRENT_VALUES, TEAL)
    chart.set_legend({"none": True})
    return chart


def comparison_chart(sheet: Sheet) -> Chart:
    """The base year beside the reported year."""
    words = sheet.words["fr_05"]
    chart = _bars(sheet)
    _add(chart, words["base"], BASE_NAMES, BASE_VALUES, BASE_COLOUR)
    _add(chart, words["current"], BASE_NAMES, CURRENT_VALUES, TEAL)
    chart.set_legend({"position": "bottom", "font": LETTERS})
    return chart


def _bars(sheet: Sheet) -> Chart:
    chart = sheet.book.add_chart({"type": "column"})
    chart.set_title(
        {
            "name": sheet.words["fr_05"]["axis"],
            "name_font": {**LETTERS, "size": LARGE},
            "overlay": False,
        }
    )
    chart.set_x_axis({"num_font": LETTERS})
    chart.set_y_axis({"num_font": LETTERS, "num_format": "#,##0", "min": 0})
    return chart


def _add(chart: Chart, name: str, categories: str, values: str, colour: str) -> None:
    chart.add_series(
        {
            "name": name,
            "categories": categories,
            "values": values,
            "fill": {"color": colour},
            "gap": 80,
            "data_labels": {"value": True, "num_format": "#,##0", "font": LETTERS},
        }
    )

"""The head of each sheet: form, code, organisation, who made it, page and date."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.documents.tcfo_r_01.styles import INK_BLUE, SMALL, TITLE

if TYPE_CHECKING:
    from fahsai.documents.tcfo_r_01.sheet import Sheet


class HeadPlaces(NamedTuple):
    """The cells of a head: what stands where differs with the width of the sheet."""

    logo: str
    title: str
    version: str
    form: tuple[str, str]
    code: tuple[str, str]
    organisation: tuple[str, str]
    prepared_by: tuple[str, str]
    page: tuple[str, str]
    date: tuple[str, str]


def write_head(sheet: Sheet, places: HeadPlaces, title: str, page: int, form: str = "") -> None:
    """Write the head into rows 1 to 4."""
    styles, words, report = sheet.styles, sheet.words["head"], sheet.report
    label = styles.cell(bold=True, align="center")
    # Long names are made smaller: the head has one line for each.
    value = styles.cell(bold=True, font_color=INK_BLUE, indent=1, shrink=True)
    centred = styles.cell(bold=True, font_color=INK_BLUE, align="center", shrink=True)
    for number, height in ((1, 24), (2, 24), (3, 26), (4, 26)):
        sheet.row_height(number, height)
    sheet.blank(places.logo, styles.cell())
    sheet.text(
        places.title, title, styles.cell(bold=True, font_size=TITLE, align="center", shrink=True)
    )
    sheet.text(places.version, words["version"], styles.text(align="center", font_size=SMALL))
    for place, name, shown, style in (
        (places.form, words["form"], form or words["inventory"], value),
        (places.code, words["code"], sheet.name, value),
        (places.organisation, words["organisation"], report.organisation, centred),
        (places.prepared_by, words["prepared_by"], report.prepared_by, centred),
        (places.page, words["page"], str(page), centred),
        (places.date, words["date"], report.date_text, centred),
    ):
        sheet.text(place[0], name, label)
        sheet.text(place[1], shown, style)

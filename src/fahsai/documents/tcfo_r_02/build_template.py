"""The Word template of TCFO_R_02, built from the words: ``python -m …build_template`` writes it.

The template is checked in beside this module so that an officer can open it, and an
administrator can replace it by one of the organisation's own with the same tags.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from fahsai.documents.tcfo_r_02.archive import canonical
from fahsai.documents.tcfo_r_02.parts import TEXT_WIDTH, Parts, add_field
from fahsai.documents.tcfo_r_02.styles import set_styles
from fahsai.documents.tcfo_r_02.template_back import back
from fahsai.documents.tcfo_r_02.template_data import data
from fahsai.documents.tcfo_r_02.template_front import front
from fahsai.words.load import words

if TYPE_CHECKING:
    from docx.document import Document

TEMPLATE = Path(__file__).with_name("template.docx")
_EPOCH = datetime(2022, 1, 1, tzinfo=UTC)


def build_template() -> bytes:
    """The template as a Word file, the same bytes each time."""
    document = docx.Document()
    _without_thumbnail(document)
    set_styles(document)
    _page(document)
    parts = Parts(document, words("tcfo_r_02"))
    _header_and_footer(document, parts)
    front(parts)
    data(parts)
    back(parts)
    _properties(document)
    buffer = BytesIO()
    document.save(buffer)
    return canonical(buffer.getvalue())


def _without_thumbnail(document: Document) -> None:
    """Drop the preview picture that the library's own empty document carries."""
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]


def _page(document: Document) -> None:
    """A4, and the other first page that keeps the cover free of header and footer."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(21.0 - 2.5 - TEXT_WIDTH)
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.2)
    section.header_distance, section.footer_distance = Cm(1.2), Cm(1.0)
    section.different_first_page_header_footer = True


def _header_and_footer(document: Document, parts: Parts) -> None:
    words_of_page = parts.words["page"]
    section = document.sections[0]
    header = _row_of(section.header, (3.0, 11.0, 2.5), "bottom")
    header[0].text = f"{{{{ r.form }}}}_{parts.words['form_version']}"
    header[1].text = "{{ r.organisation }}"
    header[1].alignment = 1
    header[2].add_run(f"{words_of_page['page']} ")
    add_field(header[2], "PAGE", "1")
    header[2].add_run("/")
    add_field(header[2], "NUMPAGES", "1")
    header[2].alignment = 2
    mark = section.header.paragraphs[-1]
    mark.style = "Mark"
    mark.paragraph_format.space_after = 0
    mark.add_run("{{ r.marks|join(' · ') }}")
    for run in mark.runs:
        _resize(run, 14)
    footer = _row_of(section.footer, (TEXT_WIDTH - 5.5, 5.5), "top")
    footer[0].text = f"{words_of_page['prepared_by']} {{{{ r.prepared_by }}}}"
    footer[1].text = f"{words_of_page['verified_by']} {words_of_page['blank']}"
    footer[1].alignment = 2


def _row_of(place: Any, widths: tuple[float, ...], line: str) -> list[Any]:
    """A row of cells with one line above or below, before the paragraph that was there."""
    table = place.add_table(1, len(widths), Cm(sum(widths)))
    table.autofit = False
    place._element.insert(0, table._tbl)  # noqa: SLF001
    borders = OxmlElement("w:tblBorders")
    edge = OxmlElement(f"w:{line}")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "808080")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    properties = table._tbl.tblPr  # noqa: SLF001
    properties.find(qn("w:tblLayout")).addprevious(borders)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Cm(width)
    paragraphs = [cell.paragraphs[0] for cell in table.rows[0].cells]
    for paragraph in paragraphs:
        paragraph.style = "Header"
    return paragraphs


def _resize(run: Any, size: int) -> None:
    properties = run._r.get_or_add_rPr()  # noqa: SLF001
    for tag in ("w:sz", "w:szCs"):
        element = OxmlElement(tag)
        element.set(qn("w:val"), str(size * 2))
        properties.append(element)


def _properties(document: Document) -> None:
    properties = document.core_properties
    properties.title = "{{ r.form }} {{ r.organisation }}"
    properties.author = "{{ r.prepared_by }}"
    properties.comments = ""
    properties.last_modified_by = ""
    properties.language = "th-TH"
    properties.created = properties.modified = _EPOCH
    properties.revision = 1


if __name__ == "__main__":
    TEMPLATE.write_bytes(build_template())

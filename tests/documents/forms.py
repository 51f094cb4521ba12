"""Where the labels of form TCFO_R_02 stand: in the form's own text, and in a Word file of ours."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from tests.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.table import Table

COVER = "cover"
_RENUMBERED = {"8.1": "11.1", "10.2": "11.2"}
"""Section numbers that the form gets wrong inside section 11."""

_NUMBERING = re.compile(
    r"^(?:\d+(?=%)|\(\d\)\.?|\d\)|\d+(?:\.\d+)*\.?|·|•|(?:ตารางที่|รูปที่)\s*\d+)\s*"
)
_HEADING = re.compile(r"^\s*(\d{1,2}(?:\.\d+)*)\.?\s+(\S.*)$")
_LONG = 12
"""A label of so many characters may be followed by more on its line."""


def squeezed(text: str) -> str:
    """Without white space and dots."""
    return re.sub(r"[\s.]", "", text)


def labels() -> list[str]:
    """The labels of the form, one a line."""
    lines = shared_path("forms", "tcfo_r_02_v01_labels.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line.strip()]


def stands_in(label: str, lines: list[str]) -> bool:
    """Whether a label is a line of a section, or opens one when it is long or ends in a colon."""
    wanted = squeezed(label)
    opens = len(wanted) >= _LONG or wanted.endswith(":")
    for line in lines:
        for candidate in (line, _NUMBERING.sub("", line.strip())):
            found = squeezed(candidate)
            if found == wanted or (opens and found.startswith(wanted)):
                return True
    return False


def form_sections() -> dict[str, list[str]]:
    """The lines and cells of the form by section."""
    text = shared_path("seeds", "001_5bd74a93fc39f4d9.txt").read_text("utf-8")
    known = [squeezed(label) for label in labels() if len(squeezed(label)) > 3]
    sections: dict[str, list[str]] = defaultdict(list)
    current = COVER
    for line in text.splitlines():
        match = _HEADING.match(line)
        if match and not match[1].startswith("2.") and _is_heading(match, known, current):
            current = _RENUMBERED.get(match[1], match[1]) if current[:2] == "11" else match[1]
            sections[current].append(match[2])
            continue
        sections[current].extend(cell.strip() for cell in line.split("\t") if cell.strip())
    return sections


def _is_heading(match: re.Match[str], known: list[str], current: str) -> bool:
    """A numbered line is a heading when a label opens it and its number may follow here."""
    title = squeezed(match[2])
    if not any(title.startswith(label) for label in known):
        return False
    if current == COVER:
        return match[1] == "1"
    parts, before = match[1].split("."), current.split(".")
    return len(parts) > 1 or int(parts[0]) == int(before[0]) + 1


@dataclass
class Section:
    """What stands under one heading of a Word file."""

    heading: str = ""
    lines: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    heads: list[list[str]] = field(default_factory=list)

    def everything(self) -> list[str]:
        """Heading, paragraphs and cells, a cell whole and by its lines."""
        cells = [text for table in self.tables for row in table for text in row]
        return [
            self.heading,
            *self.lines,
            *cells,
            *(line for cell in cells for line in cell.split("\n")),
        ]


def docx_sections(content: bytes) -> dict[str, Section]:
    """The sections of a Word file by number; an unnumbered chapter goes by its first words."""
    sections: dict[str, Section] = defaultdict(Section)
    current = COVER
    for block in _blocks(content):
        if isinstance(block, Paragraph):
            style = block.style.name if block.style is not None else ""
            match = re.match(r"(\d+(?:\.\d+)*)\.?\s+(.*)", block.text)
            if style.startswith("Heading") and match:
                current = match[1]
                sections[current].heading = match[2]
            elif block.text.startswith("ภาคผนวก 1"):
                current = "A1"
                sections[current].heading = block.text
            elif block.text.strip():
                sections[current].lines.append(block.text)
            continue
        rows, head = _rows(block)
        sections[current].tables.append(rows)
        sections[current].heads.append(head)
    return sections


def _blocks(content: bytes) -> Iterator[Paragraph | Table]:
    document = docx.Document(BytesIO(content))
    yield from document.iter_inner_content()


def _rows(table: Table) -> tuple[list[list[str]], list[str]]:
    """All rows, and the cells of the rows that repeat on each page."""
    rows: list[list[str]] = []
    head: list[str] = []
    for row in table._tbl.tr_lst:
        texts = ["\n".join(_paragraph(p) for p in cell.p_lst) for cell in row.tc_lst]
        rows.append(texts)
        if row.trPr is not None and row.trPr.find(qn("w:tblHeader")) is not None:
            head.extend(text for text in texts if text)
    return rows, head


def _paragraph(element: Any) -> str:
    return Paragraph(element, None).text  # type: ignore[arg-type]

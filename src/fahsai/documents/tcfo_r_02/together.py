"""Keep what belongs together on one page: the end of a table and the notes below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTE = "Note"
"""The style of notes, and of the empty line that parts them from their table."""


def keep_notes(body: Any) -> None:
    """Hold the notes below each table together, and the last row of the table with them."""
    for table in body.findall(qn("w:tbl")):
        notes = list(_notes_below(table))
        if not any(_has_text(note) for note in notes):
            continue
        rows = table.findall(qn("w:tr"))
        for paragraph in rows[-1].iter(qn("w:p")) if rows else ():
            _keep(paragraph, "keepNext")
        for note in notes:
            _keep(note, "keepLines")
        for note in notes[:-1]:
            _keep(note, "keepNext")


def _notes_below(table: Any) -> Iterator[Any]:
    """The paragraphs in the style of notes that follow a table at once."""
    for element in table.itersiblings():
        if element.tag != qn("w:p") or _style(element) != NOTE:
            return
        yield element


def _style(paragraph: Any) -> str:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if found is None else str(found.get(qn("w:val")))


def _has_text(paragraph: Any) -> bool:
    return any((text.text or "").strip() for text in paragraph.iter(qn("w:t")))


def _keep(paragraph: Any, flag: str) -> None:
    """Set a flag of a paragraph, right behind its style as the schema wants."""
    properties = paragraph.get_or_add_pPr()
    if properties.find(qn(f"w:{flag}")) is not None:
        return
    after = [properties.find(qn(tag)) for tag in ("w:pStyle", "w:keepNext")]
    known = [element for element in after if element is not None]
    made = OxmlElement(f"w:{flag}")
    if flag == "keepNext":
        known = known[:1]
    if known:
        known[-1].addnext(made)
    else:
        properties.insert(0, made)

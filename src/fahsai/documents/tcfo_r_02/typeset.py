"""The last touch on a rendered part: subscripts of gases and ticks as runs of their own.

TH Sarabun New has neither ₂ nor ✓, so the digit is a plain one in a subscript run and the tick
a run in a symbol font.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from fahsai.documents.tcfo_r_02.styles import SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPECIAL = re.compile(r"(?:(?<=CO)2|(?<=CH)4|(?<=N)2(?=O)|(?<=SF)6|(?<=NF)3)(?!\d)|[✓☑☐]+")
"""The digits of CO2, CH4, N2O, SF6 and NF3; symbols that the text font lacks."""


def typeset(root: Any) -> None:
    """Split the runs of a part in place."""
    for text in [node for node in root.iter(qn("w:t")) if _SPECIAL.search(node.text or "")]:
        run = text.getparent()
        if run is not None and run.getparent() is not None:
            _split(run)


def _split(run: Any) -> None:
    """Replace a run by runs that each have one look."""
    properties = run.find(qn("w:rPr"))
    for child in list(run):
        if child.tag == qn("w:rPr"):
            continue
        if child.tag == qn("w:t"):
            for piece, special in _pieces(child.text or ""):
                run.addprevious(_run(properties, _text(piece), piece if special else ""))
        else:
            run.addprevious(_run(properties, child, ""))
    run.getparent().remove(run)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    start = 0
    for match in _SPECIAL.finditer(text):
        if match.start() > start:
            yield text[start : match.start()], False
        yield match[0], True
        start = match.end()
    if start < len(text):
        yield text[start:], False


def _run(properties: Any, content: Any, special: str) -> Any:
    run: Any = OxmlElement("w:r")
    own: Any = OxmlElement("w:rPr")
    run.append(own)
    if properties is not None:
        own.extend(deepcopy(child) for child in properties)
    if special.isdigit():
        lowered = OxmlElement("w:vertAlign")
        lowered.set(qn("w:val"), "subscript")
        own.append(lowered)
    elif special:
        fonts = OxmlElement("w:rFonts")
        for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{slot}"), SYMBOLS)
        own.insert(0, fonts)
    run.append(content)
    return run


def _text(piece: str) -> Any:
    element: Any = OxmlElement("w:t")
    element.text = piece
    element.set(qn("xml:space"), "preserve")
    return element

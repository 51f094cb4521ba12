"""Fonts and styles of the Word template.

Thai needs the complex-script slots of every style (font, size, bold, language); the slots that
python-docx offers are the Latin ones only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document

FONT = "TH Sarabun New"
SYMBOLS = "DejaVu Sans"
"""Font of ticks; every desktop has it or one that stands in for it."""

BODY, TABLE, SMALL = 16.0, 14.0, 12.0
"""Sizes [pt] of running text, of tables and of wide tables."""

_LEFT, _CENTRE, _RIGHT = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
)


def set_styles(document: Document) -> None:
    """Give the document its defaults, headings, captions and table styles."""
    _defaults(document)
    styles = document.styles
    _shape(styles["Normal"], BODY, after=4)
    for level, size in ((1, 20.0), (2, 18.0), (3, 16.0)):
        heading = styles[f"Heading {level}"]
        _shape(heading, size, bold=True, before=10, after=4)
        heading.paragraph_format.keep_with_next = True
    styles["Heading 1"].paragraph_format.space_before = Pt(16)
    _shape(styles["Caption"], TABLE, bold=True, before=6, after=4)
    styles["Caption"].font.italic = False
    _shape(styles["Header"], TABLE)
    _shape(styles["Footer"], TABLE)
    _new(document, "Body Indented", BODY, after=4).paragraph_format.first_line_indent = Cm(1.25)
    _new(document, "Figure", BODY, before=6, align=_CENTRE).paragraph_format.keep_with_next = True
    _new(document, "Figure Caption", TABLE, bold=True, after=8, align=_CENTRE)
    _new(document, "Note", TABLE, after=2)
    _new(document, "Cover Title", 28, bold=True, after=6, align=_CENTRE)
    _new(document, "Cover", 20, bold=True, after=10, align=_CENTRE)
    mark = _new(document, "Mark", 20, bold=True, after=6, align=_CENTRE)
    mark.font.color.rgb = RGBColor(0xC0, 0x00, 0x00)
    for suffix, size in (("", TABLE), (" Small", SMALL)):
        _new(document, f"Cell{suffix}", size)
        _new(document, f"Cell Centre{suffix}", size, align=_CENTRE)
        _new(document, f"Cell Right{suffix}", size, align=_RIGHT)
        _new(document, f"Cell Head{suffix}", size, bold=True, align=_CENTRE)
        _new(document, f"Cell Bold{suffix}", size, bold=True)


def _defaults(document: Document) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(run):
        run.remove(child)
    _fill(run, BODY, bold=None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "en-US")
    language.set(qn("w:bidi"), "th-TH")
    run.append(language)


def _new(document: Document, name: str, size: float, **shape: Any) -> Any:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    _shape(style, size, **shape)
    return style


def _shape(
    style: Any,
    size: float,
    *,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    align: Any = _LEFT,
) -> None:
    run = style.element.get_or_add_rPr()
    for child in list(run):
        run.remove(child)
    _fill(run, size, bold=bold)
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing = 1.0
    form.alignment = align


def _fill(run: Any, size: float, *, bold: bool | None) -> None:
    """Put font, weight, colour and size into run properties, in the order the schema wants."""
    fonts = OxmlElement("w:rFonts")
    for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{slot}"), FONT)
    run.append(fonts)
    if bold is not None:
        for tag in ("w:b", "w:bCs"):
            flag = OxmlElement(tag)
            if not bold:
                flag.set(qn("w:val"), "0")
            run.append(flag)
    colour = OxmlElement("w:color")
    colour.set(qn("w:val"), "000000")
    run.append(colour)
    for tag in ("w:sz", "w:szCs"):
        element = OxmlElement(tag)
        element.set(qn("w:val"), str(int(size * 2)))
        run.append(element)

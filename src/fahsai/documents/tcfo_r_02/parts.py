"""Building blocks of the Word template: paragraphs, captions, figures and tables with tags.

Tags are those of docxtpl: ``{%p … %}`` repeats paragraphs, ``{%tr … %}`` repeats rows,
``{% vm %}`` merges a cell with its copies in a loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docx.document import Document

TEXT_WIDTH = 16.5
"""Between the margins [cm]."""

LEFT, UP = "<", "^"
"""In a table head: this cell belongs to the one on its left, or above."""

_ALIGNED = {"l": "Cell", "c": "Cell Centre", "r": "Cell Right"}
_CELL_MARGIN_TOP = "40"  # twentieths of a point: tone marks must not touch the border
_CELL_MARGIN_BOTTOM = "20"
_CELL_MARGIN_SIDE = "60"


@dataclass(frozen=True)
class Columns:
    """Widths [cm], alignment of the body (l, c, r) and head rows of a table."""

    widths: tuple[float, ...]
    align: str
    head: tuple[tuple[str, ...], ...]
    small: bool = False


class Parts:
    """Adds parts to the end of a document."""

    def __init__(self, document: Document, words: Mapping[str, Any]) -> None:
        self.document = document
        self.words = words

    def heading(self, section: str, level: int, *, numbered: bool = True) -> None:
        """A heading of the form with its number."""
        title = self.words["headings"][section]
        end = "." if "." not in section else ""
        text = f"{section}{end} {title}" if numbered else title
        self.document.add_paragraph(text, style=f"Heading {level}")

    def text(self, text: str, style: str = "Body Indented", *, keep: bool = False) -> None:
        """One paragraph; ``keep`` holds it on the page of what follows."""
        paragraph = self.document.add_paragraph(text, style=style)
        if keep:
            paragraph.paragraph_format.keep_with_next = True

    def each(self, name: str, style: str = "Body Indented") -> None:
        """A paragraph for each text of a list; "-ไม่มี-" for an empty one."""
        self.text(f"{{%p for line in {name} %}}")
        self.text("{{ line }}", style)
        self.text("{%p else %}")
        self.text(self.words["nothing"], style)
        self.text("{%p endfor %}")

    def notes(self, name: str) -> None:
        """A note for each text of a list; nothing for an empty one."""
        self.text(f"{{%p for line in {name} %}}")
        self.text("{{ line }}", "Note")
        self.text("{%p endfor %}")

    def figures(self, name: str, *, otherwise: str = "") -> None:
        """Each figure with its caption; ``otherwise`` stands for an empty list."""
        self.text(f"{{%p for figure in {name} %}}")
        self.text("{{ picture(figure) }}", "Figure")
        caption = self.document.add_paragraph(style="Figure Caption")
        self._numbered(caption, "figure", "{{ figure.number }}", "{{ figure.caption }}")
        if otherwise:
            self.text("{%p else %}")
            self.text(otherwise)
        self.text("{%p endfor %}")

    def caption(self, number: str, text: str) -> None:
        """The caption above a table."""
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = True
        self._numbered(paragraph, "table", f"{{{{ r.tables.{number} }}}}", text)

    def _numbered(self, paragraph: Any, kind: str, number: str, text: str) -> None:
        """Label, a number that Word counts itself, and the caption."""
        paragraph.add_run(f"{self.words['captions'][kind]} ")
        sequence = "Figure" if kind == "figure" else "Table"
        add_field(paragraph, f"SEQ {sequence} \\* ARABIC", number)
        paragraph.add_run(f" {text}")

    def page_break(self) -> None:
        """Start a new page."""
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def listing(self, columns: Columns, name: str, *, total_label: int | None = None) -> None:
        """A table with a row for each row of ``name``.

        ``total_label`` is the column that holds the label of the total row, which then stands
        at the end; the columns before it are merged with it.
        """
        body: list[Sequence[str]] = [
            (f"{{%tr for row in {name}.rows %}}",),
            tuple(f"{{{{ row.cells[{i}] }}}}" for i in range(len(columns.widths))),
            ("{%tr else %}",),
            (self.words["nothing"],),
            ("{%tr endfor %}",),
        ]
        table = self.table(columns, body)
        if total_label is not None:
            row = table.add_row()
            keep_row(row)
            for i in range(len(columns.widths)):
                style = "Cell Right" if columns.align[i] == "r" else "Cell Bold"
                cell = row.cells[i]
                _write(cell, f"{{{{ {name}.total.cells[{i}] }}}}", _sized(style, columns))
                _width(cell, columns.widths[i])
            if total_label:
                for i in range(total_label):
                    row.cells[i].paragraphs[0].clear()
                merged = row.cells[0].merge(row.cells[total_label])
                for paragraph in merged.paragraphs[:-1]:
                    paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001
        self.after_table()

    def groups(self, columns: Columns, name: str) -> None:
        """A table whose first column merges over the rows of a group."""
        cells = [f"{{{{ row.cells[{i}] }}}}" for i in range(len(columns.widths) - 1)]
        self.table(
            columns,
            [
                (f"{{%tr for group in {name}.groups %}}",),
                ("{%tr for row in group.rows %}",),
                ("{% vm %}{{ group.label }}", *cells),
                ("{%tr endfor %}",),
                ("{%tr endfor %}",),
            ],
        )
        self.after_table()

    def pairs(self, rows: Sequence[tuple[str, str]], label_width: float = 6.0) -> None:
        """A table of labels and what is entered for them."""
        table = self._grid(len(rows), (label_width, TEXT_WIDTH - label_width))
        for row, (label, value) in zip(table.rows, rows, strict=True):
            keep_row(row)
            _write(row.cells[0], label, "Cell Bold")
            _write(row.cells[1], value, "Cell")
        self.after_table()

    def table(self, columns: Columns, body: Sequence[Sequence[str]]) -> Any:
        """A table: head rows that repeat on each page, then body rows; short rows are merged."""
        table = self._grid(len(columns.head) + len(body), columns.widths)
        for row, texts in zip(table.rows, columns.head, strict=False):
            keep_row(row)
            _repeat(row)
            for cell, text in zip(row.cells, texts, strict=True):
                _shade(cell)
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
                if text not in (LEFT, UP):
                    _write(cell, text, _sized("Cell Head", columns))
        _merge_head(table, columns.head)
        for row, filled in zip(table.rows[len(columns.head) :], body, strict=True):
            keep_row(row)
            if len(filled) == 1:
                merged = row.cells[0].merge(row.cells[-1])
                _write(merged, filled[0], _sized("Cell Centre", columns))
                continue
            for cell, text, align in zip(row.cells, filled, columns.align, strict=True):
                _write(cell, text, _sized(_ALIGNED[align], columns))
        return table

    def after_table(self) -> None:
        """A little air below a table."""
        paragraph = self.document.add_paragraph(style="Note")
        paragraph.paragraph_format.space_after = 0

    def _grid(self, rows: int, widths: Sequence[float]) -> Any:
        table = self.document.add_table(rows=rows, cols=len(widths))
        table.style = "Table Grid"
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        _margins(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                _width(cell, width)
        return table


def add_field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field that Word computes, with what is shown until it does."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), (None, shown),
                       ("end", "")):  # fmt: skip
        run = paragraph.add_run()
        if kind is None:
            run.text = text
        elif kind:
            character = OxmlElement("w:fldChar")
            character.set(qn("w:fldCharType"), kind)
            run._r.append(character)  # noqa: SLF001
        else:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {text} "
            run._r.append(element)  # noqa: SLF001


def keep_row(row: Any) -> None:
    """Never split a row over two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001


def keep_together(table: Any) -> None:
    """Hold a short table on one page."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _sized(style: str, columns: Columns) -> str:
    return f"{style} Small" if columns.small else style


def _write(cell: Any, text: str, style: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(text)


def _width(cell: Any, width: float) -> None:
    cell.width = Cm(width)


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), "E8EFF3")
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001


def _margins(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side, width in (
        ("top", _CELL_MARGIN_TOP),
        ("left", _CELL_MARGIN_SIDE),
        ("bottom", _CELL_MARGIN_BOTTOM),
        ("right", _CELL_MARGIN_SIDE),
    ):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), width)
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    properties = table._tbl.tblPr  # noqa: SLF001
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)


def _merge_head(table: Any, head: Sequence[Sequence[str]]) -> None:
    """Merge head cells marked with LEFT or UP into the cell they belong to."""
    for y, texts in enumerate(head):
        for x, text in enumerate(texts):
            if text in (LEFT, UP):
                continue
            right, bottom = x, y
            while right + 1 < len(texts) and texts[right + 1] == LEFT:
                right += 1
            while bottom + 1 < len(head) and head[bottom + 1][x] == UP:
                bottom += 1
            if (right, bottom) != (x, y):
                merged = table.cell(y, x).merge(table.cell(bottom, right))
                for paragraph in merged.paragraphs[1:]:
                    paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001

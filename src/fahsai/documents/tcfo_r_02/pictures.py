"""Figures of the report as pictures in the Word file."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.image.image import Image
from docx.shared import Cm, Emu
from docxtpl import InlineImage

from fahsai.core.reports.diagram import Tree
from fahsai.documents.drawing.flow import draw_flow
from fahsai.documents.drawing.tree import draw_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docxtpl import DocxTemplate

    from fahsai.core.reports.diagram import Flow
    from fahsai.core.reports.tcfo_r_02.content import Figure

WIDEST, HIGHEST = Cm(16), Cm(20)


def painter(
    template: DocxTemplate, pictures: Mapping[str, bytes], unreadable: str
) -> Callable[[Figure], InlineImage | str]:
    """The function ``picture`` of the template.

    Args:
        template: the document that the pictures go into.
        pictures: stored files by SHA-256.
        unreadable: what is printed, with the ``{media_type}``, where Word cannot show a file.
    """

    def picture(figure: Figure) -> InlineImage | str:
        if figure.drawing is not None:
            content = _drawn(figure.drawing)
        else:
            content = pictures.get(figure.sha256, b"")
        size = _size(content)
        if size is None:
            return unreadable.format(media_type=figure.media_type)
        return InlineImage(template, BytesIO(content), width=size[0], height=size[1])

    return picture


def _drawn(drawing: Tree | Flow) -> bytes:
    return draw_tree(drawing) if isinstance(drawing, Tree) else draw_flow(drawing)


def _size(content: bytes) -> tuple[Emu, Emu] | None:
    """Width and height that fit the page; None when Word knows no such picture."""
    try:
        image = Image.from_blob(content)
        width, height = int(image.width), int(image.height)
    except (
        InvalidImageStreamError,
        UnexpectedEndOfFileError,
        UnrecognizedImageError,
        ZeroDivisionError,
    ):
        return None
    if width <= 0 or height <= 0:
        return None
    scale = min(1.0, WIDEST / width, HIGHEST / height)
    return Emu(int(width * scale)), Emu(int(height * scale))

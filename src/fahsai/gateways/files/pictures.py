"""Pictures: whether one is whole and of a bearable size, and a small one of our own making."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Level, finding
from fahsai.gateways.files.types import FileType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

    from fahsai.core.finding import Finding

MOST_PIXELS = 100_000_000
"""A sheet A3 at 600 dots an inch has 70 million."""
MILLION = 1_000_000
MOST_FRAMES = 200
"""Pictures in one file, as the pages of a scanned TIFF."""
SMALL = 320
"""Longest side of a small picture [pixel]."""

READ_BY = {
    FileType.PNG: "PNG",
    FileType.JPEG: "JPEG",
    FileType.WEBP: "WEBP",
    FileType.GIF: "GIF",
    FileType.TIFF: "TIFF",
}
"""The one decoder that may look at a file of each type."""


class Size(NamedTuple):
    """Width and height of a picture [pixel], and how many there are in the file."""

    width: int
    height: int
    frames: int


def look_at(data: bytes, kind: FileType, name: str) -> tuple[Finding, ...]:
    """What is wrong with a picture; nothing is decoded before its size is known.

    Findings: ``upload.picture_too_large``, ``upload.damaged``.
    """
    if kind is FileType.HEIC:
        return ()  # no decoder here: kept as it came, never shown
    from PIL import Image

    try:
        size = _size(data, kind)
        if size.width * size.height > MOST_PIXELS or size.frames > MOST_FRAMES:
            return (_too_large(name, f"{size.width * size.height // MILLION:,}", size.frames),)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=[READ_BY[kind]]) as picture:
                picture.verify()
    except Image.DecompressionBombError:  # so large that Pillow itself does not look any further
        return (_too_large(name, f"> {2 * (Image.MAX_IMAGE_PIXELS or 0) // MILLION:,}", 1),)
    except Exception as error:  # noqa: BLE001 - decoders raise whatever a broken file leads them to
        return (_damaged(name, error),)
    return ()


def _size(data: bytes, kind: FileType) -> Size:
    """Read from the head of the file; pages are counted no further than they may go."""
    for picture in _opened(data, kind):
        frames = 1
        while frames <= MOST_FRAMES:
            try:
                picture.seek(frames)
            except EOFError:
                break
            frames += 1
        picture.seek(0)
        return Size(*picture.size, frames)
    raise ValueError("no picture")


def _opened(data: bytes, kind: FileType) -> Iterator[Image]:
    from PIL import Image

    with warnings.catch_warnings():  # Pillow warns of what MOST_PIXELS measures
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=[READ_BY[kind]]) as picture:
            yield picture


def _too_large(name: str, found: str, frames: int) -> Finding:
    return finding(
        "upload.picture_too_large",
        Level.ERROR,
        name,
        found=found,
        frames=str(frames),
        allowed=str(MOST_PIXELS // MILLION),
        most=str(MOST_FRAMES),
    )


def _damaged(name: str, error: BaseException) -> Finding:
    detail = " ".join(str(error).split())[:200] or type(error).__name__
    return finding("upload.damaged", Level.ERROR, name, detail=detail)


def small_picture(data: bytes, kind: FileType) -> bytes:
    """The picture encoded again by us, small [PNG]: nothing of the file itself is shown.

    Raises:
        ValueError: it is too large, or cannot be decoded.
    """
    from PIL import ImageOps

    try:
        size = _size(data, kind)
        if size.width * size.height > MOST_PIXELS:
            raise ValueError("too large a picture")
        for picture in _opened(data, kind):
            picture.draft("RGB", (SMALL, SMALL))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
            upright.thumbnail((SMALL, SMALL))
            out = io.BytesIO()
            upright.save(out, "PNG")
            return out.getvalue()
    except (OSError, SyntaxError, EOFError, KeyError) as error:
        raise ValueError("the picture cannot be decoded") from error
    raise ValueError("no picture")

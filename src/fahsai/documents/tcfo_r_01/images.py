"""Pictures in the sheets: fitted into their place, stripped of everything but the picture."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image

    from fahsai.documents.tcfo_r_01.sheet import Sheet

FINENESS = 2
"""Picture points for each point of the screen, so that print stays sharp."""


class Frame(NamedTuple):
    """Where a picture goes: the top left cell and the room [pixels]."""

    place: str
    width: int
    height: int


def insert_picture(sheet: Sheet, frame: Frame, picture: bytes, name: str) -> bool:
    """Put a picture into its frame, keeping its shape; False when it is no picture we can read.

    The picture is drawn anew without metadata (places and cameras stay private) and at a fixed
    density, so that the same picture gives the same file.
    """
    from PIL import Image as Pictures
    from PIL import UnidentifiedImageError

    try:
        with Pictures.open(BytesIO(picture)) as opened:
            image = _on_white(opened.convert("RGBA"))
    except (UnidentifiedImageError, Pictures.DecompressionBombError, OSError):
        return False
    image.thumbnail((frame.width * FINENESS, frame.height * FINENESS))
    scale = min(frame.width / image.width, frame.height / image.height, 1.0)
    drawn = BytesIO()
    image.save(drawn, "PNG", dpi=(96, 96))
    sheet.page.insert_image(
        frame.place,
        f"{name}.png",
        {
            "image_data": drawn,
            "x_scale": scale,
            "y_scale": scale,
            "x_offset": max(4, (frame.width - image.width * scale) / 2),
            "y_offset": max(4, (frame.height - image.height * scale) / 2),
            "object_position": 1,
            "description": name,
        },
    )
    return True


def _on_white(image: Image) -> Image:
    """The picture without transparency, as it looks on paper."""
    from PIL import Image as Pictures

    paper = Pictures.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper

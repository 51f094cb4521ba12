"""A page of boxes and lines in centimetres, drawn with Sarabun by matplotlib."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

DPI = 200
_CM_PER_INCH = 2.54
_INK = "#1f3a4d"
_FILL = "#eef4f7"
_LINE_WIDTH = 0.8
_SMALLEST = 4.0
"""Points; text is never made smaller than this to fit its box."""


class Rectangle(NamedTuple):
    """A box [cm], its origin at the lower left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle_x(self) -> float:
        """The middle of its width [cm]."""
        return self.x + self.width / 2

    @property
    def middle_y(self) -> float:
        """The middle of its height [cm]."""
        return self.y + self.height / 2


@cache
def sarabun(*, bold: bool = False) -> FontProperties:
    """The font of the drawings, straight from the font package."""
    from matplotlib.font_manager import FontProperties

    name = "Sarabun-SemiBold.ttf" if bold else "Sarabun-Regular.ttf"
    return FontProperties(fname=str(files("fontpkg_sarabun").joinpath("files", name)))


class Canvas:
    """Draws in centimetres from the lower left corner."""

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.width, self.height = width, height
        self._figure = Figure(figsize=(width / _CM_PER_INCH, height / _CM_PER_INCH), dpi=DPI)
        self._agg: Any = FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(0, height)
        self._axes.set_axis_off()

    def box(self, place: Rectangle, text: str, size: float = 10, *, bold: bool = False) -> None:
        """A box with centred text, made smaller until it fits [pt]."""
        from matplotlib.patches import FancyBboxPatch

        self._axes.add_patch(
            FancyBboxPatch(
                (place.x, place.y),
                place.width,
                place.height,
                boxstyle="round,pad=0,rounding_size=0.12",
                facecolor=_FILL,
                edgecolor=_INK,
                linewidth=_LINE_WIDTH,
            )
        )
        artist = self._text(place.middle_x, place.middle_y, text, size, bold=bold, ha="center")
        self._fit(artist, place)

    def _text(self, x: float, y: float, text: str, size: float, *, bold: bool, ha: str) -> Any:
        # A dollar sign would start a formula; Sarabun has the small two of CO2.
        printed = text.replace("$", r"\$").replace("CO2", "CO₂")
        return self._axes.text(
            x, y, printed, ha=ha, va="center", color=_INK, fontsize=size,
            fontproperties=sarabun(bold=bold), linespacing=1.25,
        )  # fmt: skip

    def _fit(self, artist: Any, place: Rectangle) -> None:
        extent = artist.get_window_extent(self._agg.get_renderer())
        scale = DPI / _CM_PER_INCH
        room = min(
            0.94 * place.width * scale / max(extent.width, 1),
            0.90 * place.height * scale / max(extent.height, 1),
        )
        if room < 1:
            artist.set_fontsize(max(_SMALLEST, artist.get_fontsize() * room))

    def line(self, *points: tuple[float, float]) -> None:
        """A line through the points."""
        self._axes.plot(
            [x for x, _ in points],
            [y for _, y in points],
            color=_INK,
            linewidth=_LINE_WIDTH,
            solid_joinstyle="miter",
        )

    def arrow(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """A line with a head at its end."""
        self._axes.annotate(
            "",
            xy=end,
            xytext=start,
            arrowprops={
                "arrowstyle": "-|>",
                "color": _INK,
                "linewidth": _LINE_WIDTH,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )

    def label(self, x: float, y: float, text: str, size: float = 9) -> None:
        """Words beside a line, starting at ``x``."""
        self._text(x, y, text, size, bold=False, ha="left")

    def png(self) -> bytes:
        """The picture; the same drawing gives the same bytes."""
        buffer = BytesIO()
        self._figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
        return buffer.getvalue()

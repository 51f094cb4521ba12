"""The template's sections 9 to 11 and the meter list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.documents.tcfo_r_02.parts import Columns

if TYPE_CHECKING:
    from fahsai.documents.tcfo_r_02.parts import Parts


def back(parts: Parts) -> None:
    """9 measures, 10 recommendations, 11 appendix, meter list."""
    parts.heading("9", 1)
    parts.heading("9.1", 2)
    for term in ("short", "medium", "long"):
        parts.text(parts.words["terms"][term], "Heading 3")
        parts.each(f"r.reduction.{term}")
    parts.heading("10", 1)
    parts.each("r.reduction.improvements")
    parts.heading("11", 1)
    _activities(parts)
    parts.heading("11.2", 2)
    parts.text("{%p if r.appendix.order or not r.appendix.order_figures %}")
    parts.each("r.appendix.order")
    parts.text("{%p endif %}")
    parts.figures("r.appendix.order_figures")
    _meters(parts)


def _activities(parts: Parts) -> None:
    parts.heading("11.1", 2)
    parts.figures("r.appendix.portraits")
    parts.text("{%p for activity in r.appendix.activities %}")
    parts.text("{{ activity.section }} {{ activity.heading }}", "Heading 3")
    parts.each("activity.lines")
    parts.figures("activity.figures")
    parts.text("{%p endfor %}")


def _meters(parts: Parts) -> None:
    words = parts.words["appendix"]
    parts.heading("A1", 2, numbered=False)
    parts.text("{{ r.appendix.meters_text }}")
    parts.figures("r.appendix.meter_figures")
    parts.caption("meters", words["meters_caption"])
    keys = ("number", "account", "source", "place", "unit", "point")
    head = (tuple(words[f"meter_{key}"] for key in keys),)
    widths = (1.1, 2.9, 4.2, 3.0, 2.5, 2.8)
    parts.listing(Columns(widths, "clllll", head, small=True), "r.appendix.meters")

"""The template's cover and sections 1 to 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.documents.tcfo_r_02.parts import LEFT, UP, Columns

if TYPE_CHECKING:
    from fahsai.documents.tcfo_r_02.parts import Parts

_SOURCE_WIDTHS = (2.6, 4.5, 1.9, 2.6, 1.5, 1.6, 1.8)


def front(parts: Parts) -> None:
    """Cover, 1 introduction, 2 general data, 3 boundary."""
    _cover(parts)
    parts.heading("1", 1)
    parts.each("r.introduction")
    _general(parts)
    parts.heading("3", 1)
    _boundary(parts)
    _operation(parts)


def _cover(parts: Parts) -> None:
    words = parts.words["cover"]
    for _ in range(3):
        parts.text("", "Cover")
    parts.text("{%p for mark in r.marks %}")
    parts.text("{{ mark }}", "Mark")
    parts.text("{%p endfor %}")
    parts.text(words["title"], "Cover Title")
    parts.text(words["subtitle"], "Cover")
    parts.text("", "Cover")
    parts.text(f"{words['name']} {{{{ r.organisation }}}}", "Cover")
    parts.text(f"{words['address']} {{{{ r.address|given }}}}", "Cover")
    parts.text(f"{words['report_date']} {{{{ r.report_date }}}}", "Cover")
    parts.text(f"{words['period']} {{{{ r.period }}}}", "Cover")
    for _ in range(2):
        parts.text("", "Cover")
    parts.text(words["purpose"], "Cover")
    parts.text(words["by"], "Cover")
    parts.page_break()


def _general(parts: Parts) -> None:
    words = parts.words["general"]
    parts.heading("2", 1)
    parts.pairs(
        (
            (f"2.1 {words['name']}", "{{ r.organisation }}"),
            (f"2.2 {words['address']}", "{{ r.address|given }}"),
            (f"2.3 {words['kind']}", "{{ r.general.kind|given }}"),
            (f"2.4 {words['coordinator']}", _contact(parts, "coordinator")),
            (f"2.5 {words['data_owner']}", _contact(parts, "data_owner")),
            (f"2.6 {words['period']}", "{{ r.period }}"),
            (f"2.7 {words['guideline']}", "{{ r.general.guideline }}"),
            (f"2.8 {words['assurance']}", "{{ r.general.assurance }}"),
            (f"2.9 {words['materiality']}", f"{{{{ r.general.materiality }}}}{words['percent']}"),
        )
    )


def _contact(parts: Parts, who: str) -> str:
    words = parts.words["general"]
    return "\n".join(
        f"{words[f'person_{field}']} {{{{ r.general.{who}.{field} }}}}"
        for field in ("name", "position", "affiliation", "phone", "email")
    )


def _boundary(parts: Parts) -> None:
    words = parts.words["boundary"]
    parts.heading("3.1", 2)
    parts.pairs(
        (
            (words["approach"], "{{ r.boundary.approach }}"),
            (words["facilities"], "{{ r.boundary.facilities|given }}"),
            (words["proof"], "{{ r.boundary.proof }}"),
        )
    )
    parts.heading("3.1.1", 3)
    parts.each("r.boundary.structure")
    parts.figures("r.boundary.structure_figures")
    parts.heading("3.1.2", 3)
    parts.text("{%p for line in r.boundary.map_text %}")
    parts.text("{{ line }}")
    parts.text("{%p endfor %}")
    parts.figures("r.boundary.map_figures", otherwise=parts.words["nothing"])
    parts.heading("3.1.3", 3)
    parts.text("{{ r.boundary.activities_text }}")
    _activities(parts)
    parts.heading("3.1.4", 3)
    parts.each("r.boundary.changes")


def _activities(parts: Parts) -> None:
    words = parts.words["activities"]
    parts.caption("activities", words["caption"])
    head = (
        (words["facility"], words["across"], LEFT, LEFT),
        (UP, words["scope_1"], words["scope_2"], words["scope_3"]),
    )
    parts.listing(Columns((3.3, 5.2, 4.0, 4.0), "llll", head), "r.boundary.activities")
    parts.text(words["note"], "Note")


def _operation(parts: Parts) -> None:
    words = parts.words["gases"]
    parts.heading("3.2", 2)
    parts.text("{{ r.operation.text }}")
    parts.pairs(
        (
            (words["considered"], "\n".join(f"• {gas}" for gas in words["list"])),
            (words["others"], "\n".join(f"• {gas}" for gas in words["other_list"])),
            (words["gwp"], "• {{ r.operation.gwp }}"),
        )
    )
    _sources(parts, "3.2.1", "scope_1", "source_with_activity")
    _sources(parts, "3.2.2", "biomass", "source", note=parts.words["sources"]["biomass_note"])
    _sources(parts, "3.2.3", "separate", "source_with_activity")
    _sources(parts, "3.2.4", "scope_2", "source_with_activity")
    _supplies(parts)
    _sources(parts, "3.2.6", "scope_3", "source_with_activity")
    _trees(parts)
    _credits(parts)
    parts.heading("3.2.9", 3)
    parts.each("r.operation.exclusions")


def _sources(parts: Parts, section: str, name: str, source: str, note: str = "") -> None:
    words = parts.words["sources"]
    parts.heading(section, 3)
    if note:
        parts.text(note, "Note", keep=True)
    keys = ("facility", source, "unit", "capacity", "inside", "outside", "importance")
    head = (tuple(words[key] for key in keys),)
    parts.listing(Columns(_SOURCE_WIDTHS, "llcrccc", head, small=True), f"r.operation.{name}")
    if note:
        parts.notes(f"r.operation.{name}.notes")


def _supplies(parts: Parts) -> None:
    words = parts.words["supplies"]
    parts.heading("3.2.5", 3)
    head = ((words["source"], words["supplied_to"]),)
    parts.listing(Columns((9.5, 7.0), "ll", head), "r.operation.supplies")


def _trees(parts: Parts) -> None:
    words = parts.words["trees"]
    parts.heading("3.2.7", 3)
    head = (tuple(words[key] for key in ("place", "count", "biomass", "carbon", "importance")),)
    parts.listing(Columns((5.3, 2.2, 3.0, 3.0, 3.0), "lrrrc", head), "r.operation.trees")
    parts.notes("r.operation.trees.notes")


def _credits(parts: Parts) -> None:
    words = parts.words["credits"]
    parts.heading("3.2.8", 3)
    head = (tuple(words[key] for key in ("name", "standard", "period", "certified", "sold")),)
    parts.listing(Columns((3.5, 2.5, 3.1, 3.7, 3.7), "llccc", head), "r.operation.credits")
    parts.notes("r.operation.credits.notes")

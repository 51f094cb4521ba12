"""The template's sections 4 to 8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.documents.tcfo_r_02.parts import LEFT, UP, Columns, keep_together

if TYPE_CHECKING:
    from fahsai.documents.tcfo_r_02.parts import Parts


def data(parts: Parts) -> None:
    """4 monitoring, 5 emissions, 6 base year, 7 data quality, 8 uncertainty."""
    parts.heading("4", 1)
    parts.text(f"• {parts.words['monitoring']['point_note']}", "Note")
    _monitoring(parts, "4.1", "scope_1", ("note_1", "note_2", "note_3"))
    _monitoring(parts, "4.2", "scope_2", ("note_1", "note_2"))
    _monitoring(parts, "4.3", "scope_3", ("note_1", "note_2", "note_3"))
    _monitoring(parts, "4.4", "separate", ("note_1", "note_2", "note_3"))
    _emissions(parts)
    _base_year(parts)
    _quality(parts)
    _uncertainty(parts)


def _monitoring(parts: Parts, section: str, name: str, notes: tuple[str, ...]) -> None:
    words = parts.words["monitoring"]
    parts.heading(section, 2)
    head = (
        (words["source"], words["activity"], LEFT, LEFT, LEFT, LEFT, LEFT, words["factor"]),
        (UP, words["datum"], words["point"], words["origin"], LEFT, LEFT, words["evidence"],
         words["factor_source"]),
        (UP, UP, UP, words["measured"], words["paid"], words["estimated"], UP, UP),
    )  # fmt: skip
    # A meter number of twelve digits fits into the third column.
    widths = (2.9, 1.8, 2.8, 1.5, 1.5, 1.5, 2.0, 2.5)
    parts.listing(Columns(widths, "lllcccll", head, small=True), f"r.monitoring.{name}")
    parts.text(words["notes"], "Note")
    for note in notes:
        parts.text(words[note], "Note")


def _emissions(parts: Parts) -> None:
    words = parts.words["emissions"]
    parts.heading("5", 1)
    parts.each("r.summary")
    parts.heading("5.1", 2)
    head = (
        (words["source"], LEFT, words["by_gas"], *(LEFT,) * 6, words["sum"]),
        (UP, LEFT, *words["gases"], UP),
    )
    widths = (0.7, 3.7, 1.7, 1.7, 1.4, 1.15, 1.15, 1.4, 1.15, 2.45)
    columns = Columns(widths, "cl" + "r" * 8, head, small=True)
    parts.listing(columns, "r.emissions.scope_1", total_label=1)
    parts.notes("r.emissions.scope_1.notes")
    for section, name in (("5.2", "scope_2"), ("5.3", "scope_3"), ("5.4", "separate")):
        parts.heading(section, 2)
        plain = Columns((11.0, 5.5), "lr", ((words["source"], words["amount"]),))
        parts.listing(plain, f"r.emissions.{name}", total_label=0)
        parts.notes(f"r.emissions.{name}.notes")


def _base_year(parts: Parts) -> None:
    words = parts.words["base_year"]
    parts.heading("6", 1)
    parts.heading("6.1", 2)
    parts.each("r.base.text")
    parts.heading("6.2", 2)
    head = (tuple(words[key] for key in ("scope", "source", "amount", "remark")),)
    parts.groups(Columns((3.0, 6.4, 3.1, 4.0), "llrl", head), "r.base.sources")
    parts.heading("6.3", 2)
    parts.each("r.base.differences")


def _quality(parts: Parts) -> None:
    words = parts.words["quality"]
    parts.heading("7", 1)
    parts.heading("7.1", 2)
    _roles(parts)
    parts.heading("7.2", 2)
    parts.each("r.quality.text")
    parts.figures("r.quality.figures")
    parts.text(words["steps"])
    for step in ("step_1", "step_2", "step_3"):
        parts.text(f"{words[step]} {{{{ r.quality.{step} }}}}")
    parts.figures("r.quality.flow_figures")
    parts.heading("7.3", 2)
    calibration = parts.words["calibration"]
    keys = ("scope", "source", "device", "by", "accuracy", "measured", "allowed", "document")
    head = (tuple(calibration[key] for key in keys),)
    widths = (1.9, 2.3, 2.8, 2.3, 1.7, 1.85, 1.85, 1.8)
    parts.groups(Columns(widths, "llllcccl", head, small=True), "r.quality.calibrations")


def _roles(parts: Parts) -> None:
    """Section 7.1: in each unit's block a row for each person, the role merged beside them."""
    words = parts.words["roles"]
    head = (tuple(words[key] for key in ("role", "name", "position", "duty")),)
    columns = Columns((4.0, 4.0, 4.0, 4.5), "llll", head)
    table = parts.table(
        columns,
        [
            ("{%tr for block in r.quality.blocks %}",),
            (words["unit"], "{{ block.unit }}", "", ""),
            ("{%tr for role in block.roles %}",),
            ("{%tr for person in role.people %}",),
            ("{% vm %}{{ role.label }}", *(f"{{{{ person[{i}] }}}}" for i in range(3))),
            ("{%tr endfor %}",),
            ("{%tr endfor %}",),
            ("{%tr endfor %}",),
        ],
    )
    unit = table.rows[2]
    for cell in unit.cells[:2]:
        cell.paragraphs[0].style = "Cell Bold"
    merged = unit.cells[1].merge(unit.cells[3])
    for paragraph in merged.paragraphs[1:]:
        paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001
    parts.after_table()


def _uncertainty(parts: Parts) -> None:
    words = parts.words["uncertainty"]
    parts.heading("8", 1)
    parts.text("{{ r.uncertainty_text }}")
    _scores(parts)
    parts.text(words["reference"], "Note")
    parts.caption("levels", words["levels_caption"])
    head = ((words["level"], words["level_range"], words["level_words"]),)
    keep_together(parts.table(Columns((2.5, 5.0, 9.0), "ccl", head), words["levels"]))
    parts.after_table()
    parts.text(words["reference"], "Note")
    parts.caption("results", words["results_caption"])
    keys = ("result_class", "item", "result_a", "result_b", "result_ab", "result_level")
    results = (tuple(words[key] for key in keys),)
    parts.listing(Columns((2.2, 6.3, 2.3, 1.7, 2.2, 1.8), "clcccc", results), "r.uncertainty")
    parts.notes("r.uncertainty_notes")


def _scores(parts: Parts) -> None:
    """Table 3: the points of activity data (three cells) and of factors (four cells)."""
    words = parts.words["uncertainty"]
    parts.caption("scores", words["scores_caption"])
    # Twelve columns divide evenly by three and by four.
    blank = [LEFT] * 11
    head = ((words["item"], words["level_of_data"], *blank),)
    widths = (3.3, *(1.1,) * 12)
    columns = Columns(widths, "l" + "c" * 12, head)
    body = [
        (words["activity"], *_spread(words["activity_points"], 4)),
        ("", *_spread(words["activity_words"], 4)),
        (words["factors"], *_spread(words["factor_points"], 3)),
        ("", *_spread(words["factor_words"], 3)),
    ]
    table = parts.table(columns, body)
    for y, step in ((1, 4), (2, 4), (3, 3), (4, 3)):
        for x in range(1, 13, step):
            _merge(table.cell(y, x), table.cell(y, x + step - 1))
    for y in (1, 3):
        _merge(table.cell(y, 0), table.cell(y + 1, 0))
        for x, cell in enumerate(table.rows[y].cells):
            cell.paragraphs[0].style = "Cell Head" if x else "Cell Bold"
    keep_together(table)
    parts.after_table()


def _spread(texts: list[str], step: int) -> list[str]:
    """Each text at the first of its ``step`` cells."""
    return [text for pair in texts for text in (pair, *[""] * (step - 1))]


def _merge(first: object, last: object) -> None:
    merged = first.merge(last)  # type: ignore[attr-defined]
    for paragraph in merged.paragraphs[1:]:
        paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001

"""Sections 3.1.3 and 3.2: what the organisation does and the sources inside its boundary."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.inventory.significance import significant
from fahsai.core.quantity.exact import ZERO, total
from fahsai.core.reports.order import in_form_order
from fahsai.core.reports.tcfo_r_02.biomass import burning_biomass, renewable_notes
from fahsai.core.reports.tcfo_r_02.content import Operation, Row, Table
from fahsai.core.reports.tcfo_r_02.frame import S1, S2, S3, without_number
from fahsai.core.reports.tcfo_r_02.texts import paragraphs
from fahsai.core.reports.tcfo_r_02.wording import amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from uuid import UUID

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.reports.dossier import CreditProject
    from fahsai.core.reports.tcfo_r_02.frame import Frame

LINES_OF_A_ROW = 24
"""Lines of table 1 that one row may hold: rows are never split over two pages."""
LETTERS_A_LINE = (28, 21, 21)
"""Letters in a line of the three columns of table 1, marks above and below counted."""
SOURCE_COLUMNS = ("facility", "source", "unit", "quantity", "inside", "outside", "importance")


def activities(frame: Frame) -> Table:
    """Table 1: the activities of each unit by scope; * marks what scope 3 leaves out."""
    columns: dict[UUID | None, tuple[list[str], list[str], list[str]]] = {
        unit.id: ([], [], []) for unit in frame.dossier.units
    }
    for result in in_form_order(frame.dossier.calculation.sources):
        if not result.source.excluded:
            _enter(columns, frame, result.source, frame.classes(result), "")
    for source in frame.excluded():
        _enter(columns, frame, source, frame.kind_classes(source) or (S3,), "*")
    rows = tuple(
        row for unit_id, cells in columns.items() for row in _unit_rows(frame, unit_id, cells)
    )
    return Table("3.1.3", ("facility", "scope_1", "scope_2", "scope_3"), rows)


def _unit_rows(
    frame: Frame, unit_id: UUID | None, cells: tuple[list[str], list[str], list[str]]
) -> Iterator[Row]:
    """The row of a unit; one that would not fit on a page goes on in rows of its own."""
    parts = (
        _parted(dict.fromkeys(names), letters)
        for names, letters in zip(cells, LETTERS_A_LINE, strict=True)
    )
    title = _unit_title(frame, unit_id)
    for number, columns in enumerate(zip_longest(*parts, fillvalue="")):
        said = frame.wording.word("activities", "continued", unit=title) if number else title
        yield Row((said, *columns))


def _parted(names: Iterable[str], letters: int) -> list[str]:
    """Names as texts of at most :data:`LINES_OF_A_ROW` lines; always one text."""
    texts: list[list[str]] = [[]]
    used = 0
    for name in names:
        lines = -(-len(name) // letters)
        if texts[-1] and used + lines > LINES_OF_A_ROW:
            texts.append([])
            used = 0
        texts[-1].append(name)
        used += lines
    return ["\n".join(text) for text in texts]


def _enter(
    columns: dict[UUID | None, tuple[list[str], list[str], list[str]]],
    frame: Frame,
    source: EmissionSource,
    classes: tuple[ReportingClass, ...],
    mark: str,
) -> None:
    unit_id = source.unit_id if source.unit_id in columns else None
    cells = columns.setdefault(unit_id, ([], [], []))
    for where in classes:
        if where in (S1, S2, S3):
            scope = (S1, S2, S3).index(where)
            name = source.name_th
            if where is S3 and S2 in classes:
                name = frame.wording.text("upstream_name", name=name)
            cells[scope].append(f"- {name}{mark if where is S3 else ''}")
        elif where is ReportingClass.SEPARATE:
            label = frame.wording.word("activities", "separate")
            cells[0].append(f"- {source.name_th} ({label})")


def _unit_title(frame: Frame, unit_id: UUID | None) -> str:
    if unit_id is None:
        return frame.dossier.organisation.name_th
    return frame.units[unit_id]


def operation(frame: Frame) -> Operation:
    """Section 3.2 in full."""
    wording = frame.wording
    gwp = wording.named("gwp_sets", frame.dossier.calculation.gwp_set)
    return Operation(
        text=wording.text("scope"),
        gwp=gwp,
        scope_1=_flat(frame, "3.2.1", frame.of(S1), S1),
        biomass=_biomass(frame),
        separate=_flat(frame, "3.2.3", frame.of(ReportingClass.SEPARATE), ReportingClass.SEPARATE),
        scope_2=_by_account(frame, "3.2.4", S2),
        supplies=_supplies(frame),
        scope_3=_by_account(frame, "3.2.6", S3),
        trees=_trees(frame),
        credits=_credits(frame),
        exclusions=_exclusions(frame),
    )


def _biomass(frame: Frame) -> Table:
    """Section 3.2.2, with the answers below the table that the form has."""
    table = _flat(frame, "3.2.2", burning_biomass(frame), ReportingClass.BIOGENIC)
    return replace(table, notes=renewable_notes(frame))


def _flat(
    frame: Frame, section: str, results: Iterable[SourceResult], where: ReportingClass
) -> Table:
    rows = tuple(
        Row(
            (
                frame.unit_name(result.source),
                _with_equipment(frame, result.source),
                *_quantities(frame, result, where),
            ),
            result.source.id,
        )
        for result in results
    )
    return Table(section, SOURCE_COLUMNS, rows, figures=("quantity",))


def _with_equipment(frame: Frame, source: EmissionSource) -> str:
    detail = source.equipment or frame.place(source)
    return f"{source.name_th}\n{detail}" if detail else source.name_th


def _by_account(frame: Frame, section: str, where: ReportingClass) -> Table:
    """One heading row for each unit and name, then a row for each place and account."""
    grouped: dict[tuple[str, str], list[SourceResult]] = {}
    for result in frame.of(where):
        key = (frame.unit_name(result.source), _class_name(frame, result, where))
        grouped.setdefault(key, []).append(result)
    rows: list[Row] = []
    for (unit, name), results in grouped.items():
        located = [result for result in results if _location(frame, result.source)]
        if not located:
            rows.extend(
                Row((unit, name, *_quantities(frame, result, where)), result.source.id)
                for result in results
            )
            continue
        rows.append(Row((unit, name, "", "", "", "", "")))
        rows.extend(
            Row(
                (
                    "",
                    _location(frame, result.source) or result.source.code,
                    *_quantities(frame, result, where),
                ),
                result.source.id,
            )
            for result in results
        )
    return Table(section, SOURCE_COLUMNS, tuple(rows), figures=("quantity",))


def _class_name(frame: Frame, result: SourceResult, where: ReportingClass) -> str:
    if where is S3 and S2 in result.by_class:
        return frame.wording.text("upstream_name", name=result.source.name_th)
    return result.source.name_th


def _location(frame: Frame, source: EmissionSource) -> str:
    return " ".join(part for part in (frame.place(source), source.utility_account) if part)


def _quantities(
    frame: Frame, result: SourceResult, where: ReportingClass
) -> tuple[str, str, str, str, str]:
    """Unit per year, annual quantity with the specification, inside, outside, significance."""
    wording, source = frame.wording, result.source
    quantity = amount(result.quantity) if result.unit else wording.plain("not_calculated")
    described = f"{quantity}\n{source.capacity}" if source.capacity else quantity
    inside = source.used_inside or ("" if source.sold_outside else wording.plain("tick"))
    heavy = significant(result, frame.dossier.calculation, where)
    importance = wording.plain("important" if heavy else "minor")
    if not result.complete:
        importance = wording.plain("not_calculated")
    return wording.unit(result.unit), described, inside, source.sold_outside, importance


def _supplies(frame: Frame) -> Table:
    """Section 3.2.5: what was entered, and sources that only sell, with what they sold.

    An entry that names such a source tells to whom it sells; it is the same row.
    """
    sold = frame.of(ReportingClass.OUTSIDE)
    told = {squeezed(one.source): one.supplied_to for one in frame.dossier.supplies}
    named = {name for result in sold for name in _names(result.source)}
    entered = [
        Row((supply.source, supply.supplied_to))
        for supply in frame.dossier.supplies
        if squeezed(supply.source) not in named
    ]
    rows = tuple(
        row._replace(cells=(f"{number}. {without_number(row.cells[0])}", row.cells[1]))
        for number, row in enumerate((*entered, *(_sold(frame, one, told) for one in sold)), 1)
    )
    return Table("3.2.5", ("source", "supplied_to"), rows)


def _sold(frame: Frame, result: SourceResult, told: Mapping[str, str]) -> Row:
    source = result.source
    wording = frame.wording
    name = _with_equipment(frame, source)
    if result.unit:
        quantity = f"{amount(result.quantity)} {wording.unit(result.unit)}"
        name = f"{name}\n{wording.word('supplies', 'quantity', quantity=quantity)}"
    buyers = (told[known] for known in _names(source) if known in told)
    return Row((name, next(buyers, source.sold_outside)), source.id)


def _names(source: EmissionSource) -> tuple[str, ...]:
    """The names that an entry may call a source by."""
    return tuple(squeezed(name) for name in (source.code, source.name_th, source.name_en) if name)


def squeezed(name: str) -> str:
    """A name without its number, spaces and capitals aside.

    >>> squeezed("1. ไฟฟ้าที่จำหน่าย  PEA") == squeezed("ไฟฟ้าที่จำหน่าย pea")
    True
    """
    return " ".join(without_number(name).split()).casefold()


def _trees(frame: Frame) -> Table:
    wording = frame.wording
    rows = tuple(
        Row(
            (
                f"{number}. {stock.place}",
                f"{stock.trees:,}",
                amount(stock.biomass_kg),
                amount(stock.carbon_tonnes_co2e),
                wording.plain("important" if stock.important else "minor"),
            )
        )
        for number, stock in enumerate(frame.dossier.trees, 1)
    )
    return Table(
        "3.2.7",
        ("place", "trees", "biomass", "carbon", "importance"),
        rows,
        figures=("trees", "biomass", "carbon"),
        notes=(wording.word("trees", "disclosure"),) if rows else (),
    )


def _credits(frame: Frame) -> Table:
    """Section 3.2.8: listed for disclosure; the total of the report stays what it is."""
    wording = frame.wording
    rows = tuple(
        Row(
            (
                project.name,
                project.standard,
                project.crediting_period,
                _certified(frame, project),
                project.sold,
            )
        )
        for project in frame.dossier.credits
    )
    columns = ("name", "standard", "period", "certified", "sold")
    by_class = frame.dossier.calculation.by_class
    whole = wording.total(total(by_class.get(where, ZERO) for where in TOTALLED))
    said = wording.word("credits", "never_netted", total=whole)
    notes = (said,) if rows else ()
    return Table("3.2.8", columns, rows, figures=("certified", "sold"), notes=notes)


def _certified(frame: Frame, project: CreditProject) -> str:
    """How much was certified, then where that is registered and what it was used up for."""
    word = frame.wording.word
    quantity = "" if project.quantity is None else f"{amount(project.quantity)} {project.unit}"
    given = (
        ("", project.certified or quantity.strip()),
        ("registry", project.registry),
        ("serials", project.serials),
        ("retired_for", project.retired_for),
    )
    return "\n".join(
        word("credits", key, text=text) if key else text for key, text in given if text
    )


def _exclusions(frame: Frame) -> tuple[str, ...]:
    """Section 3.2.9: sources left out with their reasons, sources new in the period."""
    wording, period = frame.wording, frame.dossier.period
    left_out = [
        wording.text(
            "excluded_source",
            name=source.name_th,
            **{"class": _class_title(frame, frame.kind_classes(source) or (S3,))},
            reason=source.excluded_reason or wording.text("excluded_no_reason"),
        )
        for source in frame.excluded()
    ]
    added = [
        wording.text(
            "started_source",
            name=frame.name(result.source),
            **{"class": _class_title(frame, frame.classes(result))},
            date=wording.long_date(result.source.started_on),
            reason=result.source.started_reason,
        )
        for result in frame.dossier.calculation.sources
        if result.source.started_on is not None
        and period.start < result.source.started_on < period.end
    ]
    return (*left_out, *added, *paragraphs(frame.dossier.texts.get("3.2.9", "")))


def _class_title(frame: Frame, classes: tuple[ReportingClass, ...]) -> str:
    titles = {S1: "class_1", S2: "class_2", S3: "class_3"}
    words = (frame.wording.text(titles.get(where, "class_separate")) for where in classes)
    return ", ".join(dict.fromkeys(words))

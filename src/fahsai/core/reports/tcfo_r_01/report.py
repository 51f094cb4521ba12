"""The workbook TCFO_R_01 of a dossier: a pure function, so that page and file cannot disagree."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.inventory.scope3 import CATEGORIES, category_of_source
from fahsai.core.reports.diagram import Tree
from fahsai.core.reports.dossier import Scope3Assessment, TeamRole
from fahsai.core.reports.order import in_category, in_form_order
from fahsai.core.reports.tcfo_r_01.columns import Block
from fahsai.core.reports.tcfo_r_01.content import (
    R01,
    BoundaryLines,
    InventoryState,
    ListedSource,
    Notes,
    Scope3Line,
    TeamLine,
    UnitLine,
)
from fahsai.core.reports.tcfo_r_01.corrections import Corrections
from fahsai.core.reports.tcfo_r_01.factor_list import FactorBook
from fahsai.core.reports.tcfo_r_01.inventory_sheet import (
    BASE_SHEET,
    CURRENT_SHEET,
    missing_inventory,
    own_inventory,
    pointing_inventory,
)
from fahsai.core.reports.tcfo_r_01.labels import Labels
from fahsai.core.reports.tcfo_r_01.names import BASE
from fahsai.core.reports.tcfo_r_01.rows import is_pending, is_uncounted
from fahsai.core.reports.tcfo_r_01.summary import year_summary
from fahsai.core.thai.dates import format_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from fahsai.core.inventory.boundary import Unit
    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.inventory.result import Calculation, SourceResult
    from fahsai.core.reports.dossier import Dossier
    from fahsai.core.reports.tcfo_r_01.content import (
        FactorSection,
        InventorySheet,
        ReportTables,
    )

FROM_PACK = "parameter.from_pack"
"""The step of a method that names the pack of a parameter."""
MOST_NAMES = 20
"""Sources of one scope that Fr-01 names; all of them stand on Fr-04.1."""
FIRST_SECTION_ROW = 6
"""Where the factor list begins, under the head of the form."""


def tcfo_r_01(dossier: Dossier, words: Mapping[str, Any], tables: ReportTables) -> R01:
    """The content of all sheets.

    Args:
        dossier: what the organisation entered and had calculated.
        words: the word table ``tcfo_r_01``.
        tables: gases, blends, units and GWP sets, those of both years among them.

    Returns:
        Rows with their numbers in the sheet, exact figures, names of factors and GWP, notes.

    Reference: TGO, TCFO_R_01 Version 04 (21/2/2020), sheets Fr-01 to Fr-05.
    """
    labels = Labels(dossier, words, tables.units)
    book = FactorBook(tables, dossier.calculation.gwp_set, labels)
    current = own_inventory(CURRENT_SHEET, dossier.calculation, book, labels)
    sections = [book.section(CURRENT_SHEET, dossier.calculation.factor_set, FIRST_SECTION_ROW)]
    base, base_section = _base(dossier, current, labels, tables, _below(sections[0]))
    if base_section is not None:
        sections.append(base_section)
    current_year = year_summary(current, dossier.production)
    base_production = dossier.base_year.production if dossier.base_year else None
    if base.state is InventoryState.SAME:
        base_production = base_production or dossier.production
    base_year = year_summary(base, base_production)
    corrections = Corrections(words, current, base, current_year, base_year)
    return R01(
        words=words,
        organisation=dossier.organisation.name_th,
        prepared_by=dossier.prepared_by,
        report_date=dossier.report_date,
        date_text=format_date(dossier.report_date, "short"),
        complete=dossier.calculation.complete,
        marks=_marks(dossier, words),
        facts=_facts(dossier, words),
        contact=_contact(dossier),
        boundary=_boundary(dossier, labels, tables.kinds),
        units=tuple(_tree(dossier.units, None, 0)),
        team=_team(dossier, words),
        structure=_structure(dossier, words),
        scope3=_scope3(dossier, words, tables.kinds),
        scope3_criteria=dossier.scope3_criteria,
        current=current,
        base=base,
        current_summary=current_year,
        base_summary=base_year,
        factors=tuple(sections),
        notes=_notes(dossier, current, labels, corrections),
    )


def _base(
    dossier: Dossier,
    current: InventorySheet,
    labels: Labels,
    tables: ReportTables,
    title_row: int,
) -> tuple[InventorySheet, FactorSection | None]:
    """Fr-04.2 and, when the base year has its own inventory, its part of the factor list."""
    base = dossier.base_year
    if base is None:
        none = str(labels.words["base"]["none_short"])
        return missing_inventory(BASE_SHEET, current, BASE, none), None
    if base.same:
        return pointing_inventory(BASE_SHEET, current, BASE), None
    book = FactorBook(tables, base.calculation.gwp_set, labels, BASE)
    sheet = own_inventory(BASE_SHEET, base.calculation, book, labels)
    return sheet, book.section(BASE_SHEET, base.calculation.factor_set, title_row)


def _below(section: FactorSection) -> int:
    """The row where a next section of the factor list may begin."""
    last = section.gwp_title_row + 2
    if section.gwps:
        final = section.gwps[-1]
        last = final.number + (len(final.parts) if len(final.parts) > 1 else 0)
    return last + 3


def _marks(dossier: Dossier, words: Mapping[str, Any]) -> tuple[str, ...]:
    """What every sheet must say before its figures."""
    base = dossier.base_year
    stated = {
        "draft": dossier.state != "submitted",
        "incomplete": not dossier.calculation.complete,
        "base_incomplete": base is not None and not base.same and not base.calculation.complete,
    }
    return tuple(str(words["marks"][key]) for key, holds in stated.items() if holds)


def _facts(dossier: Dossier, words: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The five lines ข้อมูลองค์กร of Fr-01."""
    organisation = dossier.organisation
    named = words["fr_01"]
    approach = words["approaches"].get(dossier.approach, dossier.approach)
    return (
        (named["kind"], organisation.kind),
        (named["address"], organisation.address),
        (named["province"], organisation.province),
        (
            named["parts"],
            named["parts_value"].format(
                units=len(dossier.units), facilities=len(dossier.facilities)
            ),
        ),
        (named["approach"], str(approach)),
    )


def _contact(dossier: Dossier) -> str:
    for person in dossier.team:
        if person.role is TeamRole.COORDINATOR:
            return " ".join(part for part in (person.name, person.phone, person.email) if part)
    return ""


def _boundary(dossier: Dossier, labels: Labels, kinds: Mapping[str, SourceKind]) -> BoundaryLines:
    """The names of the sources of each scope, each once; beyond a page their number.

    A source without result stands where its kind belongs, and says that it is not counted yet.
    """
    results = in_form_order(dossier.calculation.sources)
    scopes = []
    for scope in TOTALLED:
        names = tuple(
            dict.fromkeys(
                labels.bounded(result, scope, pending=is_pending(result))
                for result in results
                if scope in _classes(result, kinds)
            )
        )
        if len(names) > MOST_NAMES:
            more = labels.words["fr_01"]["more"].format(count=len(names) - MOST_NAMES + 1)
            names = (*names[: MOST_NAMES - 1], more)
        scopes.append(names)
    return BoundaryLines(*scopes)


def _classes(result: SourceResult, kinds: Mapping[str, SourceKind]) -> tuple[ReportingClass, ...]:
    """Where a source stands: in the classes of its result; without one, in that of its kind."""
    kind = kinds.get(result.source.kind)
    if result.by_class or kind is None or result.source.excluded or not is_pending(result):
        return tuple(result.by_class)
    return (kind.reporting_class,)


def _tree(units: tuple[Unit, ...], parent: UUID | None, depth: int) -> Iterator[UnitLine]:
    """The units in the order of the tree; one whose parent is missing stands at the top."""
    for unit in _children(units, parent):
        yield UnitLine(depth, unit.name_th, unit.head)
        yield from _tree(units, unit.id, depth + 1)


def _children(units: tuple[Unit, ...], parent: UUID | None) -> Iterator[Unit]:
    known = {unit.id for unit in units}
    for unit in units:
        above = unit.parent_id if unit.parent_id in known else None
        if above == parent:
            yield unit


def _team(dossier: Dossier, words: Mapping[str, Any]) -> tuple[TeamLine, ...]:
    return tuple(
        TeamLine(
            str(words["roles"].get(person.role, person.role)),
            person.name,
            person.position,
            person.duty,
        )
        for person in dossier.team
    )


def _structure(dossier: Dossier, words: Mapping[str, Any]) -> Tree | None:
    """The chart of Fr-03.1: each unit with its people and their roles, the rest at the top.

    ``None`` where neither units nor people are known.
    """
    units = {unit.id for unit in dossier.units}
    people: dict[UUID | None, list[Tree]] = {}
    for person in dossier.team:
        where = person.unit_id if person.unit_id in units else None
        role = str(words["roles"].get(person.role, person.role))
        people.setdefault(where, []).append(Tree(f"{role}\n{person.name}"))

    def below(parent: UUID | None) -> Iterator[Tree]:
        for unit in _children(dossier.units, parent):
            yield Tree(unit.name_th, (*people.get(unit.id, ()), *below(unit.id)))

    branches = (*people.get(None, ()), *below(None))
    return Tree(dossier.organisation.name_th, branches) if branches else None


def _scope3(
    dossier: Dossier, words: Mapping[str, Any], kinds: Mapping[str, SourceKind]
) -> tuple[Scope3Line, ...]:
    """All fifteen categories; one without assessment stays open, and says what is counted."""
    assessed = {row.category: row for row in dossier.scope3}
    waiting = Counter(
        category_of_source(result.source, kinds)
        for result in dossier.calculation.sources
        if not result.by_class and ReportingClass.SCOPE_3 in _classes(result, kinds)
    )
    lines = []
    for number in range(1, CATEGORIES + 1):
        category = str(words["categories"][number - 1])
        included = len(in_category(dossier.calculation.sources, number, kinds))
        row = assessed.get(number) or Scope3Assessment(
            number, has_source=False, scores={}, significant=False
        )
        has_source = row.has_source if number in assessed else None
        lines.append(
            Scope3Line(
                number,
                category,
                has_source,
                row.scores,
                row.significant,
                row.remark,
                included,
                waiting[number],
            )
        )
    return tuple(lines)


def _notes(
    dossier: Dossier, current: InventorySheet, labels: Labels, corrections: Corrections
) -> Notes:
    words = labels.words["notes"]
    calculation = dossier.calculation
    pending = tuple(band for band in current.blocks if band.block is Block.PENDING)
    identity = (
        (words["state"], words["states"].get(dossier.state, dossier.state)),
        (words["version"], str(dossier.version)),
        (words["completeness"], words["complete" if calculation.complete else "incomplete"]),
        (words["calculation"], calculation.sha256),
        (words["factor_set"], labels.named("factor_sets", calculation.factor_set)),
        (words["gwp_set"], labels.named("gwp_sets", calculation.gwp_set)),
        (words["packs"], ", ".join(_packs(calculation)) or "-"),
        (words["program"], calculation.program_version),
    )
    return Notes(
        corrections=corrections.all(),
        excluded=_excluded(dossier, labels),
        uncounted=tuple(
            ListedSource(
                result.source.id,
                labels.source(result),
                labels.uncounted(result),
            )
            for result in calculation.sources
            if is_uncounted(result)
        ),
        pending=tuple(
            ListedSource(row.source_id, row.label, row.remark)
            for band in pending
            for row in band.rows
        ),
        identity=tuple((str(name), str(value)) for name, value in identity),
    )


def _packs(calculation: Calculation) -> tuple[str, ...]:
    """The parameter packs that a figure of this inventory came from."""
    used = {
        step.data["pack"]
        for result in calculation.sources
        for step in result.steps
        if step.code == FROM_PACK and step.data.get("pack")
    }
    return tuple(sorted(used))


def _excluded(dossier: Dossier, labels: Labels) -> tuple[ListedSource, ...]:
    """Sources and places left out, with the reason the organisation gives."""
    open_reason = str(labels.words["notes"]["no_reason"])
    sources = tuple(
        ListedSource(source.id, source.name_th, source.excluded_reason or open_reason)
        for source in dossier.sources
        if source.excluded
    )
    places = tuple(
        ListedSource(place.id, place.name_th, place.reason or open_reason)
        for place in dossier.facilities
        if place.excluded
    )
    return sources + places

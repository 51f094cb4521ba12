"""The sheets of the report workbook and their columns: one table for writing and reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.core.inventory.biomass import BiomassOrigin
from fahsai.core.inventory.trees import TreeGroup, TreeRow
from fahsai.core.reports.dossier import (
    ActivityRecord,
    Calibration,
    CreditProject,
    EnergySupply,
    Horizon,
    Measure,
    PictureUse,
    Scope3Assessment,
    TeamRole,
    TreeStock,
)
from fahsai.core.thai.period import PeriodKind
from fahsai.gateways.workbooks.report.book import (
    BiomassEntry,
    FacilityEntry,
    PictureEntry,
    TeamEntry,
    TextEntry,
    UnitEntry,
)
from fahsai.gateways.workbooks.report.columns import (
    TABLE,
    Column,
    Kind,
    TableSheet,
    choice,
    fields_of,
    number,
    text,
    yes_no,
    yes_no_or_nothing,
)
from fahsai.gateways.workbooks.report.group_sheets import ENTITIES, HOLDINGS, LINKS
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Mapping

MARK = "fahsai-report-template/1"
"""What stands in the first cell of the hidden sheet, so that the file is recognised."""

SCORES = ("magnitude", "influence", "risk", "sector", "outsourcing", "engagement")
"""Keys of ``Scope3Assessment.scores``, as Fr-03.2 orders them."""


def _assessment(**cells: Any) -> Scope3Assessment:
    """A row of Fr-03.2; a score that is not given is left out."""
    scores = {key: cells.pop(key) for key in SCORES}
    return Scope3Assessment(scores={key: said for key, said in scores.items() if said}, **cells)


def _assessment_cells(entry: Scope3Assessment) -> Mapping[str, object]:
    return {**fields_of(entry), **entry.scores}


ORGANISATION = "organisation"

ITEMS: tuple[Column, ...] = (
    text("code", required=True),
    text("name_th", required=True),
    text("name_en"),
    Column("kind", Kind.SUGGESTED, choices="organisation_kinds"),
    text("address"),
    Column("province", Kind.CHOICE, choices="provinces"),
    Column("report_date", Kind.DATE, required=True, blank=None),
    text("prepared_by"),
    Column("year_be", Kind.YEAR, required=True, blank=None),
    Column("period_kind", Kind.CHOICE, choices="period_kinds", make=PeriodKind, given=True),
    Column("assurance", Kind.CHOICE, choices="assurance", given=True),
    Column("materiality_percent", Kind.NUMBER, low=0, high=100, given=True),
    Column("approach", Kind.CHOICE, choices="approaches", given=True),
    Column("production_quantity", Kind.NUMBER, low=0),
    text("production_unit"),
    Column("base_production_quantity", Kind.NUMBER, low=0),
    text("base_production_unit"),
    text("scope3_criteria"),
    Column("base_year_be", Kind.YEAR, blank=None),
    yes_no_or_nothing("turnaround"),
    Column("base_threshold", Kind.NUMBER, low=0, high=100, blank=None),
    yes_no_or_nothing("base_structural"),
    yes_no_or_nothing("base_method"),
    yes_no_or_nothing("base_error"),
    text("base_policy"),
)
"""The lines of the sheet องค์กร."""

UNITS = TableSheet(
    "units",
    (
        text("code", 14, required=True),
        text("name_th", 34, required=True),
        text("name_en", 34),
        Column("parent_code", Kind.UNIT, 16),
        text("head", 34),
    ),
    UnitEntry,
    unique="code",
)
FACILITIES = TableSheet(
    "facilities",
    (
        text("code", 14, required=True),
        text("name_th", 34, required=True),
        text("name_en", 34),
        Column("unit_code", Kind.UNIT, 18),
        Column("count", Kind.WHOLE, 14, low=0, blank=1),
        yes_no("added"),
        yes_no("excluded"),
        text("reason", 40),
    ),
    FacilityEntry,
    unique="code",
)
TEAM = TableSheet(
    "team",
    (
        choice("role", "roles", TeamRole, 28),
        text("name", 28, required=True),
        text("position", 28),
        text("affiliation", 28),
        text("phone", 18),
        text("email", 28),
        text("duty", 40),
        Column("unit_code", Kind.UNIT, 14),
    ),
    TeamEntry,
)
TEXTS = TableSheet(
    "texts",
    (
        Column("key", width=16, required=True, given=True),
        Column("about", Kind.SHOWN, 44, given=True),
        text("text", 90),
    ),
    TextEntry,
)
ACTIVITIES = TableSheet(
    "activities",
    (
        Column("number", Kind.WHOLE, 10, required=True, low=1, blank=None),
        Column("held_on", Kind.DATE, 20, blank=None),
        text("title", 32, required=True),
        text("place", 28),
        text("details", 50),
        text("result", 50),
    ),
    ActivityRecord,
    unique="number",
)
CALIBRATIONS = TableSheet(
    "calibrations",
    (
        choice("reporting_class", "classes", str, 16),
        text("source", 28, required=True),
        text("device", 26, required=True),
        text("calibrated_by", 26),
        text("accuracy", 18),
        number("measured_error"),
        number("allowed_error"),
        text("error_unit", 16),
        text("document", 26),
        yes_no("owned_by_utility"),
    ),
    Calibration,
)
TREES = TableSheet(
    "trees",
    (
        text("place", 36, required=True),
        Column("trees", Kind.WHOLE, 14, required=True, low=0, blank=None),
        number("biomass_kg", required=True, low=0),
        number("carbon_tonnes_co2e", required=True, low=0),
        yes_no("important"),
    ),
    TreeStock,
)
TREE_CENSUS = TableSheet(
    "tree_census",
    (
        Column("measured_on", Kind.DATE, 16, required=True, blank=None),
        text("place", 36, required=True),
        choice("group", "tree_groups", TreeGroup, 18),
        text("species", 26),
        number("girth_cm", low=0),
        number("diameter_cm", low=0),
        number("height_m", low=0),
        Column("trees", Kind.WHOLE, 14, low=0, blank=1),
    ),
    TreeRow,
    optional=True,
)
CREDITS = TableSheet(
    "credits",
    (
        text("name", 40, required=True),
        text("standard", 22),
        text("crediting_period", 30),
        text("certified", 24),
        text("sold", 24),
        Column("quantity", Kind.NUMBER, 18, low=0, blank=None, later=True),
        Column("unit", Kind.SUGGESTED, 14, choices="credit_units", later=True),
        Column("registry", width=24, later=True),
        Column("serials", width=30, later=True),
        Column("retired_for", width=34, later=True),
    ),
    CreditProject,
)
SUPPLIES = TableSheet(
    "supplies",
    (text("source", 48, required=True), text("supplied_to", 48, required=True)),
    EnergySupply,
)
BIOMASS = TableSheet(
    "biomass",
    (
        text("code", 16, required=True),
        choice("origin", "biomass_origins", BiomassOrigin, 40),
        *(
            Column(key, Kind.YES_NO, 20, choices="yes_no", blank=None)
            for key in ("land", "carbon", "law", "pools", "non_fossil")
        ),
        text("evidence", 40),
    ),
    BiomassEntry,
    unique="code",
    optional=True,
)
MEASURES = TableSheet(
    "measures",
    (
        choice("term", "terms", Horizon, 18),
        text("title", 40, required=True),
        text("assumptions", 60),
        text("saving", 26),
    ),
    Measure,
)
SCOPE3 = TableSheet(
    "scope3",
    (
        Column("category", Kind.WHOLE, 10, required=True, low=1, high=15, blank=None, given=True),
        Column("about", Kind.SHOWN, 38, given=True),
        yes_no("has_source"),
        *(text(score, 14) for score in SCORES),
        yes_no("significant"),
        text("remark", 40),
    ),
    _assessment,
    unique="category",
    cells=_assessment_cells,
)
PICTURES = TableSheet(
    "pictures",
    (
        choice("use", "pictures", PictureUse, 36),
        text("file_name", 40, required=True),
        text("caption", 44),
        text("owner", 16),
    ),
    PictureEntry,
)

TABLES = (
    UNITS,
    FACILITIES,
    ENTITIES,
    HOLDINGS,
    LINKS,
    TEAM,
    TEXTS,
    ACTIVITIES,
    CALIBRATIONS,
    TREES,
    TREE_CENSUS,
    CREDITS,
    SUPPLIES,
    BIOMASS,
    MEASURES,
    SCOPE3,
    PICTURES,
)
"""The tables in the order of their sheets; a key is the field of ``ReportBook`` it fills."""


def sheet_words(key: str) -> Mapping[str, Any]:
    """The words of a sheet."""
    found: Mapping[str, Any] = words(TABLE)["sheets"][key]
    return found


def sheet_title(key: str) -> str:
    """The name on the sheet's tab."""
    return str(sheet_words(key)["title"])


def headings(sheet: str, column: str) -> tuple[str, str]:
    """A column's heading, or an item's name, in Thai and in English."""
    known = sheet_words(sheet)
    found = known["columns"].get(column) or known["items"][column]
    return found["th"], found["en"]

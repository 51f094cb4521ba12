"""The sheets of the report workbook and their columns: one table for writing and reading."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
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
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MARK = "fahsai-report-template/1"
"""What stands in the first cell of the hidden sheet, so that the file is recognised."""

TABLE = "report_template"


class Kind(StrEnum):
    """What a cell may hold."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    WHOLE = "whole"
    YEAR = "year"
    YES_NO = "yes_no"
    CHOICE = "choice"
    SUGGESTED = "suggested"  # text with a list to choose from that binds nobody
    UNIT = "unit"  # text that is the code of a unit
    SHOWN = "shown"  # printed for people, not read


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, or one item of the organisation's sheet.

    ``choices`` names the list of the drop-down; ``make`` turns its code into the stored value;
    ``given`` marks a cell that the template fills in itself, which alone does not fill a row;
    ``later`` one that templates of before do not have, so that nobody misses it.
    """

    key: str
    kind: Kind = Kind.TEXT
    width: int = 24
    required: bool = False
    choices: str = ""
    make: Callable[[str], object] = str
    low: int | None = None
    high: int | None = None
    blank: object = ""
    given: bool = False
    later: bool = False


def _text(key: str, width: int = 24, *, required: bool = False) -> Column:
    return Column(key, width=width, required=required)


def _number(key: str, *, required: bool = False, low: int | None = None) -> Column:
    return Column(key, Kind.NUMBER, 18, required=required, low=low, blank=None)


def _yes_no(key: str) -> Column:
    return Column(key, Kind.YES_NO, 13, choices="yes_no", blank=False)


def _yes_no_or_nothing(key: str) -> Column:
    return Column(key, Kind.YES_NO, 13, choices="yes_no", blank=None)


def _choice(key: str, choices: str, make: Callable[[str], object], width: int = 24) -> Column:
    return Column(key, Kind.CHOICE, width, required=True, choices=choices, make=make)


SCORES = ("magnitude", "influence", "risk", "sector", "outsourcing", "engagement")
"""Keys of ``Scope3Assessment.scores``, as Fr-03.2 orders them."""


def _fields(entry: Any) -> Mapping[str, object]:
    return {name: getattr(entry, name) for name in entry.__dataclass_fields__}


def _assessment(**cells: Any) -> Scope3Assessment:
    """A row of Fr-03.2; a score that is not given is left out."""
    scores = {key: cells.pop(key) for key in SCORES}
    return Scope3Assessment(scores={key: text for key, text in scores.items() if text}, **cells)


def _assessment_cells(entry: Scope3Assessment) -> Mapping[str, object]:
    return {**_fields(entry), **entry.scores}


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet with one value a row; ``unique`` is the column in which nothing may repeat.

    ``entry`` makes the value of a row from its cells by column key, ``cells`` goes back.  An
    ``optional`` sheet may be absent without a word.
    """

    key: str
    columns: tuple[Column, ...]
    entry: Callable[..., object]
    unique: str = ""
    cells: Callable[[Any], Mapping[str, object]] = _fields
    optional: bool = False

    def column(self, key: str) -> Column:
        """The column of that key."""
        return next(column for column in self.columns if column.key == key)


ORGANISATION = "organisation"

ITEMS: tuple[Column, ...] = (
    _text("code", required=True),
    _text("name_th", required=True),
    _text("name_en"),
    Column("kind", Kind.SUGGESTED, choices="organisation_kinds"),
    _text("address"),
    Column("province", Kind.CHOICE, choices="provinces"),
    Column("report_date", Kind.DATE, required=True, blank=None),
    _text("prepared_by"),
    Column("year_be", Kind.YEAR, required=True, blank=None),
    Column("period_kind", Kind.CHOICE, choices="period_kinds", make=PeriodKind, given=True),
    Column("assurance", Kind.CHOICE, choices="assurance", given=True),
    Column("materiality_percent", Kind.NUMBER, low=0, high=100, given=True),
    Column("approach", Kind.CHOICE, choices="approaches", given=True),
    Column("production_quantity", Kind.NUMBER, low=0),
    _text("production_unit"),
    Column("base_production_quantity", Kind.NUMBER, low=0),
    _text("base_production_unit"),
    _text("scope3_criteria"),
    Column("base_year_be", Kind.YEAR, blank=None),
    _yes_no_or_nothing("turnaround"),
    Column("base_threshold", Kind.NUMBER, low=0, high=100, blank=None),
    _yes_no_or_nothing("base_structural"),
    _yes_no_or_nothing("base_method"),
    _yes_no_or_nothing("base_error"),
    _text("base_policy"),
)
"""The lines of the sheet องค์กร."""

UNITS = TableSheet(
    "units",
    (
        _text("code", 14, required=True),
        _text("name_th", 34, required=True),
        _text("name_en", 34),
        Column("parent_code", Kind.UNIT, 16),
        _text("head", 34),
    ),
    UnitEntry,
    unique="code",
)
FACILITIES = TableSheet(
    "facilities",
    (
        _text("code", 14, required=True),
        _text("name_th", 34, required=True),
        _text("name_en", 34),
        Column("unit_code", Kind.UNIT, 18),
        Column("count", Kind.WHOLE, 14, low=0, blank=1),
        _yes_no("added"),
        _yes_no("excluded"),
        _text("reason", 40),
    ),
    FacilityEntry,
    unique="code",
)
TEAM = TableSheet(
    "team",
    (
        _choice("role", "roles", TeamRole, 28),
        _text("name", 28, required=True),
        _text("position", 28),
        _text("affiliation", 28),
        _text("phone", 18),
        _text("email", 28),
        _text("duty", 40),
        Column("unit_code", Kind.UNIT, 14),
    ),
    TeamEntry,
)
TEXTS = TableSheet(
    "texts",
    (
        Column("key", width=16, required=True, given=True),
        Column("about", Kind.SHOWN, 44, given=True),
        _text("text", 90),
    ),
    TextEntry,
)
ACTIVITIES = TableSheet(
    "activities",
    (
        Column("number", Kind.WHOLE, 10, required=True, low=1, blank=None),
        Column("held_on", Kind.DATE, 20, blank=None),
        _text("title", 32, required=True),
        _text("place", 28),
        _text("details", 50),
        _text("result", 50),
    ),
    ActivityRecord,
    unique="number",
)
CALIBRATIONS = TableSheet(
    "calibrations",
    (
        _choice("reporting_class", "classes", str, 16),
        _text("source", 28, required=True),
        _text("device", 26, required=True),
        _text("calibrated_by", 26),
        _text("accuracy", 18),
        _number("measured_error"),
        _number("allowed_error"),
        _text("error_unit", 16),
        _text("document", 26),
        _yes_no("owned_by_utility"),
    ),
    Calibration,
)
TREES = TableSheet(
    "trees",
    (
        _text("place", 36, required=True),
        Column("trees", Kind.WHOLE, 14, required=True, low=0, blank=None),
        _number("biomass_kg", required=True, low=0),
        _number("carbon_tonnes_co2e", required=True, low=0),
        _yes_no("important"),
    ),
    TreeStock,
)
TREE_CENSUS = TableSheet(
    "tree_census",
    (
        Column("measured_on", Kind.DATE, 16, required=True, blank=None),
        _text("place", 36, required=True),
        _choice("group", "tree_groups", TreeGroup, 18),
        _text("species", 26),
        _number("girth_cm", low=0),
        _number("diameter_cm", low=0),
        _number("height_m", low=0),
        Column("trees", Kind.WHOLE, 14, low=0, blank=1),
    ),
    TreeRow,
    optional=True,
)
CREDITS = TableSheet(
    "credits",
    (
        _text("name", 40, required=True),
        _text("standard", 22),
        _text("crediting_period", 30),
        _text("certified", 24),
        _text("sold", 24),
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
    (_text("source", 48, required=True), _text("supplied_to", 48, required=True)),
    EnergySupply,
)
BIOMASS = TableSheet(
    "biomass",
    (
        _text("code", 16, required=True),
        _choice("origin", "biomass_origins", BiomassOrigin, 40),
        *(
            Column(key, Kind.YES_NO, 20, choices="yes_no", blank=None)
            for key in ("land", "carbon", "law", "pools", "non_fossil")
        ),
        _text("evidence", 40),
    ),
    BiomassEntry,
    unique="code",
    optional=True,
)
MEASURES = TableSheet(
    "measures",
    (
        _choice("term", "terms", Horizon, 18),
        _text("title", 40, required=True),
        _text("assumptions", 60),
        _text("saving", 26),
    ),
    Measure,
)
SCOPE3 = TableSheet(
    "scope3",
    (
        Column("category", Kind.WHOLE, 10, required=True, low=1, high=15, blank=None, given=True),
        Column("about", Kind.SHOWN, 38, given=True),
        _yes_no("has_source"),
        *(_text(score, 14) for score in SCORES),
        _yes_no("significant"),
        _text("remark", 40),
    ),
    _assessment,
    unique="category",
    cells=_assessment_cells,
)
PICTURES = TableSheet(
    "pictures",
    (
        _choice("use", "pictures", PictureUse, 36),
        _text("file_name", 40, required=True),
        _text("caption", 44),
        _text("owner", 16),
    ),
    PictureEntry,
)

TABLES = (
    UNITS,
    FACILITIES,
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

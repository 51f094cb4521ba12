"""What rows of the report workbook must agree on: codes, numbers, files and section keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fahsai.core.finding import Level
from fahsai.core.inventory.trees import tree_row
from fahsai.core.reports.dossier import PictureUse
from fahsai.core.reports.tcfo_r_02.texts import TEXT_KEYS
from fahsai.core.thai.digits import to_arabic
from fahsai.gateways.workbooks.cell_text import squeezed
from fahsai.gateways.workbooks.report.cells import cell_finding, required
from fahsai.gateways.workbooks.report.columns import Kind
from fahsai.gateways.workbooks.report.group_check import check_group, unit_unknown
from fahsai.gateways.workbooks.report.sheets import (
    ACTIVITIES,
    FACILITIES,
    PICTURES,
    TEXTS,
    TREE_CENSUS,
    UNITS,
    sheet_title,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.finding import Finding
    from fahsai.gateways.workbooks.report.table import Placed, TableRead

PICTURE_FORMATS = (".png", ".jpg", ".jpeg")
"""Endings of the pictures that Word and PDF take."""


def check_tables(
    reads: Mapping[str, TableRead],
) -> tuple[dict[str, TableRead], tuple[Finding, ...]]:
    """The rows that agree with each other, and a finding for each row taken out.

    Findings: ``report.duplicate``, ``report.unit_unknown``, ``report.unit_cycle``,
    ``report.not_a_choice`` (section key), ``report.activity_unknown``, ``report.required``,
    ``report.file_name_unsafe``, ``report.picture_format``, those of trees that have no result,
    those of :func:`~fahsai.gateways.workbooks.report.group_check.check_group`;
    ``report.reason_missing`` takes nothing out.
    """
    check = _Check(dict(reads))
    for key, read in reads.items():
        if read.table.unique:
            check.unique(key, read.table.unique)
    check.unit_tree()
    for key, read in reads.items():
        for column in read.table.columns:
            if column.kind is Kind.UNIT and key != UNITS.key:
                check.unit_references(key, column.key)
    check.section_keys()
    check.pictures()
    check.trees()
    check.reasons()
    grouped, said = check_group(check.reads)
    return grouped, (*check.findings, *said)


class _Check:
    """The rows still accepted, and what was found."""

    def __init__(self, reads: dict[str, TableRead]) -> None:
        self.reads = reads
        self.findings: list[Finding] = []

    def _keep(self, key: str, placed: list[Placed]) -> None:
        self.reads[key] = replace(self.reads[key], placed=tuple(placed))

    def unique(self, key: str, column: str) -> None:
        """Keep the first row of each value of a column."""
        read = self.reads[key]
        first: dict[Any, int] = {}
        kept = []
        for item in read.placed:
            value = getattr(item.entry, column)
            if value in first:
                self.findings.append(read.twice(item, column, first[value]))
                continue
            first[value] = item.row
            kept.append(item)
        self._keep(key, kept)

    def unit_tree(self) -> None:
        """Take out units whose chain of parents leaves the sheet or comes back to itself."""
        while True:
            placed = self.reads[UNITS.key].placed
            parents = {item.entry.code: item.entry.parent_code for item in placed}
            kept = []
            for item in placed:
                if item.entry.parent_code and item.entry.parent_code not in parents:
                    self._unit_unknown(UNITS.key, "parent_code", item)
                elif _returns(item.entry.code, parents):
                    self._unit_cycle(item)
                else:
                    kept.append(item)
            if len(kept) == len(placed):
                return
            self._keep(UNITS.key, kept)

    def _unit_cycle(self, item: Placed) -> None:
        place = self.reads[UNITS.key].place(item.row, "parent_code")
        unit, above = item.entry.code, item.entry.parent_code
        self.findings.append(
            cell_finding("report.unit_cycle", Level.ERROR, place, unit=unit, value=above)
        )

    def _unit_unknown(self, key: str, column: str, item: Placed) -> None:
        self.findings.append(unit_unknown(self.reads[key], item, column))

    def unit_references(self, key: str, column: str) -> None:
        """Take out rows that name a unit which does not stand."""
        known = {item.entry.code for item in self.reads[UNITS.key].placed}
        kept = []
        for item in self.reads[key].placed:
            code = getattr(item.entry, column)
            if code and code not in known:
                self._unit_unknown(key, column, item)
            else:
                kept.append(item)
        self._keep(key, kept)

    def trees(self) -> None:
        """Keep the trees that an equation can be asked about."""
        kept = []
        for item in self.reads[TREE_CENSUS.key].placed:
            result, problems = tree_row(item.entry)
            self.findings.extend(problems)
            if result is not None:
                kept.append(item)
        self._keep(TREE_CENSUS.key, kept)

    def section_keys(self) -> None:
        """Take out texts of sections that the form does not have."""
        read = self.reads[TEXTS.key]
        known = {squeezed(key): key for key in TEXT_KEYS}
        kept = []
        for item in read.placed:
            section = known.get(squeezed(item.entry.key))
            if section is None:
                choices = ", ".join(TEXT_KEYS)
                self.findings.append(
                    cell_finding(
                        "report.not_a_choice",
                        Level.ERROR,
                        read.place(item.row, "key"),
                        value=item.entry.key,
                        choices_th=choices,
                        choices_en=choices,
                    )
                )
                continue
            kept.append(replace(item, entry=replace(item.entry, key=section)))
        self._keep(TEXTS.key, kept)

    def pictures(self) -> None:
        """Take out pictures that cannot be used, and activity pictures without an activity."""
        numbers = {str(item.entry.number) for item in self.reads[ACTIVITIES.key].placed}
        kept = []
        for item in self.reads[PICTURES.key].placed:
            entry = replace(
                item.entry,
                file_name=_file_name(item.entry.file_name),
                owner=to_arabic(item.entry.owner),
            )
            problem = self._file_problem(item) or self._owner_problem(
                replace(item, entry=entry), numbers
            )
            if problem is not None:
                self.findings.append(problem)
            else:
                kept.append(replace(item, entry=entry))
        self._keep(PICTURES.key, kept)

    def _file_problem(self, item: Placed) -> Finding | None:
        place = self.reads[PICTURES.key].place(item.row, "file_name")
        value = item.entry.file_name
        name = _file_name(value)
        if not _inside(name):
            return cell_finding("report.file_name_unsafe", Level.ERROR, place, value=value)
        if not name.lower().endswith(PICTURE_FORMATS):
            formats = ", ".join(PICTURE_FORMATS)
            return cell_finding(
                "report.picture_format", Level.ERROR, place, value=value, formats=formats
            )
        return None

    def _owner_problem(self, item: Placed, numbers: set[str]) -> Finding | None:
        if item.entry.use is not PictureUse.ACTIVITY or item.entry.owner in numbers:
            return None
        read = self.reads[PICTURES.key]
        if "owner" not in read.at:  # the column is gone, which has its own finding
            return required(read.place(item.row, "use"))
        place, owner = read.place(item.row, "owner"), item.entry.owner
        if not owner:
            return required(place)
        sheet = sheet_title(ACTIVITIES.key)
        return cell_finding("report.activity_unknown", Level.ERROR, place, value=owner, sheet=sheet)

    def reasons(self) -> None:
        """Ask for the reason of each place added or left out; the row stays."""
        read = self.reads[FACILITIES.key]
        for item in read.placed:
            entry = item.entry
            if (entry.added or entry.excluded) and not entry.reason and "reason" in read.at:
                self.findings.append(
                    cell_finding(
                        "report.reason_missing",
                        Level.WARNING,
                        read.place(item.row, "reason"),
                        name=entry.name_th,
                    )
                )


def _returns(code: str, parents: Mapping[str, str]) -> bool:
    """True when the chain of parents of a unit comes back to it.

    >>> _returns("A", {"A": "B", "B": "A"}), _returns("C", {"C": "B", "B": ""})
    (True, False)
    """
    above = parents[code]
    for _ in parents:
        if above == code:
            return True
        above = parents.get(above, "")
    return False


def _file_name(written: str) -> str:
    r"""The name with one kind of slash and without a leading ``./``.

    >>> _file_name(".\\รูป\\หน้า.jpg")
    'รูป/หน้า.jpg'
    """
    return written.replace("\\", "/").removeprefix("./")


def _inside(name: str) -> bool:
    """True when a name stays within the folder: no root, drive, address or step upwards.

    >>> _inside("รูป/หน้า.jpg"), _inside("../x.png"), _inside("C:/x.png"), _inside("/x.png")
    (True, False, False, False)
    """
    parts = name.split("/")
    return (
        ":" not in name and name.isprintable() and not {"", ".", ".."} & {p.strip() for p in parts}
    )

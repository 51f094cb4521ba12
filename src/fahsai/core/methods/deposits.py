"""The history of a disposal site: tonnes by year and type of waste, from a source's parameters.

``deposit.<year>`` holds the tonnes of a year, ``deposit.<year>.<type>`` those of one type; the
year is Christian or Buddhist and of the same kind as the inventory's own.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.composition import Split, composition
from fahsai.core.methods.packs import read_parameter
from fahsai.core.quantity.exact import ZERO, exactly
from fahsai.core.thai.era import BE_OFFSET, christian_year

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.methods.packs import Inputs

BULK = "bulk"
"""The type of waste whose composition is not known."""

KG_PER_TONNE = 1000
YEAR_ONLY, YEAR_AND_TYPE = 2, 3
WASTE = Split("share", "waste_type", default=BULK)

Deposits = dict[int, dict[str, Decimal]]


class Entry(NamedTuple):
    """One figure of the history: its parameter, Christian year, type ("" unknown) and tonnes."""

    name: str
    year: int
    waste_type: str
    tonnes: Decimal


def deposit_history(
    inputs: Inputs, quantity_kg: Decimal | None, reporting_year: int
) -> tuple[Mapping[int, Mapping[str, Decimal]] | None, tuple[Finding, ...]]:
    """The tonnes deposited in each year up to the reporting year, by type of waste.

    The reporting year's own waste comes from the activity lines.  Waste without a type is split
    by ``share.<type>`` where the source gives a composition, else it is of the source's
    ``waste_type``, else ``bulk``.

    Findings: ``method.deposit_name``, ``method.deposit_twice``, ``method.deposit_later``,
    ``method.deposit_year_missing``,
    ``method.deposit_history_missing``, ``method.shares_do_not_add`` and those of the figures.

    Args:
        inputs: pack and parameters of the source.
        quantity_kg: waste of the reporting year by its activity lines [kg], None without lines.
        reporting_year: Christian year of the inventory.

    Returns:
        Tonnes by year and type, or None when a figure is wrong, and the findings.
    """
    types, findings = composition(inputs, WASTE)
    entries, problems = _entries(inputs)
    if types is None or entries is None:
        return None, findings + problems
    history, clashes = _years(inputs.subject, entries, quantity_kg, reporting_year)
    findings += problems + clashes
    if any(one.level is Level.ERROR for one in clashes):
        return None, findings
    findings += tuple(_gaps(inputs.subject, history, reporting_year))
    return {year: _by_type(history[year], types) for year in sorted(history)}, findings


def _entries(inputs: Inputs) -> tuple[tuple[Entry, ...] | None, tuple[Finding, ...]]:
    """The figures that stand under ``deposit.`` on the source, or None when one is wrong."""
    entries: list[Entry] = []
    findings: list[Finding] = []
    for name, text in inputs.parameters.items():
        if not name.startswith("deposit.") or not text.strip():
            continue
        key = _year_and_type(name)
        if key is None:
            problem = finding("method.deposit_name", Level.ERROR, inputs.subject, parameter=name)
            findings.append(problem)
            continue
        tonnes, problems = read_parameter(name, text, inputs.subject)
        findings.extend(problems)
        if tonnes is not None:
            entries.append(Entry(name, *key, tonnes))
    return (None if findings else tuple(entries)), tuple(findings)


def _years(
    subject: str, entries: tuple[Entry, ...], quantity_kg: Decimal | None, reporting_year: int
) -> tuple[Deposits, tuple[Finding, ...]]:
    """The figures by year, the reporting year from its lines; what stands twice is a finding.

    Figures of later years belong to a later inventory of the same source and are passed over.
    """
    history: Deposits = {}
    findings: list[Finding] = []
    for entry in entries:
        if entry.year > reporting_year:
            findings.append(
                finding("method.deposit_later", Level.INFO, subject, parameter=entry.name)
            )
            continue
        of_year = history.setdefault(entry.year, {})
        if entry.year == reporting_year and quantity_kg is not None:
            findings.append(_twice(subject, entry.name, Level.WARNING))
        elif entry.waste_type in of_year:
            findings.append(_twice(subject, entry.name, Level.ERROR))
        else:
            of_year[entry.waste_type] = entry.tonnes
    if quantity_kg is not None:
        with exactly():
            history[reporting_year] = {"": quantity_kg / KG_PER_TONNE}
    return history, tuple(findings)


def _year_and_type(name: str) -> tuple[int, str] | None:
    """The year (Christian) and type in a parameter name, or None when it is not of the form."""
    parts = name.split(".")
    if len(parts) not in {YEAR_ONLY, YEAR_AND_TYPE} or not parts[-1]:
        return None
    digits = parts[1]
    if not (digits.isascii() and digits.isdigit() and len(digits) == len("2565")):
        return None
    year = christian_year(int(digits))
    if year is None:
        return None
    waste_type = parts[2] if len(parts) == YEAR_AND_TYPE else ""
    return year, waste_type


def _by_type(of_year: Mapping[str, Decimal], types: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """One year's tonnes with those of no type divided by the composition."""
    result = {waste_type: tonnes for waste_type, tonnes in of_year.items() if waste_type}
    if "" in of_year:
        with exactly():
            for waste_type, share in types.items():
                result[waste_type] = result.get(waste_type, ZERO) + of_year[""] * share
    return result


def _twice(subject: str, name: str, level: Level) -> Finding:
    return finding("method.deposit_twice", level, subject, parameter=name)


def _gaps(subject: str, history: Deposits, reporting_year: int) -> list[Finding]:
    """What to say about years of which nothing is known."""
    earlier = [year for year in history if year < reporting_year]
    year_be = str(reporting_year + BE_OFFSET)
    if not earlier:
        return [
            finding("method.deposit_history_missing", Level.WARNING, subject, year=year_be),
        ]
    absent = [year for year in range(min(earlier), reporting_year) if year not in history]
    if not absent:
        return []
    listed = ", ".join(str(year + BE_OFFSET) for year in absent)
    return [finding("method.deposit_year_missing", Level.WARNING, subject, years=listed)]

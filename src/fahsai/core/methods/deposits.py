"""The history of a disposal site: tonnes by year and type of waste, by records and parameters.

The years that have records are known by them; of the others ``deposit.<year>`` holds the tonnes,
``deposit.<year>.<type>`` those of one type.  The year is Christian or Buddhist and of the same kind
as the inventory's own.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.composition import Split, composition
from fahsai.core.methods.packs import YearRecorded, read_parameter
from fahsai.core.quantity.exact import ZERO, canonical, exactly, total
from fahsai.core.thai.era import BE_OFFSET, christian_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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

    The waste of a year comes from its activity lines, the reporting year's as those of the years
    before; ``deposit.<year>`` is for the years without.  Waste without a type is split
    by ``share.<type>`` where the source gives a composition, else it is of the source's
    ``waste_type``, else ``bulk``.

    Findings: ``method.deposit_name``, ``method.deposit_twice``, ``method.deposit_later``,
    ``method.deposit_differs``, ``method.deposit_in_part``, ``method.deposit_negative``,
    ``method.deposit_year_missing``, ``method.deposit_unsaid``,
    ``method.deposit_history_missing``, ``method.shares_do_not_add`` and those of the figures.

    Args:
        inputs: pack and parameters of the source, and its records of the years before [kg].
        quantity_kg: waste of the reporting year by its activity lines [kg], None without lines.
        reporting_year: Christian year of the inventory.

    Returns:
        Tonnes by year and type, or None when a figure is wrong, and the findings.

    >>> from fahsai.core.methods.packs import Inputs, YearRecorded
    >>> earlier = (YearRecorded(2023, Decimal(7000)),)
    >>> site = Inputs(None, {"deposit.2565": "9"}, "S1", earlier=earlier)
    >>> history, _ = deposit_history(site, Decimal(5000), 2024)
    >>> [(year + 543, str(of_year["bulk"])) for year, of_year in history.items()]
    [(2565, '9'), (2566, '7'), (2567, '5')]
    """
    types, findings = composition(inputs, WASTE)
    entries, problems = _entries(inputs)
    if types is None or entries is None:
        return None, findings + problems
    known = {one.year: one for one in inputs.earlier}
    if quantity_kg is not None:
        known[reporting_year] = YearRecorded(reporting_year, quantity_kg)
    history, clashes = _years(inputs, entries, known, reporting_year)
    findings += problems + clashes
    if any(one.level is Level.ERROR for one in clashes):
        return None, findings
    findings += tuple(_gaps(inputs, history, reporting_year))
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
    inputs: Inputs, entries: tuple[Entry, ...], known: Mapping[int, YearRecorded], year: int
) -> tuple[Deposits, tuple[Finding, ...]]:
    """The tonnes by year, of what is typed and what is recorded; ``year`` is the reported one.

    Figures of later years belong to a later inventory of the same source and are passed over.
    """
    typed: Deposits = {}
    findings: list[Finding] = []
    for entry in entries:
        of_year = typed.setdefault(entry.year, {})
        if entry.year > year:
            findings.append(
                finding("method.deposit_later", Level.INFO, inputs.subject, parameter=entry.name)
            )
        elif entry.waste_type in of_year:
            findings.append(
                finding("method.deposit_twice", Level.ERROR, inputs.subject, parameter=entry.name)
            )
        of_year[entry.waste_type] = entry.tonnes
    history = {one: of_year for one, of_year in typed.items() if one <= year}
    for one in sorted(known):
        history[one], said = _of_records(inputs.subject, history.get(one), known[one])
        findings.extend(said)
    return history, tuple(findings)


def _of_records(
    subject: str, typed: Mapping[str, Decimal] | None, known: YearRecorded
) -> tuple[dict[str, Decimal], tuple[Finding, ...]]:
    """The tonnes of a year that has records, beside what is typed of the same year.

    The records count: they have evidence.  Where both say the same, the types that are typed
    stand; where the records are of a part of the year only, what is typed of all of it does.
    """
    with exactly():
        recorded = known.quantity / KG_PER_TONNE
    year = str(known.year + BE_OFFSET)
    if recorded < ZERO:
        negative = finding(
            "method.deposit_negative", Level.ERROR, subject, year=year, tonnes=canonical(recorded)
        )
        return {"": recorded}, (negative,)
    if typed is None:
        in_part = finding(
            "method.deposit_in_part", Level.WARNING, subject, year=year, tonnes=canonical(recorded)
        )
        return {"": recorded}, () if known.whole else (in_part,)
    stated = total(typed.values())
    if stated == recorded or (not known.whole and stated > recorded):
        return dict(typed), ()
    if _rounded_alike(typed, recorded):
        return {"": recorded}, ()
    with exactly():
        difference = recorded - stated
    differs = finding(
        "method.deposit_differs",
        Level.WARNING,
        subject,
        year=year,
        recorded=canonical(recorded),
        typed=canonical(stated),
        difference=canonical(difference),
    )
    return {"": recorded}, (differs,)


def _rounded_alike(typed: Mapping[str, Decimal], recorded: Decimal) -> bool:
    """Whether the one figure that is typed is the recorded one, rounded."""
    if list(typed) != [""]:
        return False
    digits = typed[""].as_tuple().exponent
    last_digit = Decimal((0, (1,), min(int(digits), 0)))
    with exactly():
        return 2 * abs(recorded - typed[""]) <= last_digit


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


def _gaps(inputs: Inputs, history: Deposits, reporting_year: int) -> Iterator[Finding]:
    """What to say about years of which nothing is known.

    A site that was closed before the year took in nothing in it, and nothing since it was closed.
    """
    subject, year_be = inputs.subject, str(reporting_year + BE_OFFSET)
    earlier = [year for year in history if year < reporting_year]
    if not earlier:
        yield finding("method.deposit_history_missing", Level.WARNING, subject, year=year_be)
    elif history and reporting_year not in history and not inputs.closed:
        yield finding("method.deposit_unsaid", Level.WARNING, subject, year=year_be)
    last = max(earlier, default=0) if inputs.closed else reporting_year
    absent = [year for year in range(min(earlier, default=last), last) if year not in history]
    if absent:
        listed = ", ".join(str(year + BE_OFFSET) for year in absent)
        yield finding("method.deposit_year_missing", Level.WARNING, subject, years=listed)

"""What the first page of a year shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.access.states import VersionState
from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.quantity.exact import ZERO, total
from fahsai.core.quantity.gases import GasFamily
from fahsai.core.thai.period import label
from fahsai.web.bars import Segment, segments
from fahsai.web.said import Said, findings_said
from fahsai.web.shown import percent_text, tonnes_text
from fahsai.web.words import gas_label
from fahsai.web.year_address import address_query, period_word
from fahsai.web.year_lines import Group, groups, year_coverage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from fahsai.core.inventory.activity import ActivityLine
    from fahsai.core.inventory.boundary import Organisation
    from fahsai.core.inventory.result import Calculation
    from fahsai.services.calculate_year import YearResult
    from fahsai.services.inventories import Version
    from fahsai.services.receipts import KeptReceipt
    from fahsai.services.year_documents import YearDocument
    from fahsai.web.coverage import Coverage
    from fahsai.web.shown import Shown, Text

APART = (
    ReportingClass.SEPARATE,
    ReportingClass.BIOGENIC,
    ReportingClass.REMOVAL,
    ReportingClass.OUTSIDE,
)
"""The classes that stand beside the total; the first two are always shown."""

GAS_ORDER = (
    GasFamily.CO2,
    GasFamily.CH4,
    GasFamily.N2O,
    GasFamily.HFCS,
    GasFamily.PFCS,
    GasFamily.SF6,
    GasFamily.NF3,
    GasFamily.OTHER,
    GasFamily.CO2E,
)
"""The order of the form; a figure whose gases are not known comes last."""

ALWAYS = (ReportingClass.SEPARATE, ReportingClass.BIOGENIC)
SHORT_HASH = 12


class Card(NamedTuple):
    """One total [t CO2e]; ``share`` [%] is "" for what is not part of the total."""

    key: str
    label: str
    note: str
    tonnes: str
    share: str


class GasRow(NamedTuple):
    """One class over the gases [t CO2e], with its bar."""

    key: str
    label: str
    cells: tuple[str, ...]
    tonnes: str
    bar: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class GasTable:
    """The classes over the gases: the picture and its table; the last row adds them up."""

    gases: tuple[tuple[str, str], ...]
    rows: tuple[GasRow, ...]
    total: GasRow
    summary: str


class DocumentShown(NamedTuple):
    """One document to download."""

    id: str
    title: str
    file_name: str
    format: str
    size: str
    made: str
    version: str
    tag: str
    current: bool
    other: str  # ends the address of another version that it belongs to; empty for the one shown
    sha256: str


class Counts(NamedTuple):
    """Read = stored + rejected."""

    read: str
    stored: str
    rejected: str


class Rejected(NamedTuple):
    """A cell that was not stored, with the reason in words."""

    sheet: str
    cell: str
    raw: str
    reason: str


class ReceiptShown(NamedTuple):
    """One import: what was read, stored and rejected."""

    file_name: str
    imported: str
    years: str
    rows: Counts
    cells: Counts
    ties: bool
    rejected: tuple[Rejected, ...]
    sha256: str


class VersionLink(NamedTuple):
    """A version of the year; ``query`` ends its address."""

    label: str
    state: str
    state_label: str
    query: str
    here: bool


class YearLink(NamedTuple):
    """Another year of the organisation."""

    year_be: int
    query: str
    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class YearPage:
    """Everything on the page, ready to print."""

    name: Text
    code: str
    year_be: int
    period: str
    number: int
    version: str
    versions: tuple[VersionLink, ...]
    query: str  # ends the address of this version's pages
    newest: str  # ends the address of the newest version's
    period_word: str  # which of two years of the number, empty where there is one
    state: str
    state_label: str
    notice: str
    incomplete: str
    total: Card
    scopes: tuple[Card, ...]
    apart: tuple[Card, ...]
    gases: GasTable
    facts: tuple[tuple[str, str], ...]
    hash: str
    months: Coverage
    years: tuple[YearLink, ...]
    groups: tuple[Group, ...]
    findings: tuple[Said, ...]
    documents: tuple[DocumentShown, ...]
    undocumented: bool
    outdated: bool  # a document of this version should be made again
    receipts: tuple[ReceiptShown, ...]


def year_page(
    organisation: Organisation,
    result: YearResult,
    lines: Sequence[ActivityLine],
    kept: tuple[Iterable[YearDocument], Iterable[KeptReceipt], Sequence[Version]],
    shown: Shown,
) -> YearPage:
    """The page of one year: totals, gases, documents, findings, lines and imports."""
    calculation, version = result.calculation, result.version
    documents, receipts, versions = kept
    held = year_coverage(calculation, lines)
    word = period_word(version, versions)
    made = tuple(_document(one, version, word, shown) for one in documents)
    links = _versions(version, versions, word, shown)
    return YearPage(
        name=shown.organisation(organisation),
        code=organisation.code,
        year_be=version.year_be,
        period=label(version.period, shown.language.value),
        number=version.number,
        version=shown.word("values", "version", number=str(version.number)),
        versions=links,
        query=next((one.query for one in links if one.here), address_query(word)),
        newest=address_query(word),
        period_word=word,
        state=version.state.value,
        state_label=shown.common("states", version.state),
        notice=shown.word("year", "draft_notice") if version.state is VersionState.DRAFT else "",
        incomplete=_incomplete(calculation, shown),
        total=_total(calculation, shown),
        scopes=tuple(_card(calculation, where, shown) for where in TOTALLED),
        apart=tuple(
            _card(calculation, where, shown)
            for where in APART
            if where in ALWAYS or calculation.by_class.get(where, ZERO)
        ),
        gases=_gas_table(calculation, shown),
        facts=_facts(result, held, shown),
        hash=calculation.sha256,
        months=held,
        years=_years(versions, version, shown),
        groups=groups(calculation, lines, shown),
        findings=findings_said(result.findings, shown),
        documents=made,
        undocumented=all(one.other for one in made),
        outdated=any(not one.other and not one.current for one in made),
        receipts=tuple(_receipt(one, shown) for one in receipts if version.year_be in one.years),
    )


def _total(calculation: Calculation, shown: Shown) -> Card:
    key = "total" if calculation.complete else "total_incomplete"
    tonnes = tonnes_text(calculation.total_kg)
    return Card("total", shown.word("year", key), shown.word("year", "total_note"), tonnes, "")


def _card(calculation: Calculation, where: ReportingClass, shown: Shown) -> Card:
    kg = calculation.by_class.get(where, ZERO)
    return Card(
        key=where.value,
        label=shown.common("classes", where),
        note=shown.word("class_notes", where),
        tonnes=tonnes_text(kg),
        share=percent_text(kg, calculation.total_kg) if where in TOTALLED else "",
    )


def _incomplete(calculation: Calculation, shown: Shown) -> str:
    without = [one.source.code for one in calculation.sources if not one.complete]
    if calculation.complete:
        return ""
    return shown.word(
        "year", "incomplete_notice", count=str(len(without)), codes=", ".join(without)
    )


def _gas_table(calculation: Calculation, shown: Shown) -> GasTable:
    held = {gas for (where, gas), kg in calculation.gases.items() if where in TOTALLED and kg}
    order = [*(gas.value for gas in GAS_ORDER if gas in held), *sorted(held - set(GAS_ORDER))]
    longest = max((calculation.by_class.get(where, ZERO) for where in TOTALLED), default=ZERO)

    def row(where: ReportingClass) -> GasRow:
        masses = [(gas, calculation.gases.get((where, gas), ZERO)) for gas in order]
        return GasRow(
            key=where.value,
            label=shown.common("classes", where),
            cells=tuple(_cell(kg) for _, kg in masses),
            tonnes=tonnes_text(calculation.by_class.get(where, ZERO)),
            bar=segments(masses, longest),
        )

    rows = tuple(row(where) for where in TOTALLED)
    return GasTable(
        gases=tuple((gas, gas_label(gas, shown)) for gas in order),
        rows=rows,
        total=_gas_total(calculation, order, shown),
        summary=shown.word(
            "year",
            "chart_summary",
            parts=", ".join(f"{one.label} {one.tonnes}" for one in rows),
        ),
    )


def _gas_total(calculation: Calculation, order: Sequence[str], shown: Shown) -> GasRow:
    sums = []
    for gas in order:
        masses = [calculation.gases.get((where, gas), ZERO) for where in TOTALLED]
        sums.append(_cell(total(masses)))
    label_ = shown.word("year", "total")
    return GasRow("total", label_, tuple(sums), tonnes_text(calculation.total_kg), ())


def _cell(kg: Decimal) -> str:
    """A dash for nothing at all; 0.00 is a little."""
    return tonnes_text(kg) if kg else "–"


def _facts(result: YearResult, held: Coverage, shown: Shown) -> tuple[tuple[str, str], ...]:
    calculation = result.calculation
    facts = [
        ("version", shown.word("values", "version", number=str(result.version.number))),
        ("state", shown.common("states", result.version.state)),
        ("period", label(calculation.period, shown.language.value)),
        ("report_date", shown.day(calculation.report_date)),
        ("edition", shown.edition(calculation.factor_set)),
        ("gwp_set", shown.gwp_set(calculation.gwp_set)),
        ("months", shown.word("values", "months", count=str(held.months), of=str(held.of))),
        ("sources", shown.word("values", "sources", count=str(len(calculation.sources)))),
    ]
    if result.version.reason:
        facts.insert(2, ("reason", result.version.reason))
    base = result.settings.base_year_be
    if base is not None:
        place = next(n for n, (key, _) in enumerate(facts) if key == "edition")
        facts.insert(place, ("base_year", shown.year(base)))
    return tuple((shown.word("facts", key), value) for key, value in facts)


def _years(versions: Sequence[Version], here: Version, shown: Shown) -> tuple[YearLink, ...]:
    """The years of the organisation; two of one number are told apart by their kind."""
    newest = {one.inventory_id: one for one in reversed(versions)}
    numbers = Counter(one.year_be for one in newest.values())
    return tuple(
        YearLink(
            one.year_be,
            address_query(period_word(one, versions)),
            shown.year(one.year_be)
            if numbers[one.year_be] == 1
            else label(one.period, shown.language.value),
            one.inventory_id == here.inventory_id,
        )
        for one in sorted(newest.values(), key=lambda one: one.period.start, reverse=True)
    )


def _versions(
    here: Version, versions: Iterable[Version], word: str, shown: Shown
) -> tuple[VersionLink, ...]:
    """The versions of the year shown, the newest first."""
    same = [one for one in versions if one.inventory_id == here.inventory_id]
    newest = max((one.number for one in same), default=here.number)
    return tuple(
        VersionLink(
            label=shown.word("values", "version", number=str(one.number)),
            state=one.state.value,
            state_label=shown.common("states", one.state),
            query=address_query(word, None if one.number == newest else one.number),
            here=one.number == here.number,
        )
        for one in sorted(same, key=lambda one: -one.number)
    )


def _document(document: YearDocument, version: Version, word: str, shown: Shown) -> DocumentShown:
    suffix = document.file_name.rpartition(".")[2].lower()
    of_version = shown.word("values", "version", number=str(document.version))
    here = document.version == version.number
    other = "" if here else address_query(word, document.version)
    if other:
        tag = shown.word("year", "of_version", version=of_version)
    elif document.of_draft:
        tag = shown.word("year", "of_draft")
    else:
        tag = shown.word("year", "current" if document.current else "stale")
    return DocumentShown(
        id=str(document.id),
        title=shown.word("documents", document.kind),
        file_name=document.file_name,
        format=shown.word("formats", suffix),
        size=shown.size(document.size),
        made=shown.instant(document.made_at),
        version=of_version,
        tag=tag,
        current=document.current,
        other=other,
        sha256=document.sha256[:SHORT_HASH],
    )


def _receipt(kept: KeptReceipt, shown: Shown) -> ReceiptShown:
    receipt = kept.receipt
    return ReceiptShown(
        file_name=receipt.file_name,
        imported=shown.instant(kept.imported_at),
        years=", ".join(shown.year(year) for year in kept.years),
        rows=_counts(receipt.rows_read, receipt.rows_stored, receipt.rows_rejected),
        cells=_counts(receipt.cells_read, receipt.cells_stored, receipt.cells_rejected),
        ties=all(check.ties for check in receipt.sums),
        rejected=tuple(
            Rejected(cell.sheet, cell.cell, cell.raw, shown.common("reasons", cell.reason))
            for cell in receipt.rejected
        ),
        sha256=receipt.file_sha256[:SHORT_HASH],
    )


def _counts(*counts: int) -> Counts:
    return Counts(*(f"{count:,}" for count in counts))

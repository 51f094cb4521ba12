"""Section 5: tonnes of CO2e by gas and class, rounded as the rounding table says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import ZERO, exactly, total
from fahsai.core.quantity.rounding import line_tonnes, total_tonnes_v01
from fahsai.core.reports.tcfo_r_02.content import FourTables, Row, Table
from fahsai.core.reports.tcfo_r_02.frame import S1, S2, S3, SEPARATE, without_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.reports.tcfo_r_02.frame import Frame

GASES = ("CO2", "CH4", "N2O", "SF6", "NF3", "HFCs", "PFCs")
"""The gas columns of section 5.1."""


def emissions(frame: Frame) -> FourTables:
    """Sections 5.1 to 5.4."""
    return FourTables(
        scope_1=_by_gas(frame),
        scope_2=_plain(frame, "5.2", (S2,)),
        scope_3=_plain(frame, "5.3", (S3,)),
        separate=_plain(frame, "5.4", SEPARATE),
    )


def separate_name(frame: Frame, source: EmissionSource, where: ReportingClass) -> str:
    """The name of a source in one class: biogenic CO2 and upstream energy are told apart."""
    name = frame.name(source)
    if where is ReportingClass.BIOGENIC:
        return frame.wording.text("biogenic_name", name=name)
    return name


def _by_gas(frame: Frame) -> Table:
    """Table 5.1: a row for each source, a column for each gas, the sum last."""
    wording = frame.wording
    results = frame.of(S1)
    rows = []
    unsplit = False
    for number, result in enumerate(results, 1):
        name = without_number(frame.name(result.source))
        if ReportingClass.SCOPE_1 not in result.by_class:
            cells = tuple(wording.plain("none_of_gas") for _ in GASES)
            rows.append(
                Row((str(number), name, *cells, _uncounted(frame, result)), result.source.id)
            )
            continue
        if (S1, "CO2e") in result.gases:
            name, unsplit = wording.text("published_mark", name=name), True
        rows.append(
            Row(
                (
                    str(number),
                    name,
                    *(_gas(frame, result, gas) for gas in GASES),
                    wording.line(result.by_class[S1]),
                ),
                result.source.id,
            )
        )
    totals = {gas: total(r.gases.get((S1, gas), ZERO) for r in results) for gas in GASES}
    whole = total(result.by_class.get(S1, ZERO) for result in results)
    total_row = Row(
        (
            "",
            wording.word("emissions", "total"),
            *(wording.total(totals[gas]) for gas in GASES),
            wording.total(whole),
        )
    )
    notes = [wording.text("note_methane")]
    if unsplit:
        notes.append(wording.text("note_published"))
    if _rounding_shows(results, totals, whole):
        notes.append(wording.text("note_rounding"))
    return Table(
        "5.1",
        ("number", "source", *GASES, "total"),
        tuple(rows),
        figures=(*GASES, "total"),
        total=total_row,
        notes=tuple(notes),
    )


def _gas(frame: Frame, result: SourceResult, gas: str) -> str:
    kilograms = result.gases.get((S1, gas))
    if kilograms is None:
        return frame.wording.plain("none_of_gas")
    return frame.wording.line(kilograms)


def _uncounted(frame: Frame, result: SourceResult) -> str:
    """What stands in place of a figure: nothing to count, or no result yet."""
    if result.complete:
        return frame.wording.line(ZERO)
    return frame.wording.plain("not_calculated")


def _rounding_shows(
    results: Iterable[SourceResult], totals: dict[str, Decimal], whole: Decimal
) -> bool:
    """Whether printed figures of 5.1 do not add up, across or down."""
    printed = dict.fromkeys((*totals, ""), ZERO)
    with exactly():
        for result in results:
            across = ZERO
            for (where, gas), kilograms in result.gases.items():
                if where is S1:
                    rounded = line_tonnes(kilograms)
                    across += rounded
                    if gas in printed:
                        printed[gas] += rounded
            line = line_tonnes(result.by_class.get(S1, ZERO))
            printed[""] += line
            if across != line:
                return True
        columns = all(printed[gas] == total_tonnes_v01(totals[gas]) for gas in totals)
        across = total(total_tonnes_v01(totals[gas]) for gas in totals)
        rounded_whole = total_tonnes_v01(whole)
        return not columns or printed[""] != rounded_whole or across != rounded_whole


def _plain(frame: Frame, section: str, classes: tuple[ReportingClass, ...]) -> Table:
    """Tables 5.2 to 5.4: one figure a source."""
    wording = frame.wording
    rows: list[Row] = []
    kilograms: list[Decimal] = []
    for where in classes:
        for result in frame.of(where):
            value = result.by_class.get(where)
            name = class_name(frame, result, where)
            text = _uncounted(frame, result) if value is None else wording.line(value)
            rows.append(Row((name, text), result.source.id))
            kilograms.append(ZERO if value is None else value)
    whole = total(kilograms)
    printed = total(line_tonnes(value) for value in kilograms)
    return Table(
        section,
        ("source", "amount"),
        tuple(rows),
        figures=("amount",),
        total=Row((wording.word("emissions", "total"), wording.total(whole))),
        notes=(wording.text("note_rounding"),) if printed != total_tonnes_v01(whole) else (),
    )


def class_name(frame: Frame, result: SourceResult, where: ReportingClass) -> str:
    """The name of a source in one class of the report."""
    if where is S3 and S2 in result.by_class:
        return frame.wording.text("upstream_name", name=frame.name(result.source))
    return separate_name(frame, result.source, where)


def summary(frame: Frame) -> tuple[str, ...]:
    """The opening of section 5: the headline and, where it is so, what is missing."""
    wording, calculation = frame.wording, frame.dossier.calculation
    by_class = calculation.by_class
    scopes = [by_class.get(where, ZERO) for where in (S1, S2, S3)]
    separate = total(by_class.get(where, ZERO) for where in SEPARATE)
    said = [
        wording.text(
            "summary",
            period=wording.period(frame.dossier.period),
            organisation=frame.dossier.organisation.name_th,
            total=wording.total(calculation.total_kg),
            scope_1=wording.total(scopes[0]),
            scope_2=wording.total(scopes[1]),
            scope_3=wording.total(scopes[2]),
            separate=wording.total(separate),
        )
    ]
    rounded = total(total_tonnes_v01(scope) for scope in scopes)
    if rounded != total_tonnes_v01(calculation.total_kg):
        said.append(wording.text("note_rounding"))
    missing = [frame.name(r.source) for r in calculation.sources if not r.complete]
    if missing:
        said.append(wording.text("uncalculated", names=", ".join(missing)))
    return tuple(said)

"""Section 6: the base year, its sources, and how the reported year differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.quantity.exact import EXACT, ZERO, canonical, total
from fahsai.core.quantity.rounding import total_tonnes_v01
from fahsai.core.reports.tcfo_r_02.content import Base, Group, GroupedTable, Row
from fahsai.core.reports.tcfo_r_02.emissions import class_name
from fahsai.core.reports.tcfo_r_02.frame import S1, S2, S3, SEPARATE, without_number
from fahsai.core.reports.tcfo_r_02.texts import paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal
    from uuid import UUID

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.compare import Difference
    from fahsai.core.inventory.result import Calculation, ReportingClass, SourceResult
    from fahsai.core.reports.dossier import BaseYear
    from fahsai.core.reports.tcfo_r_02.frame import Frame

COLUMNS = ("scope", "source", "amount", "remark")
_CLASSES = ((S1,), (S2,), (S3,), SEPARATE)
_HUNDRED = 100


def base_year(frame: Frame) -> Base:
    """Section 6 in full."""
    base = frame.dossier.base_year
    other_year = base is not None and not base.same
    return Base(_text(frame), _sources(frame), _differences(frame), other_year)


def _text(frame: Frame) -> tuple[str, ...]:
    own = paragraphs(frame.dossier.texts.get("6.1", ""))
    wording, base = frame.wording, frame.dossier.base_year
    policy = () if base is None else _policy(frame, base)
    if own:
        return (*own, *policy)
    if base is None:
        return (wording.text("base_year_none"),)
    return (
        wording.text(
            "base_year_same" if base.same else "base_year_other",
            organisation=frame.dossier.organisation.name_th,
            year=wording.year(base.period),
            period=wording.period(base.period),
            factor_set=wording.named("factor_sets", base.calculation.factor_set),
        ),
        *policy,
    )


def _policy(frame: Frame, base: BaseYear) -> tuple[str, ...]:
    """When the base year is calculated anew: the organisation's own words, then the threshold."""
    if base.policy is None:
        return ()
    names = [frame.wording.word("triggers", one.value) for one in base.policy.triggers]
    declared = frame.wording.text(
        "base_policy",
        threshold=canonical(base.policy.threshold_percent),
        triggers=" ".join(names),
    )
    return (*paragraphs(base.policy.text), declared)


def _sources(frame: Frame) -> GroupedTable:
    """Table 6.2: the base year's sources, then those that only the reported year has."""
    labels = frame.wording.words["base_year"]["groups"]
    base = frame.dossier.base_year
    groups = []
    for label, classes in zip(labels, _CLASSES, strict=True):
        rows = _rows(frame, base, classes) if base else ()
        nothing = Row((frame.wording.plain("nothing"), "", ""))
        groups.append(Group(label, rows or (nothing,)))
    return GroupedTable("6.2", COLUMNS, tuple(groups), figures=("amount",))


def _rows(frame: Frame, base: BaseYear, classes: tuple[ReportingClass, ...]) -> tuple[Row, ...]:
    current = {result.source.id: result for result in frame.dossier.calculation.sources}
    then = {result.source.id for result in base.calculation.sources}
    rows: list[Row] = []
    for where in classes:
        for result in frame.of(where, calculation=base.calculation):
            now = current.get(result.source.id)
            remark = "" if base.same else _ended(frame, result.source, now)
            rows.append(_row(frame, rows, result, where, _figure(frame, result, where), remark))
        for result in frame.of(where):
            if result.source.id not in then:
                absent = frame.wording.word("base_year", "absent")
                remark = _started(frame, result.source)
                rows.append(_row(frame, rows, result, where, absent, remark))
    return tuple(rows)


def _row(
    frame: Frame,
    rows: list[Row],
    result: SourceResult,
    where: ReportingClass,
    figure: str,
    remark: str,
) -> Row:
    name = f"{len(rows) + 1}. {without_number(class_name(frame, result, where))}"
    return Row((name, figure, remark), result.source.id)


def _figure(frame: Frame, result: SourceResult, where: ReportingClass) -> str:
    if where in result.by_class:
        return frame.wording.line(result.by_class[where])
    if result.complete:
        return frame.wording.line(ZERO)
    return frame.wording.plain("not_calculated")


def _ended(frame: Frame, source: EmissionSource, now: SourceResult | None = None) -> str:
    """The remark on a source of the base year that has ended since."""
    known = source if now is None else now.source
    if known.ended_on is not None and known.ended_on < frame.dossier.period.end:
        return frame.wording.text(
            "ended", date=frame.wording.short_date(known.ended_on), reason=known.ended_reason
        )
    if now is None:
        return frame.wording.text("ended_undated", reason=known.ended_reason)
    return ""


def _started(frame: Frame, source: EmissionSource) -> str:
    """The remark on a source that the base year does not have."""
    if source.started_on is None:
        return frame.wording.text("started_undated", reason=source.started_reason)
    return frame.wording.text(
        "started", date=frame.wording.short_date(source.started_on), reason=source.started_reason
    )


def _differences(frame: Frame) -> tuple[str, ...]:
    """Section 6.3: the organisation's own words, then what the figures say."""
    own = paragraphs(frame.dossier.texts.get("6.3", ""))
    wording, base = frame.wording, frame.dossier.base_year
    if base is None:
        return own or (wording.text("difference_none"),)
    if base.same:
        return own or (wording.text("difference_same"),)
    return (
        *own,
        *_compared(frame, base.calculation),
        *_causes(frame, base.difference),
        *_editions(frame, base.calculation),
        *_changed_sources(frame, base.calculation),
    )


def _compared(frame: Frame, before: Calculation) -> tuple[str, ...]:
    wording, after = frame.wording, frame.dossier.calculation
    change = EXACT.subtract(after.total_kg, before.total_kg)
    words = {-1: "fall", 0: "equal", 1: "rise"}
    direction = words[(change > 0) - (change < 0)]
    said = [
        wording.text(
            "difference_total",
            direction=wording.text(direction),
            before=wording.total(before.total_kg),
            after=wording.total(after.total_kg),
            change=_signed(change),
            percent=_percent(frame, change, before.total_kg),
        )
    ]
    for where, key in ((S1, "class_1"), (S2, "class_2"), (S3, "class_3")):
        old, new = (c.by_class.get(where, ZERO) for c in (before, after))
        said.append(
            wording.text(
                "difference_class",
                **{"class": wording.text(key)},
                before=wording.total(old),
                after=wording.total(new),
                change=_signed(EXACT.subtract(new, old)),
            )
        )
    if _rounding_shows(before, after):
        said.append(wording.text("note_difference_rounding"))
    return tuple(said)


def _causes(frame: Frame, difference: Difference | None) -> tuple[str, ...]:
    """What moved the total, cause by cause; what rounds to nothing is left out."""
    if difference is None:
        return ()
    wording = frame.wording
    moved = {cause: kg for cause, kg in difference.by_cause().items() if total_tonnes_v01(kg)}
    if not moved:
        return ()
    said = [
        wording.text(
            "difference_cause", cause=wording.word("causes", cause.value), change=_signed(kg)
        )
        for cause, kg in moved.items()
    ]
    found = [wording.text("difference_causes", causes=", ".join(said))]
    printed = [total_tonnes_v01(kg) for kg in moved.values()]
    if total(printed) != total_tonnes_v01(difference.change_kg):
        found.append(wording.text("difference_cause_rounding"))
    return tuple(found)


def _rounding_shows(before: Calculation, after: Calculation) -> bool:
    """Whether a printed change, or a printed total, is not what the printed figures give."""
    pairs = [
        (before.total_kg, after.total_kg),
        *(
            (before.by_class.get(where, ZERO), after.by_class.get(where, ZERO))
            for where in (S1, S2, S3)
        ),
    ]
    printed = [(total_tonnes_v01(old), total_tonnes_v01(new)) for old, new in pairs]
    changes = [total_tonnes_v01(EXACT.subtract(new, old)) for old, new in pairs]
    return any(
        new - old != change for (old, new), change in zip(printed, changes, strict=True)
    ) or any(total(column[1:]) != column[0] for column in (*zip(*printed, strict=True), changes))


def _signed(kilograms: Decimal) -> str:
    return f"{total_tonnes_v01(kilograms):+,.2f}"


def _percent(frame: Frame, change: Decimal, before: Decimal) -> str:
    if not before:
        return frame.wording.text("no_percent")
    return f"{EXACT.multiply(EXACT.divide(change, before), _HUNDRED):+,.2f} %"


def _editions(frame: Frame, before: Calculation) -> tuple[str, ...]:
    """What else differs between the two years: factor set and GWP set."""
    wording, after = frame.wording, frame.dossier.calculation
    said = []
    if before.factor_set != after.factor_set:
        said.append(
            wording.text(
                "difference_factors",
                before=wording.named("factor_sets", before.factor_set),
                after=wording.named("factor_sets", after.factor_set),
            )
        )
    if before.gwp_set != after.gwp_set:
        said.append(
            wording.text(
                "difference_gwp",
                before=wording.named("gwp_sets", before.gwp_set),
                after=wording.named("gwp_sets", after.gwp_set),
            )
        )
    return tuple(said)


def _changed_sources(frame: Frame, before: Calculation) -> tuple[str, ...]:
    """The sources that only one of the two years has, with dates and reasons where known."""
    after, base = frame.dossier.calculation, frame.dossier.base_year
    outside: frozenset[UUID] = frozenset() if base is None else base.outside
    old = {result.source.id for result in before.sources} | outside
    new = {result.source.id for result in after.sources} | outside
    ended = [
        _remarked(frame, r.source, r.source.ended_on, r.source.ended_reason, _ended)
        for r in before.sources
        if r.source.id not in new
    ]
    started = [
        _remarked(frame, r.source, r.source.started_on, r.source.started_reason, _started)
        for r in after.sources
        if r.source.id not in old
    ]
    return tuple(
        frame.wording.text(key, names=", ".join(names))
        for key, names in (("difference_ended", ended), ("difference_started", started))
        if names
    )


def _remarked(
    frame: Frame,
    source: EmissionSource,
    day: date | None,
    reason: str,
    remark: Callable[[Frame, EmissionSource], str],
) -> str:
    """A name, with the remark where it says more than that the source is missing."""
    name = frame.name(source)
    if day is None and not reason:
        return name
    return frame.wording.text("difference_remark", name=name, remark=remark(frame, source))

"""Rules about the factors that files and people bring: of another fuel, unit, or a typing slip."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from fahsai.core.factors.choice import serves_biogenic
from fahsai.core.factors.factor import Publisher
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.mistakes.biogenic import parts_of_combined
from fahsai.core.inventory.mistakes.figures import (
    NEARLY,
    asked_figures,
    row_behind,
    slip_of,
    stands_for,
)
from fahsai.core.inventory.mistakes.gwp_typed import potential
from fahsai.core.quantity.exact import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from fahsai.core.inventory.mistakes.case import Case, Entry
    from fahsai.core.inventory.mistakes.figures import Match

CFP_ELECTRICITY = "electricity.grid.cfp"
UPSTREAM_ELECTRICITY = "electricity.grid.upstream"
OF_MUNICIPAL_WASTE = frozenset(
    {"composting", "anaerobic_digestion", "waste_incineration", "open_burning"}
)
"""Methods that count waste as municipal unless a source says what it is."""

HAZARDOUS = re.compile(
    r"อันตราย|ติดเชื้อ|เป็นพิษ|ขยะพิษ|อิเล็กทรอนิก|ปนเปื้อน|เปื้อนน้ำมัน|สารเคมี|เคมีภัณฑ์"
    r"|แบตเตอรี่|ถ่านไฟฉาย|หลอดไฟ|หลอดฟลูออ|หลอดประหยัด|สเปรย์|น้ำมัน(หล่อลื่น|เครื่อง)|ยาหมดอายุ|ยาเสื่อม"
    r"|hazard|infectious|clinical|medical waste|toxic|chemical|solvent|contaminat|batter(y|ies)"
    r"|fluorescent|electronic|e-?waste|lubricat|used oil|waste oil|oily|asbestos|แร่ใยหิน"
)
NOT_HAZARDOUS = re.compile(
    r"ไม่(ใช่|รวม|มี|เป็น)? ?(ของเสีย|ขยะ|มูลฝอย|กาก|ความเป็น)? ?(อันตราย|ติดเชื้อ|ปนเปื้อน|พิษ)"
    r"|non.?(hazard|infectious|toxic)|not (hazard|infectious|toxic)|no hazard|uncontaminated"
    r"|(without|excluding|except) (hazard|infectious|toxic)"
)
EMPTY_RUN = re.compile(
    r"(?<![0-9])0 ?%|เที่ยวเปล่า|รถเปล่า|วิ่งเปล่า|unladen"
    r"|empty (run|trip|return|leg|load|truck|lorry|vehicle|back)|(return|run|com|driv)\w* empty"
)
LOADED_RUN = re.compile(r"(?<![0-9])(100|75|50) ?%|เต็มคัน|full(y)? load|(?<!un)laden")


def typed(entry: Entry) -> Iterator[Decimal]:
    """The factors that a file counts an entry with, and an own factor that somebody keeps."""
    yield from (factor for factor in entry.factors if factor)
    for choice in entry.choices:
        own = choice.chosen
        if own is not None and own.publisher is Publisher.OWN and choice.role == "direct":
            yield own.published


def factor_of_other(case: Case) -> Iterator[Finding]:
    """A factor that is published for something else: another fuel, another gas, another use."""
    for entry, figure, match in _matched(case):
        if _same_substance(entry, match) or _told_elsewhere(entry, match):
            continue
        if _near_asked(entry, figure, case) or parts_of_combined(figure, entry, case.tables):
            continue
        yield finding(
            "mistake.factor_of_other",
            Level.WARNING,
            entry.subject,
            label=entry.label,
            factor=canonical(figure),
            other_th=match.row.name_th,
            other_en=match.row.name_en,
            expected=_expected(entry, case),
        )


def factor_per_other_unit(case: Case) -> Iterator[Finding]:
    """A factor that is published per another unit than the quantity is recorded in."""
    for entry, figure, match in _matched(case):
        if not _same_substance(entry, match) or match.same_unit:
            continue
        if _told_elsewhere(entry, match) or _near(figure, _known(entry, case)):
            continue
        yield finding(
            "mistake.factor_per_other_unit",
            Level.WARNING,
            entry.subject,
            label=entry.label,
            factor=canonical(figure),
            unit=entry.unit,
            published_unit=match.row.unit,
            expected=_expected(entry, case),
        )


def factor_slip(case: Case) -> Iterator[Finding]:
    """A factor that no list has, one slip of the finger from a published one."""
    for entry in case.entries:
        if entry.kind is None:
            continue
        for figure in typed(entry):
            if stands_for(figure, entry, case.tables) is not None:
                continue
            meant = slip_of(figure, asked_figures(entry, case.tables))
            if meant is not None:
                yield finding(
                    "mistake.factor_slip",
                    Level.WARNING,
                    entry.subject,
                    label=entry.label,
                    factor=canonical(figure),
                    meant=canonical(meant),
                )


def factor_uneven(case: Case) -> Iterator[Finding]:
    """Two figures of one published factor in one year: two editions, or two roundings of it."""
    seen: dict[tuple[str, str, str, str], list[tuple[Entry, Decimal]]] = defaultdict(list)
    for entry in case.entries:
        for figure in entry.factors:
            row = row_behind(figure, entry, case.tables)
            if row is not None and entry.kind is not None:
                place = (entry.kind.code, row.activity, row.technology, row.unit)
                seen[place].append((entry, figure))
    for held in seen.values():
        first, figure = held[0]
        for entry, other in held[1:]:
            if other != figure:
                yield finding(
                    "mistake.factor_uneven",
                    Level.WARNING,
                    entry.subject,
                    label=entry.label,
                    factor=canonical(other),
                    first=first.subject,
                    first_factor=canonical(figure),
                )


def electricity_cfp(case: Case) -> Iterator[Finding]:
    """The electricity factor for products (CFP), which holds the upstream of the fuel as well."""
    upstream = case.upstream or any(UPSTREAM_ELECTRICITY in one.asked for one in case.entries)
    for entry in case.entries:
        picked = {one.chosen.activity for one in entry.choices if one.chosen is not None}
        figures = [
            figure
            for figure in entry.factors
            if (match := stands_for(figure, entry, case.tables)) is not None
            and match.row.activity == CFP_ELECTRICITY
        ]
        if CFP_ELECTRICITY in picked:
            figures.extend(
                one.chosen.published
                for one in entry.choices
                if one.chosen is not None and one.chosen.activity == CFP_ELECTRICITY
            )
        for figure in dict.fromkeys(figures):
            data = {
                "label": entry.label,
                "factor": canonical(figure),
                "expected": _usable(entry, case),
            }
            if upstream:
                yield finding(
                    "mistake.electricity_cfp_doubled", Level.WARNING, entry.subject, **data
                )
            else:
                yield finding("mistake.electricity_cfp", Level.WARNING, entry.subject, **data)


def separate_totalled(case: Case) -> Iterator[Finding]:
    """A gas outside the Kyoto Protocol (R-22) that the file counts in its scopes.

    Of a file on its own :mod:`fahsai.services.calculate_file` says so where it compares the rows.
    """
    if case.of_file:
        return
    for entry in case.entries:
        parts = case.tables.masses(entry.species)
        apart = any(not case.tables.gases.counted(gas) for gas in parts)
        if apart and any(entry.factors):
            yield finding(
                "mistake.separate_totalled",
                Level.WARNING,
                entry.subject,
                label=entry.label,
                gas=entry.species,
            )


def blend_as_neat(case: Case) -> Iterator[Finding]:
    """A blend of biofuel that the file counts with the factor of the neat fuel.

    Of a file on its own :mod:`fahsai.services.calculate_file` says so (``blend.counted_neat``).
    """
    if case.of_file:
        return
    for entry, figure, match in _matched(case):
        kind = entry.kind
        if kind is None or not any(term.role == "biogenic" for term in kind.terms):
            continue
        fuels = [name for term in kind.terms if term.role == "direct" for name in term.activities]
        if len(fuels) > 1 and match.row.activity == fuels[-1] and figure in entry.factors:
            yield finding(
                "mistake.blend_as_neat",
                Level.WARNING,
                entry.subject,
                label=entry.label,
                factor=canonical(figure),
            )


def hazardous_as_municipal(case: Case) -> Iterator[Finding]:
    """Waste that its name calls hazardous, counted as municipal waste: by factor or composition."""
    for entry in case.entries:
        words = entry.label.lower()
        if not HAZARDOUS.search(words) or NOT_HAZARDOUS.search(words):
            continue
        if _treated_as_municipal(entry):
            yield finding(
                "mistake.hazardous_treated_as_municipal",
                Level.WARNING,
                entry.subject,
                label=entry.label,
            )
            continue
        matches = [stands_for(figure, entry, case.tables) for figure in entry.factors]
        as_kind = any(_of_landfill(name) for name in entry.asked)
        as_row = any(one is not None and _of_landfill(one.row.activity) for one in matches)
        if as_kind or as_row:
            figure = canonical(entry.factors[0]) if entry.factors else _expected(entry, case)
            yield finding(
                "mistake.hazardous_as_municipal",
                Level.WARNING,
                entry.subject,
                label=entry.label,
                factor=figure,
            )


def _treated_as_municipal(entry: Entry) -> bool:
    """Whether waste is composted, digested or burned by the organisation as municipal waste."""
    if entry.kind is None or entry.source is None:
        return False
    given = entry.source.parameters
    of_its_own = given.get("waste_type", "").strip() or any(
        name.startswith("share.") for name in given
    )
    return entry.kind.method in OF_MUNICIPAL_WASTE and not of_its_own


def load_swapped(case: Case) -> Iterator[Finding]:
    """An empty run counted by tonne-kilometres, or a loaded one by kilometres: loads swapped."""
    for entry in case.entries:
        words = entry.label.lower()
        empty, loaded = bool(EMPTY_RUN.search(words)), bool(LOADED_RUN.search(words))
        unit = case.tables.units.get(entry.unit) if entry.unit else None
        if empty == loaded or unit is None:
            continue
        rows = [stands_for(figure, entry, case.tables) for figure in entry.factors]
        trucks = [one.row.activity for one in rows if one is not None and _truck(one)]
        loads = {activity.rpartition(".")[2] for activity in trucks}
        by_weight = unit.dimension == "mass_distance"
        by_way = unit.dimension in {"distance", "vehicle_distance"}
        wrong_unit = (empty and by_weight) or (loaded and by_way)
        wrong_factor = (empty and bool(loads) and "0" not in loads) or (loaded and loads == {"0"})
        if wrong_unit or wrong_factor:
            yield finding(
                "mistake.load_swapped",
                Level.WARNING,
                entry.subject,
                label=entry.label,
                unit=entry.unit,
                wanted="km" if empty else "tkm",
            )


def _same_substance(entry: Entry, match: Match) -> bool:
    """Whether a row is of the entry's own fuel or good, in a vehicle or not.

    With the very unit of the entry only its own activities are.
    """
    if match.asked:
        return True
    if match.same_unit:
        return False
    burned = {activity.partition(".")[2] for activity in entry.asked}
    return match.row.activity.partition(".")[2] in burned


def _truck(match: Match) -> bool:
    return match.row.activity.startswith("transport.truck")


def _of_landfill(activity: str) -> bool:
    return activity.startswith("waste.landfill")


def _matched(case: Case) -> Iterable[tuple[Entry, Decimal, Match]]:
    for entry in case.entries:
        if entry.kind is None:
            continue
        for figure in typed(entry):
            match = stands_for(figure, entry, case.tables)
            if match is not None:
                yield entry, figure, match


def _told_elsewhere(entry: Entry, match: Match) -> bool:
    """Whether another rule says it better."""
    activity = match.row.activity
    loads = entry.kind is not None and any(one.startswith("transport.") for one in entry.asked)
    return (
        activity == CFP_ELECTRICITY
        or (serves_biogenic(activity) and not match.asked)
        or (loads and activity.startswith("transport."))
    )


def _near_asked(entry: Entry, figure: Decimal, case: Case) -> bool:
    """Whether the figure is, but for rounding, one that the entry may be counted with.

    So is one of a kind that no published row is for: there is nothing to compare with.
    """
    known = _known(entry, case)
    return not any(known) or _near(figure, known)


def _near(figure: Decimal, known: Iterable[Decimal]) -> bool:
    return any(abs(figure - one) <= one * NEARLY for one in known)


def _known(entry: Entry, case: Case) -> tuple[Decimal, ...]:
    """Figures that the entry may be counted with: published rows, and the GWP of what escapes."""
    return (*asked_figures(entry, case.tables), *_potentials(entry, case))


def _potentials(entry: Entry, case: Case) -> Iterator[Decimal]:
    """The GWP of what escapes from an entry, under every set that gives it [kg CO2e/kg]."""
    masses = case.tables.masses(entry.species)
    for values in case.tables.gwp_sets.values():
        known = potential(masses, values)
        if known is not None:
            yield known


def _usable(entry: Entry, case: Case) -> str:
    """The figures of the entry's own activities in the lists that a report of the year can use."""
    rows = (row for name in sorted(entry.asked) for row in case.tables.by_activity.get(name, ()))
    shown = [
        canonical(row.published)
        for row in rows
        if case.could_use(case.tables.editions[row.edition])
    ]
    return ", ".join(dict.fromkeys(shown)) or "-"


def _expected(entry: Entry, case: Case) -> str:
    shown = [canonical(one) for one in _known(entry, case)]
    return ", ".join(shown[:4]) or "-"

"""The cells of a table of meters as values: kinds, dates, figures, channels."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.metering.channel import Measure
from fahsai.core.metering.declared import ChannelEntry
from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.presets import preset
from fahsai.core.metering.sources import BEGINNING
from fahsai.core.thai.dates import parse_date
from fahsai.core.thai.digits import to_arabic
from fahsai.services.keeping.meter_table import shown
from fahsai.services.keeping.meters import TEXTS, MeterEntry
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from fahsai.services.keeping.meter_table import Listed, Row

CODES = ("unit", "facility", "source", "part_of")
DAYS = ("started_on", "ended_on")
SINCE = "source_from"
WHOLE, FIGURES = ("digits", "every"), ("modulus", "resolution", "most_per_hour")
YES = frozenset({"yes", "true", "1", "ใช่"})
NO = frozenset({"no", "false", "0", "ไม่", "ไม่ใช่"})
LONGEST_FIGURE = 30
FITTING = {"channel": "kwh", "measure_unit": "kWh, m3, litre", "both_ways": "yes, no"}
"""What can stand in columns of text."""


class _Reading:
    """Reads cells of one row; what cannot be read is told, and reading goes on."""

    def __init__(self, name: str, row: str, code: str) -> None:
        self._name, self._row, self._code = name, row, code
        self.said: list[Finding] = []

    def cell(self, column: str, text: str, read: Callable[[str], Any]) -> Any:
        """What a cell says; None where it is empty, or says nothing of the kind."""
        if not text:
            return None
        value = read(text)
        if value is None:
            self.wrong(column, text)
        return value

    def wrong(self, column: str, text: str) -> None:
        """Tell of a cell that cannot be used."""
        told = finding(
            "meter_table.value_wrong",
            Level.ERROR,
            self._name,
            row=self._row,
            meter=self._code or "-",
            column=column,
            value=shown(text) or "-",
            fitting=_fitting(column),
        )
        self.said.append(told)


def _fitting(column: str) -> str:
    """What a column takes, as somebody may write it in either language."""
    if column in {"kind", "measure"}:
        return ", ".join(one.value for one in (MeterKind if column == "kind" else Measure))
    if column in (*DAYS, SINCE):
        return "31/12/2568, 2025-12-31"
    return FITTING.get(column, "1234.5" if column in FIGURES else "60")


def entry_of(
    listed: Listed, name: str, stands: MeterEntry | None = None
) -> tuple[MeterEntry | None, tuple[Finding, ...]]:
    """What the rows of one meter say.

    Args:
        listed: its rows.
        name: of the file, for the findings.
        stands: what is said of the meter already; cells that are empty leave it as it is.

    Returns:
        The entry, or None with ``meter_table.value_wrong`` for each cell that cannot be used.
    """
    cells = listed.cells
    reading = _Reading(name, listed.place, listed.code)
    kind = reading.cell("kind", cells.get("kind", "-"), lambda text: _named(MeterKind, text))
    days = {column: reading.cell(column, cells.get(column, ""), _day) for column in DAYS}
    days[SINCE] = reading.cell(SINCE, cells.get(SINCE, ""), since)
    channels = []
    for row in listed.channels:
        of_row = _Reading(name, row.place, listed.code)
        channel = _channel(row, kind, of_row, stands)
        reading.said += of_row.said
        if channel is not None:
            channels.append(channel)
    if kind is None or reading.said:
        return None, tuple(reading.said)
    texts: dict[str, Any] = {
        column: cells[column] for column in (*TEXTS, *CODES) if column in cells
    }
    given = {column: day for column, day in days.items() if day is not None}
    entry = stands or MeterEntry(kind, "")
    return replace(
        entry, kind=kind, channels=tuple(channels) or entry.channels, **texts, **given
    ), ()


def _channel(
    row: Row, kind: MeterKind | None, reading: _Reading, stands: MeterEntry | None
) -> ChannelEntry | None:
    """The channel of a row; what it leaves out stays, or is as usual for the kind of meter."""
    cells: Mapping[str, str] = row.cells
    name = cells.get("channel", "")
    held = () if stands is None else stands.channels
    usual = next((one for one in held if one.name == name), None)
    if usual is None and kind is not None:
        usual = preset(kind, name)
    measure = reading.cell("measure", cells.get("measure", ""), lambda text: _named(Measure, text))
    figures = {
        column: reading.cell(column, cells[column], read)
        for columns, read in ((WHOLE, _whole), (FIGURES, _figure), (("both_ways",), _yes))
        for column in columns
        if column in cells
    }
    if usual is None:
        for column in ("channel", "measure", "measure_unit"):
            if not cells.get(column):
                reading.wrong(column, "")
        if reading.said:
            return None
        usual = ChannelEntry(name, measure, cells["measure_unit"])
    if reading.said:
        return None
    given = {**figures, "measure": measure, "unit": cells.get("measure_unit")}
    return replace(usual, **{field: one for field, one in given.items() if one is not None})


def _named(kind: type[MeterKind | Measure], text: str) -> Any:
    return _names(kind).get(text.strip().casefold())


@cache
def _names(kind: type[MeterKind | Measure]) -> dict[str, Any]:
    """The members of a closed list by their codes and their names in both languages."""
    table = words("values")["meter_kind" if kind is MeterKind else "measure"]
    return {
        text.casefold(): member
        for member in kind
        for text in (member.value, *table[member.value].values())
    }


def _day(text: str) -> Any:
    return parse_date(text)[0]


def since(text: str) -> date | None:
    """The first day of a source, or the word for always; None where it is neither."""
    always = words("meter_table")["always"].values()
    said = text.strip().casefold()
    return BEGINNING if said in {one.casefold() for one in always} else parse_date(text)[0]


def _whole(text: str) -> int | None:
    value = _figure(text)
    return None if value is None or value != value.to_integral_value() else int(value)


def _figure(text: str) -> Decimal | None:
    """A plain decimal; Thai digits and commas between thousands are understood."""
    plain = to_arabic(text).replace(",", "").replace(" ", "")
    if len(plain) > LONGEST_FIGURE or not set(plain) <= set("0123456789.-"):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _yes(text: str) -> bool | None:
    said = text.strip().casefold()
    return True if said in YES else False if said in NO else None

"""What every page of a year has in common: its heading, its versions, the way to its rooms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.services.review import open_points
from fahsai.web.doing.permitted import Permitted, permitted
from fahsai.web.year_address import address_query, period_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.services.inventories import Version
    from fahsai.web.shown import Shown, Text
    from fahsai.web.year.asked import Reading

OF_EVERYBODY = ("overview", "sources", "scope3", "lines", "findings", "compare")
OF_THE_WHOLE = (
    *("uncertainty", "base_year", "trees", "documents", "cells"),
    *("imports", "versions", "review", "group"),
)
ROUTES = {
    "overview": "year",
    "sources": "year_sources",
    "scope3": "year_scope3",
    "trees": "year_trees",
    "lines": "year_lines",
    "findings": "year_findings",
    "compare": "year_compare",
    "base_year": "base_year",
    "uncertainty": "year_uncertainty",
    "documents": "year_documents",
    "cells": "year_cells",
    "imports": "year_imports",
    "versions": "year_versions",
    "review": "review",
    "group": "year_group",
}
"""The rooms of a year in the order of their list, with the names of their addresses."""


class Room(NamedTuple):
    """One entry of the list of rooms; ``number`` is "" where none is shown."""

    key: str
    label: str
    address: str
    here: bool
    number: str


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
class YearFrame:
    """The head of a page of a year."""

    name: Text
    code: str
    year_be: int
    year: str
    period: str
    number: int
    version: str
    versions: tuple[VersionLink, ...]
    query: str  # ends the address of this version's pages
    newest: str  # ends the address of the newest version's
    kept: tuple[tuple[str, str], ...]  # what a form of this page has to hand on
    period_word: str  # which of two years of the number, empty where there is one
    state: str
    state_label: str
    notice: str
    incomplete: str
    years: tuple[YearLink, ...]
    rooms: tuple[Room, ...]
    room: str
    title: str
    whole: bool
    part_notice: str
    draft: bool  # whether this is the newest version, and may still change
    may: Permitted
    may_enter: bool  # in some part at least

    @property
    def crumb(self) -> str:
        """The year, and the version where it is an older one: as the way to its pages has it."""
        return self.year if self.query == self.newest else f"{self.year} {self.version}"


def year_frame(reading: Reading, room: str) -> YearFrame:
    """The head of one of a year's pages."""
    result, shown = reading.result, reading.shown
    version, word, query = result.version, reading.period_word, reading.query
    draft = version.state is VersionState.DRAFT and reading.number is None
    return YearFrame(
        name=shown.organisation(reading.organisation),
        code=reading.organisation.code,
        year_be=version.year_be,
        year=shown.year(version.year_be),
        period=shown.period(version.period),
        number=version.number,
        version=shown.word("values", "version", number=str(version.number)),
        versions=_versions(version, reading.versions, word, shown),
        query=query,
        newest=address_query(word),
        kept=tuple(
            (name, value)
            for name, value in (("period", word), ("version", str(reading.number or "")))
            if value
        ),
        period_word=word,
        state=version.state.value,
        state_label=shown.common("states", version.state),
        notice=shown.word("year", "draft_notice") if version.state is VersionState.DRAFT else "",
        incomplete=_incomplete(reading),
        years=_years(reading.versions, version, shown),
        rooms=_rooms(reading, room),
        room=room,
        title=shown.word("year_rooms", room),
        whole=reading.whole,
        part_notice="" if reading.whole else shown.word("year_part", "notice"),
        draft=draft,
        may=permitted(reading.actor, reading.organisation.id),
        may_enter=draft and reading.actor.may(reading.organisation.id, Permission.ENTER_DATA),
    )


def _rooms(reading: Reading, here: str) -> tuple[Room, ...]:
    keys = (*OF_EVERYBODY, *OF_THE_WHOLE) if reading.whole else OF_EVERYBODY
    given = (reading.organisation.code, reading.result.version.year_be)
    counts = {
        "sources": len(reading.result.calculation.sources),
        "findings": len(reading.result.findings),
    }
    if reading.whole:
        owner = reading.organisation.id
        counts["review"] = open_points(reading.actor, owner, reading.result.version)
    return tuple(
        Room(
            key,
            reading.shown.word("year_rooms", key),
            reverse(ROUTES[key], args=given) + reading.query,
            key == here,
            f"{counts[key]:,}" if key in counts else "",
        )
        for key in keys
    )


def _incomplete(reading: Reading) -> str:
    calculation = reading.result.calculation
    without = [one.source.code for one in calculation.sources if not one.complete]
    if not without:
        return ""
    return reading.shown.word(
        "year", "incomplete_notice", count=str(len(without)), codes=", ".join(without)
    )


def _years(versions: Sequence[Version], here: Version, shown: Shown) -> tuple[YearLink, ...]:
    """The years of the organisation; two of one number are told apart by their kind."""
    newest = {one.inventory_id: one for one in reversed(versions)}
    numbers = Counter(one.year_be for one in newest.values())
    return tuple(
        YearLink(
            one.year_be,
            address_query(period_word(one, versions)),
            shown.year(one.year_be) if numbers[one.year_be] == 1 else shown.period(one.period),
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

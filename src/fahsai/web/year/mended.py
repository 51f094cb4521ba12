"""Where a finding is mended: the page that shows, or changes, what it speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.finding import Finding
    from fahsai.web.year.asked import Reading

Entry = TypeVar("Entry")


class Edited(NamedTuple):
    """A page that changes something: its name, what it asks for, and what it is of."""

    name: str
    needed: Permission
    of_year: bool = False
    of_source: bool = False  # the subject of the finding is the source's code


_PROFILE = Edited("profile", Permission.MANAGE_ORGANISATION)
_UNITS = Edited("units", Permission.MANAGE_ORGANISATION)
_REPORT = Edited("hand_in_report", Permission.WRITE_REPORT)
_TEXTS = Edited("texts", Permission.WRITE_REPORT, of_year=True)
_PICTURES = Edited("pictures", Permission.WRITE_REPORT)
_SOURCE = Edited("add_source", Permission.ENTER_DATA, of_year=True)
_SETTINGS = Edited("year_settings", Permission.SETTLE, of_year=True)

_SETTLE = Edited("settle", Permission.SETTLE, of_year=True, of_source=True)

OF_SOURCES = (
    "source.not_this_year",
    "source.base_year_not_ended",
    "source.end_reason_missing",
    "source.start_reason_missing",
    "mistake.record_after_end",
    "mistake.record_before_start",
)
"""Findings on the span of a source: its own page says when and why it started or ended."""

EDITED: Mapping[str, tuple[Edited, ...]] = {
    "task.profile_blank": (_PROFILE, _REPORT),
    "task.person_": (_REPORT,),
    "task.text_": (_TEXTS,),
    "task.chart_": (_PICTURES,),
    "task.map_missing": (_PICTURES,),
    "task.order_missing": (_PICTURES,),
    "mistake.order_missing": (_PICTURES,),
    "mistake.picture_missing": (_PICTURES,),
    "mistake.meeting_unpictured": (_PICTURES,),
    "mistake.calibration_error": (_REPORT,),
    "task.units_missing": (_UNITS, _REPORT),
    "task.facilities_missing": (_REPORT,),
    "task.scope3_unassessed": (_REPORT,),
    "scope3.significant_without_source": (_SOURCE, _REPORT),
    "scope3.source_denied": (_REPORT,),
    "scope3.category_unassessed": (_REPORT,),
    "scope3.upstream_twice": (_SETTINGS,),
    "task.calibration_missing": (_REPORT,),
    "task.measures_missing": (_REPORT,),
    "task.activities_missing": (_REPORT,),
    "task.settings_unset": (_SETTINGS,),
    "task.sources_missing": (Edited("hand_in_activity", Permission.ENTER_DATA),),
    "task.documents_missing": (Edited("make_documents", Permission.WRITE_REPORT, of_year=True),),
    "version.": (_SETTINGS,),
    **dict.fromkeys(OF_SOURCES, (_SETTLE,)),
}
"""The pages that change what a finding speaks of, by the beginning of its code.

The first that the reader may use is taken; a year's page only while the year may change.
"""

READ: Mapping[str, tuple[str, str]] = {
    "task.evidence_missing": ("year_lines", "proven=no"),
    "mistake.evidence_none": ("year_lines", "proven=no"),
    "task.months_missing_more": ("year_sources", "state=months"),
    "task.quality_poor": ("year_sources", ""),
    "task.sources_missing": ("year_imports", ""),
    "task.scope_empty": ("year_sources", ""),
    "task.documents_missing": ("year_documents", ""),
    "base_year.": ("base_year", ""),
    "scope3.": ("year_scope3", ""),
    "import.": ("year_imports", ""),
    "sheet.": ("year_imports", ""),
    "version.": ("year_versions", ""),
}
"""The pages of the year where a finding is seen, with what they are asked for."""

Found = TypeVar("Found")
OF_THE_WHOLE = frozenset({"base_year", "year_imports", "year_documents", "year_versions"})


class Place(NamedTuple):
    """An address and the key of what the link to it says."""

    address: str
    key: str


def place_of(item: Finding, reading: Reading, codes: frozenset[str]) -> Place | None:
    """Where to go for a finding; None where only a file of the organisation mends it.

    ``codes`` are those of the sources that the reader sees.
    """
    organisation, year_be = reading.organisation.code, reading.result.version.year_be
    if item.subject in codes and item.code not in OF_SOURCES:
        address = reverse("line", args=(organisation, year_be, item.subject))
        return Place(address + reading.query, "source")
    for page in _longest(item.code, EDITED) or ():
        if _usable(page, reading):
            given: tuple[object, ...] = (organisation, year_be) if page.of_year else (organisation,)
            given = (*given, item.subject) if page.of_source else given
            query = reading.query if page.of_year else ""
            return Place(reverse(page.name, args=given) + query, "mend")
    if item.subject in codes:
        address = reverse("line", args=(organisation, year_be, item.subject))
        return Place(address + reading.query, "source")
    seen = _longest(item.code, READ)
    if seen is None or (seen[0] in OF_THE_WHOLE and not reading.whole):
        return None
    name, asked = seen
    address = reverse(name, args=(organisation, year_be)) + reading.query
    if asked:
        address += ("&" if reading.query else "?") + asked
    return Place(address, "see")


def _usable(page: Edited, reading: Reading) -> bool:
    """Whether the page lets the reader in and may still change what it is about."""
    if reading.actor.units(reading.organisation.id, page.needed) is not None:
        return False
    draft = reading.result.version.state is VersionState.DRAFT and reading.number is None
    return draft or not page.of_year


def _longest(code: str, table: Mapping[str, Entry]) -> Entry | None:
    """The entry whose key is the longest beginning of a code."""
    found = [key for key in table if code.startswith(key)]
    return table[max(found, key=len)] if found else None

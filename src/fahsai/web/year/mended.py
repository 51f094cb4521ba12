"""Where a finding is mended: the page that shows, or changes, what it speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from django.urls import reverse

from fahsai.core.access.roles import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.finding import Finding
    from fahsai.web.year.asked import Reading

WRITE, SETTLE = Permission.WRITE_REPORT, Permission.SETTLE
MANAGE = Permission.MANAGE_ORGANISATION
REPORT = ("hand_in_report", WRITE)
EDITED: Mapping[str, tuple[tuple[str, Permission], ...]] = {
    "task.profile_blank": (("profile", MANAGE), REPORT),
    "task.person_": (REPORT,),
    "task.text_": (("texts", WRITE), REPORT),
    "task.chart_": (("pictures", WRITE),),
    "task.map_missing": (("pictures", WRITE),),
    "task.order_missing": (("pictures", WRITE),),
    "task.units_missing": (("units", MANAGE), REPORT),
    "task.facilities_missing": (REPORT,),
    "task.scope3_unassessed": (REPORT,),
    "task.calibration_missing": (REPORT,),
    "task.measures_missing": (REPORT,),
    "task.activities_missing": (REPORT,),
    "task.settings_unset": (("year_settings", SETTLE),),
    "task.sources_missing": (("hand_in_activity", Permission.ENTER_DATA),),
    "task.documents_missing": (("make_documents", WRITE),),
    "version.": (("year_settings", SETTLE),),
}
"""The pages that change what a finding speaks of, by the beginning of its code.

The first one that the reader may use is taken; each needs its right in the whole organisation.
"""

OF_A_YEAR = frozenset({"texts", "year_settings", "make_documents"})

READ: Mapping[str, tuple[str, str]] = {
    "task.evidence_missing": ("year_lines", "proven=no"),
    "task.months_missing_more": ("year_sources", "state=months"),
    "task.quality_poor": ("year_sources", ""),
    "task.sources_missing": ("year_imports", ""),
    "task.scope_empty": ("year_sources", ""),
    "task.documents_missing": ("year_documents", ""),
    "import.": ("year_imports", ""),
    "sheet.": ("year_imports", ""),
    "version.": ("year_versions", ""),
}
"""The pages of the year where a finding is seen, with what they are asked for."""

Found = TypeVar("Found")
OF_THE_WHOLE = frozenset({"year_imports", "year_documents", "year_versions"})


class Place(NamedTuple):
    """An address and the key of what the link to it says."""

    address: str
    key: str


def place_of(item: Finding, reading: Reading, codes: frozenset[str]) -> Place | None:
    """Where to go for a finding; None where only a file of the organisation mends it.

    ``codes`` are those of the sources that the reader sees.
    """
    organisation, year_be = reading.organisation.code, reading.result.version.year_be
    if item.subject in codes:
        address = reverse("line", args=(organisation, year_be, item.subject))
        return Place(address + reading.query, "source")
    for name, needed in _longest(item.code, EDITED) or ():
        if reading.actor.units(reading.organisation.id, needed) is not None:
            continue
        if name in OF_A_YEAR:
            return Place(reverse(name, args=(organisation, year_be)) + reading.query, "mend")
        return Place(reverse(name, args=(organisation,)), "mend")
    seen = _longest(item.code, READ)
    if seen is None or (seen[0] in OF_THE_WHOLE and not reading.whole):
        return None
    name, asked = seen
    address = reverse(name, args=(organisation, year_be)) + reading.query
    if asked:
        address += ("&" if reading.query else "?") + asked
    return Place(address, "see")


def _longest(code: str, table: Mapping[str, Found]) -> Found | None:
    """The entry whose key is the longest beginning of a code."""
    found = [key for key in table if code.startswith(key)]
    return table[max(found, key=len)] if found else None

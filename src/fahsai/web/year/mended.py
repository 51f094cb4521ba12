"""Where a finding is mended: the page that shows, or changes, what it speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.web.year.asked import Reading

EDITED = {
    "task.profile_blank": ("organisation_profile", "report"),
    "task.person_": ("report_people", "report"),
    "task.text_": ("report_texts", "report"),
    "task.chart_": ("report_pictures", "report"),
    "task.map_missing": ("report_pictures", "report"),
    "task.order_missing": ("report_pictures", "report"),
    "task.units_missing": ("boundary", "report"),
    "task.facilities_missing": ("boundary", "report"),
    "task.scope3_unassessed": ("report_lists", "report"),
    "task.calibration_missing": ("report_lists", "report"),
    "task.measures_missing": ("report_lists", "report"),
    "task.activities_missing": ("report_lists", "report"),
    "task.settings_unset": ("year_settings", "settings"),
    "version.": ("year_settings", "settings"),
}
"""The pages that change what a finding speaks of, by the beginning of its code.

They stand in rooms of their own; the first name that there is an address for is taken.
"""

READ = {
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
    for name in _longest(item.code, EDITED) or ():
        for given in ((organisation, year_be), (organisation,)):
            try:
                return Place(reverse(name, args=given) + reading.query, "mend")
            except NoReverseMatch:
                continue
    seen = _longest(item.code, READ)
    if seen is None or (seen[0] in OF_THE_WHOLE and not reading.whole):
        return None
    name, asked = seen
    address = reverse(name, args=(organisation, year_be)) + reading.query
    if asked:
        address += ("&" if reading.query else "?") + asked
    return Place(address, "see")


def _longest(code: str, table: dict[str, tuple[str, str]]) -> tuple[str, str] | None:
    """The entry whose key is the longest beginning of a code."""
    found = [key for key in table if code.startswith(key)]
    return table[max(found, key=len)] if found else None

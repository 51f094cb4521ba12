"""The Buddhist era and the Christian era."""

from __future__ import annotations

BE_OFFSET = 543
"""Buddhist era minus Christian era, in years."""

_CHRISTIAN_YEARS = range(1900, 2201)
_BUDDHIST_YEARS = range(1900 + BE_OFFSET, 2201 + BE_OFFSET)


def christian_year(year: int) -> int | None:
    """A four-digit year of either era as a Christian year; None where neither era fits.

    The years people write (1900 to 2200) do not overlap in the two eras, so nothing is guessed.

    >>> christian_year(2567), christian_year(2024), christian_year(2300)
    (2024, 2024, None)
    """
    if year in _CHRISTIAN_YEARS:
        return year
    if year in _BUDDHIST_YEARS:
        return year - BE_OFFSET
    return None

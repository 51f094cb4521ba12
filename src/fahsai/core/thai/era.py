"""The Buddhist era and the Christian era."""

from __future__ import annotations

from enum import StrEnum

BE_OFFSET = 543
"""Buddhist era minus Christian era, in years."""

_CHRISTIAN_YEARS = range(1900, 2201)
_BUDDHIST_YEARS = range(1900 + BE_OFFSET, 2201 + BE_OFFSET)


class Era(StrEnum):
    """The two eras that years are counted in."""

    BE = "be"
    CE = "ce"


ERA_OF = {"th": Era.BE, "en": Era.CE}
"""The era that each language counts in unless somebody asks for the other."""


def year_text(year: int, lang: str = "th", era: Era | None = None) -> str:
    """A Christian year as people read it in a language, marked where the era is not its own.

    >>> year_text(2026), year_text(2026, "en")
    ('2569', '2026')
    >>> year_text(2026, "th", Era.CE), year_text(2026, "en", Era.BE)
    ('ค.ศ. 2026', '2569 BE')
    """
    own = ERA_OF[lang]
    number = year + BE_OFFSET if (era or own) is Era.BE else year
    if era in {None, own}:
        return str(number)
    return f"ค.ศ. {number}" if era is Era.CE else f"{number} BE"


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

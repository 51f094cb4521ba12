"""What the address of a year says besides its number: which kind of year, which version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.thai.period import YEAR_KINDS
from fahsai.services.access import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.inventories import Version

LONGEST_NUMBER = 4
"""Digits of a version's number."""

_WORDS = {kind: word for word, kind in YEAR_KINDS.items()}


def period_word(version: Version, versions: Iterable[Version]) -> str:
    """The word that an address needs to mean this year and no other of its number.

    Empty where the number alone means it: of two years the one that begins first answers.
    """
    start = version.period.start
    same = (one.period.start for one in versions if one.year_be == version.year_be)
    first = min(same, default=start)
    return "" if start <= first else _WORDS.get(version.period.kind, "")


def address_query(period: str = "", number: int | None = None) -> str:
    """The end of a year's address, such as ``?period=calendar&version=1``; often empty."""
    parts = [f"period={period}"] * bool(period)
    if number is not None:
        parts.append(f"version={number}")
    return "?" + "&".join(parts) if parts else ""


def asked_version(request: HttpRequest) -> int | None:
    """The number of an older version that the address names (``?version=1``), if any.

    Raises:
        NotFoundError: it is no number of a version.
    """
    text = request.GET.get("version", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise NotFoundError(text)
    return int(text)


def asked_period(request: HttpRequest) -> tuple[str, PeriodKind | None]:
    """Which of two years of the same number the address names (``?period=calendar``), if it does.

    Raises:
        NotFoundError: it is no kind of year.
    """
    word = request.GET.get("period", "")
    if word and word not in YEAR_KINDS:
        raise NotFoundError(word)
    return word, YEAR_KINDS.get(word)

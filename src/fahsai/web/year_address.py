"""What the address of a year says besides its number: which kind of year, which version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.thai.period import YEAR_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.services.inventories import Version

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

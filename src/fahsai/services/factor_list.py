"""The published factors, looked up by words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.reference.load_factors import editions
from fahsai.services.keeping.factor_codec import factor_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.core.factors.factor import EmissionFactor


def factor_list(words: Sequence[str], edition: str | None = None) -> tuple[EmissionFactor, ...]:
    """The rows that contain every word, in Thai or English, in the order of their lists."""
    rows = (
        row
        for listed in editions().values()
        if edition in {None, listed.code}
        for row in listed.rows
    )
    return with_words(rows, words)


def with_words(rows: Iterable[EmissionFactor], words: Sequence[str]) -> tuple[EmissionFactor, ...]:
    """The rows that contain every word, in their order."""
    wanted = [word.casefold() for word in words]
    return tuple(row for row in rows if all(word in _text(row) for word in wanted))


def _text(row: EmissionFactor) -> str:
    names = (":".join(factor_key(row)), row.activity, row.name_th, row.name_en, row.unit)
    return " ".join(names).casefold()

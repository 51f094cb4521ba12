"""The published factors, looked up by words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.reference.load_factors import editions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fahsai.core.factors.factor import EmissionFactor


def factor_list(words: Sequence[str], edition: str | None = None) -> tuple[EmissionFactor, ...]:
    """The rows that contain every word, in Thai or English, in the order of their lists."""
    wanted = [word.casefold() for word in words]
    return tuple(
        row
        for listed in editions().values()
        if edition in {None, listed.code}
        for row in listed.rows
        if all(word in _text(row) for word in wanted)
    )


def _text(row: EmissionFactor) -> str:
    names = (row.key, row.activity, row.name_th, row.name_en, row.unit)
    return " ".join(names).casefold()

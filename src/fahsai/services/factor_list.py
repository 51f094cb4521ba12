"""The published factors, looked up by words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.reference.load_factors import editions
from fahsai.reference.load_kinds import kinds
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


class ActivityEntry(NamedTuple):
    """One activity that factors are kept of, with a kind of source that takes them."""

    activity: str
    kind: str
    name_th: str
    name_en: str
    unit: str


def activity_list(words: Sequence[str]) -> tuple[ActivityEntry, ...]:
    """The activities that kinds of source look for, where every word stands in them or the kind.

    >>> [one.activity for one in activity_list(["freight", "spend"])]
    ['transport.spend']
    """
    wanted = [word.casefold() for word in words]
    found: dict[str, ActivityEntry] = {}
    for kind in kinds().values():
        for term in kind.terms:
            for activity in term.activities:
                text = f"{activity} {kind.code} {kind.name_th} {kind.name_en}".casefold()
                if all(word in text for word in wanted):
                    entry = ActivityEntry(
                        activity, kind.code, kind.name_th, kind.name_en, kind.unit
                    )
                    found.setdefault(activity, entry)
    return tuple(found.values())


def _text(row: EmissionFactor) -> str:
    names = (":".join(factor_key(row)), row.activity, row.name_th, row.name_en, row.unit)
    return " ".join(names).casefold()

"""What the word of a unit means beside a kind of source, where the word alone does not say."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from fahsai.core.quantity.spelling import unit_key
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_units import load_units

if TYPE_CHECKING:
    from fahsai.core.finding import Finding
    from fahsai.core.quantity.units import MeasureUnit

BAHT_SPENT = "baht_spent"
_BAHT = frozenset(unit_key(text).casefold() for text in ("บาท", "บ.", "baht", "THB", "฿"))


def parse_for_kind(
    text: str, kind: str, subject: str = ""
) -> tuple[MeasureUnit | None, tuple[Finding, ...]]:
    """The unit that a text names for the activity of a kind of source.

    บาท is no unit, but a source that is counted by spending counts the baht on its invoices.

    Args:
        text: the word as people write it.
        kind: the code of a kind of source.
        subject: what findings speak of.

    Findings: those of :meth:`~fahsai.core.quantity.units.UnitTable.parse`.

    >>> parse_for_kind("บาท", "purchased.spend")[0].code
    'baht_spent'
    >>> parse_for_kind("บาท", "electricity.paid")[0] is None
    True
    """
    return _parsed(text, kinds()[kind].unit if kind in kinds() else "", subject)


def parse_for_activity(
    text: str, activity: str, subject: str = ""
) -> tuple[MeasureUnit | None, tuple[Finding, ...]]:
    """The unit that a text names in a factor of an activity: as :func:`parse_for_kind`.

    >>> parse_for_activity("THB", "transport.spend")[0].code
    'baht_spent'
    """
    return _parsed(text, BAHT_SPENT if activity in _by_spending() else "", subject)


def _parsed(text: str, usual: str, subject: str) -> tuple[MeasureUnit | None, tuple[Finding, ...]]:
    units = load_units()
    if usual == BAHT_SPENT and unit_key(text).casefold() in _BAHT:
        return units.get(BAHT_SPENT), ()
    return units.parse(text, subject)


@cache
def _by_spending() -> frozenset[str]:
    """The activities whose factors are per baht spent."""
    return frozenset(
        activity
        for kind in kinds().values()
        if kind.unit == BAHT_SPENT
        for term in kind.terms
        for activity in term.activities
    )

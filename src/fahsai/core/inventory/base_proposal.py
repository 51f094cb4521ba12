"""A change since the base year that the records show, until somebody says what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.base_year import BaseYearChange, ChangeKind
from fahsai.core.inventory.compare import Difference

if TYPE_CHECKING:
    from collections.abc import Iterable


class Proposal(NamedTuple):
    """A change that the records show, for somebody to say whether it is one and of which kind.

    ``note`` names where it was seen: ``ended``, ``started``, ``share``, ``approach`` or
    ``method``; ``kind`` is None where the records do not tell it, and ``change`` then stands as a
    structural one; ``difference`` are the causes of a change of method.
    """

    note: str
    kind: ChangeKind | None
    change: BaseYearChange
    difference: Difference | None = None

    @property
    def key(self) -> str:
        """How commands and addresses name it."""
        return self.change.answers


class Vocabulary(NamedTuple):
    """The words of a reason that tell what kind of change it gives, in small letters."""

    structural: tuple[str, ...]
    unclear: tuple[str, ...]


def kind_by_reason(reason: str, known: Vocabulary) -> ChangeKind | None:
    """What a source that came or went is by the reason that people gave.

    Buying, opening or scrapping equipment is organic growth or decline; a merger, a transfer or
    outsourcing changes the structure.  None where nothing was said, or a word that may mean
    either (``ขาย``: an old truck, or a whole plant).
    Reference: GHG Protocol Corporate Standard, revised edition, chapter 5.

    >>> words = Vocabulary(("โอน", "merg"), ("ขาย",))
    >>> kind_by_reason("รับโอนจาก อบต.", words).value, kind_by_reason("ซื้อรถใหม่", words).value
    ('structural', 'organic')
    >>> kind_by_reason("", words), kind_by_reason("ขายแล้ว", words)
    (None, None)
    """
    text = reason.casefold()
    if any(word in text for word in known.structural):
        return ChangeKind.STRUCTURAL
    if not text.strip() or any(word in text for word in known.unclear):
        return None
    return ChangeKind.ORGANIC


def open_proposals(
    proposals: Iterable[Proposal], recorded: Iterable[BaseYearChange]
) -> tuple[Proposal, ...]:
    """The proposals that nobody has recorded yet, as whatever kind of change."""
    known = tuple(recorded)
    return tuple(one for one in proposals if not any(_answers(said, one) for said in known))


def _answers(said: BaseYearChange, proposal: Proposal) -> bool:
    """Whether a recorded change is what a proposal is about: by its name, or place and day."""
    shown = proposal.change
    if said.base_year_be != shown.base_year_be:
        return False
    same_day = (said.source_code, said.happened_on) == (shown.source_code, shown.happened_on)
    return said.answers == proposal.key or (same_day and not said.answers)

"""Who acted, as pages say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fahsai.services.history import Who
    from fahsai.web.shown import Shown


def who_text(who: Who, shown: Shown) -> str:
    """The name of somebody who acted: the local owner's is a word, a lost one is said to be."""
    if who.local_owner:
        return shown.word("who", "local_owner")
    return who.name or shown.word("who", "unknown")

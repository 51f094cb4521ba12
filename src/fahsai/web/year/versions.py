"""All versions of a year: their states, who brought them there, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.services.version_history import version_history
from fahsai.web.who import who_text
from fahsai.web.year_address import address_query

if TYPE_CHECKING:
    from fahsai.web.year.asked import Reading


class StateShown(NamedTuple):
    """A version came into a state."""

    state: str
    label: str
    at: str
    who: str
    reason: str


class VersionShown(NamedTuple):
    """One version with its states; ``query`` ends its address."""

    label: str
    query: str
    here: bool
    reason: str
    state: str
    state_label: str
    states: tuple[StateShown, ...]


def version_list(reading: Reading) -> tuple[VersionShown, ...]:
    """The versions, the newest first."""
    shown, here = reading.shown, reading.result.version
    history = version_history(reading.actor, reading.organisation.id, here)
    newest = max(one.number for one in history)
    found = []
    for one in history:
        states = tuple(
            StateShown(
                change.state.value,
                shown.common("states", change.state),
                shown.instant(change.at),
                who_text(change.who, shown),
                change.reason,
            )
            for change in one.states
        )
        number = None if one.number == newest else one.number
        found.append(
            VersionShown(
                shown.word("values", "version", number=str(one.number)),
                address_query(reading.period_word, number),
                one.number == here.number,
                one.reason,
                states[-1].state if states else "",
                states[-1].label if states else "",
                states,
            )
        )
    return tuple(found)

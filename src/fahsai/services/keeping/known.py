"""Which kept calculation answers a draft, remembered for as long as nothing was entered.

Rows are only ever added, so their number names what stands: the same number of rows means that
nothing has changed since.  What is remembered never outlives the process, is forgotten in the
middle of a change, and is an id that the caller looks up again.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import astuple
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.conf import settings as django_settings
from django.db import connection, transaction

from fahsai.records.models import ActivityRow, CalculationRow, OwnFactor, Source

if TYPE_CHECKING:
    from collections.abc import Hashable
    from uuid import UUID

    from fahsai.services.keeping.versions import Settings, Version

INPUTS = (ActivityRow, Source, OwnFactor)
"""The tables that a draft is computed from, beside its settings."""

REMEMBERED = 2000

_known: OrderedDict[Hashable, UUID] = OrderedDict()
_lock = Lock()


def state_of(version: Version, settings: Settings) -> Hashable | None:
    """What names the inputs of a draft as they stand; None in the middle of a change."""
    if connection.in_atomic_block:
        return None
    owner = version.organisation_id
    return (
        str(connection.settings_dict["NAME"]),
        str(django_settings.FAHSAI.home),
        version.id,
        astuple(settings),
        tuple(model.rows.of(owner).count() for model in INPUTS),
    )


def known_calculation(version: Version, state: Hashable | None) -> UUID | None:
    """The calculation remembered for that state, when it is still kept."""
    if state is None:
        return None
    with _lock:
        found = _known.get(state)
        if found is not None:
            _known.move_to_end(state)
    kept: Any = CalculationRow.rows.of(version.organisation_id)
    return found if found is not None and kept.filter(id=found).exists() else None


def remember(state: Hashable | None, calculation_id: UUID) -> None:
    """Remember the calculation of a state once it is committed."""
    if state is None:
        return

    def keep() -> None:
        with _lock:
            _known[state] = calculation_id
            while len(_known) > REMEMBERED:
                _known.popitem(last=False)

    transaction.on_commit(keep)

"""The readings store of this installation, as its settings say."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from fahsai.readings.errors import Unavailable
from fahsai.readings.store import ReadingsStore

__all__ = ["Unavailable", "readings_store"]


@lru_cache(maxsize=1)
def readings_store() -> ReadingsStore:
    """The store; opened once a process, and connected when it is first used."""
    chosen = settings.FAHSAI
    return ReadingsStore.open(
        chosen.readings_home,
        database_url=chosen.readings_database,
        tables=chosen.readings,
        engine=chosen.engine,
    )

"""The hash of our own tables: a result names the tables it was made with."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

MADE_UP = "demonstration"
"""The start of the names of tables that no calculation reads."""


@cache
def tables_sha256() -> str:
    """SHA-256 over the names and contents of the tables in this folder."""
    digest = hashlib.sha256()
    for entry in sorted(files("fahsai.reference").iterdir(), key=lambda one: one.name):
        if entry.name.endswith((".csv", ".toml")) and not entry.name.startswith(MADE_UP):
            digest.update(entry.name.encode())
            digest.update(hashlib.sha256(entry.read_bytes()).digest())
    return digest.hexdigest()

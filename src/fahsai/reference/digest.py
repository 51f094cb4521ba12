"""The hash of our own tables: a result names the tables it was made with."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

MADE_UP = "demonstration"
"""The start of the names of tables that no calculation reads."""


@cache
def tables_sha256() -> str:
    """SHA-256 over the names and contents of the tables in this folder and the folders in it."""
    digest = hashlib.sha256()
    for name, table in sorted(_tables(files("fahsai.reference"))):
        digest.update(name.encode())
        digest.update(hashlib.sha256(table).digest())
    return digest.hexdigest()


def _tables(folder: Traversable, place: str = "") -> Iterator[tuple[str, bytes]]:
    """The tables that calculations read: name with its folders, content."""
    for entry in folder.iterdir():
        name = f"{place}{entry.name}"
        if entry.is_dir():
            yield from _tables(entry, f"{name}/")
        elif name.endswith((".csv", ".toml")) and not name.startswith(MADE_UP):
            yield name, entry.read_bytes()

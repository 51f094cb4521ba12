"""A mapping of columns as people and programs write it: TOML in a file, JSON in a request."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

from fahsai.core.finding import Finding, Level, finding
from fahsai.services.map_table import mapping_given

if TYPE_CHECKING:
    from fahsai.services.map_table import FileMapping

__all__ = ["MOST_TEXT", "mapping_of_json", "plain_of_toml"]

MOST_TEXT = 200_000
"""What a mapping may hold; five thousand answers are less [bytes]."""
_SHOWN = 100


def plain_of_toml(data: bytes) -> tuple[dict[str, Any] | None, tuple[Finding, ...]]:
    """The plain data of a mapping file, or ``table.mapping_wrong``.

    >>> plain_of_toml(b'partial = true')
    ({'partial': True}, ())
    >>> [one.code for one in plain_of_toml(b"a = " + b"[" * 9999)[1]]
    ['table.mapping_wrong']
    """
    if len(data) > MOST_TEXT:
        return None, (_wrong(f"{len(data):,} > {MOST_TEXT:,} bytes"),)
    try:
        return tomllib.loads(data.decode("utf-8-sig")), ()
    except (ValueError, RecursionError) as error:  # numbers of a thousand digits, endless brackets
        return None, (_wrong(str(error)),)


def mapping_of_json(text: str) -> tuple[FileMapping | None, tuple[Finding, ...]]:
    """The mapping of a JSON text, or ``table.mapping_wrong``; none at all where it is blank.

    >>> mapping_of_json("  "), [one.code for one in mapping_of_json("[" * 99999)[1]]
    ((None, ()), ['table.mapping_wrong'])
    """
    if not text.strip():
        return None, ()
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        return None, (_wrong(text[:_SHOWN]),)
    return mapping_given(plain)


def _wrong(value: str) -> Finding:
    return finding("table.mapping_wrong", Level.ERROR, "mapping", value=value)

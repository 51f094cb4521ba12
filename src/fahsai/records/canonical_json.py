"""JSON with one text for one value, so that equal payloads have equal hashes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TypeAlias
from uuid import UUID

from fahsai.core.quantity.exact import canonical

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | bool | None"
"""What comes back: there are no floats, decimals are their canonical text."""


def canonical_json(value: object) -> str:
    """The text of ``value``: sorted keys, no spaces, UTF-8 characters as themselves.

    Decimals become their canonical text, UUIDs and dates their ISO text, enums their value.

    Raises:
        TypeError: a float, or anything else that JSON cannot hold exactly.

    >>> canonical_json({"b": Decimal("1.50"), "a": ["ฟ้า", None, True, 3]})
    '{"a":["ฟ้า",null,true,3],"b":"1.5"}'
    """
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(value: object) -> JSON:
    """``value`` made of JSON's own types only, as it will be read back."""
    match value:
        case Enum():
            return plain(value.value)
        case None | bool() | int() | str():
            return value
        case Decimal() | UUID() | date():
            return _text(value)
        case Mapping():
            return {_key(key): plain(item) for key, item in value.items()}
        case Sequence() if not isinstance(value, bytes | bytearray | memoryview):
            return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no exact JSON text: {value!r}")


def parse_json(text: str) -> JSON:
    """The value of a canonical text; a number with a fraction is refused, it was never ours."""
    value: JSON = json.loads(text, parse_float=_no_float, parse_constant=_no_float)
    return value


def _text(value: Decimal | UUID | date) -> str:
    if isinstance(value, Decimal):
        return canonical(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _key(key: object) -> str:
    if isinstance(key, Enum):
        key = key.value
    if isinstance(key, UUID):
        key = str(key)
    if not isinstance(key, str):
        raise TypeError(f"a JSON key is text, not {key!r}")
    return str(key)


def _no_float(text: str) -> JSON:
    raise ValueError(f"a number with a fraction is kept as text, not as {text}")

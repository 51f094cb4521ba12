"""PDF files: whether one may run a program when somebody opens it."""

from __future__ import annotations

import re
import zlib

MOST_STREAMS = 2_000
MOST_PACKED, MOST_UNPACKED = 1 << 18, 1 << 18
"""Of one stream [bytes]: the dictionaries of a document are far smaller."""

_STREAM = re.compile(rb"stream\r?\n")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch)(?![A-Za-z0-9])")


def is_pdf(data: bytes) -> bool:
    """Whether a file is a PDF from its first byte on."""
    return data.startswith(b"%PDF-")


def runs_something(data: bytes) -> bool:
    """Whether it holds JavaScript or starts a program, as far as can be seen without a password.

    Names may be written with escapes (``/J#61vaScript``) and stand in compressed streams.

    >>> runs_something(b"%PDF-1.7 << /S /J#61vaScript /JS (x) >>"), runs_something(b"%PDF-1.7")
    (True, False)
    """
    return _is_active(data) or any(_is_active(part) for part in _unpacked(data))


def _is_active(data: bytes) -> bool:
    plain = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), data)
    return _ACTIVE.search(plain) is not None


def _unpacked(data: bytes) -> list[bytes]:
    parts = []
    for number, match in enumerate(_STREAM.finditer(data)):
        if number == MOST_STREAMS:
            break
        try:
            parts.append(
                zlib.decompressobj().decompress(data[match.end() :][:MOST_UNPACKED], 65536)
            )
        except zlib.error:
            continue
    return parts

"""The coding of a text file, told from its bytes."""

from __future__ import annotations

import codecs
import re

UTF8, UTF8_SIG, UTF16, UTF16_LE, UTF16_BE = "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"
THAI = "cp874"
"""Windows-874; TIS-620 is the part of it without curly quotes, dashes and the euro sign."""
WESTERN = "cp1252"
CODINGS = (UTF8, UTF8_SIG, UTF16, UTF16_LE, UTF16_BE, THAI, WESTERN)
"""What a person may say a file is written in."""

_ALIASES = {
    "utf8": UTF8,
    "utf-8-bom": UTF8_SIG,
    "utf16": UTF16,
    "windows-874": THAI,
    "tis-620": THAI,
    "tis620": THAI,
    "iso-8859-11": THAI,
    "windows-1252": WESTERN,
}
_SAMPLE = 1 << 16
_HIGH_BYTES = frozenset({0x00, 0x0E})
"""The upper half of Latin and of Thai letters in UTF-16."""
_MOSTLY = 0.7
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def coding_named(text: str) -> str:
    """The coding that a person names; empty where it is none of ours.

    >>> coding_named("TIS-620"), coding_named("UTF8"), coding_named("klingon")
    ('cp874', 'utf-8', '')
    """
    name = text.strip().lower().replace("_", "-")
    name = _ALIASES.get(name, name)
    return name if name in CODINGS else ""


def decoded(data: bytes, coding: str = "") -> tuple[str | None, str]:
    """The text of a file and its coding; None where it is no text in that coding.

    A byte order mark decides, then valid UTF-8, then the zeros that UTF-16 leaves between
    letters, then the Thai code page, in which few other bytes are letters at all.

    Args:
        data: the bytes.
        coding: what a person says; empty guesses.

    >>> decoded("ลิตร".encode("cp874")), decoded("ลิตร".encode("utf-16-le"))[1]
    (('ลิตร', 'cp874'), 'utf-16-le')
    """
    if coding:
        return _in(data, coding), coding
    for guess in _guesses(data):
        text = _in(data, guess)
        if text is not None:
            return text, guess
    return None, ""


def _guesses(data: bytes) -> tuple[str, ...]:
    if data.startswith(codecs.BOM_UTF8):
        return (UTF8_SIG,)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return (UTF16,)
    if any(byte in data[:_SAMPLE] for byte in _HIGH_BYTES):
        even, odd = _share_high(data[0:_SAMPLE:2]), _share_high(data[1:_SAMPLE:2])
        if max(even, odd) < _MOSTLY:
            return ()
        return (UTF16_LE,) if odd >= even else (UTF16_BE,)
    return (UTF8, THAI)


def _share_high(part: bytes) -> float:
    return sum(byte in _HIGH_BYTES for byte in part) / len(part) if part else 0.0


def _in(data: bytes, coding: str) -> str | None:
    try:
        text = data.decode(coding)
    except UnicodeError:
        return None
    text = text.removeprefix("\ufeff")
    return None if _CONTROLS.search(text) else text

"""Thai digits and Arabic digits."""

from __future__ import annotations

_THAI = "๐๑๒๓๔๕๖๗๘๙"
_ARABIC = "0123456789"
_TO_ARABIC = str.maketrans(_THAI, _ARABIC)
_TO_THAI = str.maketrans(_ARABIC, _THAI)


def to_arabic(text: str) -> str:
    """The text with Thai digits replaced.

    >>> to_arabic("๒๑ พ.ย. ๒๕๖๙")
    '21 พ.ย. 2569'
    """
    return text.translate(_TO_ARABIC)


def to_thai(text: str) -> str:
    """The text with Arabic digits replaced.

    >>> to_thai("1,234.50")
    '๑,๒๓๔.๕๐'
    """
    return text.translate(_TO_THAI)

"""The key under which a unit's spellings are found, whatever the typing habits of an office."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_BROKEN_SARA_AE = "เเ"
# Joining signs vanish (kW-h, kW·h, kW h are one spelling), but not a minus before a digit: "m-3".
_JOINTS = re.compile(r"[\s.\u00b7\u2022\u22c5\u2027\u2219*\u00d7^_()\[\]{}]|[-\u2010-\u2015](?!\d)")


def unit_key(text: str) -> str:
    """A spelling without white space, dots, joints, brackets and look-alike characters.

    Full-width and superscript characters become plain ones; capitals stay, for they tell mega
    from milli.

    >>> unit_key("ลบ.ม."), unit_key("m³"), unit_key(" kg CO₂e "), unit_key("kW·h")
    ('ลบม', 'm3', 'kgCO2e', 'kWh')
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = _INVISIBLE.sub("", plain).replace(_BROKEN_SARA_AE, "แ")
    return _JOINTS.sub("", plain)


def folded_key(key: str) -> str | None:
    """The key without capitals, or None where capitals must stay (a single letter).

    >>> folded_key("KWH"), folded_key("M")
    ('kwh', None)
    """
    return key.casefold() if len(key) > 1 else None

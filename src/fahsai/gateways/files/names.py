"""Names of files as people gave them, made safe to keep and to give back."""

from __future__ import annotations

import unicodedata

LONGEST = 120
"""Characters of a name."""

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of Unicode that hide, turn or break a name: controls, marks of direction…"""


def clean_name(name: str) -> str:
    r"""The last part of a path, without what cannot be seen, at most 120 characters, NFC.

    >>> clean_name("..\\..\\etc/บิล\u202egpj.exe")
    'บิลgpj.exe'
    >>> clean_name("../../"), len(clean_name("ก" * 300 + ".pdf")), clean_name(".htaccess")
    ('file', 120, 'htaccess')
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    seen = "".join(c for c in last if unicodedata.category(c) not in UNSEEN)
    text = " ".join(unicodedata.normalize("NFC", seen).split()).strip(". ")
    stem, dot, end = text.rpartition(".")
    if dot and len(text) > LONGEST and len(end) < LONGEST // 2:
        text = f"{stem[: LONGEST - len(end) - 1].rstrip('. ')}.{end}"
    return text[:LONGEST] or "file"


def extension(name: str) -> str:
    """The ending of a name in small letters, without its dot.

    >>> extension("บิล.PDF"), extension("no ending")
    ('pdf', '')
    """
    _, dot, end = name.rpartition(".")
    return end.lower() if dot else ""

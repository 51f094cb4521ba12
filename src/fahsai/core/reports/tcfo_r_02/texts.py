"""The texts an organisation may write itself, and how its words become paragraphs."""

from __future__ import annotations

TEXT_KEYS = (
    "introduction",
    "2.7",
    "3.1.boundary",
    "3.1.1",
    "3.1.2",
    "3.1.4",
    "3.2.9",
    "6.1",
    "6.3",
    "7.2",
    "9.1.short",
    "9.1.medium",
    "9.1.long",
    "10",
    "11.2",
)
"""Keys of ``Dossier.texts`` that this document prints.

The help for each, in Thai and English, stands in ``words/tcfo_r_02.toml`` under ``[help]``.
"""


def paragraphs(text: str) -> tuple[str, ...]:
    r"""The non-empty lines of a text, trimmed.

    >>> paragraphs(" ก \n\nข")
    ('ก', 'ข')
    """
    return tuple(line.strip() for line in text.splitlines() if line.strip())

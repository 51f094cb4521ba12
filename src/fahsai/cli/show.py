"""Showing values on a terminal, in Thai or English."""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TextIO
from zoneinfo import ZoneInfo

from fahsai.core.quantity.rounding import round_half_up, tonnes
from fahsai.core.thai.era import BE_OFFSET
from fahsai.words.load import words
from fahsai.words.messages import Language, message, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from fahsai.core.finding import Finding


BANGKOK = ZoneInfo("Asia/Bangkok")


@dataclass(frozen=True, slots=True)
class Shown:
    """The language that things are shown in."""

    language: Language

    def word(self, table: str, key: str, /, **data: str) -> str:
        """A sentence of the command line."""
        return sentence(words("cli")[table][key][self.language], data)

    def findings(self, findings: Iterable[Finding], stream: TextIO | None = None) -> None:
        """What the machine says, the worst first; which command helps, once a code."""
        order = {"error": 0, "warning": 1, "info": 2}
        hints = words("cli")["hints"]
        hinted: set[str] = set()
        for item in sorted(findings, key=lambda one: order[one.level]):
            level = self.word("levels", item.level)
            say(stream or sys.stdout, f"  [{level}] {message(item, self.language)} ({item.code})")
            if item.code in hints and item.code not in hinted:
                hinted.add(item.code)
                hint = self.word("hints", item.code)
                say(stream or sys.stdout, f"    {self.word('hint', 'line', hint=hint)}")


def say(stream: TextIO, text: str) -> None:
    """Write a line; a terminal that lacks Thai letters gets question marks, not an error."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")


def width(text: str) -> int:
    """How many columns a text takes: Thai vowels and tones above and below take none."""
    return sum(
        0 if unicodedata.combining(c) or unicodedata.category(c) == "Mn" else 1 for c in text
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: frozenset[int]) -> str:
    """A table in columns; the columns in ``right`` are numbers."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(width(line[i]) for line in lines) for i in range(len(head))]

    def cell(text: str, place: int) -> str:
        space = " " * (widths[place] - width(text))
        return space + text if place in right else text + space

    texts = ["  ".join(cell(text, place) for place, text in enumerate(line)) for line in lines]
    texts.insert(1, "  ".join("-" * size for size in widths))
    return "\n".join(text.rstrip() for text in texts)


def kilograms(value: Decimal | None) -> str:
    """A mass for reading [kg, 6 decimals]."""
    return "-" if value is None else f"{round_half_up(value, 6):,f}"


def in_tonnes(value: Decimal) -> str:
    """A mass for reading [t, 2 decimals]."""
    return f"{round_half_up(tonnes(value), 2):,f}"


def moment(at: float, shown: Shown) -> str:
    """A moment [unix s] as people in Thailand say it, in the era of the language."""
    here = datetime.fromtimestamp(at, BANGKOK)
    year = here.year + (BE_OFFSET if shown.language is Language.TH else 0)
    seconds = f":{here:%S}" if here.second else ""
    return f"{year}-{here:%m-%d %H:%M}{seconds}"

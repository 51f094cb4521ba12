"""What the machine says about data: a code, a level, a subject and the data behind it.

Core functions return ``(result, findings)``; a finding is a value, never an exception.  The
words for people live in ``fahsai/words/findings_*.toml`` under the same code, in Thai and English;
a test keeps their placeholders in step with the ``data`` keys given here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Level(StrEnum):
    """How much a finding matters: an error blocks submission, a warning asks, info tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark; ``subject`` names the thing (a source code, ``sheet!cell``, a file)."""

    code: str
    level: Level
    subject: str
    data: Mapping[str, str] = field(default_factory=dict)


def finding(code: str, level: Level, subject: str, **data: str) -> Finding:
    """A finding with its data given by name, so that the words test can read the keys."""
    return Finding(code, level, subject, data)

"""Which series count people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fahsai.core.inventory.mistakes.case import Entry

HEADS = re.compile(
    r"จำนวน(คน|พนักงาน|บุคลากร|เจ้าหน้าที่|ผู้)|คน-?วัน|headcount|number of (employees|staff)"
)
OF_HEADS = frozenset({"person", "person_day", "person_hour", "person_year", "person_night"})
SEPTIC = re.compile(r"septic|ถังเกรอะ|บ่อเกรอะ")


def of_heads(entry: Entry) -> bool:
    """Whether a series counts people, or rests on nothing but a count of people."""
    if entry.unit in OF_HEADS or (entry.kind is not None and entry.kind.method == "septic_tank"):
        return True
    words = entry.label.lower()
    return bool(HEADS.search(words) or SEPTIC.search(words))

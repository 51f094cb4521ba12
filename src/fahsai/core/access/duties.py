"""Duties that one person may not hold at once: who checks a report did not write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.access.roles import Role
from fahsai.core.finding import Level, finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.finding import Finding

EDITORS = (Role.DATA_MANAGER, Role.COLLECTOR, Role.WRITER, Role.ADVISER, Role.ADMINISTRATOR)
CHECKERS = (Role.INTERNAL_AUDITOR, Role.VERIFIER)

APART: tuple[tuple[Role, Role], ...] = (
    *((editor, checker) for editor in EDITORS for checker in CHECKERS),
    (Role.ADVISER, Role.APPROVER),
    (Role.ADVISER, Role.ADMINISTRATOR),  # an administrator may submit
    (Role.VERIFIER, Role.APPROVER),
    (Role.VERIFIER, Role.INTERNAL_AUDITOR),
)
"""Pairs of roles that nobody holds together in one organisation.

Reference: ISO 14064-3:2019, clause 4 (impartiality of the verifier); form TCFO_R_02 section 7.1
(data are checked by somebody else than the one who enters them).
"""


def conflicting_duties(roles: Iterable[Role], subject: str) -> tuple[Finding, ...]:
    """``access.duties_conflict`` for each pair that one person may not hold together."""
    held = set(roles)
    return tuple(
        finding("access.duties_conflict", Level.ERROR, subject, one=one.value, other=other.value)
        for one, other in APART
        if one in held and other in held
    )

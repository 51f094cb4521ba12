"""Findings as the pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.finding import Finding
    from fahsai.web.shown import Shown


class Said(NamedTuple):
    """One finding in words."""

    level: str
    label: str
    text: str
    subject: str
    code: str


def findings_said(findings: Iterable[Finding], shown: Shown) -> tuple[Said, ...]:
    """The findings in words, the worst first."""
    order = {"error": 0, "warning": 1, "info": 2}
    return tuple(
        Said(
            level=item.level.value,
            label=shown.common("levels", item.level),
            text=shown.says(item),
            subject=item.subject,
            code=item.code,
        )
        for item in sorted(findings, key=lambda one: order[one.level])
    )

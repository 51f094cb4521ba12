"""Findings as plain data and back: what a job keeps of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.core.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def findings_plain(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings for the records."""
    return [
        {"code": one.code, "level": one.level.value, "subject": one.subject, "data": dict(one.data)}
        for one in findings
    ]


def plain_findings(kept: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Findings read back from the records."""
    return tuple(
        Finding(one["code"], Level(one["level"]), one["subject"], dict(one["data"])) for one in kept
    )

"""What somebody answers to a warning: looked at, and right because of a reason.

An answer is given to what was said, not to the rule: when the figures behind a warning change, it
says something else, and is asked again.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from fahsai.core.finding import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from fahsai.core.finding import Finding

MARK_LENGTH = 16
"""Hexadecimal digits of a mark: 64 bits tell the findings of a year apart."""


def mark_of(item: Finding) -> str:
    """A short name of what a finding says: of its code, subject and data, whatever its level.

    >>> from fahsai.core.finding import Level, finding
    >>> one = finding("line.negative", Level.WARNING, "S05", lowest="-1")
    >>> mark_of(one) == mark_of(finding("line.negative", Level.INFO, "S05", lowest="-1"))
    True
    >>> mark_of(one) == mark_of(finding("line.negative", Level.WARNING, "S05", lowest="-2"))
    False
    """
    said = "\x1f".join(
        (item.code, item.subject, *(f"{k}\x1e{v}" for k, v in sorted(item.data.items())))
    )
    return sha256(said.encode()).hexdigest()[:MARK_LENGTH]


def settled(findings: Iterable[Finding], answered: Collection[str]) -> tuple[Finding, ...]:
    """The findings, where a warning that was answered only informs."""
    return tuple(
        replace(one, level=Level.INFO)
        if one.level is Level.WARNING and mark_of(one) in answered
        else one
        for one in findings
    )

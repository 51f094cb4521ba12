"""The states of an inventory version and the steps between them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from fahsai.core.finding import Level, finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.finding import Finding


class VersionState(StrEnum):
    """A draft may change; a submitted version never does; reopening starts the next number."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


def may_submit(
    state: VersionState,
    *,
    empty: bool,
    complete: bool,
    findings: Iterable[Finding],
    subject: str,
) -> tuple[bool, tuple[Finding, ...]]:
    """Whether a version may be frozen.

    Findings: ``version.already_submitted``; ``version.empty`` when there is no source at all;
    ``version.incomplete`` when a source has no result; ``version.has_errors`` when any finding
    is an error.
    """
    said = []
    if state is VersionState.SUBMITTED:
        said.append(finding("version.already_submitted", Level.ERROR, subject))
    if empty:
        said.append(finding("version.empty", Level.ERROR, subject))
    if not complete:
        said.append(finding("version.incomplete", Level.ERROR, subject))
    errors = [item for item in findings if item.level is Level.ERROR]
    if errors:
        said.append(
            finding(
                "version.has_errors",
                Level.ERROR,
                subject,
                count=str(len(errors)),
                first=f"{errors[0].code} ({errors[0].subject})",
            )
        )
    return not said, tuple(said)


def may_reopen(state: VersionState, reason: str, subject: str) -> tuple[bool, tuple[Finding, ...]]:
    """Whether a next version may be started: only from a submitted one, with a reason."""
    said = []
    if state is not VersionState.SUBMITTED:
        said.append(finding("version.not_submitted", Level.ERROR, subject))
    if not reason.strip():
        said.append(finding("version.reason_missing", Level.ERROR, subject))
    return not said, tuple(said)

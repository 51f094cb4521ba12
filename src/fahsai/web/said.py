"""Findings as the pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fahsai.core.finding import Finding
    from fahsai.web.shown import Shown


MOST_NOTICED = 100
"""Mistakes that are listed before somebody confirms; the year's own list has them all."""


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


class Noticed(NamedTuple):
    """The mistakes that would come with what somebody is about to store."""

    title: str
    lead: str
    items: tuple[Said, ...]
    more: str


def noticed_said(findings: Sequence[Finding], shown: Shown, table: str) -> Noticed | None:
    """Those mistakes in words, under the heading of a table of words; None where there are none."""
    if not findings:
        return None
    more = ""
    if len(findings) > MOST_NOTICED:
        counts = {"shown": f"{MOST_NOTICED:,}", "count": f"{len(findings):,}"}
        more = shown.word(table, "noticed_more", **counts)
    return Noticed(
        shown.word(table, "noticed"),
        shown.word(table, "noticed_lead"),
        findings_said(findings[:MOST_NOTICED], shown),
        more,
    )

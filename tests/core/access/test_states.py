"""Submitting and reopening: each rule both ways."""

from __future__ import annotations

from uuid import UUID

from fahsai.core.access.states import VersionState, may_reopen, may_submit
from fahsai.core.finding import Level, finding

ERROR = finding("factor.choose", Level.ERROR, "S1")
WARNING = finding("factor.fallback", Level.WARNING, "S1")
ONE, OTHER = UUID(int=1), UUID(int=2)


def test_a_complete_draft_without_errors_may_be_submitted() -> None:
    assert may_submit(
        VersionState.DRAFT, empty=False, complete=True, findings=[WARNING], subject="x"
    ) == (True, ())


def test_a_year_without_any_source_is_not_submitted() -> None:
    allowed, said = may_submit(
        VersionState.DRAFT, empty=True, complete=True, findings=[], subject="x"
    )
    assert (allowed, [item.code for item in said]) == (False, ["version.empty"])


def test_what_stands_in_the_way_is_named() -> None:
    allowed, said = may_submit(
        VersionState.SUBMITTED, empty=False, complete=False, findings=[ERROR, WARNING], subject="x"
    )
    assert not allowed
    assert [item.code for item in said] == [
        "version.already_submitted",
        "version.incomplete",
        "version.has_errors",
    ]


def test_only_a_submitted_version_is_reopened_and_only_with_a_reason() -> None:
    assert may_reopen(VersionState.SUBMITTED, "แก้ใบเสร็จ", "x") == (True, ())
    assert [i.code for i in may_reopen(VersionState.DRAFT, " ", "x")[1]] == [
        "version.not_submitted",
        "version.reason_missing",
    ]

"""A report workbook states the base year, its policy and turn-around years."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.report_books import BOOK
from tests.services.test_rights_by_report import enter, in_role
from tests.services.towns import OWNER, TODAY, everything

from fahsai.core.access.roles import Role
from fahsai.core.inventory.base_year import BaseYearPolicy
from fahsai.gateways.workbooks.report.write import write_report_template
from fahsai.services.base_year_records import base_year_policy
from fahsai.services.import_report import import_report
from fahsai.services.inventories import version_of_year

if TYPE_CHECKING:
    from fahsai.gateways.workbooks.report.book import ReportBook

pytestmark = pytest.mark.usefixtures("each_database")

POLICY = BaseYearPolicy(Decimal("2.5"), error=False, text="มติสภาเทศบาล")
SILENT = replace(
    BOOK,
    organisation=replace(
        BOOK.organisation,
        turnaround=None,
        base_threshold=None,
        base_structural=None,
        base_method=None,
        base_error=None,
        base_policy="",
    ),
)


def test_the_policy_arrives_and_a_silent_workbook_leaves_it() -> None:
    owner, said = enter(OWNER)
    assert not said
    assert base_year_policy(OWNER, owner).policy == POLICY
    enter(OWNER, SILENT, owner)
    assert base_year_policy(OWNER, owner).policy == POLICY
    other = replace(BOOK, organisation=replace(BOOK.organisation, base_threshold=Decimal(5)))
    _, left = enter(in_role(owner, Role.WRITER), other, owner)
    assert "base_year.policy_left" in left
    assert base_year_policy(OWNER, owner).policy == POLICY
    _, said = enter(OWNER, other, owner)
    assert not said
    kept = base_year_policy(OWNER, owner).policy
    assert kept == replace(POLICY, threshold_percent=Decimal(5))


def test_a_base_year_arrives_and_a_turn_around_year_is_refused() -> None:
    def of(year: int, **more: Any) -> ReportBook:
        return replace(BOOK, organisation=replace(BOOK.organisation, year_be=year, **more))

    owner, _ = enter(OWNER, of(2564, turnaround=True))
    settings = version_of_year(OWNER, owner, 2564).settings
    assert settings is not None
    assert settings.turnaround
    before = everything()
    wrong = write_report_template(of(2565, base_year_be=2564))
    entered, findings = import_report(OWNER, wrong, "r.xlsx", today=TODAY)
    assert entered is None
    assert "version.base_year_turnaround" in {one.code for one in findings}
    assert everything() == before
    enter(OWNER, of(2564, turnaround=False), owner)
    enter(OWNER, of(2565, base_year_be=2564), owner)
    settings = version_of_year(OWNER, owner, 2565).settings
    assert settings is not None
    assert settings.base_year_be == 2564


def test_a_threshold_of_nothing_refuses_the_workbook() -> None:
    owner, _ = enter(OWNER)
    before = everything()
    data = write_report_template(
        replace(BOOK, organisation=replace(BOOK.organisation, base_threshold=Decimal(0)))
    )
    entered, findings = import_report(OWNER, data, "r.xlsx", today=TODAY, organisation_id=owner)
    assert entered is None
    assert "base_year.threshold" in {one.code for one in findings}
    assert everything() == before

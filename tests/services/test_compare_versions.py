"""Two versions of a year, two years, and what somebody of some units is told, by their causes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.parted import EVIDENCE, SOURCES, YEAR, book, parted_town
from tests.services.towns import OWNER, STRANGER, TODAY, bare, load_town

from fahsai.core.access.actor import Actor, Membership
from fahsai.core.access.roles import Role
from fahsai.core.inventory.compare import add
from fahsai.core.inventory.difference import PARTS, Cause
from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.records.ids import new_id
from fahsai.services.access import NotFoundError
from fahsai.services.calculate_year import calculate_year
from fahsai.services.compare_versions import VersionNamed, VersionsCompared, compare_versions
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import set_settings
from fahsai.services.sources import settle_source, sources
from fahsai.services.submit import reopen, submit

if TYPE_CHECKING:
    from uuid import UUID

FIRST, SECOND = VersionNamed(2565, 1), VersionNamed(2565, 2)


def compared(
    owner: UUID, before: VersionNamed, after: VersionNamed, actor: Actor = OWNER
) -> VersionsCompared:
    """The comparison, whose parts must add up to the kept totals."""
    found = compare_versions(actor, owner, before, after, today=TODAY)
    moves = found.difference.moves
    was, now = found.before.calculation, found.after.calculation
    for where in ReportingClass:
        change = PARTS.subtract(now.by_class[where], was.by_class[where])
        assert add(one.part.kg for one in moves if one.reporting_class is where) == change
    counted = [one.part.kg for one in moves if one.reporting_class in {*TOTALLED, None}]
    assert add(counted) == PARTS.subtract(now.total_kg, was.total_kg)
    return found


@pytest.mark.usefixtures("each_database")
def test_two_versions_of_a_year_differ_by_what_was_settled_between() -> None:
    town = load_town()
    submitted, findings = submit(OWNER, town.id, 2565, today=TODAY)
    assert submitted is not None, findings
    again, findings = reopen(OWNER, town.id, 2565, "แก้ไขขอบเขต")
    assert again is not None, findings
    assert compared(town.id, FIRST, SECOND).difference.moves == ()
    first = calculate_year(OWNER, town.id, 2565, today=TODAY, number=1).calculation
    code = next(one.source.code for one in first.sources if one.total_kg)
    after, findings = settle_source(OWNER, town.id, code, excluded=True, reason="โอนแล้ว")
    assert after is not None, findings
    found = compared(town.id, FIRST, SECOND).difference
    (gone,) = [one for one in found.sources if one.moves]
    assert gone.source.code == code
    assert gone.after is None
    assert {one.part.note for one in gone.moves} == {"difference.excluded"}
    assert {one.part.data["reason"] for one in gone.moves} == {"โอนแล้ว"}
    back = compared(town.id, SECOND, FIRST).difference
    assert back.change_kg == found.change_kg.copy_negate()
    held = again.settings or submitted.settings
    assert held is not None
    assert set_settings(OWNER, again, replace(held, factor_set="tgo-cfo-2026-02"))[0]
    newer = compared(town.id, FIRST, SECOND).difference
    assert {Cause.BOUNDARY, Cause.FACTOR, Cause.GWP_SET} <= set(newer.by_cause())
    noise = abs(newer.by_cause().get(Cause.ACTIVITY, Decimal(0)))
    assert noise <= Decimal("1e-9")  # the same bills under another list of factors
    assert calculate_year(OWNER, town.id, 2565, today=TODAY, number=1).calculation == first


@pytest.mark.usefixtures("each_database")
def test_whoever_reaches_some_units_is_told_of_their_sources_only() -> None:
    town = parted_town()
    part = Membership(town.id, Role.COLLECTOR, frozenset({town.units["ENG"]}))
    collector = Actor(new_id(), "ช่าง", frozenset({part}))
    named = VersionNamed(YEAR)
    found = compared(town.id, named, named, collector)
    whole = compared(town.id, named, named)
    mine = {one.source.code for one in found.difference.sources}
    assert found.before.part
    assert mine < {one.source.code for one in whole.difference.sources}
    assert found.difference.before_kg < whole.difference.before_kg
    with pytest.raises(NotFoundError):
        compare_versions(STRANGER, town.id, named, named, today=TODAY)
    with pytest.raises(NotFoundError):
        compare_versions(OWNER, town.id, named, VersionNamed(YEAR, 9), today=TODAY)


@pytest.mark.usefixtures("each_database")
def test_a_workbook_says_when_and_why_a_source_started_and_ended() -> None:
    owner = bare()
    first, *others = SOURCES
    spanned = replace(
        first,
        started_on=date(2021, 12, 1),
        started_reason="อาคารใหม่",
        ended_on=date(2022, 6, 30),
        ended_reason="คืนอาคารเช่า",
    )
    for given in (SOURCES, (spanned, *others)):
        result, findings = import_activity(
            OWNER, owner, book(sources=given), "a.xlsx", accept=True, evidence=EVIDENCE
        )
        assert result is not None, findings
    held = {one.code: one for one in sources(OWNER, owner)}["P01"]
    assert (held.started_on, held.started_reason) == (date(2021, 12, 1), "อาคารใหม่")
    assert (held.ended_on, held.ended_reason) == (date(2022, 6, 30), "คืนอาคารเช่า")

"""A report workbook brings a group: legal entities, their shares, what is bought inside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.report_books import BOOK, GROUP
from tests.services.test_rights_by_report import enter, in_role
from tests.services.towns import OWNER, events, everything

from fahsai.core.access.roles import Role
from fahsai.core.inventory.group import Belonging
from fahsai.gateways.workbooks.report.book import LinkEntry
from fahsai.records.models import OrgUnit
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.legal_entities import group_now

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.gateways.workbooks.report.book import ReportBook

pytestmark = pytest.mark.usefixtures("each_database")


def founded(book: ReportBook = GROUP) -> UUID:
    """An organisation of the workbook without a group, with one source, then the group's."""
    owner, said = enter(OWNER, BOOK)
    assert not said
    source, problems = add_source(
        OWNER, owner, SourceEntry("electricity.paid", "ไฟฟ้าโรงงาน", unit="U02")
    )
    assert source is not None, problems
    assert source.code == "S01"
    enter(OWNER, book, owner)
    return owner


def shares(owner: UUID, code: str) -> list[tuple[date, date | None, str]]:
    group = group_now(OWNER, owner)
    entity = next(one for one in group.entities if one.code == code)
    return [(one.start, one.end, str(one.equity_percent)) for one in group.held(entity.id)]


def test_entities_shares_and_links_arrive_once() -> None:
    owner = founded()
    group = group_now(OWNER, owner)
    assert [one.code for one in group.entities] == ["JV", "SUB"]
    assert group.entities[0].registration == "0105"
    assert shares(owner, "JV") == [
        (date(2020, 1, 1), date(2022, 4, 1), "60"),
        (date(2022, 4, 1), None, "75.5"),
    ]
    unit = OrgUnit.rows.of(owner).current().get(code="U02")
    assert group.unit_entities == {unit.key: group.entities[0].id}
    assert list(group.bought_from.values()) == [None]
    before = everything()
    _, said = enter(OWNER, GROUP, owner)
    assert not said
    assert everything() == before


def test_another_share_corrects_and_what_is_no_longer_listed_of_an_entity_is_taken_back() -> None:
    owner = founded()
    jv = [one for one in GROUP.holdings if one.entity_code == "JV"]
    other = replace(
        GROUP,
        entities=(replace(GROUP.entities[0], name_th="ชื่อใหม่"), GROUP.entities[1]),
        holdings=(replace(jv[0], equity_percent=Decimal(51), last_day=None),),
    )
    enter(OWNER, other, owner)
    assert shares(owner, "JV") == [(date(2020, 1, 1), None, "51")]
    assert shares(owner, "SUB") == [(date(2019, 10, 1), None, "100")]  # nothing was said of it
    assert group_now(OWNER, owner).entities[0].name_th == "ชื่อใหม่"
    verbs = events(owner)
    assert "entity.holding_changed" in verbs
    assert "entity.holding_withdrawn" in verbs


def test_a_workbook_without_a_group_leaves_it() -> None:
    owner = founded()
    before = group_now(OWNER, owner)
    enter(OWNER, BOOK, owner)
    assert group_now(OWNER, owner) == before


def test_a_writer_leaves_the_group_and_is_told_so() -> None:
    owner = founded()
    before = group_now(OWNER, owner)
    writer = in_role(owner, Role.WRITER)
    _, said = enter(writer, GROUP, owner)
    assert "report.entities_left" not in said
    other = replace(
        GROUP,
        holdings=(replace(GROUP.holdings[2], equity_percent=Decimal(1)),),
        links=(LinkEntry(Belonging.UNIT, "U02", "SUB"),),
    )
    _, said = enter(writer, other, owner)
    assert said["report.entities_left"].data["codes"] == "SUB, U02"
    assert group_now(OWNER, owner) == before
    _, said = enter(in_role(owner, Role.DATA_MANAGER), other, owner)
    assert "report.entities_left" not in said
    assert shares(owner, "SUB")[0][2] == "1"


def test_a_workbook_does_not_let_somebody_buy_from_itself() -> None:
    """Its unit is the venture's: the venture sells it nothing, the organisation itself does."""
    owner = founded()
    before = group_now(OWNER, owner)
    for links in (
        (LinkEntry(Belonging.BOUGHT, "S01", "JV"),),
        (LinkEntry(Belonging.UNIT, "U02", ""),),
    ):
        _, said = enter(OWNER, replace(GROUP, links=links), owner)
        assert said["entity.buys_from_itself"].subject == "S01"
        assert group_now(OWNER, owner).bought_from == before.bought_from
        assert group_now(OWNER, owner).unit_entities == before.unit_entities
    # the seller and the owner change places by one workbook, the owner said last in it
    sold = (LinkEntry(Belonging.BOUGHT, "S01", "JV"), LinkEntry(Belonging.UNIT, "U02", "SUB"))
    _, said = enter(OWNER, replace(GROUP, links=sold), owner)
    assert "entity.buys_from_itself" not in said
    ids = {one.code: one.id for one in group_now(OWNER, owner).entities}
    assert list(group_now(OWNER, owner).bought_from.values()) == [ids["JV"]]


def test_a_source_that_there_is_none_of_is_said() -> None:
    owner, said = enter(OWNER, GROUP)
    assert said["report.link_subject_unknown"].data["source"] == "S01"
    assert group_now(OWNER, owner).bought_from == {}
    assert len(group_now(OWNER, owner).entities) == 2

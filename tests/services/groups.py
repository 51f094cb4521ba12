"""A small group for the tests: a parent with a boiler, and a venture that buys its energy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from tests.services.towns import OWNER, bare

from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.inventory.group import Approach, Belonging, FinancialControl, Relation
from fahsai.core.thai.period import PeriodKind, calendar_year
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.enter_lines import enter_months
from fahsai.services.entity_links import name_entity
from fahsai.services.holdings import HoldingEntry, add_holding
from fahsai.services.inventories import Settings, set_settings, version_of_year
from fahsai.services.legal_entities import EntityEntry, add_legal_entity
from fahsai.services.open_year import open_year
from fahsai.services.units import add_unit

YEAR = 2565
REPORTED = date(2023, 2, 1)
MONTHS = calendar_year(YEAR).months()
BOILER, OFFICE, POWER = "S01", "S02", "S03"


class SmallGroup(NamedTuple):
    """The organisation, its venture and the keys of its parts."""

    id: UUID
    venture: UUID
    unit: UUID
    sources: dict[str, UUID]


def entry(percent: str = "60", **more: Any) -> HoldingEntry:
    """A holding of a joint venture that the organisation runs."""
    said: dict[str, Any] = {
        "start": date(2020, 1, 1),
        "end": None,
        "relation": Relation.JOINT_VENTURE,
        "equity_percent": Decimal(percent),
        "financial": FinancialControl.JOINT,
        "operational": True,
        "basis": "สัญญาร่วมทุน 12/2562",
    }
    return HoldingEntry(**{**said, **more})


def settle(owner: UUID, approach: Approach, year: int = YEAR) -> None:
    """Say by which approach the year's boundary is drawn."""
    version = version_of_year(OWNER, owner, year)
    settings = Settings("tgo-cfo-2022-04", REPORTED, base_year_be=year, approach=approach.value)
    set_settings(OWNER, version, settings, "ตามมติผู้บริหาร")


def small_group(code: str = "group", *, held: bool = True) -> SmallGroup:
    """100 litres and 1,000 kWh a month of our own; 500 kWh a month of the venture, held by 60 %."""
    owner = bare(code)
    open_year(OWNER, owner, YEAR, PeriodKind.CALENDAR_YEAR)
    add_unit(OWNER, owner, "HQ", "สำนักงานใหญ่")
    part, said = add_unit(OWNER, owner, "JV1", "โรงงานร่วมทุน")
    assert part is not None, said
    keys = {}
    for name, kind, unit, amount, measure in (
        ("หม้อไอน้ำ", "stationary.diesel", "HQ", "100", "litre"),
        ("ไฟฟ้าสำนักงาน", "electricity.paid", "HQ", "1000", "kWh"),
        ("ไฟฟ้าโรงงานร่วมทุน", "electricity.paid", "JV1", "500", "kWh"),
    ):
        source, said = add_source(OWNER, owner, SourceEntry(kind, name, unit=unit))
        assert source is not None, said
        typed = dict.fromkeys(MONTHS, amount)
        result, said = enter_months(
            OWNER, owner, YEAR, source.code, typed, unit=measure, origin=Origin.PAID, grade=Grade.Y
        )
        assert result.accepted, said
        keys[source.code] = source.id
    venture, said = add_legal_entity(
        OWNER, owner, "JV", EntityEntry("บริษัท ร่วมทุน จำกัด", "Venture Co., Ltd.", "0105", "TH")
    )
    assert venture is not None, said
    if held:
        made, said = add_holding(OWNER, owner, venture.id, entry())
        assert made is not None, said
    done, said = name_entity(OWNER, owner, Belonging.UNIT, part.id, venture.id)
    assert done, said
    return SmallGroup(owner, venture.id, part.id, keys)

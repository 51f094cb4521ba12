"""Which sources without records of the year are counted nevertheless."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from tests.services.towns import OWNER, TODAY, bare

from fahsai.core.inventory.activity import EmissionSource
from fahsai.core.thai.period import PeriodKind
from fahsai.records.convert import Entry, source_row
from fahsai.records.models import Source
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.calculate_year import calculate_year
from fahsai.services.import_activity import import_activity
from fahsai.services.keeping.standing import emits_without_records
from fahsai.services.open_year import open_year
from fahsai.services.sources import sources


@pytest.mark.parametrize(
    ("parameters", "answer"),
    [
        ({"deposit.2560": "1"}, True),
        ({"stock.2565": "8", "stock.2564": "9"}, True),
        ({"stock.2022": "8", "stock.2564": "9"}, True),
        ({"stock.2022": "8", "returned.2565": "9"}, True),
        ({"stock.2565": "8"}, False),
        ({"stock.2565": "8", "returned.2566": "9"}, False),
        ({"stock.2564": "8"}, False),
        ({"stock.2566": "8"}, False),
        ({"leak_rate": "0.05"}, False),
        ({}, False),
    ],
)
def test_a_landfill_and_a_known_stock_may_emit(parameters: dict[str, str], *, answer: bool) -> None:
    one = EmissionSource(uuid4(), "S1", "refrigerant.stock", "แหล่ง", parameters=parameters)
    assert emits_without_records(one, 2565) is answer


TABLE = """รหัส,รายการ,หน่วย,ธ.ค. 66,ม.ค. 67
S001,ชิลเลอร์,กก.,,5
S002,น้ำมันดีเซล รถบรรทุก,ลิตร,100,110
"""


@pytest.mark.usefixtures("each_database")
def test_the_stock_that_a_year_begins_with_brings_nothing_into_the_year_before() -> None:
    owner = bare()
    for kind, name in (("refrigerant.stock", "ชิลเลอร์"), ("mobile.diesel", "น้ำมันดีเซล รถบรรทุก")):
        assert add_source(OWNER, owner, SourceEntry(kind, name))[0] is not None
    stocks = {"species": "R-134a", "stock.2566": "14", "stock.2567": "10"}
    chiller = next(one for one in sources(OWNER, owner) if one.kind == "refrigerant.stock")
    head = Source.rows.of(owner).current().get(key=chiller.id)
    source_row(replace(chiller, parameters=stocks), Entry(owner, OWNER.id, head.id)).save()
    for year in (2566, 2567):
        open_year(OWNER, owner, year, PeriodKind.CALENDAR_YEAR)
    result, said = import_activity(OWNER, owner, TABLE.encode(), "เติม.csv", accept=True)
    assert result is not None, said
    before, after = (calculate_year(OWNER, owner, year, today=TODAY) for year in (2566, 2567))
    assert [one.source.kind for one in before.calculation.sources] == ["mobile.diesel"]
    assert before.calculation.complete
    assert {one.code for one in before.findings if one.subject == chiller.code} == {
        "source.not_this_year"
    }
    assert after.calculation.complete
    counted = {one.source.kind: one for one in after.calculation.sources}
    assert sum(counted["refrigerant.stock"].gases.values()) == (14 + 5 - 10) * 1300

"""What the reading pages ask for, on both databases; what is remembered is never out of date."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from tests.services.books import FUEL_SOURCE, POWER_SOURCE, TEMPLATE_LINES, template
from tests.services.towns import OWNER, TODAY, bare

from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.quantity.exact import ZERO, total
from fahsai.core.thai.period import PeriodKind, fiscal_year
from fahsai.records.models import ActivityRow
from fahsai.records.supersede import supersede
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.calculate_year import calculate_year, lines_of_calculation
from fahsai.services.enter_lines import enter_months
from fahsai.services.explain import explain
from fahsai.services.import_activity import import_activity
from fahsai.services.open_year import open_year
from fahsai.services.receipts import receipt, receipts
from fahsai.services.source_lines import LinesSaid, settle_lines
from fahsai.services.sources import settle_source
from fahsai.services.year_lines import LinesWanted, lines_of_year
from fahsai.services.year_records import records_of_year
from fahsai.services.year_tasks import tasks_of_year

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.inventory.boundary import Organisation
    from fahsai.services.calculate_year import YearResult

SOURCES = (POWER_SOURCE, FUEL_SOURCE)


def light(owner: UUID, year: int = 2565) -> YearResult:
    return calculate_year(OWNER, owner, year, today=TODAY, of_lines=False)


@pytest.mark.usefixtures("each_database")
def test_both_databases_read_the_same_lines_and_months(each_town: Organisation) -> None:
    whole = calculate_year(OWNER, each_town.id, 2565, today=TODAY)
    year = light(each_town.id)
    assert year.calculation_id == whole.calculation_id
    assert {one.lines for one in year.calculation.sources} == {()}
    assert [one._replace(lines=()) for one in whole.calculation.sources] == list(
        year.calculation.sources
    )
    found = lines_of_year(OWNER, each_town.id, year, count=1000)
    assert {one.line for one in found.lines} == set(lines_of_calculation(whole))
    pages = [
        one
        for start in range(0, found.total, 37)
        for one in lines_of_year(OWNER, each_town.id, year, start=start, count=37).lines
    ]
    assert tuple(pages) == found.lines
    proven = lines_of_year(OWNER, each_town.id, year, LinesWanted(proven=True))
    assert proven.total == sum(bool(one.line.evidence) for one in found.lines)
    months = records_of_year(OWNER, each_town.id, year).months
    for where, kg in whole.calculation.by_class.items():
        assert total(row.by_class.get(where, ZERO) for row in months) == kg


@pytest.mark.usefixtures("each_database")
def test_what_is_remembered_follows_every_change() -> None:
    owner = bare("town")
    assert import_activity(OWNER, owner, template(SOURCES), "a.xlsx", accept=True)[0]
    before = light(owner)
    assert light(owner).calculation_id == before.calculation_id
    assert explain(OWNER, owner, 2565, "E01", today=TODAY).lines
    assert settle_lines(OWNER, owner, "E01", LinesSaid(grade=Grade.X))[0]
    after = light(owner)
    assert after.calculation_id != before.calculation_id
    points = {one.source.code: one.activity_points for one in after.calculation.sources}
    assert points["E01"] == 6


@pytest.mark.usefixtures("each_database")
def test_a_change_that_is_undone_leaves_nothing_behind() -> None:
    owner = bare("town")
    assert import_activity(OWNER, owner, template(SOURCES), "a.xlsx", accept=True)[0]
    before = light(owner)
    row = ActivityRow.rows.of(owner).current().first()
    assert row is not None

    def change(quantity: int) -> YearResult:
        supersede(row, actor_id=OWNER.id, quantity=Decimal(quantity)).save()
        return light(owner)

    class UndoneError(Exception):
        """Takes the change back."""

    seen = []

    @transaction.atomic
    def change_and_take_it_back() -> None:
        seen.append(change(111_111))
        raise UndoneError

    with pytest.raises(UndoneError):
        change_and_take_it_back()
    (inside,) = seen
    assert inside.calculation.total_kg != before.calculation.total_kg
    assert light(owner).calculation == before.calculation
    later = change(222_222)  # as many rows as there were inside
    assert later.calculation.total_kg not in {
        before.calculation.total_kg,
        inside.calculation.total_kg,
    }


@pytest.mark.usefixtures("each_database")
def test_a_receipt_knows_what_a_corrected_file_changed() -> None:
    owner = bare("town")
    assert import_activity(OWNER, owner, template(SOURCES), "a.xlsx", accept=True)[0]
    first, *rest = TEMPLATE_LINES
    quantities = (Decimal(4321), *first.quantities[1:])
    lines = (replace(first, quantities=quantities), *rest)
    assert import_activity(OWNER, owner, template(SOURCES, lines), "b.xlsx", accept=True)[0]
    newest, oldest = receipts(OWNER, owner)
    (change,) = receipt(OWNER, owner, newest.id).changes
    assert change.before is not None
    assert change.before[0] == first.quantities[0]
    assert change.after is not None
    assert change.after[0] == 4321
    earlier = receipt(OWNER, owner, oldest.id)
    assert {one.before for one in earlier.changes} == {None}
    assert len(earlier.changes) == oldest.receipt.cells_stored


@pytest.mark.usefixtures("sqlite_database")
def test_what_is_filled_up_now_and_then_lacks_no_month() -> None:
    owner = bare()
    open_year(OWNER, owner, 2565, PeriodKind.FISCAL_YEAR)
    months = fiscal_year(2565).months()
    made = []
    for kind, name in (("refrigerant", "เติมน้ำยา R-32"), ("mobile.diesel", "รถส่วนกลาง")):
        source, said = add_source(OWNER, owner, SourceEntry(kind, name))
        assert source is not None, said
        made.append(source)
    settle_source(OWNER, owner, made[0].code, parameters={"species": "R-32"}, reason="ฉลาก")
    for source, unit in zip(made, ("kg", "litre"), strict=True):
        entered, said = enter_months(
            OWNER, owner, 2565, source.code, {months[3]: "2"}, unit=unit,
            origin=Origin.PAID, grade=Grade.Y,
        )  # fmt: skip
        assert entered.accepted, said
    year = calculate_year(OWNER, owner, 2565, today=TODAY)
    held = records_of_year(OWNER, owner, year).by_source
    assert [len(held[source.id].missing) for source in made] == [0, 11]
    told = [one.subject for task in tasks_of_year(OWNER, owner, year) for one in task.lacks
            if one.code == "task.months_missing"]  # fmt: skip
    assert [one.partition(" ")[0] for one in told] == [made[1].code]

"""The trace: every record with its evidence, every gas, and the codes people use."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from fahsai.core.assurance.trace import line_code, trace
from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin
from fahsai.core.inventory.calculate import InventoryInput, calculate
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.reports.cells import DocumentCell
from fahsai.core.thai.period import Period, fiscal_year
from fahsai.services.rules import rules_for

YEAR = fiscal_year(2565)
ID = UUID(int=7)
SOURCE = EmissionSource(ID, "S1", "mobile.diesel", "รถยนต์")
LINES = tuple(
    ActivityLine(
        uuid5(ID, str(number)),
        ID,
        month,
        Decimal(100),
        "litre",
        Origin.PAID,
        Grade.Y,
        evidence=("aa", "bb") if number == 0 else (),
    )
    for number, month in enumerate(YEAR.months())
)
CALCULATION, _ = calculate(
    InventoryInput(YEAR, date(2022, 12, 1), (SOURCE,), LINES), rules_for("tgo-cfo-2022-04")
)
CELLS = (
    DocumentCell("TCFO_R_02", "5.1/row 1/total", ID, "รถยนต์", "3.29"),
    DocumentCell("TCFO_R_02", "5.1/row total/total", None, "รวม", "3.29"),
)


def test_a_whole_source_has_all_its_lines_and_the_gases_of_all() -> None:
    found = trace(CALCULATION.sources[0], LINES, CALCULATION, {"aa": "ใบเสร็จ.pdf"}, CELLS)
    assert [line.code for line in found.lines][:2] == ["S1/2564-10", "S1/2564-11"]
    assert found.lines[0].evidence == ("ใบเสร็จ.pdf", "bb")
    assert found.lines[0].co2e_kg == Decimal("274.062321")
    by_gas = {one.gas: one for one in found.components}
    assert by_gas["CH4_fossil"].gwp == Decimal(30)
    assert by_gas["CO2"].mass_kg == Decimal("3238.4664")
    assert sum(one.co2e_kg for one in found.components) == CALCULATION.total_kg
    assert {one.reporting_class for one in found.components} == {ReportingClass.SCOPE_1}
    assert found.cells == CELLS[:1]
    assert found.calculation_sha256 == CALCULATION.sha256


def test_one_line_has_its_own_gases_only() -> None:
    found = trace(CALCULATION.sources[0], LINES[3:4], CALCULATION, {}, ())
    assert sum(one.co2e_kg for one in found.components) == Decimal("274.062321")


def test_a_bill_of_other_dates_than_a_month_has_a_code_of_its_own() -> None:
    bill = LINES[0]._replace(period=Period(date(2021, 10, 5), date(2021, 11, 4)))
    assert line_code("S1", bill) == "S1/2564-10..2564-11-03"
    assert line_code("S1", LINES[0]) == "S1/2564-10"

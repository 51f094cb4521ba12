"""Inventories that stand in public, through the services, to the digit that their page prints.

A feed mill's TCFO_R_02 (V03, January to December 2565; its page is drawn by a program kept in
public, which prints one row of 5.1 and the totals of 5.2 and 5.3), a Green Office's signed form
1.5.2 of 2568 with the meter readings behind it (numtip/goffice2026), the waste of three years and
the four groups of trees worked in ``domain/cfo.md`` section 7.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.towns import OWNER, bare

from fahsai.core.finding import Level
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.inventory.significance import significant
from fahsai.core.quantity.rounding import line_tonnes, total_tonnes_v03
from fahsai.gateways.workbooks.office.values import CALENDAR
from fahsai.gateways.workbooks.template.book import (
    TemplateBook,
    TemplateLine,
    TemplateParameter,
    TemplateSource,
    TemplateYear,
)
from fahsai.services.calculate_year import YearResult, calculate_year
from fahsai.services.dossier import dossier_of
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import set_settings, version_of_year
from fahsai.services.keeping.versions import Settings
from fahsai.services.own_factors import OwnFactorEntry, keep_own_factor
from fahsai.services.templates import activity_template
from fahsai.services.trees import census_text, table_of_text, write_census
from fahsai.services.uncertainty import USUAL, state_interval, uncertainty_of_year
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from uuid import UUID

pytestmark = pytest.mark.usefixtures("sqlite_database")
D = Decimal
S1, S2, S3 = ReportingClass.SCOPE_1, ReportingClass.SCOPE_2, ReportingClass.SCOPE_3
TODAY = date(2023, 6, 28)


def year_in_one(quantity: str) -> tuple[Decimal | None, ...]:
    """A year of which only the sum is public."""
    return (D(quantity), *(None,) * 11)


def imported(
    year_be: int,
    rows: tuple[tuple[str, str, str, str, tuple[Decimal | None, ...]], ...],
    parameters: tuple[TemplateParameter, ...] = (),
) -> UUID:
    """An organisation with the sources (code, kind, name, unit, months) of one calendar year."""
    owner = bare()
    book = TemplateBook(
        sources=tuple(
            TemplateSource(code, kind, name, activity_unit=unit, origin="paid", grade="Y")
            for code, kind, name, unit, _ in rows
        ),
        current=TemplateYear(
            year_be, CALENDAR, tuple(TemplateLine(code, unit, m) for code, _, _, unit, m in rows)
        ),
        parameters=parameters,
    )
    result, said = import_activity(OWNER, owner, activity_template(book), "y.xlsx", accept=True)
    assert result is not None, said
    return owner


def complete(owner: UUID, year_be: int, today: date = TODAY) -> YearResult:
    year = calculate_year(OWNER, owner, year_be, today=today)
    assert year.calculation.complete, year.findings
    assert not [one for one in year.findings if one.level is Level.ERROR]
    return year


# --- the feed mill ---

GOODS = {
    "C01": ("purchased.goods", "Purchased goods and services", "1269288.86"),
    "C03": ("fuel_upstream.other", "Fuel and energy related activities", "8018.48"),
    "C04": ("freight.weight_distance", "Upstream transport", "83586.95"),
    "C05": ("waste.sent.recycled", "Waste generate", "263.95"),
    "C09": ("freight.vehicle_distance", "Downstream transport", "19068.44"),
}
"""Scope 3 by category, as section 5.3 prints it [tCO2e]; quantities and factors it does not."""

UNITS = {"freight.weight_distance": "tkm", "freight.vehicle_distance": "km"}
OWN = {"purchased.goods": "purchased.goods", "fuel_upstream.other": "fuel_upstream.other",
       "freight.weight_distance": "transport.weight_distance",
       "waste.sent.recycled": "waste.sent.recycled",
       "freight.vehicle_distance": "transport.vehicle_distance"}  # fmt: skip

ROAD, YARD, GRID = "4021", "113390", "56516343"
"""Litres of diesel on the road and in the yard, kWh: the whole numbers that the printed CO2, N2O
and electricity of the mill come from; its methane and its totals are then no longer free."""


def feed_mill() -> UUID:
    owner = imported(
        2565,
        (
            ("D01", "mobile.diesel", "น้ำมันดีเซลรถยนต์", "litre", year_in_one(ROAD)),
            ("D02", "offroad.diesel.industry", "ดีเซลรถตัก", "litre", year_in_one(YARD)),
            ("E01", "electricity.paid", "การใช้ไฟฟ้า", "kWh", year_in_one(GRID)),
            *(
                (code, kind, name, UNITS.get(kind, "kg"), year_in_one(str(D(tonnes) * 1000)))
                for code, (kind, name, tonnes) in GOODS.items()
            ),
        ),
    )
    for kind, activity in OWN.items():
        entry = OwnFactorEntry(
            activity, activity, UNITS.get(kind, "kg"), "รายงานฉบับที่พิมพ์ หัวข้อ 5.3", 2022, co2e="1"
        )
        factor, said = keep_own_factor(OWNER, owner, entry)
        assert factor is not None, said
    return owner


def test_a_feed_mills_section_5() -> None:
    owner = feed_mill()
    calculation = complete(owner, 2565).calculation
    diesel = [one for one in calculation.sources if one.source.code in {"D01", "D02"}]
    gases = {
        gas: line_tonnes(sum((one.gases.get((S1, gas), D(0)) for one in diesel), D(0)))
        for gas in ("CO2", "CH4", "N2O")
    }
    assert gases == {"CO2": D("316.86"), "CH4": D("0.53"), "N2O": D("31.45")}
    assert line_tonnes(calculation.by_class[S1]) == D("348.84")
    assert line_tonnes(calculation.by_class[S2]) == D("28252.52")
    assert total_tonnes_v03(calculation.by_class[S2]) == 28253
    printed = {one.source.code: line_tonnes(one.total_kg) for one in calculation.sources}
    assert {code: printed[code] for code in GOODS} == {
        code: D(tonnes) for code, (_, _, tonnes) in GOODS.items()
    }
    assert total_tonnes_v03(calculation.by_class[S3]) == 1380227


def test_a_feed_mills_diesel_matters_little() -> None:
    """Section 3.2.1 marks it "น้อย": below 5 % of scopes 1 and 2."""
    calculation = complete(feed_mill(), 2565).calculation
    marks = {one.source.code: significant(one, calculation) for one in calculation.sources}
    assert (marks["D01"], marks["D02"], marks["E01"]) == (False, False, True)


def test_how_well_the_mills_two_lines_are_known() -> None:
    """348.84 t (5 %, 5 %) and 28,252.52 t (2 %, 7 %): 7.07 %, 7.28 %, together 7.19 %."""
    owner = imported(
        2565,
        (
            ("D01", "mobile.diesel", "น้ำมันดีเซลรถยนต์", "litre", year_in_one("127285")),
            ("E01", "electricity.paid", "การใช้ไฟฟ้า", "kWh", year_in_one(GRID)),
        ),
    )
    for code, activity, factor in (("D01", "5", "5"), ("E01", "2", "7")):
        for what, text in (("activity", activity), ("factor", factor)):
            source, said = state_interval(OWNER, owner, code, what, text, "ตัวอย่าง")
            assert source is not None, said
    found = uncertainty_of_year(OWNER, owner, 2565, today=TODAY, asked=USUAL).uncertainty
    lines = {one.code: one for one in found.lines}
    assert [line_tonnes(lines[code].kg) for code in ("D01", "E01")] == [D("348.84"), D("28252.52")]
    widths = [lines["D01"].width, lines["E01"].width, found.total.width]
    assert [round(one.half_percent or D(0), 2) for one in widths if one is not None] == [
        D("7.07"), D("7.28"), D("7.19"),
    ]  # fmt: skip


# --- the office ---

POWER = ("17434.4 24458.4 37355.2 36772.8 40243.2 38310.4 39260.8 39360 41646.4 33204.8 31715.2 "
         "23275.2")  # fmt: skip
WATER = "939 447.5 555 594.6 697.3 662.7 642.7 696.5 734.1 599.4 840.6 928.1"
PAPER = "194.4 175.5 245.7 189 126.9 183.6 159.3 206.55 198.45 140.4 213.3 164.7"
WASTE = "468.1 418.2 516.3 463.4 562.7 538.4 462 464.1 440.9 458.9 415.3 417.4"
OFFICE_READ = date(2026, 3, 9)


def months(text: str) -> tuple[Decimal | None, ...]:
    return tuple(map(D, text.split()))


def green_office() -> UUID:
    owner = imported(
        2568,
        (
            ("E01", "electricity.paid", "การใช้พลังงานไฟฟ้า", "kWh", months(POWER)),
            ("T01", "septic_tank", "คน-วัน", "person_day", year_in_one(str(95 * 244))),
            ("W01", "water.pwa", "น้ำประปา", "m3", months(WATER)),
            ("P01", "paper.uncoated", "กระดาษ", "kg", months(PAPER)),
            ("G01", "landfill.sent.food", "ขยะฝังกลบ", "kg", months(WASTE)),
        ),
    )
    # Its workbook counts 2568 with the list of April 2022, usable until the end of March 2026.
    version = version_of_year(OWNER, owner, 2568)
    set_settings(OWNER, version, Settings("tgo-cfo-2022-04", OFFICE_READ), "ตามไฟล์ของสำนักงาน")
    return owner


def test_a_green_offices_electricity_and_people() -> None:
    """The signed form prints 201.48 t of scope 2, its workbook 7.788 t of its 95 people."""
    calculation = complete(green_office(), 2568, OFFICE_READ).calculation
    assert line_tonnes(calculation.by_class[S2]) == D("201.48")
    people = next(one for one in calculation.sources if one.source.code == "T01")
    assert round(people.total_kg / 1000, 3) == D("7.788")
    # 403,036.8 kWh and 2,197.8 kg are the sums that its sheets print.
    assert calculation.by_class[S2] == D("403036.8") * D("0.4999")
    paper = next(one for one in calculation.sources if one.source.code == "P01")
    assert paper.total_kg == D("2197.8") * D("2.102")


def test_a_green_offices_months_are_left_in_peace() -> None:
    """Real meters, real paper: nothing is told of them but what the form still needs."""
    told = {
        (one.code, one.subject)
        for one in complete(green_office(), 2568, OFFICE_READ).findings
        if one.code.startswith("mistake.")
    }
    assert {code for code, _ in told} <= {
        "mistake.evidence_none", "mistake.order_missing", "mistake.picture_missing",
    }  # fmt: skip


# --- waste of three years ---

SITE = {"site": "deep", "doc.bulk": "0.15"}
FOD = {**SITE, "pack": "ipcc-2006-fod-tropical-wet", "k.bulk": "0.17", "docf": "0.5",
       "ch4_fraction": "0.5", "ox": "0"}  # fmt: skip
MUNICIPAL = {**SITE, "pack": "municipal-landfill", "mcf": "0.8"}


def methane(kind: str, year: int, parameters: dict[str, str]) -> Decimal:
    """The methane [kg] of the given year of a site that took 1,000 t in years 1, 2 and 3."""
    first = 2565 - year + 1
    held = {**parameters, **{f"deposit.{first + n}": "1000" for n in range(3) if first + n < 2565}}
    now = "1000000" if year <= 3 else "0"
    owner = imported(
        2565,
        (("L01", kind, "บ่อขยะ", "kg", year_in_one(now)),),
        tuple(TemplateParameter("L01", name, value) for name, value in held.items()),
    )
    kilograms = complete(owner, 2565).calculation.by_class[S1]
    return kilograms / 28


@pytest.mark.parametrize(
    ("year", "tonnes"), [(1, "0.00000"), (2, "6.25341"), (3, "11.52919"), (4, "15.98018")]
)
def test_first_order_decay_of_three_years(year: int, tonnes: str) -> None:
    assert format(methane("landfill.own.fod", year, FOD) / 1000, ".5f") == tonnes


def test_the_municipal_variant_of_three_years() -> None:
    assert format(methane("landfill.own.municipal", 3, MUNICIPAL), ".3f") == "10265.516"


# --- trees ---

TREES = """วันที่วัด,พื้นที่,กลุ่มพรรณไม้,ชนิด,DBH,ความสูง (ม.),จำนวน (ต้น)
15/9/2565,ไม้ทั่วไป,ไม้ทั่วไป,,20,12,1000
15/9/2565,ป่าชายเลน,ไม้ป่าชายเลน,,10,8,1000
15/9/2565,ปาล์ม,ปาล์ม,,,5,1000
15/9/2565,เถาวัลย์,เถาวัลย์,,3,,1000
"""


def test_a_thousand_trees_of_each_group() -> None:
    """292.100, 103.870, 112.791 and 17.380 kg CO2 a tree are as many tonnes of a thousand."""
    owner = imported(2565, (("E01", "electricity.paid", "ไฟฟ้า", "kWh", year_in_one("1000")),))
    before = complete(owner, 2565).calculation.total_kg
    seen = census_text(OWNER, owner, 2565, language=Language.TH).seen
    census, said = write_census(
        OWNER, owner, 2565, table_of_text(TREES), day=None, seen=seen, language=Language.TH
    )
    assert census is not None, said
    stocks = dossier_of(OWNER, owner, 2565, today=TODAY).dossier.trees
    assert [round(one.carbon_tonnes_co2e, 3) for one in stocks] == [
        D("292.100"), D("103.870"), D("112.791"), D("17.380"),
    ]  # fmt: skip
    assert complete(owner, 2565).calculation.total_kg == before

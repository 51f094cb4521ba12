"""TCFO_R_01 of ours, read back: the same kinds, the same totals, with its factors or ours."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from tests import every_kind
from tests import r01_dossiers as made
from tests.services.towns import OWNER, TODAY

from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.inventory.supplied_heat import fuels
from fahsai.core.methods.table import METHODS, MethodKind
from fahsai.core.quantity.exact import total
from fahsai.core.reports.tcfo_r_01.columns import Block
from fahsai.core.thai.period import fiscal_year
from fahsai.documents.tcfo_r_01 import write_xlsx
from fahsai.reference.load_kinds import kinds
from fahsai.services.calculate_file import Factors, calculate_file
from fahsai.services.calculation_json import file_json
from fahsai.services.documents import XLSX, make_documents

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.inventory.boundary import Organisation
    from fahsai.core.inventory.result import Calculation, SourceResult
    from fahsai.core.reports.dossier import Dossier
    from fahsai.services.calculate_file import FileCalculation

CLOSE = Decimal("1e-6")  # kg
BY_GAS = {
    code
    for code, kind in kinds().items()
    if METHODS[kind.method].kind in {MethodKind.LINEAR, MethodKind.YEARLY}
    and kind.method not in {"septic_tank", "wastewater_cod", "wastewater_bod"}
}
GAS_KINDS = {
    "CH4": "methane.release",
    "N2O": "n2o.release",
    "CO2": "co2.release",
    "CO2_biogenic": "co2_biogenic.release",
}
MODES = pytest.mark.parametrize("factors", list(Factors))
EDITIONS = pytest.mark.parametrize("edition", every_kind.EDITIONS, ids=lambda one: one[0])


def read_back(data: bytes, edition: str, factors: Factors) -> FileCalculation:
    answer, _ = calculate_file(
        data, "TCFO_R_01.xlsx", report_date=made.REPORT_DATE, factor_set=edition, factors=factors
    )
    assert answer is not None
    return answer


def totals(answer: FileCalculation, place: int = 0) -> tuple[Decimal, Decimal | None]:
    """The total [kg CO2e] of a year as the answer gives it, and the workbook's own."""
    years: list[Mapping[str, str]] = [file_json(answer)]
    years.extend(years[0]["other_years"])  # type: ignore[arg-type]
    printed = years[place]["sheet_total"]
    return Decimal(years[place]["total"]), None if printed is None else Decimal(printed)


def without_kinds(data: bytes) -> bytes:
    """The workbook whose column of kinds somebody emptied (its values stay as we wrote them)."""
    shown = load_workbook(BytesIO(data), data_only=True)
    for name in ("Fr-04.1", "Fr-04.2"):
        for (cell,) in shown[name]["AX6:AX400"]:
            if not hasattr(cell, "is_merged") and type(cell).__name__ == "Cell":
                cell.value = None
    changed = BytesIO()
    shown.save(changed)
    return changed.getvalue()


@pytest.fixture
def form(town: Organisation) -> bytes:
    """TCFO_R_01 of the demonstration."""
    documents = make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False)
    return next(one.data for one in documents.made if one.media_type == XLSX)


@MODES
def test_the_demonstration_comes_back(form: bytes, factors: Factors) -> None:
    answer = read_back(form, "tgo-cfo-2022-04", factors)
    assert [year.year.period for year in answer.years] == [fiscal_year(2565), fiscal_year(2564)]
    for place, year in enumerate(answer.years):
        assert year.complete
        computed, printed = totals(answer, place)
        assert printed is not None
        assert abs(computed - printed) < CLOSE
    assert round(totals(answer)[0], 2) == Decimal("1222625.09")


def test_the_words_of_the_demonstration_are_enough_for_its_kinds(form: bytes) -> None:
    with_column = read_back(form, "tgo-cfo-2022-04", Factors.EDITION).years[0]
    by_words = read_back(without_kinds(form), "tgo-cfo-2022-04", Factors.EDITION).years[0]
    assert not any(line.row.kind for line in by_words.lines)
    differ = {
        (one.result.source.kind, other.result and other.result.source.kind)
        for one, other in zip(with_column.lines, by_words.lines, strict=True)
        if one.result is not None
        and (other.result is None or one.result.source.kind != other.result.source.kind)
    }
    assert differ == {
        ("offroad.gasoline_2stroke.household", "offroad.gasoline_unspecified.household"),
        ("septic_tank", "methane.release"),
        ("wastewater.municipal", "methane.release"),
    }
    assert by_words.sheet_total == with_column.sheet_total


@EDITIONS
@MODES
def test_every_kind_comes_back(edition: tuple[str, str], factors: Factors) -> None:
    dossier = every_kind.dossier_of(every_kind.entries(edition), edition)
    answer = read_back(write_xlsx(made.report(dossier), {}), edition[0], factors)
    (year,) = answer.years
    assert year.complete
    computed, printed = totals(answer)
    assert printed is not None
    wanted = total(dossier.calculation.by_class[where] for where in TOTALLED)
    assert abs(computed - printed) < CLOSE
    assert abs(computed - wanted) < CLOSE
    for where, figure in year.calculation.by_class.items():
        if where in TOTALLED:
            assert abs(figure - dossier.calculation.by_class[where]) < CLOSE
    assert found_kinds(year.calculation) == expected_kinds(dossier)


@EDITIONS
@MODES
@pytest.mark.parametrize("fuel", fuels(made.rules(*made.OLD_SET)))
def test_the_boiler_of_a_supplier_comes_back_by_its_fuel(
    fuel: str, edition: tuple[str, str], factors: Factors
) -> None:
    known = fuels(made.rules(*edition))
    given = {"fuel": fuel if fuel in known else "wood", "boiler_efficiency": "0.83"}
    entry = made.Entry("heat.by_boiler", "ไอน้ำที่ซื้อ", "GJ", "412.5", given)
    dossier = every_kind.dossier_of((entry,), edition)
    answer = read_back(write_xlsx(made.report(dossier), {}), edition[0], factors)
    (year,) = answer.years
    assert year.complete
    (source,) = year.calculation.sources
    assert source.source.parameters == {"fuel": given["fuel"]}
    assert [step.code for step in source.steps] == ["supplied_heat.fuel"]
    for where, figure in dossier.calculation.by_class.items():
        assert abs(year.calculation.by_class.get(where, Decimal(0)) - figure) < CLOSE


@EDITIONS
def test_biomass_that_is_not_renewable_comes_back_once(edition: tuple[str, str]) -> None:
    answers = {"biomass.origin": "forest", "biomass.land": "no"}
    entry = made.Entry("stationary.wood", "ฟืน", "kg", "1000", answers)
    dossier = every_kind.dossier_of((entry,), edition)
    report = made.report(dossier)
    rows = report.current.band(Block.SCOPE_1).rows
    assert [row.kind for row in rows] == [
        "stationary.wood (not_renewable)",
        "stationary.wood (CO2_biogenic)",
    ]
    assert report.current.band(Block.SEPARATE).rows == ()
    answer = read_back(write_xlsx(report, {}), edition[0], Factors.EDITION)
    (year,) = answer.years
    assert year.complete
    (source,) = year.calculation.sources
    assert source.source.parameters == {"biomass.origin": "other"}
    assert abs(year.calculation.total_kg - dossier.calculation.total_kg) < CLOSE
    assert year.calculation.by_class[ReportingClass.BIOGENIC] == 0


def found_kinds(calculation: Calculation) -> Counter[str]:
    return Counter(result.source.kind for result in calculation.sources)


def expected_kinds(dossier: Dossier) -> Counter[str]:
    """Each source once; the rows of upstream energy and of many years by what they print."""
    found: Counter[str] = Counter()
    for result in dossier.calculation.sources:
        kind = result.source.kind
        if kinds()[kind].method == "not_counted":
            continue
        for printed in printed_kinds(result):
            found[printed] += 1
        if kind in {"electricity.paid", "electricity.free"}:
            found["electricity.upstream"] += 1
        if result.source.parameters.get("species") == "R-417A":
            found[kind] += 1  # its HFCs and its hydrocarbon stand in two columns, so in two rows
    return found


def printed_kinds(result: SourceResult) -> list[str]:
    """The kinds of the rows of a source: one a gas where a method made several out of figures."""
    kind = result.source.kind
    if kind.startswith("refrigerant"):
        return ["refrigerant"]
    if kind.startswith("sf6"):
        return ["sf6.switchgear"]
    if kind not in BY_GAS or result.method == "reported_co2e":
        return [kind]
    return [GAS_KINDS[family] for _, family in result.gases]


def test_a_choice_of_another_list_is_not_taken_over() -> None:
    entry = made.Entry(
        "mobile.gasoline", "เบนซิน", "litre", "10", {},
        {"direct": "tgo-cfo-2022-04:mobile.gasoline.low_mileage"},
    )  # fmt: skip
    dossier = every_kind.dossier_of((entry,), made.OLD_SET)
    data = write_xlsx(made.report(dossier), {})
    for edition, picks in (
        ("tgo-cfo-2022-04", {"direct": "tgo-cfo-2022-04:mobile.gasoline.low_mileage"}),
        ("tgo-cfo-2026-02", {}),
    ):
        (year,) = read_back(data, edition, Factors.EDITION).years
        assert [result.source.factor_keys for result in year.calculation.sources] == [picks]


def test_a_source_without_result_is_said() -> None:
    entries = (made.ENTRIES[0], made.Entry("refrigerant", "สารไม่ทราบชนิด", "kg", "1"))
    dossier = every_kind.dossier_of(entries, made.NEW_SET)
    assert not dossier.calculation.complete
    data = write_xlsx(made.report(dossier), {})
    answer, findings = calculate_file(data, "x.xlsx", report_date=made.REPORT_DATE)
    assert answer is not None
    assert [item.data["value"] for item in findings if item.code == "sheet.rejected_text"] == [
        "ยังไม่มีผล"
    ]
    computed, printed = totals(answer)
    assert printed is not None
    assert abs(computed - printed) < CLOSE

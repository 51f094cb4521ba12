"""Our own TCFO_R_01 with every kind of source in it becomes the base year, to the same total."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests import every_kind
from tests import r01_dossiers as made
from tests.services.towns import OWNER, bare

from fahsai.core.factors.factor import (
    Basis,
    Derivation,
    EmissionFactor,
    FactorGrade,
    Publisher,
)
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.thai.period import PeriodKind
from fahsai.documents.tcfo_r_01 import write_xlsx
from fahsai.records.ids import new_id
from fahsai.reference.load_kinds import kinds
from fahsai.services.calculate_year import calculate_year
from fahsai.services.inventories import Settings, set_settings, version_of_year
from fahsai.services.open_year import open_year
from fahsai.services.take_base_year import take_base_year

if TYPE_CHECKING:
    from fahsai.core.inventory.kinds import SourceKind

pytestmark = pytest.mark.usefixtures("sqlite_database")
NAME = "TCFO_R_01.xlsx"


@pytest.mark.parametrize("edition", every_kind.EDITIONS, ids=lambda item: item[0])
def test_every_kind_of_source_becomes_the_base_year(edition: tuple[str, str]) -> None:
    dossier = every_kind.dossier_of(every_kind.entries(edition), edition)
    data = write_xlsx(made.report(dossier), {})
    owner = bare()
    open_year(OWNER, owner, 2569, PeriodKind.FISCAL_YEAR)
    set_settings(OWNER, version_of_year(OWNER, owner, 2569), Settings(edition[0], made.REPORT_DATE))
    answer, said = take_base_year(
        OWNER, owner, data, "r01.xlsx", today=date(2026, 11, 1), accept=True
    )
    assert answer is not None, said
    after = calculate_year(OWNER, owner, 2568, today=date(2026, 11, 1)).calculation
    assert after.complete
    for where in (ReportingClass.SCOPE_1, ReportingClass.SCOPE_2, ReportingClass.SCOPE_3):
        assert abs(after.by_class[where] - dossier.calculation.by_class[where]) < Decimal("1e-5")
    # Whatever stays as stated is so by its kind: own factors are in no list.
    assert {line.label for line in answer.compared.lines if line.as_stated} == set()


def own_factor(kind: SourceKind, number: int) -> EmissionFactor:
    """A supplier's factor for a kind that no list has one for."""
    return EmissionFactor(
        id=new_id(),
        edition="own",
        key=f"own.{number}",
        activity=kind.terms[0].activities[0],
        technology="",
        name_th="ค่าของผู้ขาย",
        name_en="",
        unit=kind.unit,
        basis=Basis.CO2E_ONLY,
        gases={},
        published=Decimal("1.25"),
        gwp_set="AR5",
        publisher=Publisher.SUPPLIER,
        grade=FactorGrade.D,
        position=number,
        year=2024,
        source="ใบรับรองของผู้ขาย",
        derivation=Derivation("published", {}, "", ""),
    )


def test_rows_of_own_factors_are_kept_as_the_form_states_them() -> None:
    """The kinds that cannot be calculated from a form alone, and what becomes of them."""
    edition = every_kind.EDITIONS[1]
    rules = made.rules(*edition)
    waiting = [
        kind
        for kind in kinds().values()
        if kind.terms and every_kind.entry_of(kind, rules, "10") is None
    ]
    assert {"purchased.goods", "travel.air", "steam.bought"} <= {kind.code for kind in waiting}
    own = {kind.terms[0].activities[0]: own_factor(kind, n) for n, kind in enumerate(waiting)}
    entries = tuple(
        made.Entry(
            kind.code, kind.name_th, kind.unit, "10", every_kind.PARAMETERS.get(kind.code, {})
        )
        for kind in waiting
    )
    with_own = replace(rules, factor_set=replace(rules.factor_set, own=tuple(own.values())))
    calculation = made.calculated(entries, every_kind.PERIOD, (), with_own)
    assert calculation.complete
    dossier = replace(
        every_kind.dossier_of((), edition),
        calculation=calculation,
        sources=tuple(result.source for result in calculation.sources),
    )
    owner = bare()
    answer, said = take_base_year(
        OWNER,
        owner,
        write_xlsx(made.report(dossier), {}),
        NAME,
        today=date(2026, 11, 1),
        accept=True,
    )
    assert answer is not None, said
    stated = [line for line in answer.compared.lines if line.as_stated]
    assert len(stated) == len(answer.compared.lines) >= len(waiting)
    assert [item.code for item in said].count("base_year.row_as_stated") == len(stated)
    after = calculate_year(OWNER, owner, 2568, today=date(2026, 11, 1)).calculation
    assert after.complete
    for where, kg in calculation.by_class.items():
        assert abs(after.by_class[where] - kg) < Decimal("1e-6")
    assert {result.source.kind.partition(".")[0] for result in after.sources} == {"stated"}

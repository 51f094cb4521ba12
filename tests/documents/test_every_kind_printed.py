"""Every kind of source, with every factor it may have, prints in both documents."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests import every_kind
from tests import r01_dossiers as made
from tests.recalculation import differences, exactly, same, value_at, values
from tests.samples import sample_pictures

from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import EXACT, total
from fahsai.core.reports.tcfo_r_01.columns import Block, Column
from fahsai.core.reports.tcfo_r_02 import tcfo_r_02
from fahsai.documents.tcfo_r_01 import write_xlsx
from fahsai.documents.tcfo_r_02.archive import parts
from fahsai.documents.tcfo_r_02.write import write_docx
from fahsai.reference.load_kinds import kinds
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Entries = Callable[[tuple[str, str]], tuple[made.Entry, ...]]

CLASSES = {
    Block.SCOPE_1: (ReportingClass.SCOPE_1,),
    Block.SEPARATE: (ReportingClass.SEPARATE, ReportingClass.BIOGENIC),
    Block.SCOPE_2: (ReportingClass.SCOPE_2,),
    Block.SCOPE_3: (ReportingClass.SCOPE_3,),
}
OF_A_SUPPLIER = ("steam.bought", "heat.bought", "cooling.bought", "compressed_air.bought")
NO_FACTOR_IN = {
    "tgo-cfo-2022-04": {
        "stationary.other_kerosene", "stationary.acetylene", "stationary.sawdust",
        "stationary.charcoal", "stationary.paddy_husk", "mobile.b100", "mobile.ethanol",
        "stationary.b100", "stationary.ethanol", *every_kind.OWN_FACTOR_ONLY, *OF_A_SUPPLIER,
    },
    "tgo-cfo-2026-02": {*every_kind.OWN_FACTOR_ONLY, *OF_A_SUPPLIER},
}  # fmt: skip

every_edition = pytest.mark.parametrize("edition", every_kind.EDITIONS, ids=lambda one: one[0])
every_inventory = pytest.mark.parametrize(
    "entries",
    [
        every_kind.entries,
        lambda edition: every_kind.entries(edition, "0"),
        every_kind.chosen_by_hand,
    ],
    ids=["used", "nothing used", "chosen"],
)


@every_edition
def test_only_kinds_without_a_published_factor_are_left_out(edition: tuple[str, str]) -> None:
    counted = {entry.kind for entry in every_kind.entries(edition)}
    assert set(kinds()) - counted == NO_FACTOR_IN[edition[0]]


@every_edition
@every_inventory
def test_the_workbook_prints_the_calculation(edition: tuple[str, str], entries: Entries) -> None:
    dossier = every_kind.dossier_of(entries(edition), edition)
    calculation = dossier.calculation
    assert calculation.complete
    report = made.report(dossier)
    sheet = values(write_xlsx(report, {}))["Fr-04.1"]
    for block, classes in CLASSES.items():
        wanted = total(calculation.by_class[where] for where in classes)
        printed = value_at(sheet, f"AO{report.current.band(block).subtotal}")
        assert same(printed, EXACT.divide(wanted, 1000)), block
    rows = [row for band in report.current.blocks for row in band.rows]
    biogenic = [row for row in rows if row.block is Block.SEPARATE and Column.CO2 in row.gases]
    tonnes = total(exactly(value_at(sheet, f"AO{row.number}")) for row in biogenic)
    assert same(tonnes, EXACT.divide(calculation.by_class[ReportingClass.BIOGENIC], 1000))
    for result in calculation.sources:
        mine = tuple(row for row in rows if row.source_id == result.source.id)
        assert made.rows_tie(result, mine), result.source.kind


@every_edition
@every_inventory
def test_the_report_names_every_source(edition: tuple[str, str], entries: Entries) -> None:
    dossier = every_kind.dossier_of(entries(edition), edition)
    written = write_docx(tcfo_r_02(dossier, words("tcfo_r_02")), sample_pictures())
    document = parts(written)["word/document.xml"].decode()
    text = html.unescape(re.sub(r"<[^>]+>", "", document))
    missing = [
        result.source.kind
        for result in dossier.calculation.sources
        if " ".join(result.source.name_th.split()) not in text and result.method != "not_counted"
    ]
    assert missing == []


def test_nothing_used_keeps_the_factor_of_its_own_term() -> None:
    """The direct factor of E10 has no biogenic CO2: zero litres are not made by it."""
    pick = {"direct": "tgo-cfo-2026-02:mobile.e10.oxidation_catalyst"}
    entry = made.Entry("mobile.gasohol_unspecified", "แก๊สโซฮอล์", "litre", "0", {}, pick)
    report = made.report(every_kind.dossier_of((entry,), made.NEW_SET))
    direct, biogenic = (
        report.current.band(block).rows[0] for block in (Block.SCOPE_1, Block.SEPARATE)
    )
    assert direct.per_unit == Decimal("2.0443693464")
    assert biogenic.per_unit == Decimal("0.14967828")


def test_a_blend_that_nobody_used_keeps_its_gwp() -> None:
    entry = made.Entry("refrigerant", "น้ำยา", "kg", "0", {"species": "R-410A"})
    report = made.report(every_kind.dossier_of((entry,), made.NEW_SET))
    assert report.current.band(Block.SCOPE_1).rows[0].per_unit == Decimal("1923.5")


@pytest.mark.libreoffice
@every_edition
def test_libreoffice_finds_the_same(edition: tuple[str, str], tmp_path: Path) -> None:
    used = every_kind.entries(edition)
    dossier = every_kind.dossier_of((*used, *every_kind.entries(edition, "0")), edition)
    assert differences(write_xlsx(made.report(dossier), {}), tmp_path) == []

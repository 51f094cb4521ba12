"""LibreOffice recomputes every formula of TCFO_R_01 and must find the values we computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests import r01_dossiers as made
from tests.recalculation import (
    differences,
    recalculated,
    same,
    value_at,
    values,
    with_cell_changed,
)
from tests.samples import large_dossier, sample_dossier

from fahsai.documents.tcfo_r_01 import write_xlsx
from fahsai.documents.tcfo_r_01.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from pathlib import Path

    from xlsxwriter.format import Format

    from fahsai.core.reports.dossier import Dossier

pytestmark = pytest.mark.libreoffice

FR_05 = "xl/worksheets/sheet7.xml"


@pytest.mark.parametrize(
    "dossier",
    [
        made.town,
        lambda: made.town(base=False),
        made.same_year,
        made.with_gaps,
        made.nobody,
        made.large,
        sample_dossier,
        large_dossier,
    ],
    ids=["town", "no base", "same year", "gaps", "nobody", "large", "sample", "large sample"],
)
def test_every_formula_gives_our_exact_figure(
    dossier: Callable[[], Dossier], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: dict[tuple[str, str], Decimal | str] = {}
    write = Sheet.formula

    def recorded(
        sheet: Sheet, place: str, formula: str, value: Decimal | str, style: Format
    ) -> None:
        written[sheet.name, place.partition(":")[0]] = value
        write(sheet, place, formula, value, style)

    monkeypatch.setattr(Sheet, "formula", recorded)
    workbook = write_xlsx(made.report(dossier()), {})
    after = values(recalculated(workbook, tmp_path))
    before = values(workbook)
    assert written
    wrong = [
        (sheet, place, ours, value_at(before[sheet], place), value_at(after[sheet], place))
        for (sheet, place), ours in written.items()
        if not same(ours, value_at(after[sheet], place))
        or not same(value_at(before[sheet], place), value_at(after[sheet], place))
    ]
    assert wrong == []


def test_a_wrong_formula_is_found(tmp_path: Path) -> None:
    """The negative control: the official D26, which divides by the other year's total."""
    workbook = write_xlsx(made.report(made.town()), {})
    spoiled = with_cell_changed(workbook, FR_05, "D26", r"C26/C\$30", "C26/C$14")
    assert [found.place for found in differences(spoiled, tmp_path)] == ["Fr-05!D26", "Fr-05!D30"]


def test_a_wrong_cached_value_is_found(tmp_path: Path) -> None:
    workbook = write_xlsx(made.report(made.town()), {})
    spoiled = with_cell_changed(workbook, FR_05, "C10", r"<v>[^<]+</v>", "<v>1</v>")
    assert [found.place for found in differences(spoiled, tmp_path)] == ["Fr-05!C10"]


def test_an_error_is_found(tmp_path: Path) -> None:
    workbook = write_xlsx(made.report(made.town()), {})
    spoiled = with_cell_changed(workbook, FR_05, "D10", r"C10/C\$14", "C10/0")
    found = differences(spoiled, tmp_path)
    assert "Fr-05!D10" in [difference.place for difference in found]
    assert found[0].recalculated == ""

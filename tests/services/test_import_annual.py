"""TGO's own workbook of yearly amounts comes in like any other, also the one we wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.services.towns import OWNER, TODAY, bare, everything

from fahsai.gateways.workbooks.book import TCFO_R_01
from fahsai.records.models import ActivityRow
from fahsai.services.calculate_file import calculate_file
from fahsai.services.calculate_year import calculate_year
from fahsai.services.documents import XLSX, make_documents
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import Settings, set_settings, version_of_year
from fahsai.services.sources import settle_source, sources

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.inventory.boundary import Organisation


def test_a_workbook_of_ours_is_read_back_row_by_row(town: Organisation) -> None:
    made = make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False).made
    data = next(one.data for one in made if one.media_type == XLSX)
    owner = bare("other")
    result, findings = import_activity(OWNER, owner, data, "r01.xlsx", accept=True)
    assert result is not None, findings
    receipt = result.receipt
    assert receipt.layout == TCFO_R_01
    assert receipt.rows_read == receipt.rows_stored + receipt.rows_rejected
    assert receipt.cells_read == receipt.cells_stored + receipt.cells_rejected
    assert all(check.ties for check in receipt.sums)
    assert {one.code for one in findings} == {"sheet.biogenic_twin"}
    assert {line.period_start.year for line in ActivityRow.rows.of(owner).current()} == {2020, 2021}
    assert ActivityRow.rows.of(owner).current().count() == receipt.cells_stored > 20
    before = everything()
    again, _ = import_activity(OWNER, owner, data, "r01.xlsx", accept=True)
    assert again is not None
    assert again.changes == ()
    assert everything() == before


def stored_code(owner: UUID, name: str) -> str:
    """The code under which a source of that name was stored."""
    (code,) = (one.code for one in sources(OWNER, owner) if one.name_th == name)
    return code


def test_what_is_stored_of_it_comes_to_what_the_file_alone_comes_to(town: Organisation) -> None:
    made = make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False).made
    data = next(one.data for one in made if one.media_type == XLSX)
    owner = bare("other")
    import_activity(OWNER, owner, data, "r01.xlsx", accept=True)
    alone, _ = calculate_file(data, "r01.xlsx", report_date=TODAY, factor_set="tgo-cfo-2022-04")
    assert alone is not None
    year = alone.years[0].calculation
    for source in year.sources:  # whose factor a person chose: stored, the choice needs its reason
        if source.source.factor_keys:
            keys = source.source.factor_keys
            code = stored_code(owner, source.source.name_th)
            settle_source(OWNER, owner, code, factor_keys=keys, reason="ตามสัญญาจ้าง")
    version = version_of_year(OWNER, owner, year.period.year_be)
    set_settings(OWNER, version, Settings("tgo-cfo-2022-04", TODAY))
    stored = calculate_year(OWNER, owner, year.period.year_be, today=TODAY).calculation
    assert stored.by_class == year.by_class

"""A 12-month sheet says nothing of where its figures come from; what is assumed is sober."""

from __future__ import annotations

from tests.shared import shared_path

from fahsai.core.inventory.activity import Grade, Origin
from fahsai.gateways.workbooks.book import receive
from fahsai.reference.load_kinds import kinds
from fahsai.services.sheets.years import assumed, row_source, sheet_years

BILL, ESTIMATE = (Origin.PAID, Grade.Y), (Origin.ESTIMATED, Grade.Z)


def test_what_is_bought_has_bills_and_what_escapes_is_estimated() -> None:
    path = shared_path("examples", "office_12_months_jan_dec.xlsx")
    book, _ = receive(path.read_bytes(), path.name)
    assert book is not None
    year = sheet_years(book)[0]
    assumed = {
        line.source.kind: {(one.origin, one.grade) for one in line.lines}
        for line in (row_source(year, row, {})[0] for row in year.rows)
        if line.source is not None and line.lines
    }
    assert assumed["electricity.paid"] == assumed["mobile.diesel"] == {BILL}
    assert assumed["water.pwa"] == {BILL}
    escaped = {kind for kind, said in assumed.items() if said == {ESTIMATE}}
    assert escaped >= {"methane.release"}
    assert not escaped & {"electricity.paid", "mobile.diesel", "water.pwa", "paper.uncoated"}
    assert all(said in ({BILL}, {ESTIMATE}) for said in assumed.values())


def test_gas_that_is_filled_up_is_bought_and_a_leak_rate_is_an_estimate() -> None:
    for kind in ("refrigerant", "refrigerant.stock", "sf6.switchgear", "welding.co2"):
        assert assumed(kinds()[kind]) == BILL
    for kind in ("refrigerant.leak", "sf6.switchgear.leak", "composting.own", "livestock.swine"):
        assert assumed(kinds()[kind]) == ESTIMATE

"""The walk of a collector on both databases: enter, lose to another editor, see what is own."""

from __future__ import annotations

import pytest
from tests.services.parted import YEAR, parted_town
from tests.services.towns import OWNER, TODAY

from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.thai.period import fiscal_year
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.calculate_year import calculate_year
from fahsai.services.enter_lines import enter_months
from fahsai.services.entering.recorded import source_rows
from fahsai.services.evidence import receive_evidence
from fahsai.services.evidence_files import evidence_names
from fahsai.services.receipts import receipts
from fahsai.services.uploads import Upload


@pytest.mark.usefixtures("each_database")
def test_a_collector_enters_and_sees_the_own_part(monkeypatch: pytest.MonkeyPatch) -> None:
    town = parted_town()
    collector = town.collector("EDU")
    source, findings = add_source(
        collector, town.id, SourceEntry("electricity.paid", "ไฟฟ้าห้องสมุด", unit="EDU")
    )
    assert source is not None, findings
    files = receive_evidence(collector, town.id, [Upload("บิล.txt", "text/plain", b"1")])
    month = fiscal_year(YEAR).months()[0]
    stale = source_rows(town.id, source.id, fiscal_year(YEAR))

    def enter(quantity: str) -> list[str]:
        _, said = enter_months(
            collector, town.id, YEAR, source.code, {month: quantity},
            unit="kWh", origin=Origin.PAID, grade=Grade.Y, evidence=files,
        )  # fmt: skip
        return [item.code for item in said]

    assert enter("1234567890123456789012345678.901234") == []
    monkeypatch.setattr("fahsai.services.enter_lines.source_rows", lambda *_: stale)
    assert enter("2") == ["entry.changed_meanwhile"]
    result = calculate_year(collector, town.id, YEAR, today=TODAY)
    quantities = [str(one.quantity) for one in result.calculation.sources]
    assert quantities == ["1234567890123456789012345678.901234"]
    whole = calculate_year(OWNER, town.id, YEAR, today=TODAY)
    assert len(whole.calculation.sources) == 5
    assert list(evidence_names(collector, town.id).values()) == ["บิล.txt"]
    assert receipts(collector, town.id) == ()

"""One bill that came twice, though its figure is round; and round receipts, which are none."""

from __future__ import annotations

import pytest
from tests.core.inventory.mistakes.one_source import Record, each_month, said_of, source_of

from fahsai.core.inventory.mistakes.doubles import line_twice

FUEL = each_month(
    "480", "510", "530", "495", "500", "470", "545", "505", "490", "525", "515", "485"
)
SECOND = Record(4, "500")


def told(kind: str, unit: str, records: list[Record], label: str = "ดีเซล รถขยะ") -> list[str]:
    """The months of which a doubled bill is told."""
    found = said_of(line_twice, source_of(kind, unit, records, label=label))
    return [one.data["in_month"] for one in found]


@pytest.mark.parametrize("file", ["a", "b"])
def test_a_round_bill_twice_in_a_month_is_told_from_one_file_or_two(file: str) -> None:
    assert told("mobile.diesel", "litre", [*FUEL, SECOND._replace(file=file)]) == ["2024-02"]


def test_a_second_bill_of_another_figure_is_none_of_them_twice() -> None:
    assert told("mobile.diesel", "litre", [*FUEL, Record(4, "450")]) == []


def test_two_numbers_of_bills_are_two_bills() -> None:
    records = [*FUEL[:4], *FUEL[5:], Record(4, "500", "R014"), Record(4, "500", "R015")]
    assert told("mobile.diesel", "litre", records) == []
    again = [*FUEL[:4], *FUEL[5:], Record(4, "500", "R014"), Record(4, "500", "R014")]
    assert told("mobile.diesel", "litre", again) == ["2024-02"]


def test_receipts_of_days_are_left_alone() -> None:
    receipts = [one._replace(day=5) for one in FUEL]
    assert told("mobile.diesel", "litre", [*receipts, SECOND._replace(day=5)]) == []


def test_who_fills_up_twice_in_some_months_is_left_alone() -> None:
    more = [Record(1, "40"), Record(7, "35")]
    assert told("mobile.diesel", "litre", [*FUEL, *more, SECOND]) == []


def test_drums_and_notes_of_a_thousand_baht_are_left_alone() -> None:
    drums = each_month(*["200", "400", "200", "", "200", "600"] * 2)
    assert told("offroad.diesel.industry", "litre", [*drums, Record(4, "200")]) == []
    paper = each_month(*["25", "50", "25", "50", "75", "25"] * 2)
    assert told("paper.uncoated", "kg", [*paper, Record(4, "75")], "กระดาษ") == []


def test_what_stands_by_is_left_alone() -> None:
    assert told("stationary.diesel", "litre", [*FUEL, SECOND], "ดีเซล เครื่องกำเนิดไฟฟ้า") == []


def test_a_utility_bills_an_allowance_once_a_month() -> None:
    lamps = each_month(*["500"] * 12)
    assert told("electricity.free", "kWh", [*lamps, SECOND], "ไฟทาง") == ["2024-02"]


def test_two_meters_of_one_allowance_are_left_alone() -> None:
    lamps = each_month(*["500"] * 12)
    assert told("electricity.free", "kWh", [*lamps, *lamps], "ไฟทาง 2 จุด") == []


def test_all_months_in_two_files_are_told() -> None:
    records = [*FUEL, *(one._replace(file="b") for one in FUEL)]
    assert len(told("mobile.diesel", "litre", records)) == 12


def test_too_few_other_bills_tell_nothing() -> None:
    assert told("mobile.diesel", "litre", [*FUEL[:5], SECOND]) == []


def test_figures_of_four_digits_are_told_as_ever() -> None:
    receipts = [Record(0, "123.45", day=3), Record(0, "123.45", day=3), Record(1, "88", day=4)]
    assert told("mobile.diesel", "litre", receipts) == ["2023-10"]

"""A template that comes again does not undo what a person settled since its last import."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.services.books import FUEL_SOURCE, LEFT_OUT, POWER_SOURCE, template
from tests.services.towns import OWNER, bare

from fahsai.records import blobs
from fahsai.records.models import ImportReceipt
from fahsai.services.import_activity import import_activity
from fahsai.services.sources import settle_source, sources
from fahsai.words.messages import Language, message

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import EmissionSource

pytestmark = pytest.mark.usefixtures("each_database")


def offer(owner: UUID, data: bytes, *, accept: bool = True) -> tuple[int, list[Finding]]:
    result, findings = import_activity(OWNER, owner, data, "activity.xlsx", accept=accept)
    assert result is not None, findings
    told = [one for one in findings if one.code == "source.settled_kept"]
    for one in told:
        for language in Language:
            assert one.data["kept"] in message(one, language)
    return len(result.changes), told


def source(owner: UUID, code: str = "D01") -> EmissionSource:
    return next(one for one in sources(OWNER, owner) if one.code == code)


def settle(owner: UUID, code: str = "D01", **settings: Any) -> None:
    after, findings = settle_source(OWNER, owner, code, **settings)
    assert after is not None, findings


def with_parameter(value: str) -> bytes:
    """The template with a parameter of the fuel."""

    def edit(workbook: Any) -> None:
        sheet = workbook["พารามิเตอร์"]
        for column, text in enumerate(("D01", "sulphur", value), start=1):
            sheet.cell(5, column, text)

    return template(edit=edit)


def test_a_kind_settled_since_stays_and_is_said() -> None:
    owner = bare()
    offer(owner, template())
    settle(owner, kind="stationary.gasoline")
    for accept in (False, True):
        changes, told = offer(owner, template(), accept=accept)
        assert changes == 0
        assert [one.data["kept"] for one in told] == [
            "kind = stationary.gasoline (stationary.diesel)"
        ]
    assert source(owner).kind == "stationary.gasoline"


def test_a_kind_that_the_file_changes_is_taken() -> None:
    owner = bare()
    offer(owner, template())
    settle(owner, kind="stationary.gasoline")
    other = replace(FUEL_SOURCE, kind="stationary.lpg")
    changes, told = offer(owner, template((POWER_SOURCE, other, LEFT_OUT)))
    assert (changes, told) == (1, [])
    assert source(owner).kind == "stationary.lpg"


def test_parameters_factor_and_exclusion_settled_since_stay_when_other_cells_change() -> None:
    owner = bare()
    offer(owner, template())
    settle(owner, parameters={"people": "12"})
    settle(owner, "E01", excluded=True, reason="เช่า")
    settle(owner, "X01", excluded=False)
    picked = source(owner)
    assert picked.parameters == {"people": "12"}
    moved = replace(FUEL_SOURCE, place="ชั้น 2")
    changes, told = offer(owner, template((POWER_SOURCE, moved, LEFT_OUT)))
    assert changes == 1
    assert {one.subject for one in told} == {"D01", "E01", "X01"}
    assert source(owner).parameters == {"people": "12"}
    assert source(owner).place == "ชั้น 2"
    assert (source(owner, "E01").excluded, source(owner, "E01").excluded_reason) == (True, "เช่า")
    assert not source(owner, "X01").excluded


def test_a_parameter_of_the_file_comes_changes_and_goes() -> None:
    owner = bare()
    offer(owner, with_parameter("1"))
    settle(owner, parameters={"people": "12"})
    assert offer(owner, with_parameter("2"))[0] == 1
    assert source(owner).parameters == {"sulphur": "2", "people": "12"}
    settle(owner, parameters={"sulphur": "3"})
    assert offer(owner, with_parameter("2"))[0] == 0
    assert source(owner).parameters == {"sulphur": "3", "people": "12"}
    assert offer(owner, template())[0] == 1  # the file no longer gives it
    assert source(owner).parameters == {"people": "12"}


def test_a_factor_of_the_file_and_one_settled_since() -> None:
    owner = bare()
    chosen = replace(FUEL_SOURCE, factor_key="stationary.diesel", choice_reason="ตามใบเสร็จ")
    data = template((POWER_SOURCE, chosen, LEFT_OUT))
    offer(owner, data)
    settle(owner, factor_keys={"direct": "stationary.gasoline"}, reason="ตรวจถังแล้ว")
    changes, told = offer(owner, data)
    assert (changes, len(told)) == (0, 1)
    kept = source(owner)
    assert (dict(kept.factor_keys), kept.choice_reason) == (
        {"direct": "stationary.gasoline"},
        "ตรวจถังแล้ว",
    )
    changes, told = offer(owner, template())  # the cell was emptied: that is a change
    assert (changes, told) == (1, [])
    assert (dict(source(owner).factor_keys), source(owner).choice_reason) == ({}, "")


def test_without_the_earlier_file_an_empty_cell_clears_nothing() -> None:
    owner = bare()
    offer(owner, template())
    settle(owner, parameters={"people": "12"})
    settle(owner, factor_keys={"direct": "stationary.gasoline"}, reason="ตรวจถังแล้ว")
    for row in ImportReceipt.rows.of(owner):
        blobs.path(row.file_sha256).unlink()
    changes, told = offer(owner, template())
    assert (changes, len(told)) == (0, 1)
    kept = source(owner)
    assert dict(kept.parameters) == {"people": "12"}
    assert (dict(kept.factor_keys), kept.choice_reason) == (
        {"direct": "stationary.gasoline"},
        "ตรวจถังแล้ว",
    )


@pytest.mark.parametrize(
    "cells",
    [
        {"J5": "จ่ายเงิน", "J6": "ตรวจวัด"},
        {"J5": "Paid", "K6": "เก็บข้อมูลต่อเนื่อง"},
        {"I5": "กิโลวัตต์-ชั่วโมง", "I6": " ลิตร "},
        {"B5": None, "B6": None},
    ],
)
def test_choices_in_words_change_nothing(cells: dict[str, str | None]) -> None:
    from fahsai.reference.load_kinds import kinds

    names = {"B5": kinds()["electricity.paid"].name_th, "B6": kinds()["stationary.diesel"].name_en}

    def edit(workbook: Any) -> None:
        for cell, text in cells.items():
            workbook["แหล่งปล่อย"][cell] = text or names[cell]

    owner = bare()
    offer(owner, template())
    result, findings = import_activity(
        OWNER, owner, template(edit=edit), "activity.xlsx", accept=False
    )
    assert result is not None
    assert result.changes == ()
    assert {one.code for one in findings} <= {
        "import.evidence_absent",
        "workbook.formula_not_calculated",  # the editing library stores no results of sums
    }


def test_the_part_a_source_was_moved_to_stays_and_is_named() -> None:
    owner = bare()
    units = {"A7": "FIELD", "B7": "กองช่าง"}

    def two_units(workbook: Any) -> None:
        for cell, text in units.items():
            workbook["ส่วนงาน"][cell] = text

    offer(owner, template(edit=two_units))
    settle(owner, unit="FIELD")
    moved = source(owner).unit_id
    changes, told = offer(owner, template(edit=two_units))
    assert (changes, [one.data["kept"] for one in told]) == (0, ["unit = FIELD (OPS)"])
    assert source(owner).unit_id == moved

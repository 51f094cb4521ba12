"""Legal entities, what is held of each and what belongs to whom, entered by commands."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from tests.services.groups import POWER, YEAR, settle, small_group
from tests.services.towns import everything

from fahsai.core.inventory.group import Approach

pytestmark = pytest.mark.usefixtures("sqlite_database")

OF = ("--organisation", "group")


def told(fahsai: Any) -> Any:
    return json.loads(fahsai("entities", *OF, "--json").out)


def eliminated(fahsai: Any) -> Decimal:
    answer = fahsai("group", *OF, "--year", YEAR, "--approach", "equity", "--json")
    (view,) = json.loads(answer.out)["approaches"]
    return sum((Decimal(one["co2e"]) for one in view["eliminations"]), Decimal(0))


def test_a_group_is_entered_from_nothing(fahsai: Any) -> None:
    small_group()
    made = fahsai("entity", "SUB", *OF, "--name", "บริษัท ลูก จำกัด", "--registration", "0107")
    assert made.status == 0, made.err
    refused = fahsai("holding", "SUB", *OF, "--from", "1/10/2562", "--equity", "100")
    assert refused.status == 2
    assert "--basis" in refused.err
    held = fahsai(
        "holding", "SUB", *OF, "--from", "1/10/2562", "--relation", "subsidiary",
        "--equity", "100", "--financial", "full", "--operational", "yes",
        "--basis", "ทะเบียนผู้ถือหุ้น",
    )  # fmt: skip
    assert held.status == 0, held.err
    assert "บริษัทย่อย" in held.out
    (sub,) = [one for one in told(fahsai)["entities"] if one["code"] == "SUB"]
    assert sub["holdings"][0]["from"] == "2019-10-01"
    assert sub["holdings"][0]["to"] is None
    before = everything()
    again = fahsai("entity", "SUB", *OF, "--name", "บริษัท ลูก จำกัด")
    assert again.status == 0
    assert everything() == before


def test_a_share_is_corrected_and_taken_back_for_a_reason(fahsai: Any) -> None:
    small_group()
    at = ("holding", "JV", *OF, "--from", "2020-01-01")
    refused = fahsai(*at, "--equity", "75", "--language", "en")
    assert refused.status == 1
    assert "entity.reason_missing" in refused.err
    done = fahsai(*at, "--equity", "75", "--last-day", "2022-12-31", "--reason", "ซื้อเพิ่ม")
    assert done.status == 0, done.err
    (held,) = told(fahsai)["entities"][0]["holdings"]
    assert (held["equity_percent"], held["to"], held["relation"]) == (
        "75",
        "2023-01-01",
        "joint_venture",
    )
    assert fahsai(*at, "--withdraw", "--reason", "ไม่เคยถือ").status == 0
    assert told(fahsai)["entities"][0]["holdings"] == []
    gone = fahsai(*at, "--withdraw", "--reason", "อีกครั้ง")
    assert gone.status == 1
    assert "fahsai entities" in gone.err


def test_what_belongs_to_whom_moves_the_group(fahsai: Any) -> None:
    group = small_group()
    settle(group.id, Approach.EQUITY)
    assert eliminated(fahsai) == 0
    said = fahsai("belongs", POWER, *OF, "--as", "bought", "--to", "itself")
    assert said.status == 0, said.err
    assert eliminated(fahsai) == Decimal("0.6") * 6000 * Decimal("0.4999")
    listed = fahsai("entities", *OF, "--language", "en")
    assert f"{POWER}: The source is bought inside the group from The organisation itself" in (
        listed.out
    )
    itself = fahsai("belongs", POWER, *OF, "--as", "bought", "--to", "JV", "--reason", "ไอน้ำ")
    assert itself.status == 1
    assert "entity.buys_from_itself" in itself.err
    unsaid = fahsai("belongs", POWER, *OF, "--as", "bought", "--to", "nobody")
    assert unsaid.status == 1
    assert "entity.reason_missing" in unsaid.err
    done = fahsai("belongs", POWER, *OF, "--as", "bought", "--to", "nobody", "--reason", "กฟภ.")
    assert done.status == 0
    assert eliminated(fahsai) == 0
    in_use = fahsai("entity", "JV", *OF, "--withdraw", "--reason", "ขาย")
    assert in_use.status == 1
    assert "entity.in_use" in in_use.err
    for subject, to in (("S99", "JV"), (POWER, "NOBODY")):
        refused = fahsai("belongs", subject, *OF, "--as", "source", "--to", to)
        assert refused.status == 1
        assert "Traceback" not in refused.err

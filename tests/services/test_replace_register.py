"""Registers that were exchanged: what the old one ended with and the new one began with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.registries import Remembering, remembering
from tests.services.metered import NOW, PUMP, Works, codes, meter_of, works
from tests.services.towns import events, everything

from fahsai.core.access.roles import Role
from fahsai.core.metering.meter import Replacement
from fahsai.core.metering.presets import PRESETS
from fahsai.records.ids import new_id
from fahsai.records.models import MeterReplacement
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.evidence import keep_evidence
from fahsai.services.history import history
from fahsai.services.meters import MeterRecord, meter
from fahsai.services.replace_register import (
    ExchangeEntry,
    replace_register,
    take_back_exchange,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.core.access.actor import Actor

pytestmark = pytest.mark.usefixtures("each_database")
AT = datetime(2026, 1, 15, 8, 30, tzinfo=timezone(timedelta(hours=7)))
ENTRY = ExchangeEntry("kwh", AT, Decimal("98765.43"), Decimal(0), "เครื่องเสีย")
KWH = PRESETS[PUMP.kind][0]


@pytest.fixture(autouse=True)
def intake() -> Iterator[Remembering]:
    with remembering() as made:
        yield made


def enter(
    home: Works, one: MeterRecord, entry: ExchangeEntry, why: str = "", actor: Actor | None = None
) -> Any:
    return replace_register(actor or home.actor, home.id, one.id, entry, now=NOW, why=why)


def test_an_exchange_reaches_the_intake_in_whole_numbers(intake: Remembering) -> None:
    home = works()
    one = meter_of(home)
    kept, said = enter(home, one, replace(ENTRY, at=AT.replace(microsecond=5), serial="EM-2"))
    assert kept is not None
    assert said == ()
    stored = meter(home.actor, home.id, one.id)
    assert stored.exchanges == (kept,)
    assert (kept.at, kept.last, kept.first) == (AT, Decimal("98765.43"), Decimal(0))
    assert stored.serial == "EM-2"
    assert intake.meters[one.id].meter.replacements == (
        Replacement("kwh", int(AT.timestamp()), 98_765_430, 0),
    )
    assert intake.meters[one.id].meter.serial == "EM-2"
    assert events(home.id)[-2:] == ["meter.exchanged", "meter.changed"]
    before = everything()
    assert enter(home, one, replace(ENTRY, at=AT.astimezone(UTC), serial="EM-2"))[0] == kept
    assert everything() == before


def test_figures_that_nobody_read_are_not_known(intake: Remembering) -> None:
    home = works()
    one = meter_of(home)
    kept, said = enter(home, one, replace(ENTRY, last=None, first=None))
    assert kept is not None, said
    assert intake.meters[one.id].meter.replacements == (
        Replacement("kwh", int(AT.timestamp()), None, None),
    )


def test_another_figure_for_the_same_instant_corrects_and_may_be_taken_back(
    intake: Remembering,
) -> None:
    home = works()
    one = meter_of(home)
    first, _ = enter(home, one, ENTRY)
    other = replace(ENTRY, last=Decimal("98756.43"))
    refused, said = enter(home, one, other)
    assert (refused, codes(said)) == (None, ["meter.reason_missing"])
    second, said = enter(home, one, other, "สลับเลข")
    assert second is not None, said
    assert [found.last for found in meter(home.actor, home.id, one.id).exchanges] == [
        Decimal("98756.43")
    ]
    assert take_back_exchange(home.actor, home.id, one.id, second.id, " ")[0] is False
    for name in (first.id, second.id, second.id):  # by what it said once, and again
        assert take_back_exchange(home.actor, home.id, one.id, name, "ไม่ได้เปลี่ยน") == (True, ())
    assert meter(home.actor, home.id, one.id).exchanges == ()
    assert intake.meters[one.id].meter.replacements == ()
    again, said = enter(home, one, ENTRY)
    assert again is not None, said
    told = history(home.actor, home.id, "meter_exchange", first.id)
    assert [step.kind.value for step in told.steps] == [
        "made", "changed", "withdrawn", "restored",
    ]  # fmt: skip
    assert [step.why for step in told.steps][:3] == ["เครื่องเสีย", "สลับเลข", "ไม่ได้เปลี่ยน"]
    assert dict(told.told)["meter_key"].text == "E01 โรงสูบน้ำ"
    assert events(home.id)[-4:] == [
        "meter.exchanged",
        "meter.exchange_corrected",
        "meter.exchange_taken_back",
        "meter.exchanged",
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"channel": "x"}, "meter.channel_unknown"),
        ({"channel": "kw"}, "meter.exchange_of_register"),
        ({"at": NOW + timedelta(seconds=1)}, "meter.exchange_time"),
        ({"at": datetime(1999, 12, 31, tzinfo=UTC)}, "meter.exchange_time"),
        ({"at": datetime(2026, 1, 1)}, "meter.exchange_time"),  # noqa: DTZ001 - that is refused
        ({"reason": " "}, "meter.exchange_reason_missing"),
        ({"last": Decimal(-1)}, "meter.exchange_figure"),
        ({"last": Decimal("0.0001")}, "meter.exchange_figure"),
        ({"first": Decimal(1_000_000)}, "meter.exchange_figure"),
        ({"evidence": ("0" * 64,)}, "meter.evidence_unknown"),
    ],
)
def test_what_cannot_have_been_exchanged(fields: dict[str, Any], expected: str) -> None:
    home = works()
    register = replace(KWH, modulus=Decimal(1_000_000))
    one = meter_of(home, entry=replace(PUMP, channels=(register, PRESETS[PUMP.kind][1])))
    before = everything()
    kept, said = enter(home, one, replace(ENTRY, **fields))
    assert (kept, codes(said)) == (None, [expected])
    assert everything() == before


def test_a_register_that_counts_both_ways_may_stand_below_zero() -> None:
    home = works()
    one = meter_of(home, entry=replace(PUMP, channels=(replace(KWH, both_ways=True),)))
    kept, said = enter(home, one, replace(ENTRY, last=Decimal("-5.5")))
    assert kept is not None, said


def test_a_collector_records_exchanges_of_the_own_meters_with_own_evidence() -> None:
    home = works()
    mine = meter_of(home, "E02", replace(PUMP, unit="D02"))
    others = meter_of(home, "E01", replace(PUMP, unit="D01"))
    (own,) = keep_evidence(home.collector, home.id, {"ใบงาน.txt": b"mine"}).values()
    (theirs,) = keep_evidence(home.actor, home.id, {"อื่น.txt": b"theirs"}).values()
    refused, said = enter(home, mine, replace(ENTRY, evidence=(theirs,)), actor=home.collector)
    assert (refused, codes(said)) == (None, ["meter.evidence_unknown"])
    kept, said = enter(home, mine, replace(ENTRY, evidence=(own, own)), actor=home.collector)
    assert kept is not None, said
    assert kept.evidence == (own,)
    with pytest.raises(NotFoundError):
        enter(home, others, ENTRY, actor=home.collector)
    with pytest.raises(NotFoundError):
        take_back_exchange(home.actor, home.id, others.id, kept.id, "ผิดมิเตอร์")
    with pytest.raises(NotFoundError):
        take_back_exchange(home.actor, home.id, mine.id, new_id(), "ไม่มี")
    with pytest.raises(ForbiddenError):
        enter(home, mine, ENTRY, actor=home.of(Role.VERIFIER))
    assert MeterReplacement.rows.of(home.id).count() == 1

"""From messages to quantities and emissions: the whole way, with what arrives in between."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.services.metering.kept import Metered, metered, minutes  # noqa: F401 - a fixture

from fahsai.core.metering.channel import Measure
from fahsai.core.metering.declared import ChannelEntry
from fahsai.core.metering.length import Length, instant
from fahsai.core.metering.meter import MeterKind
from fahsai.core.metering.series import Quality
from fahsai.core.metering.walk import quantities as quantities_of
from fahsai.core.thai.period import PeriodKind
from fahsai.readings.proof import digest
from fahsai.services.access import NotFoundError
from fahsai.services.export_readings import Export, export_quantities
from fahsai.services.meter_health import meter_events, meters_health
from fahsai.services.meter_readings import intervals_of, rates_of, readings_of
from fahsai.services.meters import MeterEntry
from fahsai.services.open_year import open_year
from fahsai.services.quantities import Asked, By, Quantity, quantities
from fahsai.services.readings_file import readings_file
from fahsai.services.refused_messages import refused_messages
from fahsai.services.retention import apply_retention, removed, set_retention

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.metering.channel import Channel

DAY = date(2026, 3, 2)
NEXT = date(2026, 3, 3)
TODAY = date(2026, 6, 1)
START, END = instant(DAY), instant(NEXT)
PUMP = MeterEntry(MeterKind.ELECTRICITY, "โรงสูบน้ำ", source="S01", unit="D02")


def asked(by: By = By.METER, length: Length = Length.DAY) -> Asked:
    return Asked(by, length, START, END)


def measured(
    one: Metered, wanted: Asked, actor: Actor | None = None
) -> tuple[tuple[Quantity, ...], tuple[Finding, ...]]:
    return quantities(actor or one.home.actor, one.home.id, wanted, today=TODAY)


def test_the_answer_is_the_same_before_and_after_the_keeper_came(metered: Metered) -> None:  # noqa: F811
    metered.meter()
    metered.send("E01", *minutes(DAY, 1441))
    before = measured(metered, asked(length=Length.QUARTER_HOUR))
    assert metered.keep().rows == 1441
    assert measured(metered, asked(length=Length.QUARTER_HOUR)) == before
    (day,), _ = measured(metered, asked())
    assert day.quantity == Decimal(72)
    assert (day.estimated, day.known) == (Decimal(0), Decimal(1))
    assert day.quality is Quality.MEASURED
    assert len(before[0]) == 96
    assert sum(one.quantity or 0 for one in before[0]) == day.quantity


def test_twice_late_and_out_of_order_is_the_same(metered: Metered) -> None:  # noqa: F811
    """Half of it arrives, is kept and settled; then all of it, backwards."""
    made = metered.meter()
    sent = minutes(DAY, 1441)
    metered.send("E01", *sent[::2])
    metered.keep()
    metered.send("E01", *reversed(sent))
    metered.send("E01", {"readings": sent})
    (day,), _ = measured(metered, asked())
    metered.keep()
    (kept,), _ = measured(metered, asked())
    assert kept == day
    assert kept.quantity == Decimal(72)
    assert metered.store.counts([made.channels[0].number])[made.channels[0].number] == 1441
    (health,) = meters_health(metered.home.actor, metered.home.id)
    assert (health.channels[0].stored, health.channels[0].duplicates) == (1441, 2162)


def test_of_two_values_for_one_time_the_later_counts_and_the_earlier_is_told(
    metered: Metered,  # noqa: F811
) -> None:
    made = metered.meter()
    sent = minutes(DAY, 1441)
    metered.send("E01", *sent)
    metered.keep()
    metered.send("E01", {"t": START + 600, "kwh": 1000.7})
    metered.keep()
    found = readings_of(metered.home.actor, metered.home.id, made.id, START, END, None)
    assert found is not None
    assert found.rows[10].value == Decimal("1000.7")
    assert Quality.CONFLICT in found.rows[10].quality
    said = meter_events(metered.home.actor, metered.home.id, made.id, START, END)
    (conflict,) = [one for one in said if one.code == "meter.conflict"]
    assert (conflict.data["earlier"], conflict.data["later"]) == ("1000.5", "1000.7")
    (day,), _ = measured(metered, asked())
    assert day.quantity == Decimal(72)


def test_a_gap_is_filled_from_the_register_and_told(metered: Metered) -> None:  # noqa: F811
    made = metered.meter()
    sent = minutes(DAY, 1441)
    metered.send("E01", *sent[:600], *sent[780:])
    metered.keep()
    (day,), _ = measured(metered, asked())
    assert day.quantity == Decimal(72)
    assert day.estimated == Decimal("9.05")
    assert Quality.ESTIMATED in day.quality
    said = meter_events(metered.home.actor, metered.home.id, made.id, START, END)
    assert [one.code for one in said] == ["meter.gap"]
    found = intervals_of(
        metered.home.actor, metered.home.id, made.id, Length.HOUR, START, END, None
    )
    assert found is not None
    assert [one.origin for one in found.rows[9:14]] == [
        *("estimated", "estimated", "estimated", "estimated", "measured")
    ]


def test_what_is_not_known_is_not_zero(metered: Metered) -> None:  # noqa: F811
    metered.meter()
    (day,), _ = measured(metered, asked())
    assert day.quantity is None
    assert day.known == 0
    assert day.by_class is None
    assert day.quality is Quality.MISSING


def test_emissions_are_quantities_times_the_inventorys_factor(metered: Metered) -> None:  # noqa: F811
    metered.meter("E01", PUMP)
    metered.send("E01", *minutes(DAY, 1441))
    (day,), said = measured(metered, asked())
    assert [one.code for one in said] == ["meter.no_inventory"]
    assert day.co2e_kg is None
    assert not day.complete
    open_year(metered.home.actor, metered.home.id, 2569, PeriodKind.FISCAL_YEAR)
    (day,), said = measured(metered, asked())
    assert said == ()
    assert day.co2e_kg == Decimal("34.2")  # 72 kWh x 0.4750 kgCO2e, TGO list of 2569
    hours, _ = measured(metered, asked(length=Length.HOUR))
    assert sum(one.co2e_kg or 0 for one in hours) == day.co2e_kg


def test_units_and_the_organisation_add_their_meters_up(metered: Metered) -> None:  # noqa: F811
    open_year(metered.home.actor, metered.home.id, 2569, PeriodKind.FISCAL_YEAR)
    metered.meter("E01", PUMP)
    metered.meter("E02", MeterEntry(MeterKind.ELECTRICITY, "อาคาร", source="S01", unit="D01"))
    metered.meter("W01", MeterEntry(MeterKind.WATER, "ประปา"))
    metered.send("E01", *minutes(DAY, 1441))
    metered.send("E02", *minutes(DAY, 1441, step=0.1))
    for by, expected in (
        (By.METER, ["72", "144", "None"]),
        (By.UNIT, ["72", "144", "None"]),
        (By.ORGANISATION, ["216", "None"]),
    ):
        rows, _ = measured(metered, asked(by))
        found = [str(None if one.quantity is None else one.quantity.normalize()) for one in rows]
        assert sorted(found) == sorted(expected), by
    (town, _), _ = measured(metered, asked(By.ORGANISATION))
    assert town.co2e_kg == Decimal("102.6")


def test_a_collector_sees_the_meters_of_their_own_unit(metered: Metered) -> None:  # noqa: F811
    own = metered.meter("E01", PUMP)
    other = metered.meter("E02", MeterEntry(MeterKind.ELECTRICITY, "อาคาร", unit="D01"))
    collector = metered.home.collector
    rows, _ = measured(metered, asked(), collector)
    assert [one.subject.id for one in rows] == [own.id]
    assert [one.meter.code for one in meters_health(collector, metered.home.id)] == ["E01"]
    for ask in (
        lambda: readings_of(collector, metered.home.id, other.id, START, END, None),
        lambda: meter_events(collector, metered.home.id, other.id, START, END),
        lambda: refused_messages(collector, metered.home.id, other.id),
        lambda: quantities(
            collector, metered.home.id, asked()._replace(meters=("E02",)), today=TODAY
        ),
    ):
        with pytest.raises(NotFoundError):
            ask()


def test_a_mean_has_three_decimals_more_than_its_channel(metered: Metered) -> None:  # noqa: F811
    made = metered.meter()
    metered.send("E01", *({"t": START + 60 * n, "kw": n // 2} for n in range(3)))
    found = rates_of(metered.home.actor, metered.home.id, made.id, Length.HOUR, START, END, None)
    assert found is not None
    digits = found.channel.digits + 3
    assert found.rows[0].mean == Decimal("0." + "3" * digits)
    metered.meter("E02")
    metered.send("E02", *({"t": START + 60 * n, "kwh": n} for n in range(101)))
    (day, *_), _ = measured(metered, asked()._replace(meters=("E02",)))
    assert str(day.known) == "0.069444"  # 6,000 of 86,400 seconds


def test_a_rate_is_averaged_and_never_summed(metered: Metered) -> None:  # noqa: F811
    made = metered.meter()
    metered.send("E01", *({"t": START + 60 * n, "kw": n % 3} for n in range(60)))
    found = rates_of(metered.home.actor, metered.home.id, made.id, Length.HOUR, START, END, None)
    assert found is not None
    first = found.rows[0]
    assert (first.least, first.most, first.mean) == (Decimal(0), Decimal(2), Decimal(1))
    assert first.readings == 60
    assert found.rows[1].mean is None
    (day,), _ = measured(metered, asked())
    assert day.quantity is None


def test_what_became_no_reading_is_kept_as_it_came(metered: Metered) -> None:  # noqa: F811
    made = metered.meter()
    metered.send("E01", b"\xff junk", {"t": 0, "kwh": 1}, {"t": START, "kwh": 1e308, "x": 1})
    found = refused_messages(metered.home.actor, metered.home.id, made.id).messages
    assert sorted(one.finding.code for one in found) == [
        "message.channel_unknown",
        "message.clock_behind",
        "message.not_readable",
        "message.value_beyond",
    ]
    (junk,) = [one for one in found if one.finding.code == "message.not_readable"]
    assert junk.payload == b"\xff junk"
    (health,) = meters_health(metered.home.actor, metered.home.id)
    assert (health.messages, health.readings, health.refused) == (3, 0, 4)


def test_files_hold_what_the_answers_hold(metered: Metered) -> None:  # noqa: F811
    made = metered.meter()
    metered.send("E01", *minutes(DAY, 1441))
    metered.keep()
    actor, owner = metered.home.actor, metered.home.id
    out = io.BytesIO()
    written, _ = readings_file(actor, owner, made.id, START, END, None, Export.PARQUET, out)
    assert written is not None
    table = pq.read_table(pa.BufferReader(out.getvalue()))
    assert table.num_rows == 1440
    assert table["value"][0].as_py() == Decimal("1000.000")
    file, said = export_quantities(actor, owner, asked(), Export.CSV, today=TODAY)
    assert file is not None, said
    (row,) = csv.DictReader(io.StringIO(file.data.decode("utf-8-sig")))
    assert (row["subject"], row["quantity"], row["unit"]) == ("E01", "72", "kWh")


def test_too_many_stretches_are_refused_and_said(metered: Metered) -> None:  # noqa: F811
    metered.meter()
    for wanted, code in (
        (Asked(By.METER, Length.QUARTER_HOUR, 0, END), "quantities.too_many"),
        (Asked(By.METER, Length.DAY, END, START), "quantities.no_time"),
    ):
        rows, said = measured(metered, wanted)
        assert rows == ()
        assert [one.code for one in said] == [code]


def test_what_is_removed_leaves_its_quantities_and_its_proof(metered: Metered) -> None:  # noqa: F811
    made = metered.meter()
    metered.send("E01", *minutes(DAY, 1441))
    metered.send("E01", *minutes(date(2026, 5, 1), 10, start=2000))
    metered.keep()
    actor, owner = metered.home.actor, metered.home.id
    before, _ = measured(metered, asked())
    number = made.channels[0].number
    rows = metered.store.readings([number], instant(date(2026, 3, 1)), instant(date(2026, 4, 1)))
    assert set_retention(actor, owner, 2, "x")[0] is None
    assert set_retention(actor, owner, 3, "")[0] is None
    kept, said = set_retention(actor, owner, 3, "ระเบียบพัสดุ")
    assert kept is not None, said
    assert apply_retention(actor, owner, today=date(2026, 6, 1)) == ()
    (gone,) = apply_retention(actor, owner, today=date(2026, 7, 1))
    assert (gone.removal.month, gone.removal.rows) == (202603, 1441)
    assert gone.removal.sha256 == digest(rows)
    assert measured(metered, asked())[0] == before
    assert metered.store.counts([number])[number] == 10
    assert [one.removal.sha256 for one in removed(actor, owner)] == [gone.removal.sha256]


@pytest.mark.parametrize("first", ["-1.00", "0", "999999999999.99"])
def test_an_error_value_at_the_beginning_harms_nobody(
    metered: Metered,  # noqa: F811
    first: str,
) -> None:
    metered.meter("E01")
    metered.meter("E02")
    metered.send("E01", {"t": START + 60, "kwh": first}, *minutes(DAY, 1441)[21:])
    metered.send("E02", *minutes(DAY, 1441))
    before, _ = measured(metered, asked())
    metered.keep()
    after, _ = measured(metered, asked())
    assert before == after
    assert after[1].quantity == Decimal(72)


def test_hostile_amounts_come_to_an_end(metered: Metered) -> None:  # noqa: F811
    """More than any meter counts is put aside: nothing overflows, nobody else is held up."""
    entry = MeterEntry(
        MeterKind.PRODUCTION,
        "สายการผลิต",
        channels=(ChannelEntry("pieces", Measure.AMOUNT, "piece", digits=3),),
    )
    metered.meter("P01", entry)
    metered.meter("E01")
    metered.send("P01", *({"t": START + 60 * n, "pieces": 999_999_999_999} for n in range(1, 60)))
    metered.send("E01", *minutes(DAY, 1441))
    metered.keep()
    rows, _ = measured(metered, asked())
    assert [one.quantity for one in rows if one.subject.unit == "kWh"] == [Decimal(72)]
    assert metered.store.dirty() == []


def test_a_meter_that_cannot_be_settled_holds_up_no_other(
    metered: Metered,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its months stay to be made; once the fault is mended they are."""
    bad = metered.meter("E01")
    metered.meter("E02")
    metered.send("E01", *minutes(DAY, 1441))
    metered.send("E02", *minutes(DAY, 1441))
    walk = quantities_of

    def falls(channel: Channel, *given: Any, **named: Any) -> Any:
        if channel.number == bad.channels[0].number:
            raise OverflowError("a fault of ours")
        return walk(channel, *given, **named)

    with monkeypatch.context() as patched:
        patched.setattr("fahsai.services.settling.quantities", falls)
        metered.keep()
        first, second = measured(metered, asked())[0]
        assert (first.quantity, second.quantity) == (None, Decimal(72))
    assert {one.channel for one in metered.store.dirty()} >= {bad.channels[0].number}
    metered.keep()
    assert metered.store.dirty() == []
    assert measured(metered, asked())[0][0].quantity == Decimal(72)


def test_far_away_times_are_answered_without_being_counted_out(metered: Metered) -> None:  # noqa: F811
    made = metered.meter()
    wanted = Asked(By.METER, Length.QUARTER_HOUR, 0, 2**40)
    assert [one.code for one in measured(metered, wanted)[1]] == ["quantities.too_many"]
    found = intervals_of(
        metered.home.actor, metered.home.id, made.id, Length.QUARTER_HOUR, 0, 2**40, None
    )
    assert found is not None
    assert len(found.rows) == 50_000
    assert found.then == found.rows[-1].end


def test_only_one_keeper_settles(metered: Metered) -> None:  # noqa: F811
    metered.meter()
    metered.send("E01", *minutes(DAY, 1441))
    with metered.store.alone() as held:
        assert held
        assert metered.keep().months == 0
    assert metered.keep().months > 0


def test_a_day_after_the_last_reading_is_not_zero(metered: Metered) -> None:  # noqa: F811
    open_year(metered.home.actor, metered.home.id, 2569, PeriodKind.FISCAL_YEAR)
    made = metered.meter("E01", PUMP)
    metered.send(
        "E01", *minutes(date(2026, 3, 1), 1441), {"t": instant(date(2026, 4, 20)), "kw": 1}
    )
    metered.keep()
    (day,), _ = measured(metered, asked())
    assert (day.quantity, day.by_class) == (None, None)
    actor, owner = metered.home.actor, metered.home.id
    found = intervals_of(actor, owner, made.id, Length.DAY, START, END, None)
    assert found is not None
    assert (found.rows[0].quantity, found.rows[0].origin) == (None, "missing")


def test_what_has_no_source_emits_nothing_that_could_be_told(metered: Metered) -> None:  # noqa: F811
    """Beside a meter with a source that sent nothing: no zero, and nothing called complete."""
    open_year(metered.home.actor, metered.home.id, 2569, PeriodKind.FISCAL_YEAR)
    metered.meter("E01", PUMP)
    metered.meter("E02", MeterEntry(MeterKind.ELECTRICITY, "อาคาร"))
    metered.send("E02", *minutes(DAY, 1441))
    (town,), _ = measured(metered, asked(By.ORGANISATION))
    assert town.quantity == Decimal(72)
    assert town.co2e_kg is None

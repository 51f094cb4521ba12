"""Made-up meters as they stand in the records, with a token each for as long as they send."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.metering.declared import ChannelEntry
from fahsai.core.metering.simulation.fault import Plan
from fahsai.services.meter_tokens import make_token, revoke_token, tokens
from fahsai.services.meters import MeterEntry, add_meter, meters
from fahsai.services.replace_register import ExchangeEntry, replace_register
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fahsai.core.access.actor import Actor
    from fahsai.core.metering.channel import Channel
    from fahsai.core.metering.meter import Replacement
    from fahsai.core.metering.simulation.meter import SimulatedMeter
    from fahsai.services.meters import MeterRecord

MADE_BY = "fahsai simulate"
"""How the model of a made-up meter begins, and the name of its token.

Nobody takes it for a real one; the model goes on with the run that it is of.
"""


class Run(NamedTuple):
    """What decides all that made-up meters send: with another run they are other meters."""

    seed: int
    plan: Plan

    @property
    def model(self) -> str:
        """What stands in a meter's record: the command that sends the same again."""
        return f"{MADE_BY} --seed {self.seed} --faults {self.plan.value}"


class Access(NamedTuple):
    """What opens the intake for one meter: its token, and its user name at the broker."""

    meter_id: UUID
    token_id: UUID
    mqtt_user: str
    secret: str


class Fleet:
    """The meters that send; nobody else has their tokens, and no disk keeps them."""

    def __init__(self, actor: Actor, organisation_id: UUID, access: Mapping[str, Access]) -> None:
        self._actor, self._organisation_id = actor, organisation_id
        self.access = access

    def exchanged(self, code: str, one: Replacement, channel: Channel) -> tuple[Finding, ...]:
        """Write down that a register was exchanged, as somebody would have."""
        entry = ExchangeEntry(
            channel=one.channel,
            at=datetime.fromtimestamp(one.at, tz=UTC),
            last=None if one.last is None else channel.value(one.last),
            first=None if one.first is None else channel.value(one.first),
            reason=words("simulated")["exchange"]["reason"]["th"],
        )
        _, said = replace_register(
            self._actor,
            self._organisation_id,
            self.access[code].meter_id,
            entry,
            now=datetime.now(tz=UTC),
        )
        return said

    def end(self) -> None:
        """Let the tokens open nothing any more."""
        for one in self.access.values():
            revoke_token(
                self._actor,
                self._organisation_id,
                one.meter_id,
                one.token_id,
                now=datetime.now(tz=UTC),
            )


def enrol(
    actor: Actor, organisation_id: UUID, wanted: Iterable[SimulatedMeter], run: Run
) -> tuple[Fleet | None, tuple[Finding, ...]]:
    """Make the meters that are absent, and a token for each.

    People may change a made-up meter (its source, its names); as long as it is one and its channels
    are as they were, it sends on.  Tokens of a simulation that was broken off end here.  Meters
    that were made for another run are left as they are, and none is sent for: two runs of one
    meter would be mixed.

    Returns:
        The fleet, or None with ``simulate.meter_other``, ``simulate.other_run`` or what stands
        against adding one.

    Raises:
        NotFoundError, ForbiddenError: what measures is not this actor's to settle.
    """
    known = {one.code: one for one in meters(actor, organisation_id)}
    chosen = list(wanted)
    refused = tuple(
        finding("simulate.meter_other", Level.ERROR, one.code)
        for one in chosen
        if one.code in known and not _is(known[one.code], one)
    )
    other = next((known[one.code] for one in chosen if _of_other_run(known, one, run)), None)
    if other is not None and not refused:
        refused = (
            finding(
                "simulate.other_run",
                Level.ERROR,
                other.code,
                there=other.model,
                asked=run.model,
            ),
        )
    if refused:
        return None, refused
    access: dict[str, Access] = {}
    said: list[Finding] = []
    for one in chosen:
        record = known.get(one.code)
        if record is None:
            record, told = add_meter(actor, organisation_id, one.code, entry_of(one, run))
            said += told
        if record is None:
            return None, tuple(said)
        opened, told = _opened(actor, organisation_id, record)
        said += told
        if opened is None:
            return None, tuple(said)
        access[one.code] = opened
    return Fleet(actor, organisation_id, access), tuple(said)


def entry_of(meter: SimulatedMeter, run: Run) -> MeterEntry:
    """What people would have said of a made-up meter of a run."""
    return MeterEntry(
        kind=meter.kind,
        name_th=meter.name_th,
        name_en=meter.name_en,
        model=run.model,
        channels=tuple(_declared(channel) for channel in meter.channels),
    )


def _declared(channel: Channel) -> ChannelEntry:
    return ChannelEntry(
        name=channel.name,
        measure=channel.measure,
        unit=channel.unit,
        digits=channel.digits,
        every=channel.every,
        modulus=None if channel.modulus is None else channel.value(channel.modulus),
        most_per_hour=(
            None if channel.most_per_hour is None else channel.value(channel.most_per_hour)
        ),
        both_ways=channel.both_ways,
    )


def _is(record: MeterRecord, meter: SimulatedMeter) -> bool:
    """Whether a meter on record is this made-up one."""
    kept = {one.entry.name: one.entry for one in record.channels}
    return record.model.startswith(MADE_BY) and all(
        (entry := kept.get(one.name)) is not None
        and (entry.measure, entry.unit, entry.digits) == (one.measure, one.unit, one.digits)
        for one in meter.channels
    )


def _of_other_run(known: Mapping[str, MeterRecord], meter: SimulatedMeter, run: Run) -> bool:
    """Whether a made-up meter was made for another run; of one without its run nobody knows."""
    record = known.get(meter.code)
    return record is not None and record.model not in {MADE_BY, run.model}


def _opened(
    actor: Actor, organisation_id: UUID, record: MeterRecord
) -> tuple[Access | None, tuple[Finding, ...]]:
    now = datetime.now(tz=UTC)
    for one in tokens(actor, organisation_id, record.id):
        if one.works and one.name == MADE_BY:
            revoke_token(actor, organisation_id, record.id, one.id, now=now)
    made, said = make_token(actor, organisation_id, record.id, MADE_BY, now=now)
    if made is None:
        return None, said
    return Access(record.id, made.token.id, made.token.mqtt_user, made.secret), said

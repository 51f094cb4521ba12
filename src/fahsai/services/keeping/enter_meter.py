"""Writing a meter: what somebody said of it, looked at and kept, by hand or from a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid5

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.metering.channel import Measure
from fahsai.core.metering.declared import declared, reinterpreted
from fahsai.core.metering.meter import CODE, MeterKind
from fahsai.core.metering.parts import mains_of
from fahsai.core.metering.presets import PRESETS
from fahsai.core.metering.sources import Sources
from fahsai.records.meter_values import (
    Numbered,
    channel_json,
    numbered,
    sources_columns,
    sources_value,
)
from fahsai.records.models import MeterRow, Source
from fahsai.records.supersede import supersede
from fahsai.reference.load_units import load_units
from fahsai.services.intake_registry import IntakeUnavailableError, registry
from fahsai.services.keeping.meters import TEXTS, MeterEntry, mains_ever, tell_of_meter
from fahsai.services.keeping.source_fit import unfit_source
from fahsai.services.places import places_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fahsai.core.access.actor import Actor
    from fahsai.core.metering.declared import ChannelEntry
    from fahsai.services.access import Part


class Main(NamedTuple):
    """A meter that another may stand behind, and the one that it stands behind itself."""

    id: UUID
    kind: MeterKind
    part_of: UUID | None


class Places(NamedTuple):
    """What a meter may belong to, by code: units, facilities, sources and meters of the reach.

    A meter that was just written stands among ``mains`` at once: the next may stand behind it.
    """

    units: Mapping[str, UUID]
    facilities: Mapping[str, UUID]
    sources: Mapping[str, UUID]
    mains: dict[str, Main]
    behind: dict[UUID, UUID | None]
    """The main meter of each meter of the organisation, also of those out of reach or withdrawn."""
    unit_needed: bool


class Entered(NamedTuple):
    """A meter as it stands, and whether that was written just now."""

    row: MeterRow
    written: bool


def meter_key(organisation_id: UUID, code: str) -> UUID:
    """The id of the meter of a code: tried again, it gets the channel numbers of the first time."""
    return uuid5(organisation_id, f"meter {code}")


def meter_places(part: Part) -> Places:
    """The places of a part by their codes."""
    found = places_of(part)
    rows = Source.rows.of(part.organisation.id).current().values_list("code", "key", "unit_key")
    return Places(
        {one.code: one.id for one in found.units},
        {one.code: one.id for one in found.facilities},
        {code: key for code, key, unit in rows if part.holds(unit)},
        {
            row.code: _as_main(row)
            for row in MeterRow.rows.of(part.organisation.id).current()
            if part.holds(row.unit_key)
        },
        dict(mains_ever(part.organisation.id)),
        found.unit_needed,
    )


def _as_main(row: MeterRow) -> Main:
    return Main(row.key, MeterKind(row.kind), row.part_of_key)


def _stands(row: MeterRow, places: Places) -> None:
    """The next meter may stand behind one that was just written."""
    places.mains[row.code] = _as_main(row)
    places.behind[row.key] = row.part_of_key


def last_rows(organisation_id: UUID, *codes: str) -> Mapping[str, MeterRow]:
    """The last row of each code, or of some; the meter of a tombstone was withdrawn."""
    rows = MeterRow.rows.of(organisation_id).heads()
    return {row.code: row for row in (rows.filter(code__in=codes) if codes else rows)}


def as_stands(head: MeterRow, places: Places) -> MeterEntry:
    """What is said of a meter now, as somebody would enter it."""

    def code(known: Mapping[str, UUID], key: UUID | None) -> str:
        return next((code for code, one in known.items() if one == key), "")

    return MeterEntry(
        kind=MeterKind(head.kind),
        **{name: getattr(head, name) for name in TEXTS},
        unit=code(places.units, head.unit_key),
        facility=code(places.facilities, head.facility_key),
        source=code(places.sources, head.source_key),
        part_of=code({name: one.id for name, one in places.mains.items()}, head.part_of_key),
        channels=tuple(one.entry for one in numbered(head)),
        started_on=head.started_on,
        ended_on=head.ended_on,
    )


def add(
    actor: Actor, part: Part, places: Places, last: MeterRow | None, code: str, entry: MeterEntry
) -> tuple[Entered | None, tuple[Finding, ...]]:
    """Write a new meter; the same one again is the one that is there.

    ``last`` is the last row of the code, None where there never was one; a meter that was
    withdrawn comes back, with what its channels ever meant.

    Findings: ``meter.code_unusable``, ``meter.code_taken``, those of :func:`looked_at` and of
    :func:`~fahsai.core.metering.declared.reinterpreted`.
    """
    owner = part.organisation.id
    if CODE.fullmatch(code) is None:
        return None, (finding("meter.code_unusable", Level.ERROR, code or "-"),)
    channels = entry.channels or PRESETS.get(entry.kind, ())
    fields, said = looked_at(owner, code, replace(entry, channels=channels), places)
    if last is not None and not last.withdrawn:
        same = fields is not None and part.holds(last.unit_key) and _says(last, fields)
        if same:
            return Entered(last, written=False), said
        taken = finding("meter.code_taken", Level.ERROR, code)
        return None, (*(one for one in said if one.level is Level.ERROR), taken)
    if fields is None:
        return None, said
    row, moved = _written(actor, code, last, owner, fields)
    if row is None:
        return None, moved
    _stands(row, places)
    tell_of_meter(actor.id, owner, row.key, verb="meter.added", code=code, row=str(row.id))
    return Entered(row, written=True), (*said, *moved)


def change(
    actor: Actor, head: MeterRow, entry: MeterEntry, places: Places, reason: str
) -> tuple[Entered | None, tuple[Finding, ...]]:
    """Say a meter otherwise; channels that the entry does not name stay as they are.

    Findings: ``meter.reason_missing``, ``meter.channel_unknown``, those of :func:`looked_at` and
    of :func:`~fahsai.core.metering.declared.reinterpreted`.
    """
    owner = head.organisation_id
    stands = tuple(one.entry for one in numbered(head))
    channels, said = joined(head.code, stands, entry.channels, entry.drop_channels)
    if said:
        return None, said
    fields, said = looked_at(owner, head.code, replace(entry, channels=channels), places, head)
    if fields is None:
        return None, said
    if _says(head, fields):
        return Entered(head, written=False), said
    if not reason.strip():
        return None, (finding("meter.reason_missing", Level.ERROR, head.code),)
    row, moved = _written(actor, head.code, head, owner, fields, reason.strip())
    if row is None:
        return None, moved
    _stands(row, places)
    tell_of_meter(
        actor.id,
        owner,
        head.key,
        verb="meter.changed",
        code=head.code,
        before=head.id,
        after=row.id,
    )
    return Entered(row, written=True), (*said, *moved)


def _written(
    actor: Actor,
    code: str,
    head: MeterRow | None,
    owner: UUID,
    fields: dict[str, Any],
    why: str = "",
) -> tuple[MeterRow | None, tuple[Finding, ...]]:
    """The stored row, which supersedes ``head`` where there is one; None with what is wrong."""
    before = {} if head is None else _ever(head)
    moved = reinterpreted(code, [one.entry for one in before.values()], fields["channels"])
    if any(one.level is Level.ERROR for one in moved):
        return None, moved
    key = meter_key(owner, code) if head is None else head.key
    channels, unavailable = _with_numbers(code, key, fields.pop("channels"), before.values())
    if channels is None:
        return None, unavailable
    if head is None:
        row = MeterRow(
            organisation_id=owner,
            actor_id=actor.id,
            key=key,
            code=code,
            channels=channels,
            **fields,
        )
    else:
        row = supersede(head, actor_id=actor.id, why=why, channels=channels, **fields)
    row.save()
    return row, moved


def looked_at(
    organisation_id: UUID,
    code: str,
    entry: MeterEntry,
    places: Places,
    head: MeterRow | None = None,
) -> tuple[dict[str, Any] | None, tuple[Finding, ...]]:
    """The columns that an entry says, its channels as declared; None where something is wrong.

    Findings: ``meter.name_missing``, ``meter.unit_needed``, ``meter.place_unknown``,
    ``meter.source_unknown``, ``meter.source_from_needed``, ``meter.main_unknown``,
    ``meter.main_loop``, ``meter.main_other_kind``, ``meter.parts_other_kind``,
    ``meter.ends_before_start``, ``meter.end_reason_missing``, those of
    :func:`~fahsai.core.metering.declared.declared` and of
    :func:`~fahsai.services.keeping.source_fit.unfit_source`.
    """
    channels, of_channels = declared(code, entry.kind, entry.channels, load_units())
    stood = Sources() if head is None else sources_value(head)
    sources = _sources(entry, places, stood)
    key = meter_key(organisation_id, code) if head is None else head.key
    said = (
        *_problems(code, entry, places),
        *_problems_of_main(code, key, entry, places),
        *of_channels,
    )
    if sources is None:
        said = (*said, finding("meter.source_from_needed", Level.ERROR, code))
    if sources is None or any(one.level is Level.ERROR for one in said):
        return None, said
    same_unit = head is not None and _unit_counted(channels) == _unit_counted(
        [one.entry for one in numbered(head)]
    )
    new = sources.ever - stood.ever if same_unit else sources.ever
    said = (*said, *unfit_source(organisation_id, code, channels, new))
    fields = {
        "kind": entry.kind.value,
        **{name: getattr(entry, name).strip() for name in TEXTS},
        "unit_key": places.units.get(entry.unit),
        "facility_key": places.facilities.get(entry.facility),
        **sources_columns(sources),
        "part_of_key": _main_key(entry, places, head),
        "channels": channels,
        "started_on": entry.started_on,
        "ended_on": entry.ended_on,
    }
    return fields, said


def _sources(entry: MeterEntry, places: Places, stood: Sources) -> Sources | None:
    """The sources by time; None where nobody says since when it is another one."""
    source = places.sources.get(entry.source)
    if entry.source_from is not None:
        return stood.moved(source, entry.source_from)
    unnamed = source is None and stood.last not in places.sources.values()
    if source == stood.last or unnamed:  # one that was withdrawn cannot be named, and stays
        return stood
    return Sources((), source) if stood.never_said else None


def _main_key(entry: MeterEntry, places: Places, head: MeterRow | None) -> UUID | None:
    """The main meter; one that was withdrawn cannot be named, and stays."""
    if entry.part_of:
        return places.mains[entry.part_of].id
    stood = None if head is None else head.part_of_key
    return None if stood in {one.id for one in places.mains.values()} else stood


def _unit_counted(channels: Iterable[ChannelEntry]) -> str:
    """The unit of the channel that quantities are made of."""
    return next((one.unit for one in channels if one.measure is not Measure.RATE), "")


def joined(
    code: str,
    stands: Sequence[ChannelEntry],
    said: Sequence[ChannelEntry],
    drop: Sequence[str],
) -> tuple[tuple[ChannelEntry, ...], tuple[Finding, ...]]:
    """The channels of a meter that is there, with those that are said otherwise or are new.

    Finding: ``meter.channel_unknown`` for one that is to be dropped and is not there.
    """
    known = [one.name for one in stands]
    absent = [name for name in drop if name not in known]
    if absent:
        names = ", ".join(known)
        return (), tuple(
            finding("meter.channel_unknown", Level.ERROR, code, channel=name, known=names)
            for name in absent
        )
    stay = [one for one in stands if one.name not in drop]
    said = [one for one in said if one.name not in drop]
    kept = [
        other for one in stay for other in [new for new in said if new.name == one.name] or [one]
    ]
    there = {one.name for one in stay}
    return (*kept, *(one for one in said if one.name not in there)), ()


def _problems_of_main(code: str, key: UUID, entry: MeterEntry, places: Places) -> Iterator[Finding]:
    """What is wrong with the main meter of a meter, or with those that stand behind it."""
    if entry.part_of:
        main = places.mains.get(entry.part_of)
        if main is None:
            yield finding("meter.main_unknown", Level.ERROR, code, wanted=entry.part_of)
        elif key in {main.id, *mains_of(main.id, places.behind)}:
            yield finding("meter.main_loop", Level.ERROR, code, main=entry.part_of)
        elif main.kind is not entry.kind:
            yield finding(
                "meter.main_other_kind",
                Level.ERROR,
                code,
                main=entry.part_of,
                meter_kind=entry.kind.value,
                main_kind=main.kind.value,
            )
    parts = [
        name
        for name, one in places.mains.items()
        if one.part_of == key and one.kind is not entry.kind
    ]
    if parts:
        kind = entry.kind.value
        meters = ", ".join(sorted(parts))
        yield finding("meter.parts_other_kind", Level.ERROR, code, meters=meters, meter_kind=kind)


def _problems(code: str, entry: MeterEntry, places: Places) -> Iterator[Finding]:
    if not entry.name_th.strip():
        yield finding("meter.name_missing", Level.ERROR, code)
    if places.unit_needed and not entry.unit:
        known = ", ".join(sorted(places.units)) or "-"
        yield finding("meter.unit_needed", Level.ERROR, code, known=known)
    for wanted, known_codes in ((entry.unit, places.units), (entry.facility, places.facilities)):
        if wanted and wanted not in known_codes:
            known = ", ".join(sorted(known_codes)) or "-"
            yield finding("meter.place_unknown", Level.ERROR, code, wanted=wanted, known=known)
    if entry.source and entry.source not in places.sources:
        yield finding("meter.source_unknown", Level.ERROR, code, wanted=entry.source)
    started, ended = entry.started_on, entry.ended_on
    if started is not None and ended is not None and ended < started:
        yield finding("meter.ends_before_start", Level.ERROR, code)
    if ended is not None and not entry.ended_reason.strip():
        yield finding("meter.end_reason_missing", Level.ERROR, code)


def _says(head: MeterRow, fields: Mapping[str, Any]) -> bool:
    """Whether the row says just that."""
    channels = tuple(one.entry for one in numbered(head))
    return channels == fields["channels"] and all(
        getattr(head, name) == value for name, value in fields.items() if name != "channels"
    )


def _ever(head: MeterRow) -> dict[str, Numbered]:
    """Every channel that the meter ever had, as it was declared last, by name."""
    rows = MeterRow.rows.of(head.organisation_id).filter(key=head.key)
    return {
        one.entry.name: one for row in rows.order_by("created_at", "id") for one in numbered(row)
    }


def _with_numbers(
    code: str, meter_id: UUID, entries: Sequence[ChannelEntry], known: Iterable[Numbered]
) -> tuple[list[dict[str, Any]] | None, tuple[Finding, ...]]:
    """The channels as a row keeps them: each with the number that its name ever had.

    Finding: ``meter.intake_unavailable`` where a new number cannot be had now.
    """
    numbers = {one.entry.name: one.number for one in known}
    new = [one.name for one in entries if one.name not in numbers]
    if new:
        try:
            numbers.update(registry().numbers(meter_id, new))
        except IntakeUnavailableError:
            return None, (finding("meter.intake_unavailable", Level.ERROR, code),)
    return [channel_json(Numbered(numbers[one.name], one)) for one in entries], ()

"""What each kind of record says, field by field: histories are told by these tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from fahsai.core.assurance.history import Meaning
from fahsai.core.inventory.group import Belonging
from fahsai.records.models import (
    ActivityRow,
    EntityLink,
    EvidenceFile,
    Facility,
    FormRecord,
    Holding,
    LegalEntity,
    Membership,
    MeterReplacement,
    MeterRow,
    OrganisationProfile,
    OrgUnit,
    OwnFactor,
    PictureRow,
    RetentionPolicy,
    ReviewPoint,
    Source,
    TeamAssignment,
    TextRow,
    VersionSettings,
    VersionState,
)
from fahsai.records.models.base import FrozenRow
from fahsai.services.keeping import described_meters as meters

Fields = Mapping[str, Any]

TEXT, NUMBER, CHOICE = Meaning.TEXT, Meaning.NUMBER, Meaning.CHOICE
YES_NO, DAY, MEASURE = Meaning.YES_NO, Meaning.DAY, Meaning.MEASURE


def own_columns(row: FrozenRow) -> Fields:
    """The columns of a row by name, as they are kept."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields  # noqa: SLF001 - Django's way to a table's columns
    }


def _activity(row: FrozenRow) -> Fields:
    columns = own_columns(row)
    ends = columns["period_start"], columns["period_end"]
    period = "/".join((*(day.isoformat() for day in ends), columns["period_kind"]))
    return {**columns, "period": period}


def _inside(column: str) -> Callable[[FrozenRow], Fields]:
    """The columns of a row with what stands in one of them beside the others."""

    def read(row: FrozenRow) -> Fields:
        columns = own_columns(row)
        return {**columns[column], **columns}

    return read


def _renamed(**names: str) -> Callable[[FrozenRow], Fields]:
    """The columns of a row, some under another name too: a closed list of their own."""

    def read(row: FrozenRow) -> Fields:
        columns = own_columns(row)
        return {**columns, **{new: columns[old] for old, new in names.items()}}

    return read


def _position(row: FrozenRow) -> Fields:
    columns = own_columns(row)
    return {**columns["data"], **columns, "place_in_list": str(columns["position"] + 1)}


def _linked(row: FrozenRow) -> Fields:
    columns = own_columns(row)
    of_unit = columns["belonging"] == Belonging.UNIT.value
    return {**columns, "unit_key" if of_unit else "source_key": columns["subject_key"]}


class Described(NamedTuple):
    """One kind of record.

    ``fields`` are those that people know, in the order in which they are told; ``reasons`` are
    the columns that say why; ``told`` are the fields that name the record; ``rest`` is what a
    field means that the table does not name (entries of the form have many), None where such a
    field is not told.
    """

    model: type[FrozenRow]
    fields: Mapping[str, Meaning]
    key: str = ""
    reasons: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    read: Callable[[FrozenRow], Fields] = own_columns
    rest: str = ""  # the column whose entries are told as texts where `fields` names them not


KINDS: Mapping[str, Described] = {
    "source": Described(
        Source,
        {
            "code": TEXT,
            "kind": Meaning.SOURCE_KIND,
            "name_th": TEXT,
            "name_en": TEXT,
            "unit_key": Meaning.UNIT,
            "facility_key": Meaning.FACILITY,
            "place": TEXT,
            "equipment": TEXT,
            "utility_account": TEXT,
            "capacity": TEXT,
            "used_inside": TEXT,
            "sold_outside": TEXT,
            "monitoring_point": TEXT,
            "evidence_note": TEXT,
            "factor_keys": Meaning.FACTOR,
            "choice_reason": TEXT,
            "parameters": TEXT,
            "excluded": YES_NO,
            "excluded_reason": TEXT,
            "started_on": DAY,
            "started_reason": TEXT,
            "ended_on": DAY,
            "ended_reason": TEXT,
        },
        key="key",
        reasons=("choice_reason", "excluded_reason", "started_reason", "ended_reason"),
        told=("code", "name_th"),
    ),
    "activity": Described(
        ActivityRow,
        {
            "source_key": Meaning.SOURCE,
            "period": Meaning.PERIOD,
            "quantity": NUMBER,
            "unit": MEASURE,
            "origin": CHOICE,
            "grade": CHOICE,
            "evidence": Meaning.FILE,
            "sheet_factor": NUMBER,
            "note": TEXT,
        },
        told=("source_key", "period"),
        read=_activity,
    ),
    "unit": Described(
        OrgUnit,
        {
            "code": TEXT,
            "name_th": TEXT,
            "name_en": TEXT,
            "parent_key": Meaning.UNIT,
            "head_id": Meaning.PERSON,
        },
        key="key",
        told=("code", "name_th"),
    ),
    "legal_entity": Described(
        LegalEntity,
        {
            "code": TEXT,
            "name_th": TEXT,
            "name_en": TEXT,
            "registration": TEXT,
            "country": TEXT,
        },
        key="key",
        told=("code", "name_th"),
    ),
    "holding": Described(
        Holding,
        {
            "entity_key": Meaning.ENTITY,
            "held_from": DAY,
            "held_to": DAY,
            "relation": CHOICE,
            "equity_percent": NUMBER,
            "financial": CHOICE,
            "operational": YES_NO,
            "basis": TEXT,
        },
        key="key",
        reasons=("basis",),
        told=("entity_key", "held_from"),
    ),
    "entity_link": Described(
        EntityLink,
        {
            "belonging": CHOICE,
            "unit_key": Meaning.UNIT,
            "source_key": Meaning.SOURCE,
            "entity_key": Meaning.ENTITY,
        },
        told=("belonging", "entity_key"),
        read=_linked,
    ),
    "facility": Described(
        Facility,
        {
            "code": TEXT,
            "name_th": TEXT,
            "name_en": TEXT,
            "unit_key": Meaning.UNIT,
            "count": NUMBER,
            "added": YES_NO,
            "excluded": YES_NO,
            "reason": TEXT,
        },
        key="key",
        reasons=("reason",),
        told=("code", "name_th"),
    ),
    "profile": Described(
        OrganisationProfile,
        {
            "name_th": TEXT,
            "name_en": TEXT,
            "kind": TEXT,
            "address": TEXT,
            "province": TEXT,
            "production_unit": TEXT,
        },
        key="organisation_id",
        told=("name_th",),
    ),
    "settings": Described(
        VersionSettings,
        {
            "factor_set": Meaning.EDITION,
            "report_date": DAY,
            "energy_upstream": YES_NO,
            "base_year_be": Meaning.YEAR_BE,
            "prepared_by": Meaning.PERSON,
            "materiality_percent": TEXT,
            "materiality_base": CHOICE,
            "assurance": CHOICE,
            "approach": CHOICE,
            "scope3_criteria": TEXT,
            "turnaround": YES_NO,
        },
        key="version_id",
        read=_inside("data"),
    ),
    "state": Described(
        VersionState, {"state": CHOICE, "reason": TEXT}, key="version_id", reasons=("reason",)
    ),
    "text": Described(
        TextRow, {"section": TEXT, "language": CHOICE, "body": TEXT}, told=("section",)
    ),
    "picture": Described(
        PictureRow,
        {
            "use": CHOICE,
            "caption": TEXT,
            "owner": TEXT,
            "media_type": TEXT,
            "sha256": Meaning.FILE,
        },
        told=("use",),
    ),
    "form": Described(
        FormRecord,
        {
            "kind": CHOICE,
            "place_in_list": NUMBER,
            "held_on": DAY,
            "measured_on": DAY,
            "group": CHOICE,
            "scores": TEXT,
            "reporting_class": CHOICE,
            "term": CHOICE,
            "has_source": YES_NO,
            "significant": YES_NO,
            "important": YES_NO,
            "owned_by_utility": YES_NO,
            "threshold_percent": NUMBER,
            "structural": YES_NO,
            "method": YES_NO,
            "error": YES_NO,
            "base_year_be": Meaning.YEAR_BE,
            "change_kind": CHOICE,
            "happened_on": DAY,
            "effect_kg": NUMBER,
            "source_code": TEXT,
            "included_in": NUMBER,
            "answers": TEXT,
        },
        told=("kind", "place_in_list"),
        read=_position,
        rest="data",
    ),
    "team": Described(
        TeamAssignment,
        {
            "team_role": CHOICE,
            "person_id": Meaning.PERSON,
            "unit_key": Meaning.UNIT,
            "duty": TEXT,
        },
        told=("team_role", "person_id"),
        read=_renamed(role="team_role"),
    ),
    "own_factor": Described(
        OwnFactor,
        {
            "key": TEXT,
            "name_th": TEXT,
            "name_en": TEXT,
            "activity": TEXT,
            "unit": MEASURE,
            "published": NUMBER,
            "gases": NUMBER,
            "gwp_set": Meaning.GWP_SET,
            "grade": TEXT,
            "publisher": CHOICE,
            "year": TEXT,
            "source": TEXT,
            "uncertainty": TEXT,
        },
        told=("key", "name_th"),
        read=_inside("factor"),
    ),
    "membership": Described(
        Membership,
        {"account_id": Meaning.ACCOUNT, "role": CHOICE, "units": Meaning.UNIT},
        told=("account_id", "role"),
    ),
    "evidence": Described(
        EvidenceFile,
        {"name": TEXT, "sha256": Meaning.FILE, "media_type": TEXT, "size": NUMBER, "note": TEXT},
        told=("name",),
    ),
    "review": Described(
        ReviewPoint,
        {
            "code": TEXT,
            "point_kind": CHOICE,
            "point_state": CHOICE,
            "subject": TEXT,
            "text": TEXT,
            "amount": NUMBER,
        },
        key="key",
        told=("code",),
        read=_renamed(kind="point_kind", state="point_state"),
    ),
    "meter": Described(
        MeterRow, meters.OF_METER, "key", meters.REASONS, ("code", "name_th"), meters.read_meter
    ),
    "meter_exchange": Described(
        MeterReplacement, meters.OF_EXCHANGE, "", ("reason",), ("meter_key",), meters.read_exchange
    ),
    "retention": Described(RetentionPolicy, meters.OF_RETENTION, told=("keep_months",)),
}
"""Every kind of record that has a history, by the word that addresses name it with."""

UNTOLD: Mapping[type[FrozenRow], frozenset[str]] = {
    Source: frozenset({"key"}),
    ActivityRow: frozenset(
        # the period tells the first three; the rest is where an import found the row
        [
            "period_start",
            "period_end",
            "period_kind",
            "file_sha256",
            "sheet",
            "cell",
            "raw",
            "layout",
            "row_key",
        ]
    ),
    OrgUnit: frozenset({"key"}),
    LegalEntity: frozenset({"key"}),
    Holding: frozenset({"key"}),
    EntityLink: frozenset({"subject_key"}),
    Facility: frozenset({"key"}),
    VersionSettings: frozenset({"version_id", "data"}),
    VersionState: frozenset({"version_id"}),
    TextRow: frozenset({"inventory_id"}),
    FormRecord: frozenset({"inventory_id", "position", "data"}),
    TeamAssignment: frozenset({"role"}),
    OwnFactor: frozenset({"factor"}),
    ReviewPoint: frozenset({"key", "version_id", "kind", "state"}),
    MeterRow: meters.UNTOLD_OF_METER,
    MeterReplacement: meters.UNTOLD_OF_EXCHANGE,
}
"""Columns that are not told as they stand: identities, and what another field says."""

EVERY_ROW = frozenset(
    ["id", "organisation_id", "created_at", "actor_id", "supersedes_id", "withdrawn", "why"]
)
"""Columns that each frozen row has: who, when, why, and its place in the chain."""

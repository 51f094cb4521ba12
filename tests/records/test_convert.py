"""Values of the core survive the way into the records and back."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import RFC_4122, UUID

import pytest
from tests.records.samples import ACTOR, fill, organisation, stored

from fahsai.core.inventory.activity import ActivityLine, EmissionSource, Grade, Origin, Provenance
from fahsai.core.inventory.boundary import Facility, Unit
from fahsai.core.inventory.trees import TreeGroup, TreeRow
from fahsai.core.reports.dossier import (
    ActivityRecord,
    Calibration,
    CreditProject,
    EnergySupply,
    Horizon,
    Measure,
    PictureUse,
    Production,
    Scope3Assessment,
    TeamRole,
    TreeStock,
)
from fahsai.core.thai.period import fiscal_year, month
from fahsai.records import convert
from fahsai.records.convert import Entry, ImportIdentity
from fahsai.records.form_values import FormValue, form_data, form_kind, form_value
from fahsai.records.ids import new_id
from fahsai.records.models import Facility as FacilityRow
from fahsai.records.models import (
    FormRecord,
    Inventory,
    OrganisationProfile,
    OrgUnit,
    Person,
    PictureRow,
    TeamAssignment,
)

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


@pytest.fixture
def entry(sqlite_database: BaseDatabaseWrapper) -> Entry:
    del sqlite_database
    return Entry(organisation("thesaban").id, ACTOR)


def test_a_source(entry: Entry) -> None:
    source = EmissionSource(
        id=new_id(),
        code="S1",
        kind="diesel_on_road",
        name_th="รถบรรทุกขยะ",
        unit_id=new_id(),
        facility_id=new_id(),
        factor_keys={"direct": "diesel"},
        parameters={"mcf": "0.8"},
        started_on=date(2021, 10, 1),
        ended_on=None,
        excluded=True,
        excluded_reason="น้อยมาก",
    )
    row = stored(convert.source_row(source, entry))
    row.refresh_from_db()
    assert convert.source_value(row) == source


def test_a_line_with_its_place_in_a_file(entry: Entry) -> None:
    line = ActivityLine(
        id=new_id(),
        source_id=new_id(),
        period=month(2022, 2),
        quantity=Decimal("41.4689721495000261"),
        unit="litre",
        origin=Origin.PAID,
        grade=Grade.Y,
        evidence=("ab" * 32,),
        provenance=Provenance("cd" * 32, "2565", "F7", " 41.4689 "),
        sheet_factor=Decimal("2.7446"),
        note="ใบเสร็จ",
    )
    row = stored(convert.line_row(line, entry, ImportIdentity("12-month", "2565", "รถ|7")))
    row.refresh_from_db()
    assert convert.line_value(row) == line
    assert (row.layout, row.sheet, row.row_key) == ("12-month", "2565", "รถ|7")
    with pytest.raises(ValueError, match="2564"):
        convert.line_row(line, entry, ImportIdentity("12-month", "2564", "7"))


def test_a_line_entered_by_hand(entry: Entry) -> None:
    line = ActivityLine(
        new_id(), new_id(), fiscal_year(2565), Decimal(3), "kWh", Origin.MEASURED, Grade.X
    )
    row = stored(convert.line_row(line, entry))
    row.refresh_from_db()
    assert convert.line_value(row) == line
    assert row.row_key is None


def test_the_boundary(entry: Entry) -> None:
    head = stored(Person(organisation_id=entry.organisation_id, name="สมหญิง ใจดี"))
    unit = Unit(new_id(), "01", "กองช่าง", "Engineering", parent_id=new_id(), head="สมหญิง ใจดี")
    row = stored(
        OrgUnit(
            **entry._asdict(),
            key=unit.id,
            code=unit.code,
            name_th=unit.name_th,
            name_en=unit.name_en,
            parent_key=unit.parent_id,
            head_id=head.id,
        )
    )
    row.refresh_from_db()
    assert convert.unit_value(row) == unit
    facility = Facility(new_id(), "F1", "โรงสูบน้ำ", "", unit_id=unit.id, count=3, added=True)
    kept = stored(
        FacilityRow(
            **entry._asdict(),
            key=facility.id,
            code=facility.code,
            name_th=facility.name_th,
            unit_key=unit.id,
            count=3,
            added=True,
        )
    )
    kept.refresh_from_db()
    assert convert.facility_value(kept) == facility


def test_the_organisation(entry: Entry) -> None:
    profile = stored(fill(OrganisationProfile, entry.organisation_id, name_th="เทศบาลเมือง"))
    value = convert.organisation_value(profile.organisation, profile)
    assert (value.id, value.code, value.name_th) == (
        entry.organisation_id,
        "thesaban",
        "เทศบาลเมือง",
    )


def test_people_and_pictures(entry: Entry) -> None:
    person = stored(Person(organisation_id=entry.organisation_id, name="สมชาย", position="นายช่าง"))
    row = stored(
        TeamAssignment(**entry._asdict(), person_id=person.id, role=TeamRole.WRITER, duty="เขียน")
    )
    member = convert.team_value(row)
    assert (member.role, member.name, member.duty) == (TeamRole.WRITER, "สมชาย", "เขียน")
    picture = PictureRow(
        **entry._asdict(), use=PictureUse.MAYOR, sha256="ab" * 32, media_type="image/png"
    )
    assert convert.picture_value(stored(picture)).use is PictureUse.MAYOR


@pytest.mark.parametrize(
    "value",
    [
        ActivityRecord(1, date(2022, 3, 1), "ปลูกป่า", "สวน", "100 ต้น", "สำเร็จ"),
        ActivityRecord(2, None, "อบรม", "", "", ""),
        Calibration("1", "น้ำมัน", "หัวจ่าย", "สนง.", "1 %", Decimal("0.5"), None, "%", "cert"),
        TreeStock("สวน", 12, Decimal("1.5"), Decimal("0.0027"), important=True),
        TreeRow(date(2022, 9, 15), "สวน", TreeGroup.PALM, "", 3, height_m=Decimal("5.25")),
        CreditProject("โซลาร์", "T-VER", "2565-2572", "100", "0"),
        EnergySupply("โซลาร์", "ตลาด"),
        Measure(Horizon.SHORT, "เปลี่ยนหลอด", "500 หลอด"),
        Scope3Assessment(1, True, {"risk": "2"}, True),  # noqa: FBT003
        Production(Decimal("12.5"), "คน"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_entries_of_the_form(value: FormValue, entry: Entry) -> None:
    row = FormRecord(**entry._asdict(), kind=form_kind(value), position=1, data=form_data(value))
    stored(row).refresh_from_db()
    assert form_value(row) == value


def test_an_inventory_knows_its_period(entry: Entry) -> None:
    year = fiscal_year(2565)
    row = stored(
        Inventory(
            organisation_id=entry.organisation_id,
            period_start=year.start,
            period_end=year.end,
            period_kind=year.kind,
            year_be=year.year_be,
        )
    )
    row.refresh_from_db()
    assert row.period == year


def test_ids_are_version_7_and_ascend() -> None:
    ids = [new_id() for _ in range(1000)]
    assert ids == sorted(ids)
    assert {type(made) for made in ids} == {UUID}
    assert {made.version for made in ids} == {7}
    assert {made.variant for made in ids} == {RFC_4122}


def test_ids_made_at_once_stay_beside_the_clock() -> None:
    before = time.time()
    ids = [new_id() for _ in range(20_000)]
    after = time.time()
    moments = [(made.int >> 80) / 1000 for made in (ids[0], ids[-1])]  # [s], whole milliseconds
    assert len(set(ids)) == len(ids)
    assert before - 0.001 <= moments[0] <= moments[1] <= after + 0.001

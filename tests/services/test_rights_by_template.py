"""Who enters data brings figures; what is settled and which units there are stays with others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.services.books import (
    FUEL_SOURCE,
    LEFT_OUT,
    POWER_SOURCE,
    TEMPLATE_LINES,
    template,
)
from tests.services.parted import SOURCES, book, parted_town
from tests.services.towns import OWNER, bare, events

from fahsai.core.access.actor import Actor, Membership
from fahsai.core.access.roles import Permission, Role
from fahsai.gateways.workbooks.template.book import TemplateLine, TemplateSource, TemplateUnit
from fahsai.records.ids import new_id
from fahsai.records.models import ActivityRow, OrgUnit
from fahsai.services.import_activity import import_activity
from fahsai.services.receipts import receipts
from fahsai.services.sources import settle_source, sources
from fahsai.services.units import add_unit
from fahsai.words.messages import Language, message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.services.import_activity import ImportResult

pytestmark = pytest.mark.usefixtures("each_database")

ENTERING = frozenset({Permission.SEE, Permission.ENTER_DATA})
OURS = {"source.settling_left", "import.units_absent", "source.settled_kept"}


def in_role(owner: UUID, role: Role, limits: frozenset[Permission] | None = None) -> Actor:
    return Actor(new_id(), role.value, frozenset({Membership(owner, role)}), limits=limits)


def key_to_enter(owner: UUID) -> Actor:
    """A key of the API that was made for entering data, of somebody who may do everything."""
    return in_role(owner, Role.ADMINISTRATOR, ENTERING)


def offer(
    actor: Actor, owner: UUID, data: bytes, *, accept: bool = True
) -> tuple[ImportResult, list[Finding]]:
    result, findings = import_activity(actor, owner, data, "a.xlsx", accept=accept)
    assert result is not None, findings
    for one in findings:
        for language in Language:
            assert "{" not in message(one, language)
    return result, [one for one in findings if one.code in OURS]


def source(owner: UUID, code: str = "D01") -> EmissionSource:
    return next(one for one in sources(OWNER, owner) if one.code == code)


def with_parameter(sources_: Sequence[TemplateSource], *, lines: Any = TEMPLATE_LINES) -> bytes:
    def edit(workbook: Any) -> None:
        sheet = workbook["พารามิเตอร์"]
        for column, text in enumerate(("D01", "sulphur", "9"), start=1):
            sheet.cell(5, column, text)

    return template(sources_, lines, edit=edit)


SETTLING = replace(
    FUEL_SOURCE,
    kind="stationary.gasoline",
    factor_key="stationary.gasoline",
    choice_reason="ตามใบเสร็จ",
    excluded=True,
    excluded_reason="ไม่อยากนับ",
    place="ชั้น 2",
)
TOLD = (
    "kind = stationary.diesel (stationary.gasoline)",
    "excluded = no (yes)",
    "excluded_reason = - (ไม่อยากนับ)",
    "choice_reason = - (ตามใบเสร็จ)",
    "direct = - (stationary.gasoline)",
    "sulphur = - (9)",
)


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.DATA_MANAGER, Role.ADVISER])
def test_what_is_settled_is_changed_by_who_settles_only(role: Role) -> None:
    owner = bare()
    offer(OWNER, owner, template())
    stood = source(owner)
    data = with_parameter((POWER_SOURCE, SETTLING, replace(LEFT_OUT, excluded=False)))
    actor = in_role(owner, role)
    shown, told_before = offer(actor, owner, data, accept=False)
    done, told = offer(actor, owner, data)
    assert told == told_before
    assert done.changes == shown.changes
    now = source(owner)
    assert now.place == "ชั้น 2"  # what is not settled comes from the file, whoever brings it
    if role is not Role.COLLECTOR:
        assert told == []
        assert (now.kind, now.excluded) == ("stationary.gasoline", True)
        assert dict(now.factor_keys) == {"direct": "stationary.gasoline"}
        assert dict(now.parameters) == {"sulphur": "9"}
        assert not source(owner, "X01").excluded
        return
    assert replace(now, place=stood.place) == stood
    assert source(owner, "X01").excluded
    assert source(owner, "X01").excluded_reason == "ไม่มีข้อมูล"
    left = {one.subject: one.data["left"] for one in told}
    assert set(left) == {"D01", "X01"}
    assert sorted(left["D01"].split("; ")) == sorted(TOLD)
    assert "excluded = yes (no)" in left["X01"]
    assert "ผู้จัดการข้อมูล" in message(told[0], Language.TH)


def test_a_key_made_for_entering_settles_nothing_and_its_figures_arrive() -> None:
    owner = bare()
    offer(OWNER, owner, template())
    before = source(owner)
    lines = (TEMPLATE_LINES[0], TemplateLine("D01", "litre", TEMPLATE_LINES[0].quantities))
    _, told = offer(
        key_to_enter(owner),
        owner,
        template((POWER_SOURCE, replace(FUEL_SOURCE, kind="stationary.lpg"), LEFT_OUT), lines),
    )
    assert [one.code for one in told] == ["source.settling_left"]
    assert source(owner) == before
    rows = ActivityRow.rows.of(owner).current().filter(source_key=before.id)
    assert rows.count() == 12
    assert len(receipts(OWNER, owner)) == 2


def test_a_new_source_gets_its_kind_and_nothing_that_is_settled() -> None:
    owner = bare()
    add_unit(OWNER, owner, "OPS", "สำนักปลัด")
    data = with_parameter((POWER_SOURCE, SETTLING, LEFT_OUT))
    _, told = offer(in_role(owner, Role.COLLECTOR), owner, data)
    made = source(owner)
    assert made.kind == "stationary.gasoline"
    assert (dict(made.factor_keys), made.choice_reason) == ({}, "")
    assert dict(made.parameters) == {}
    assert (made.excluded, made.excluded_reason) == (False, "")
    assert not source(owner, "X01").excluded
    assert {one.subject: one.code for one in told} == dict.fromkeys(
        ("D01", "X01"), "source.settling_left"
    )
    settled, said = settle_source(OWNER, owner, "D01", parameters={"sulphur": "9"})
    assert settled is not None, said


def test_a_source_that_comes_back_is_settled_as_it_was() -> None:
    owner = bare()
    offer(OWNER, owner, template())
    offer(OWNER, owner, template((POWER_SOURCE, LEFT_OUT), TEMPLATE_LINES[:1]))
    assert "D01" not in {one.code for one in sources(OWNER, owner)}
    back = replace(FUEL_SOURCE, kind="stationary.lpg")
    _, told = offer(key_to_enter(owner), owner, template((POWER_SOURCE, back, LEFT_OUT)))
    assert [one.subject for one in told] == ["D01"]
    assert source(owner).kind == "stationary.diesel"


def test_a_source_is_moved_by_who_settles_only() -> None:
    owner = bare()
    offer(OWNER, owner, template())
    field, _ = add_unit(OWNER, owner, "FIELD", "กองช่าง")
    assert field is not None
    moved = replace(FUEL_SOURCE, unit="FIELD", facility="โกดังใหม่")

    def units(workbook: Any) -> None:
        workbook["ส่วนงาน"]["A7"], workbook["ส่วนงาน"]["B7"] = "FIELD", "กองช่าง"

    before = source(owner)
    data = template((POWER_SOURCE, moved, LEFT_OUT), edit=units)
    _, told = offer(key_to_enter(owner), owner, data)
    assert [one.data["left"] for one in told] == ["unit = OPS (FIELD); facility = อาคาร (โกดังใหม่)"]
    assert source(owner) == before
    _, told = offer(OWNER, owner, template())
    assert told == []
    _, told = offer(in_role(owner, Role.DATA_MANAGER), owner, data)
    assert told == []
    assert source(owner).unit_id == field.id


def test_a_collector_of_a_unit_settles_nothing_of_it_and_a_file_about_others_is_refused() -> None:
    town = parted_town()
    collector = town.collector("ENG")
    other = replace(SOURCES[1], kind="stationary.gasoline")
    own = (TemplateLine("D01", "litre", TEMPLATE_LINES[0].quantities),)
    _, told = offer(collector, town.id, book((other, SOURCES[2]), own))
    assert [(one.code, one.subject) for one in told] == [("source.settling_left", "D01")]
    assert source(town.id).kind == "stationary.diesel"
    below = replace(SOURCES[1], unit="ENG1")
    _, told = offer(collector, town.id, book((below, SOURCES[2]), own))
    assert source(town.id).unit_id == town.units["ENG"]
    new = replace(SOURCES[2], code="P09", excluded=True, excluded_reason="x")
    _, told = offer(collector, town.id, book((SOURCES[1], SOURCES[2], new), own))
    assert ("source.settling_left", "P09") in {(one.code, one.subject) for one in told}
    assert not source(town.id, "P09").excluded
    theirs = replace(SOURCES[0], kind="electricity.free")
    result, findings = import_activity(
        collector, town.id, book((theirs, SOURCES[1]), own), "a.xlsx", accept=True
    )
    assert result is None
    assert "import.outside_part" in {one.code for one in findings}
    assert "source.settling_left" not in {one.code for one in findings}


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.DATA_MANAGER, Role.ADMINISTRATOR])
def test_units_come_with_a_template_of_who_manages_the_organisation_only(role: Role) -> None:
    owner = bare()
    actor = in_role(owner, role)
    shown, told_before = offer(actor, owner, template(), accept=False)
    done, told = offer(actor, owner, template())
    assert done.changes == shown.changes
    assert told == told_before
    there = OrgUnit.rows.of(owner).current().filter(code="OPS")
    absent = [one for one in told if one.code == "import.units_absent"]
    if role is Role.ADMINISTRATOR:
        assert absent == []
        assert source(owner).unit_id == there.get().key
        assert events(owner).count("unit.added") == 1
        return
    assert not there.exists()
    assert source(owner).unit_id is None
    assert [one.data["units"] for one in absent] == ["OPS"]
    assert "ผู้ดูแลระบบ" in message(absent[0], Language.TH)
    assert "unit.added" not in events(owner)


def test_once_the_unit_is_there_the_same_file_puts_its_sources_into_it() -> None:
    owner = bare()
    manager = in_role(owner, Role.DATA_MANAGER)
    offer(manager, owner, template())
    unit, said = add_unit(OWNER, owner, "OPS", "สำนักปลัด")
    assert unit is not None, said
    _, told = offer(manager, owner, template())
    assert told == []
    assert {one.unit_id for one in sources(OWNER, owner)} == {unit.id}


def test_an_unknown_unit_takes_no_known_source_out_of_its_own() -> None:
    town = parted_town()
    units = (*(TemplateUnit(code, code) for code in town.units), TemplateUnit("NEW", "ส่วนใหม่"))
    moved = tuple(replace(one, unit="NEW") if one.code == "D01" else one for one in SOURCES)
    _, told = offer(town.manager(), town.id, book(moved, units=units))
    assert [(one.code, one.data["units"]) for one in told] == [("import.units_absent", "NEW")]
    assert source(town.id).unit_id == town.units["ENG"]


def test_what_was_left_out_of_a_file_is_not_taken_for_what_was_said_before() -> None:
    owner = bare()
    offer(OWNER, owner, template())
    settle_source(OWNER, owner, "D01", kind="stationary.gasoline")
    other = template((POWER_SOURCE, replace(FUEL_SOURCE, kind="stationary.lpg"), LEFT_OUT))
    _, told = offer(key_to_enter(owner), owner, other)
    assert [one.code for one in told] == ["source.settling_left"]
    _, told = offer(OWNER, owner, template())  # it only repeats what it said: the kind stays
    assert [one.code for one in told] == ["source.settled_kept"]
    assert source(owner).kind == "stationary.gasoline"
    _, told = offer(in_role(owner, Role.DATA_MANAGER), owner, other)  # who may settle is heard
    assert told == []
    assert source(owner).kind == "stationary.lpg"


def test_what_was_left_out_for_a_new_source_comes_with_who_may_settle() -> None:
    owner = bare()
    data = template((POWER_SOURCE, replace(FUEL_SOURCE, excluded=True, excluded_reason="เลิกใช้")))
    offer(key_to_enter(owner), owner, data)
    assert not source(owner).excluded
    settle_source(OWNER, owner, "D01", kind="stationary.gasoline")
    _, told = offer(in_role(owner, Role.DATA_MANAGER), owner, data)
    assert [one.data["kept"] for one in told if one.code == "source.settled_kept"] == [
        "kind = stationary.gasoline (stationary.diesel)"
    ]
    assert (source(owner).excluded, source(owner).excluded_reason) == (True, "เลิกใช้")


def test_an_office_sheet_chooses_no_factor_without_the_right_to_settle() -> None:
    """A factor that a yearly workbook names is a choice; what its words mean is ours to tell."""
    from dataclasses import replace as but

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.services.access import admit_part
    from fahsai.services.importing.unsettled import unsettled

    owner = bare()
    made = EmissionSource(
        id=new_id(),
        code="S1",
        kind="stationary.diesel",
        name_th="น้ำมัน",
        factor_keys={"direct": "x:y"},
        parameters={"people": "3"},
    )
    part = admit_part(OWNER, owner)
    after, said = unsettled(made, None, part, {}, kept={"parameters"})
    assert after == but(made, factor_keys={})
    assert [one.data["left"] for one in said] == ["direct = - (x:y)"]

"""The history of records on both databases: every row of a chain is one step, and none is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from tests.services.books import LINES, POWER, Sheet, office, template
from tests.services.towns import OWNER, TODAY, bare, everything, load_town

from fahsai.core.access.actor import Actor, Membership
from fahsai.core.access.roles import Role
from fahsai.core.assurance.history import Meaning, StepKind
from fahsai.core.inventory.activity import Grade, Origin
from fahsai.records.ids import new_id
from fahsai.records.models import (
    Account,
    ActivityRow,
    FrozenRow,
    OrgUnit,
    OwnFactor,
    Source,
    VersionState,
)
from fahsai.records.models import Membership as MembershipRow
from fahsai.records.supersede import supersede, withdraw
from fahsai.services.access import NotFoundError
from fahsai.services.history import HISTORY_KINDS, History, history
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import set_settings, settings_in_use, version_of_year
from fahsai.services.keeping.described import EVERY_ROW, KINDS, UNTOLD
from fahsai.services.own_factors import OwnFactorEntry, keep_own_factor
from fahsai.services.source_lines import LinesSaid, settle_lines
from fahsai.services.sources import settle_source, sources
from fahsai.services.submit import submit

both = pytest.mark.usefixtures("each_database")


def rows(kind: str, owner: Any) -> list[FrozenRow]:
    return list(KINDS[kind].model.rows.of(owner))


def changed(told: History, number: int) -> dict[str, tuple[list[str], list[str]]]:
    """Field → texts before and after of one step."""
    return {
        one.field + (f".{one.part}" if one.part else ""): (
            [value.text for value in one.before],
            [value.text for value in one.after],
        )
        for one in told.steps[number - 1].changes
    }


def test_every_column_of_every_kind_is_told_or_named_as_not_told() -> None:
    models = {described.model for described in KINDS.values()}
    every = apps.get_app_config("records").get_models()
    concrete = {model for model in every if issubclass(model, FrozenRow)}
    assert models == concrete
    for kind, described in KINDS.items():
        columns = {field.attname for field in described.model._meta.concrete_fields}
        untold = UNTOLD.get(described.model, frozenset())
        assert columns - EVERY_ROW - untold - set(described.fields) == set(), kind
        assert untold <= columns, kind
        assert set(described.told) <= set(described.fields), kind
        assert set(described.reasons) <= set(described.fields), kind


@both
def test_every_row_of_every_record_of_a_town_is_one_step_and_finds_its_chain() -> None:
    town = load_town()
    seen = set()
    for kind in HISTORY_KINDS:
        kept = rows(kind, town.id)
        heads = [row for row in kept if not any(one.supersedes_id == row.id for one in kept)]
        steps = 0
        for head in heads[:40]:
            told = history(OWNER, town.id, kind, head.id)
            assert told.steps[-1].row_id == head.id
            assert [one.number for one in told.steps] == list(range(1, len(told.steps) + 1))
            assert [one.at for one in told.steps] == sorted(one.at for one in told.steps)
            steps += len(told.steps)
            seen.add(kind)
        if len(heads) <= 40:
            assert steps == len(kept), kind
    assert seen >= {
        "source", "activity", "unit", "facility", "profile", "settings", "state", "text",
        "form", "team", "evidence",
    }  # fmt: skip


@both
def test_a_source_settled_again_and_again_says_who_when_why_and_what() -> None:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    account = Account(email="somchai@example.org", name="สมชาย ใจดี")
    account.set_unusable_password()
    account.save()
    manager = Actor(account.id, account.name, frozenset({Membership(owner, Role.DATA_MANAGER)}))
    settle_source(manager, owner, "D01", parameters={"conversion": "2"}, reason="วัดใหม่")
    settle_source(manager, owner, "D01", excluded=True, reason="เช่าให้ผู้อื่น")
    settle_source(OWNER, owner, "D01", excluded=False)
    account.is_active = False  # a closed account still has its name
    account.save()
    chain = list(Source.rows.of(owner).filter(code="D01").order_by("created_at", "id"))
    told = [
        history(OWNER, owner, "source", name) for name in (chain[0].key, *(r.id for r in chain))
    ]
    assert all(one == told[0] for one in told)
    (found, *_) = told
    steps = found.steps
    assert [(one.kind, one.why) for one in steps] == [
        (StepKind.MADE, ""),
        (StepKind.CHANGED, "วัดใหม่"),
        (StepKind.CHANGED, "เช่าให้ผู้อื่น"),
        (StepKind.CHANGED, ""),
    ]
    assert [(one.who.name, one.who.local_owner) for one in steps] == [
        ("", True),
        ("สมชาย ใจดี", False),
        ("สมชาย ใจดี", False),
        ("", True),
    ]
    name = f"OPS {OrgUnit.rows.of(owner).get(code='OPS').name_th}"
    assert changed(found, 1)["unit_key"] == ([], [name])
    assert changed(found, 2) == {"parameters.conversion": ([], ["2"])}
    assert changed(found, 3) == {
        "excluded": (["no"], ["yes"]),
        "excluded_reason": ([], ["เช่าให้ผู้อื่น"]),
    }
    assert changed(found, 4) == {
        "excluded": (["yes"], ["no"]),
        "excluded_reason": (["เช่าให้ผู้อื่น"], []),
    }
    assert dict(found.told)["code"].text == "D01"
    told_values = [v for s in steps for c in s.changes for v in (*c.before, *c.after)]
    assert "somchai@example.org" not in str(told_values)


@both
def test_a_line_says_which_file_brought_each_figure_and_what_a_person_said() -> None:
    owner = bare()
    import_activity(OWNER, owner, office(Sheet(title="ปี 2567")), "first.xlsx", accept=True)
    code = next(one.code for one in sources(OWNER, owner) if one.kind == "electricity.paid")
    said = LinesSaid(Origin.MEASURED, Grade.X, {"บิล.pdf": b"%PDF"})
    settle_source(OWNER, owner, code, reason="อ่านจากมิเตอร์เอง", lines=said)
    others = tuple(one for one in LINES if one is not POWER)
    place = LINES.index(POWER)
    lines = (*others[:place], POWER.but(11, 5000), *others[place:])
    again = office(Sheet(lines, title="ปี 2567"))
    result, _ = import_activity(OWNER, owner, again, "second.xlsx", accept=True)
    assert result is not None
    key = next(one.id for one in sources(OWNER, owner) if one.code == code)
    head = ActivityRow.rows.of(owner).current().get(source_key=key, quantity="5000")
    chain = [head]
    while chain[-1].supersedes_id:
        chain.append(ActivityRow.rows.of(owner).get(id=chain[-1].supersedes_id))
    assert len(chain) == 3
    for row in chain:
        found = history(OWNER, owner, "activity", row.id)
        assert [one.row_id for one in found.steps] == [one.id for one in reversed(chain)]
    first, settled, corrected = found.steps
    assert first.imported is not None
    assert (first.imported.file, first.imported.cell) == ("first.xlsx", chain[-1].cell)
    assert settled.imported is None
    assert settled.why == "อ่านจากมิเตอร์เอง"
    assert changed(found, 2).keys() == {"origin", "grade", "evidence"}
    assert changed(found, 2)["evidence"][1][0].startswith("บิล.pdf (")
    assert corrected.imported is not None
    assert (corrected.imported.file, corrected.imported.raw) == ("second.xlsx", "5000")
    assert changed(found, 3)["quantity"][1] == ["5000"]
    assert [value.meaning for name, value in found.told] == [Meaning.SOURCE, Meaning.PERIOD]


@both
def test_rows_of_a_submitted_version_say_so_and_stand_in_the_chain() -> None:
    town = load_town()
    year = version_of_year(OWNER, town.id, 2565)
    before = Source.rows.of(town.id).current().get(code="S05")
    submitted, findings = submit(OWNER, town.id, 2565, today=TODAY)
    assert submitted is not None, findings
    settle_source(OWNER, town.id, "S05", excluded=True, reason="หลังส่ง")
    found = history(OWNER, town.id, "source", before.id)
    assert found.steps[-2].versions == ((2565, 1),)
    assert found.steps[-1].versions == ()
    assert found.steps[-1].why == "หลังส่ง"
    states = history(OWNER, town.id, "state", year.id)
    assert [changed(states, n)["state"][1] for n in (1, 2)] == [["draft"], ["submitted"]]
    assert len(states.steps) == VersionState.rows.of(town.id).filter(version_id=year.id).count()


@both
def test_reasons_of_settings_own_factors_and_lines_are_kept_with_their_rows() -> None:
    town = load_town()
    version = version_of_year(OWNER, town.id, 2565)
    now = settings_in_use(OWNER, version, TODAY)
    assert set_settings(OWNER, version, replace(now, materiality_percent="10"), "ตกลงกันใหม่")[0]
    found = history(OWNER, town.id, "settings", version.id)
    assert found.steps[-1].why == "ตกลงกันใหม่"
    assert changed(found, len(found.steps)) == {"materiality_percent": (["5"], ["10"])}
    entry = OwnFactorEntry("D7", "mobile.diesel", "litre", "ใบวิเคราะห์", 2022, co2e="2.5")
    for co2e, why in (("2.5", "ใบวิเคราะห์ใหม่"), ("2.6", "แก้ตัวเลข")):
        kept, said = keep_own_factor(OWNER, town.id, replace(entry, co2e=co2e), why)
        assert kept is not None, said
    rows_of = OwnFactor.rows.of(town.id).filter(key="D7")
    found = history(OWNER, town.id, "own_factor", rows_of.first().id)  # type: ignore[union-attr]
    assert [one.why for one in found.steps] == ["ใบวิเคราะห์ใหม่", "แก้ตัวเลข"]
    assert changed(found, 2)["published"] == (["2.5"], ["2.6"])
    settle_lines(OWNER, town.id, "S05", LinesSaid(grade=Grade.X), reason="ติดมิเตอร์แล้ว")
    key = next(one.id for one in sources(OWNER, town.id) if one.code == "S05")
    row = ActivityRow.rows.of(town.id).current().filter(source_key=key).first()
    assert row is not None
    assert history(OWNER, town.id, "activity", row.id).steps[-1].why == "ติดมิเตอร์แล้ว"


@both
def test_a_membership_is_told_by_name_and_a_withdrawn_record_comes_back() -> None:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    unit = OrgUnit.rows.of(owner).current().get(code="OPS")
    account = Account(email="mali@example.org", name="มะลิ")
    account.save()
    with transaction.atomic():
        first = MembershipRow(
            organisation_id=owner,
            actor_id=OWNER.id,
            account=account,
            role="collector",
            units=[str(unit.key)],
        )
        first.save()
        gone = withdraw(first, actor_id=OWNER.id, why="ลาออก")
        gone.save()
        back = supersede(gone, actor_id=OWNER.id, units=None, why="กลับมา")
        back.save()
    found = history(OWNER, owner, "membership", gone.id)
    assert [(one.kind, one.why) for one in found.steps] == [
        (StepKind.MADE, ""),
        (StepKind.WITHDRAWN, "ลาออก"),
        (StepKind.RESTORED, "กลับมา"),
    ]
    assert changed(found, 1)["account_id"][1] == ["มะลิ"]
    assert changed(found, 1)["units"][1] == [f"OPS {unit.name_th}"]
    assert changed(found, 3) == {"units": ([f"OPS {unit.name_th}"], [])}
    assert "example.org" not in str(found)


@both
def test_another_organisation_has_no_such_record_and_reading_writes_nothing() -> None:
    owner, other = bare("ours"), bare("theirs")
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    before = everything()
    for kind in HISTORY_KINDS:
        for row in rows(kind, owner)[:3]:
            assert history(OWNER, owner, kind, row.id).steps
            for name in (row.id, getattr(row, KINDS[kind].key or "id")):
                with pytest.raises(NotFoundError):
                    history(OWNER, other, kind, name)
    for kind, name in (("source", new_id()), ("organisation", owner), ("", owner)):
        with pytest.raises(NotFoundError):
            history(OWNER, owner, kind, name)
    assert everything() == before

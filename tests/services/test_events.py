"""The history of an organisation: who, what, when; filtered, paged, in words."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from tests.services.members import acting, member, office
from tests.services.towns import OWNER, TODAY, bare

import fahsai
from fahsai.core.access.roles import Permission, Role
from fahsai.records.ids import new_id
from fahsai.records.models import Event
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.documents import make_documents
from fahsai.services.events import (
    MOST,
    Wanted,
    doers,
    event_count,
    events,
    kinds_of_things,
)
from fahsai.services.people import give_role
from fahsai.services.profile import change_profile
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.core.inventory.boundary import Organisation

SOURCE = Path(fahsai.__file__).parent


def said_of_events(keyword: str) -> set[str]:
    """Every text that is given as ``keyword`` to an event, or to a helper that writes one."""
    return {
        text
        for _, call in calls()
        for given in call.keywords
        if given.arg == keyword and (keyword == "verb" or writes(call))
        for text in texts(given.value)
    }


def texts(expression: ast.expr) -> Iterator[str]:
    for node in ast.walk(expression):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Name) and node.id in constants():
            yield from constants()[node.id]


@cache
def constants() -> dict[str, tuple[str, ...]]:
    """The texts, alone or as values of a table, that modules give a name of capitals."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            table = isinstance(node.value, ast.Dict)
            values = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
            plain = [one.value for one in values if isinstance(one, ast.Constant)]
            said = tuple(one for one in plain if isinstance(one, str))
            for target in targets:
                if isinstance(target, ast.Name) and target.id.isupper() and (said or table):
                    found[target.id] = said
    return found


def calls() -> Iterator[tuple[str, ast.Call]]:
    """All but the audit of signing in, whose events are the installation's and have own words."""
    for path in sorted(SOURCE.rglob("*.py")):
        if path.name == "sign_in_audit.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield path.relative_to(SOURCE).as_posix(), node


def writes(call: ast.Call) -> bool:
    return getattr(call.func, "id", "") == "record_event"


def test_every_verb_stands_where_it_is_written() -> None:
    """A verb is a text, or the ``verb`` that a helper was given as one."""
    written = [(place, call) for place, call in calls() if writes(call)]
    assert len(written) >= 15
    for place, call in written:
        (verb,) = [given.value for given in call.keywords if given.arg == "verb"]
        handed_on = isinstance(verb, ast.Name) and verb.id == "verb"
        assert handed_on or list(texts(verb)), place


@pytest.mark.parametrize(("keyword", "section"), [("verb", "verbs"), ("object_type", "things")])
def test_everything_that_events_say_has_words(keyword: str, section: str) -> None:
    table = words("events")[section]
    assert said_of_events(keyword) == set(table)
    for entry in table.values():
        assert set(entry) == {"th", "en"}
        assert "ก" <= entry["th"][0] <= "๙"
        assert entry["th"] != entry["en"]


@pytest.mark.usefixtures("each_database")
def test_the_newest_comes_first_and_pages_do_not_overlap() -> None:
    home = office()
    for number in range(5):
        change_profile(home.actor, home.id, name_th=f"ชื่อ {number}", reason="ลองใหม่")
    every = events(home.actor, home.id)
    assert [one.at for one in every] == sorted((one.at for one in every), reverse=True)
    assert every[-1].verb == "unit.added"
    assert event_count(home.actor, home.id) == len(every) == 7
    pages = [events(home.actor, home.id, start=start, most=3) for start in (0, 3, 6, 9)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert tuple(one for page in pages for one in page) == every
    assert len(events(home.actor, home.id, most=10 * MOST)) == 7


@pytest.mark.usefixtures("each_database")
def test_events_are_found_by_what_by_whom_and_when() -> None:
    home = office()
    owner_named = change_profile(OWNER, home.id, name_th="โดยเจ้าของ", reason="ย้าย")[0]
    assert owner_named is not None
    mine = Wanted(actor_id=home.administrator.id)
    assert {one.verb for one in events(home.actor, home.id, mine)} == {"unit.added"}
    profile = Wanted(object_type="organisation")
    (only,) = events(home.actor, home.id, profile)
    assert (only.verb, only.who.local_owner) == ("organisation.described", True)
    today = datetime.now(tz=UTC) + timedelta(hours=7)  # the day in Thailand
    day = today.date()
    for first, last, count in (
        (day, day, 3),
        (day + timedelta(days=1), None, 0),
        (None, day - timedelta(days=1), 0),
        (date(2000, 1, 1), date.max, 3),
    ):
        assert event_count(home.actor, home.id, Wanted(first_day=first, last_day=last)) == count
    assert event_count(home.actor, home.id, Wanted(actor_id=new_id())) == 0
    assert kinds_of_things(home.actor, home.id) == ("organisation", "unit")
    assert {one.local_owner for one in doers(home.actor, home.id)} == {True, False}


@pytest.mark.usefixtures("each_database")
def test_who_acted_is_told_as_far_as_it_is_known() -> None:
    home = office()
    gone = new_id()
    Event.rows.of(home.id).create(
        actor_id=gone, verb="x.y", object_type="z", object_id=new_id(), payload_sha256="0"
    )
    found = {one.who.id: one.who for one in events(home.actor, home.id)}
    assert found[gone].name == ""
    assert found[home.administrator.id].name == "admin-office"


@pytest.mark.usefixtures("each_database")
@pytest.mark.parametrize("role", list(Role))
def test_history_is_for_who_may_see_it(role: Role) -> None:
    home, other = office(), office("other")
    units = [home.unit] if role is Role.COLLECTOR else None
    who = acting(member(home.id, role, name="reader", units=units))
    allowed = who.may(home.id, Permission.SEE_HISTORY)
    for ask in (events, event_count, doers, kinds_of_things):
        if allowed:
            assert ask(who, home.id)
        else:
            with pytest.raises(ForbiddenError):
                ask(who, home.id)
        with pytest.raises(NotFoundError):
            ask(who, other.id)


@pytest.mark.usefixtures("each_database")
def test_a_role_is_told_with_who_holds_it() -> None:
    home = office()
    who = member(home.id, Role.WRITER, name="somsri")
    assert give_role(home.actor, home.id, who.id, Role.APPROVER) == ()
    thing = events(home.actor, home.id)[0].thing
    assert (thing.type, thing.name, thing.whom) == ("membership", "approver", "somsri")


def test_what_events_are_about_can_be_found(town: Organisation) -> None:
    make_documents(OWNER, town.id, 2565, today=TODAY, pdf=False)
    found = events(OWNER, town.id)
    things = {one.thing.type: one.thing for one in found}
    assert things["document"].name.endswith((".docx", ".xlsx"))
    version = things["inventory_version"].version
    assert version is not None
    assert version.organisation_id == town.id
    assert things["import_receipt"].name.endswith(".xlsx")
    assert 2565 in things["import_receipt"].years
    assert isinstance(things["calculation"].id, UUID)
    elsewhere = bare("elsewhere")
    assert events(OWNER, elsewhere) == ()

"""Typed months are looked at before they are stored; the year then says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.services.parted import YEAR, Town, parted_town
from tests.services.test_mistakes_of_year import told
from tests.services.towns import OWNER, TODAY, everything

from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.thai.period import fiscal_year
from fahsai.records.models import Source
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.calculate_year import calculate_year
from fahsai.services.enter_lines import EnteredMonths, enter_months
from fahsai.services.noticing import of_entry

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor

MONTHS = fiscal_year(YEAR).months()
SAID: dict[str, Any] = {"unit": "kWh", "origin": Origin.PAID, "grade": Grade.Y}
CALM = [str(5000 + 137 * number % 900) for number in range(12)]
SLIP = [*CALM[:4], "52000", *CALM[5:]]
OF_THE_FORM = {"mistake.order_missing", "mistake.picture_missing"}


def enter(
    town: Town, texts: list[str], code: str, actor: Actor = OWNER, **more: Any
) -> EnteredMonths:
    typed = dict(zip(MONTHS, texts, strict=True))
    entered, findings = enter_months(actor, town.id, YEAR, code, typed, **{**SAID, **more})
    assert not entered.rejected, findings
    return entered


def noticed(entered: EnteredMonths) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in entered.noticed:
        found.setdefault(one.code, set()).add(one.subject)
    return found


def with_new(unit: str = "EDU") -> tuple[Town, str]:
    """A town with a source that nobody has typed anything of."""
    town = parted_town()
    source, findings = add_source(
        OWNER, town.id, SourceEntry("electricity.paid", "ไฟฟ้าห้องสมุด", unit=unit)
    )
    assert source is not None, findings
    return town, source.code


@pytest.mark.usefixtures("each_database")
def test_a_preview_says_what_the_year_says_after_it() -> None:
    town, code = with_new()
    known = told(calculate_year(OWNER, town.id, YEAR, today=TODAY))
    before = everything()
    typed = [*SLIP[:9], "", *SLIP[10:]]
    preview = enter(town, typed, code, accept=False)
    assert everything() == before
    found = noticed(preview)
    assert found["mistake.quantity_jump"] == {code}
    assert found["mistake.months_missing"] == {code}
    stored = enter(town, typed, code)
    assert stored.accepted
    assert stored.noticed == ()
    year = told(calculate_year(OWNER, town.id, YEAR, today=TODAY))
    anew = {
        name: subjects - known.get(name, set())
        for name, subjects in year.items()
        if name not in OF_THE_FORM and subjects - known.get(name, set())
    }
    assert anew == found


@pytest.mark.usefixtures("sqlite_database")
def test_what_is_said_already_is_not_said_again_and_a_mended_month_says_nothing() -> None:
    town, code = with_new()
    enter(town, SLIP, code)
    other, said = add_source(
        OWNER, town.id, SourceEntry("electricity.paid", "ไฟฟ้าศาลา", unit="EDU")
    )
    assert other is not None, said
    blank = [str(3100 + 211 * number % 700) for number in range(12)]
    blank[7] = "0"
    assert noticed(enter(town, blank, other.code, accept=False)) == {
        "mistake.zero_month": {other.code},
        "mistake.evidence_missing": {other.code},
    }
    assert enter(town, SLIP, code, accept=False).noticed == ()
    mended = enter(town, CALM, code, accept=False)
    assert [one.month for one in mended.changes] == [MONTHS[4]]
    assert mended.noticed == ()


@pytest.mark.usefixtures("sqlite_database")
def test_a_month_in_place_of_an_imported_one_is_looked_at_without_it() -> None:
    town = parted_town()
    row = next(one for one in Source.rows.of(town.id).current() if one.code == "P02")
    assert row.kind.startswith("electricity")
    near = [str(5_400 + 7 * number) for number in range(12)]
    first = enter(town, near, "P02", reason="อ่านผิด", accept=False)
    assert len(first.changes) == 12
    assert first.noticed == ()  # beside the imported figures each month would stand twice
    far = enter(town, [*near[:11], "540000"], "P02", reason="อ่านผิด", accept=False)
    assert noticed(far) == {"mistake.quantity_jump": {"P02"}}


@pytest.mark.usefixtures("sqlite_database")
def test_of_a_huge_year_the_source_itself_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    town, code = with_new()
    monkeypatch.setattr(of_entry, "MOST_LINES", 10)
    same_as_p02 = [str(5_300 + number) for number in range(12)]
    assert noticed(enter(town, same_as_p02, code, accept=False)) == {}
    slip = enter(town, SLIP, code, accept=False)
    assert noticed(slip) == {"mistake.quantity_jump": {code}}
    monkeypatch.undo()
    assert "mistake.same_series" in noticed(enter(town, same_as_p02, code, accept=False))


@pytest.mark.usefixtures("sqlite_database")
def test_who_enters_for_a_part_hears_of_its_own_sources_only() -> None:
    town, code = with_new("ENG")
    enter(town, CALM, code)
    other, said = add_source(
        OWNER, town.id, SourceEntry("electricity.paid", "ไฟฟ้าศาลา", unit="EDU")
    )
    assert other is not None, said
    same = enter(town, CALM, other.code, town.collector("EDU"), accept=False)
    assert noticed(same) == {}
    assert noticed(enter(town, CALM, other.code, accept=False)) == {
        "mistake.same_series": {other.code},
        "mistake.evidence_missing": {other.code},
    }

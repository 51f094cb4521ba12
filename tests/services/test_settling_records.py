"""What a sheet does not say of its records a person says, and it stays."""

from __future__ import annotations

from datetime import date

import pytest
from tests.services.books import LINES, POWER, Sheet, office, template
from tests.services.towns import OWNER, STRANGER, TODAY, bare, everything

from fahsai.core.inventory.activity import Grade, Origin
from fahsai.gateways.workbooks.office.values import CALENDAR
from fahsai.records.models import ActivityRow, OrgUnit
from fahsai.services.access import NotFoundError
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import Settings, set_settings, version_of_year
from fahsai.services.source_lines import LinesSaid, settle_lines
from fahsai.services.sources import settle_source, sources
from fahsai.services.submit import submit
from fahsai.words.messages import Language, message

pytestmark = pytest.mark.usefixtures("each_database")


def test_a_source_of_a_sheet_is_given_its_part_and_keeps_it() -> None:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    sheet = office(Sheet(title="ปี 2567"))
    import_activity(OWNER, owner, sheet, "office.xlsx", accept=True)
    code = next(one.code for one in sources(OWNER, owner) if one.unit_id is None)
    part = OrgUnit.rows.of(owner).get(code="OPS")
    placed, said = settle_source(OWNER, owner, code, unit="OPS")
    assert placed is not None, said
    assert placed.unit_id == part.key
    before = everything()
    import_activity(OWNER, owner, office(Sheet(title="ปี 2567")), "office.xlsx", accept=True)
    kept = {one.code: one.unit_id for one in sources(OWNER, owner)}
    assert kept[code] == part.key
    assert everything()["Source"] == before["Source"]


def test_a_part_that_is_not_there_is_refused_with_those_there_are() -> None:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    before = everything()
    for given in ({"unit": "NO"}, {"facility": "NO"}):
        placed, said = settle_source(OWNER, owner, "D01", **given)  # type: ignore[arg-type]
        assert placed is None
        assert [(one.code, one.data["wanted"]) for one in said] == [("source.place_unknown", "NO")]
    assert everything() == before


def test_what_a_person_says_of_records_survives_the_sheet_coming_again() -> None:
    owner = bare()
    sheet = office(Sheet(title="ปี 2567"))
    import_activity(OWNER, owner, sheet, "office.xlsx", accept=True)
    code = next(one.code for one in sources(OWNER, owner) if one.kind == "electricity.paid")
    told, said = settle_lines(
        OWNER, owner, code, LinesSaid(Origin.MEASURED, Grade.X, {"บิล.pdf": b"%PDF"})
    )
    assert (told > 0, said) == (True, ())
    again, _ = settle_lines(OWNER, owner, code, LinesSaid(Origin.MEASURED))
    assert again == 0
    before = everything()
    others = tuple(one for one in LINES if one is not POWER)
    place = LINES.index(POWER)
    lines = (*others[:place], POWER.but(11, 5000), *others[place:])
    changed = office(Sheet(lines, title="ปี 2567"))
    result, _ = import_activity(OWNER, owner, changed, "office.xlsx", accept=True)
    assert result is not None
    assert [one.kind for one in result.changes] == ["changed"]
    key = next(one.id for one in sources(OWNER, owner) if one.code == code)
    rows = ActivityRow.rows.of(owner).current().filter(source_key=key)
    assert {(row.origin, row.grade, len(row.evidence)) for row in rows} == {("measured", "X", 1)}
    assert everything() != before


def test_records_of_submitted_years_stay_as_they_are() -> None:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    version = version_of_year(OWNER, owner, 2565)
    reported = date(2022, 12, 15)
    set_settings(OWNER, version, Settings("tgo-cfo-2022-04", reported, base_year_be=2565))
    submitted, said = submit(OWNER, owner, 2565, today=TODAY)
    assert submitted is not None, said
    before = everything()
    told, said = settle_lines(OWNER, owner, "D01", LinesSaid(grade=Grade.X))
    assert (told, [one.code for one in said]) == (0, ["source.lines_frozen"])
    assert everything() == before


def test_what_is_said_of_a_source_and_its_records_happens_together_or_not_at_all() -> None:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    kept, said = settle_source(
        OWNER, owner, "D01", kind="mobile.gasoline", lines=LinesSaid(grade=Grade.Z)
    )
    assert kept is not None
    counted = {one.code: one.data.get("count", "") for one in said}
    assert int(counted.pop("source.records_settled")) > 0
    assert set(counted) <= {"source.years_moved"}
    version = version_of_year(OWNER, owner, 2565)
    reported = date(2022, 12, 15)
    set_settings(OWNER, version, Settings("tgo-cfo-2022-04", reported, base_year_be=2565))
    assert submit(OWNER, owner, 2565, today=TODAY)[0] is not None
    before = everything()
    refused, said = settle_source(
        OWNER, owner, "D01", kind="mobile.diesel", lines=LinesSaid(grade=Grade.X)
    )
    assert (refused, [one.code for one in said]) == (None, ["source.lines_frozen"])
    assert everything() == before


def test_a_choice_is_taken_back_by_an_empty_one() -> None:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    pick = {"direct": "tgo-cfo-2022-04:stationary.diesel"}
    chosen, said = settle_source(
        OWNER, owner, "D01", factor_keys=pick, parameters={"conversion.kg": "0.8"}, reason="ทดลอง"
    )
    assert chosen is not None, said
    assert (chosen.factor_keys, chosen.choice_reason) == (pick, "ทดลอง")
    back, said = settle_source(
        OWNER, owner, "D01", factor_keys={"direct": ""}, parameters={"conversion.kg": ""}
    )
    assert back is not None, said
    assert (back.factor_keys, back.parameters, back.choice_reason) == ({}, {}, "")


def test_biogenic_carbon_is_never_picked_for_a_direct_emission() -> None:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    before = everything()
    wrong = {"direct": "tgo-cfo-2026-02:mobile.e20.biogenic.low_mileage"}
    refused, said = settle_source(
        OWNER, owner, "D01", kind="mobile.e20", factor_keys=wrong, reason="ทดลอง"
    )
    assert (refused, [one.code for one in said]) == (None, ["factor.pick_other_role"])
    assert "biogenic" not in said[0].data["candidates"]
    twin = {"biogenic": "tgo-cfo-2022-04:stationary.wood.biogenic"}
    refused, said = settle_source(OWNER, owner, "E01", factor_keys=twin, reason="ทดลอง")
    assert (refused, [one.code for one in said]) == (None, ["factor.role_unknown"])
    assert everything() == before


def test_a_source_without_records_and_one_that_is_not_there() -> None:
    owner = bare()
    import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    with pytest.raises(NotFoundError):
        settle_lines(OWNER, owner, "none", LinesSaid(grade=Grade.X))
    with pytest.raises(NotFoundError):
        settle_lines(STRANGER, owner, "D01", LinesSaid(grade=Grade.X))


def test_a_year_of_the_same_number_with_other_days_is_said() -> None:
    owner = bare()
    _, first = import_activity(OWNER, owner, template(), "activity.xlsx", accept=True)
    assert "version.other_period" not in {one.code for one in first}
    _, second = import_activity(
        OWNER, owner, template(kind=CALENDAR), "calendar.xlsx", accept=False
    )
    other = next(one for one in second if one.code == "version.other_period")
    assert (other.subject, other.data["start"], other.data["other_start"]) == (
        "2565",
        "2022-01-01",
        "2021-10-01",
    )
    assert "1 ตุลาคม 2564" in message(other, Language.TH)

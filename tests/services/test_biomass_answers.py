"""Answers on renewable biomass: kept with the source, by the page's use case and by workbook."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.report_books import BOOK
from tests.services.towns import OWNER, TODAY, events, everything, load_town

from fahsai.core.access.actor import Actor, Membership
from fahsai.core.access.roles import Role
from fahsai.core.inventory.biomass import BiomassOrigin, BiomassQuestion, BiomassVerdict
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import total
from fahsai.gateways.workbooks.report.book import BiomassEntry
from fahsai.gateways.workbooks.report.read import read_report_template
from fahsai.gateways.workbooks.report.write import write_report_template
from fahsai.records.ids import new_id
from fahsai.services.access import NotFoundError
from fahsai.services.biomass import BiomassGiven, answer_biomass, biomass_source
from fahsai.services.calculate_year import calculate_year
from fahsai.services.import_report import import_report
from fahsai.services.sources import source_seen, sources

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.result import Calculation

pytestmark = pytest.mark.usefixtures("each_database")

WOOD, DIESEL = "S04", "S05"
NOT_RENEWABLE = BiomassGiven(
    BiomassOrigin.FOREST, {BiomassQuestion.LAND: True, BiomassQuestion.CARBON: False}, "ซื้อจากตลาด"
)


def held(owner: UUID, code: str = WOOD) -> EmissionSource:
    return next(one for one in sources(OWNER, owner) if one.code == code)


def calculated(owner: UUID) -> tuple[Calculation, set[str]]:
    year = calculate_year(OWNER, owner, 2565, today=TODAY)
    return year.calculation, {one.code for one in year.findings if one.subject == WOOD}


def test_answers_are_kept_with_the_source_and_move_its_co2() -> None:
    owner = load_town().id
    before, said = calculated(owner)
    apart = before.by_class[ReportingClass.BIOGENIC]
    assert apart > 0
    assert not {code for code in said if code.startswith("biomass.")}
    after, findings = answer_biomass(OWNER, owner, WOOD, NOT_RENEWABLE)
    assert after is not None, findings
    assert after.answers.verdict is BiomassVerdict.NOT_RENEWABLE
    assert held(owner).parameters == {
        "biomass.origin": "forest",
        "biomass.land": "yes",
        "biomass.carbon": "no",
        "biomass.evidence": "ซื้อจากตลาด",
    }
    moved, said = calculated(owner)
    assert "biomass.not_renewable" in said
    assert moved.by_class[ReportingClass.BIOGENIC] == 0
    assert moved.total_kg == total((before.total_kg, apart))
    assert events(owner).count("source.settled") == 1
    assert answer_biomass(OWNER, owner, WOOD, NOT_RENEWABLE)[0] == after
    assert events(owner).count("source.settled") == 1  # the same again changes nothing


def test_answers_of_another_origin_go_and_all_can_be_taken_back() -> None:
    owner = load_town().id
    waste = BiomassGiven(
        BiomassOrigin.WASTE, {BiomassQuestion.NON_FOSSIL: True, BiomassQuestion.LAW: False}
    )
    answer_biomass(OWNER, owner, WOOD, NOT_RENEWABLE)
    after, _ = answer_biomass(OWNER, owner, WOOD, waste)
    assert after is not None
    assert after.answers.verdict is BiomassVerdict.RENEWABLE
    assert dict(after.source.parameters) == {
        "biomass.origin": "waste",
        "biomass.non_fossil": "yes",
    }
    open_again, _ = answer_biomass(OWNER, owner, WOOD, BiomassGiven())
    assert open_again is not None
    assert open_again.source.parameters == {}
    assert "biomass.unanswered" in calculated(owner)[1]


def test_only_biomass_is_asked_and_nobody_is_overtaken() -> None:
    owner = load_town().id
    stored = everything()
    none, findings = answer_biomass(OWNER, owner, DIESEL, NOT_RENEWABLE)
    assert (none, [one.code for one in findings]) == (None, ["biomass.not_asked"])
    _, seen = source_seen(OWNER, owner, WOOD)
    assert not biomass_source(OWNER, owner, held(owner, DIESEL).id).asked
    with pytest.raises(NotFoundError):
        answer_biomass(OWNER, owner, "S999", NOT_RENEWABLE)
    assert everything() == stored
    assert answer_biomass(OWNER, owner, WOOD, NOT_RENEWABLE, seen=seen)[0] is not None
    late, findings = answer_biomass(OWNER, owner, WOOD, BiomassGiven(), seen=seen)
    assert (late, [one.code for one in findings]) == (None, ["source.changed_meanwhile"])
    assert held(owner).parameters["biomass.origin"] == "forest"


def workbook(*entries: BiomassEntry) -> bytes:
    return write_report_template(replace(BOOK, biomass=entries))


def test_a_report_workbook_answers_source_by_source() -> None:
    owner = load_town().id
    data = workbook(
        BiomassEntry(WOOD, BiomassOrigin.RESIDUE, pools=False, evidence="ใบรับรอง"),
        BiomassEntry(DIESEL, BiomassOrigin.OTHER),
        BiomassEntry("S999", BiomassOrigin.OTHER),
    )
    book, _ = read_report_template(data, "r.xlsx")
    assert book is not None
    assert book.biomass[0].pools is False
    assert book.biomass[0].land is None  # an empty cell is no "no"
    entered, findings = import_report(OWNER, data, "r.xlsx", today=TODAY, organisation_id=owner)
    assert entered is not None, findings
    said = {one.code: one for one in findings}
    assert said["biomass.not_asked"].subject == DIESEL
    assert said["biomass.source_unknown"].data["source"] == "S999"
    assert held(owner).parameters == {
        "biomass.origin": "residue",
        "biomass.pools": "no",
        "biomass.evidence": "ใบรับรอง",
    }
    count = events(owner).count("source.settled")
    import_report(OWNER, data, "r.xlsx", today=TODAY, organisation_id=owner)
    import_report(OWNER, workbook(), "r.xlsx", today=TODAY, organisation_id=owner)
    assert events(owner).count("source.settled") == count  # no row takes nothing back
    assert held(owner).parameters["biomass.pools"] == "no"


def test_a_writer_of_the_report_does_not_settle_by_workbook() -> None:
    owner = load_town().id
    before = held(owner)
    writer = Actor(new_id(), "writer", frozenset({Membership(owner, Role.WRITER)}))
    data = workbook(BiomassEntry(WOOD, BiomassOrigin.OTHER))
    entered, findings = import_report(writer, data, "r.xlsx", today=TODAY, organisation_id=owner)
    assert entered is not None, findings
    (left,) = [one for one in findings if one.code == "report.biomass_left"]
    assert left.data["codes"] == WOOD
    assert held(owner) == before


def test_a_workbook_of_before_is_read_without_a_word() -> None:
    """Neither the sheet nor the new columns of credits are missed in an older template."""
    import io

    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(write_report_template(replace(BOOK, biomass=()))))
    del book["ชีวมวลหมุนเวียน"]
    book["โครงการลด"].delete_cols(6, 5)
    old = io.BytesIO()
    book.save(old)
    read, findings = read_report_template(old.getvalue(), "old.xlsx")
    assert read is not None
    assert read.credits == BOOK.credits
    assert [one.code for one in findings if one.code.startswith("report.")] == []

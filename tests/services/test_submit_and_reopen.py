"""Submitting freezes; reopening starts the next version; the old one stays, down to its bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from tests.services.books import (
    FUEL_SOURCE,
    LEFT_OUT,
    POWER_SOURCE,
    TEMPLATE_LINES,
    YEAR,
    template,
)
from tests.services.towns import OWNER, TODAY, bare, events, everything

import fahsai
from fahsai.core.access.states import VersionState
from fahsai.gateways.workbooks.office.values import FISCAL
from fahsai.gateways.workbooks.template.book import TemplateLine, TemplateYear
from fahsai.records.models import OrganisationProfile, VersionLink
from fahsai.records.supersede import supersede
from fahsai.services.calculate_year import calculate_year
from fahsai.services.documents import make_documents
from fahsai.services.dossier import dossier_of
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import Settings, set_settings, version_of_year
from fahsai.services.keeping.versions import keep_settings
from fahsai.services.rules import rules_for
from fahsai.services.sources import settle_source, sources
from fahsai.services.submit import reopen, submit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from fahsai.core.reports.dossier import Dossier
    from fahsai.services.calculate_year import YearResult
    from fahsai.services.documents import MadeDocument
    from fahsai.services.inventories import Version

REPORTED = date(2022, 12, 1)
OLDER = TemplateYear(2564, FISCAL, (TEMPLATE_LINES[0],))
OTHER = (TemplateLine("E01", "kWh", (*YEAR[:-1], YEAR[-1] * 100)), TEMPLATE_LINES[1])

each = pytest.mark.usefixtures("each_database")
alone = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture(autouse=True)
def fresh_rules() -> Iterator[None]:
    rules_for.cache_clear()
    yield
    rules_for.cache_clear()


def loaded(base_year: int | None = 2565) -> UUID:
    owner = bare()
    put(owner, template(base=OLDER))
    version = version_of_year(OWNER, owner, 2565)
    set_settings(OWNER, version, Settings("tgo-cfo-2022-04", REPORTED, base_year_be=base_year))
    return owner


def put(owner: UUID, data: bytes) -> None:
    result, findings = import_activity(OWNER, owner, data, "activity.xlsx", accept=True)
    assert result is not None, findings


def submitted(owner: UUID) -> Version:
    version, findings = submit(OWNER, owner, 2565, today=TODAY)
    assert version is not None, findings
    return version


def figures(owner: UUID, number: int | None = None) -> tuple[Dossier, str]:
    dossier, result, _ = dossier_of(OWNER, owner, 2565, today=TODAY, number=number)
    return dossier, result.calculation.sha256


@each
def test_submitting_freezes_and_the_rest_is_refused() -> None:
    owner = loaded()
    version = submitted(owner)
    assert version.state is VersionState.SUBMITTED
    assert events(owner)[-1] == "version.submitted"
    before = everything()
    again, said = submit(OWNER, owner, 2565, today=TODAY)
    assert again is None
    assert said[0].code == "version.already_submitted"
    changed, said = import_activity(
        OWNER, owner, template(lines=OTHER, base=OLDER), "activity.xlsx", accept=True
    )
    assert changed is None
    assert [one.code for one in said if one.level == "error"] == ["import.version_submitted"]
    kept, said = set_settings(OWNER, version, Settings("tgo-cfo-2026-02", REPORTED))
    assert (kept, [one.code for one in said]) == (False, ["settings.version_submitted"])
    assert everything() == before
    same, _ = import_activity(OWNER, owner, template(base=OLDER), "activity.xlsx", accept=False)
    assert same is not None
    assert same.changes == ()


@alone
def test_a_version_read_before_it_was_submitted_cannot_be_changed_after() -> None:
    owner = loaded()
    stale = version_of_year(OWNER, owner, 2565)
    submitted(owner)
    before = everything()
    kept, said = set_settings(OWNER, stale, Settings("tgo-cfo-2026-02", REPORTED))
    assert (kept, [one.code for one in said]) == (False, ["settings.version_submitted"])
    assert everything() == before


@alone
def test_what_a_submitted_year_says_of_a_source_and_its_evidence_is_refused_too() -> None:
    owner = loaded()
    submitted(owner)
    submit(OWNER, owner, 2564, today=TODAY)
    before = everything()
    other = (replace(POWER_SOURCE, kind="electricity.free"), FUEL_SOURCE, LEFT_OUT)
    for data, files in (
        (template(other, base=OLDER), {}),
        (template(base=OLDER), {"บิลไฟ.pdf": b"late"}),
    ):
        result, said = import_activity(
            OWNER, owner, data, "activity.xlsx", accept=True, evidence=files
        )
        assert result is None
        assert "import.version_submitted" in {one.code for one in said}
        assert everything() == before


@alone
def test_an_incomplete_year_and_one_with_errors_are_refused() -> None:
    owner = bare()
    septic = replace(FUEL_SOURCE, kind="septic_tank", activity_unit="person_day")
    put(owner, template((POWER_SOURCE, septic), (TemplateLine("D01", "person_day", YEAR),)))
    settle_source(OWNER, owner, "D01", parameters={"bod_g_per_person_day": "สี่สิบ"})
    version, said = submit(OWNER, owner, 2565, today=TODAY)
    assert version is None
    assert {"version.incomplete", "version.has_errors"} <= {one.code for one in said}
    assert "version.submitted" not in events(owner)


@alone
def test_a_base_year_that_is_absent_stands_in_the_way() -> None:
    """A workbook of the report may name it before its own file comes; nobody may choose it."""
    owner = loaded()
    version = version_of_year(OWNER, owner, 2565)
    named = Settings("tgo-cfo-2022-04", REPORTED, base_year_be=2550)
    assert not set_settings(OWNER, version, named)[0]
    with transaction.atomic():
        keep_settings(OWNER.id, version, named)
    refused, said = submit(OWNER, owner, 2565, today=TODAY)
    assert refused is None
    assert "version.base_year_absent" in {one.code for one in said}


@each
def test_a_submitted_version_answers_what_it_froze(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = loaded(base_year=2564)
    submitted(owner)
    before = figures(owner)
    monkeypatch.setattr(fahsai, "__version__", "99.0")
    monkeypatch.setattr(
        "fahsai.services.calculate_year.rules_for", lambda *_, **__: pytest.fail("computed again")
    )
    assert (
        calculate_year(OWNER, owner, 2565, today=date(2040, 1, 1)).calculation.sha256 == (before[1])
    )
    assert figures(owner) == before


@each
def test_later_imports_leave_the_submitted_version_as_it_is() -> None:
    """Another base year, another name, another source: nothing of it reaches version 1."""
    owner = loaded(base_year=2564)
    submitted(owner)
    before = figures(owner)
    put(
        owner,
        template(base=TemplateYear(2564, FISCAL, (TemplateLine("E01", "kWh", (YEAR[3],) * 12),))),
    )
    settle_source(OWNER, owner, "D01", kind="mobile.diesel")
    settle_source(OWNER, owner, "E01", excluded=True, reason="ทดลอง")
    profile = OrganisationProfile.rows.of(owner).current().get()
    supersede(profile, actor_id=OWNER.id, name_th="ชื่อใหม่").save()
    assert figures(owner) == before
    assert figures(owner)[0].organisation.name_th == "เทศบาล thesaban"
    assert calculate_year(OWNER, owner, 2564, today=TODAY).calculation.total_kg != (
        before[0].base_year.calculation.total_kg if before[0].base_year else None
    )


@each
def test_reopening_needs_a_reason_and_version_two_may_change() -> None:
    owner = loaded()
    draft, said = reopen(OWNER, owner, 2565, "เหตุผล")
    assert (draft, said[0].code) == (None, "version.not_submitted")
    first = submitted(owner)
    made = {one.file_name: one.data for one in made_of(owner, None)}
    for reason in ("", "   "):
        none, said = reopen(OWNER, owner, 2565, reason)
        assert (none, said[0].code) == (None, "version.reason_missing")
    second, _ = reopen(OWNER, owner, 2565, "แก้ค่าไฟ")
    assert second is not None
    assert (second.number, second.state) == (2, VersionState.DRAFT)
    assert second.settings == first.settings
    assert events(owner)[-1] == "version.opened"
    put(owner, template(lines=OTHER, base=OLDER))
    now = calculate_year(OWNER, owner, 2565, today=TODAY).calculation
    then = calculate_year(OWNER, owner, 2565, today=TODAY, number=1)
    assert then.version.state is VersionState.SUBMITTED
    assert now.total_kg > then.calculation.total_kg
    before = everything()
    again = {one.file_name: one.data for one in made_of(owner, 1)}
    assert again == made
    assert everything() == before
    assert VersionLink.rows.of(owner).filter(version_id=second.id).count() == 0
    third = submitted(owner)
    assert third.number == 2
    assert calculate_year(OWNER, owner, 2565, today=TODAY).calculation.sha256 == now.sha256


def made_of(owner: UUID, number: int | None) -> tuple[MadeDocument, ...]:
    return make_documents(OWNER, owner, 2565, today=TODAY, pdf=False, number=number).made


@alone
def test_a_year_submitted_without_settings_keeps_those_it_was_computed_with() -> None:
    owner = bare()
    put(owner, template())
    version, findings = submit(OWNER, owner, 2565, today=date(2024, 3, 1))
    assert version is not None, findings
    assert version.settings is not None
    assert version.settings.report_date == date(2024, 3, 1)
    dossier, _, _ = dossier_of(OWNER, owner, 2565, today=date(2030, 3, 1))
    assert dossier.report_date == date(2024, 3, 1)


@alone
def test_an_error_after_the_change_undoes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = loaded()
    calculate_year(OWNER, owner, 2565, today=TODAY)
    before = everything()

    def fail(**_: object) -> None:
        raise RuntimeError("after the change")

    monkeypatch.setattr("fahsai.services.submit.record_event", fail)
    with pytest.raises(RuntimeError, match="after the change"):
        submit(OWNER, owner, 2565, today=TODAY)
    assert everything() == before
    monkeypatch.setattr("fahsai.services.keeping.versions.record_event", fail)
    monkeypatch.setattr("fahsai.services.sources.record_event", fail)
    with pytest.raises(RuntimeError, match="after the change"):
        set_settings(
            OWNER, version_of_year(OWNER, owner, 2565), Settings("tgo-cfo-2026-02", REPORTED)
        )
    with pytest.raises(RuntimeError, match="after the change"):
        settle_source(OWNER, owner, "D01", kind="mobile.diesel")
    assert everything() == before


@alone
def test_settling_a_source_says_why_and_can_be_taken_back() -> None:
    owner = loaded()
    refused, said = settle_source(OWNER, owner, "D01", kind="no.such", excluded=True)
    assert refused is None
    assert {one.code for one in said} == {"source.kind_unknown", "source.reason_missing"}
    refused, said = settle_source(
        OWNER, owner, "D01", factor_keys={"direct": "no:such"}, reason="ลอง"
    )
    assert (refused, said[0].code) == (None, "factor.pick_unknown")
    settle_source(OWNER, owner, "D01", excluded=True, reason="น้อย")
    back, _ = settle_source(OWNER, owner, "D01", excluded=False)
    assert back is not None
    assert (back.excluded, back.excluded_reason) == (False, "")
    before = everything()
    settle_source(OWNER, owner, "D01", excluded=False)
    assert everything() == before
    assert len(sources(OWNER, owner)) == 3


@alone
def test_another_name_of_a_source_reaches_the_draft_and_not_what_is_submitted() -> None:
    owner = loaded()
    first = calculate_year(OWNER, owner, 2565, today=TODAY)
    renamed = (replace(POWER_SOURCE, name="ไฟฟ้าชั้น 2", place="ชั้น 2"), FUEL_SOURCE, LEFT_OUT)
    put(owner, template(renamed, base=OLDER))
    draft = calculate_year(OWNER, owner, 2565, today=TODAY)
    assert draft.calculation.total_kg == first.calculation.total_kg  # no figure has moved
    assert draft.calculation.sha256 != first.calculation.sha256  # but what is printed has
    assert names_of(draft) == {"ไฟฟ้าชั้น 2", "เครื่องปั่นไฟ"}
    submitted(owner)
    reopen(OWNER, owner, 2565, "ชื่อใหม่อีก")
    put(owner, template(base=OLDER))
    assert names_of(calculate_year(OWNER, owner, 2565, today=TODAY)) == {
        "ไฟฟ้าสำนักงาน",
        "เครื่องปั่นไฟ",
    }
    then = calculate_year(OWNER, owner, 2565, today=TODAY, number=1)
    assert names_of(then) == {"ไฟฟ้าชั้น 2", "เครื่องปั่นไฟ"}


def names_of(result: YearResult) -> set[str]:
    return {one.source.name_th for one in result.calculation.sources}

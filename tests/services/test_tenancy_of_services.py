"""Every service asks who acts and for whom: a stranger gets the answer of an empty house."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import TYPE_CHECKING, Any

import pytest
from tests.kept_documents import kept_documents
from tests.services.books import BOTH_OFFICES, template
from tests.services.hostile_files import picture
from tests.services.test_base_year import SOLD
from tests.services.towns import OWNER, STRANGER, TODAY, bare, everything

import fahsai.services
from fahsai.core.access.actor import Actor, Membership
from fahsai.core.access.roles import PERMISSIONS, Permission, Role
from fahsai.core.inventory.base_year import BaseYearPolicy
from fahsai.core.inventory.group import Belonging
from fahsai.core.reports.dossier import PictureUse, Scope3Assessment
from fahsai.core.thai.period import PeriodKind, fiscal_year
from fahsai.records.ids import new_id
from fahsai.records.models import ActivityRow, EvidenceFile, ImportReceipt, Source
from fahsai.services.access import (
    ForbiddenError,
    NotFoundError,
    organisation_by_code,
    organisations,
)
from fahsai.services.biomass import BiomassGiven
from fahsai.services.calculate_year import calculate_year
from fahsai.services.compare_versions import VersionNamed
from fahsai.services.documents import make_documents
from fahsai.services.explain import explain
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import Settings, set_settings, version_of_year
from fahsai.services.jobs import Work
from fahsai.services.map_table import FileMapping
from fahsai.services.sources import settle_source, sources
from fahsai.services.uploads import Upload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from fahsai.core.inventory.boundary import Organisation


def public_functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of the use cases; their parts stand in folders of their own."""
    for module in pkgutil.iter_modules(fahsai.services.__path__):
        found = importlib.import_module(f"fahsai.services.{module.name}")
        for name, function in inspect.getmembers(found, inspect.isfunction):
            if function.__module__ == found.__name__ and not name.startswith("_"):
                yield f"{module.name}.{name}", function


def asks(function: Callable[..., Any]) -> set[str]:
    return set(inspect.signature(function).parameters)


ANY_OF = {"review.answer_point"}
"""Use cases that ask for one permission of several: tested where each is."""

SERVICES = [
    (name, one)
    for name, one in public_functions()
    if {"actor", "organisation_id"} <= asks(one) and name not in ANY_OF
]


def test_whoever_names_an_organisation_says_who_asks() -> None:
    """No use case hands out or changes rows of an organisation without an actor."""
    silent = [
        name
        for name, one in public_functions()
        if "organisation_id" in asks(one) and "actor" not in asks(one)
    ]
    assert silent == []


def arguments(function: Callable[..., Any], town: Organisation) -> dict[str, Any]:
    """Arguments that would do the work, had the actor the right."""
    year = calculate_year(OWNER, town.id, 2565, today=TODAY)
    known = {
        "organisation_id": town.id,
        "year_be": 2565,
        "today": TODAY,
        "data": template(),
        "name": "S01",
        "accept": True,
        "period": fiscal_year(2565),
        "files": {"a.txt": b"a"},
        "names": ("a.txt",),
        "code": "S01",
        "reason": "เหตุผล",
        "document_id": new_id(),
        "receipt_id": new_id(),
        "sha256": "0" * 64,
        "calculation_id": year.calculation_id,
        "year": year,
        "version": year.version,
        "settings": year.settings,
        "account_id": new_id(),
        "invitation_id": new_id(),
        "unit_id": new_id(),
        "entity_id": new_id(),
        "holding_id": new_id(),
        "subject_id": new_id(),
        "belonging": Belonging.UNIT,
        "role": Role.WRITER,
        "email": "somebody@example.org",
        "name_th": "ชื่อ",
        "link": str,
        "work": Work.DOCUMENTS,
        "asked": {},
        "job_id": new_id(),
        "workbook": Upload("a.xlsx", "", template()),
        "picture": Upload("a.png", "image/png", picture()),
        "picture_id": new_id(),
        "use": PictureUse.ORG_CHART,
        "wanted": {},
        "kind": PeriodKind.FISCAL_YEAR,
        "seen": "",
        "key": new_id(),
        "given": BiomassGiven(),
        "may_settle": True,
        "table": FileMapping(),
        "factor_set": "tgo-cfo-2026-02",
        "before": VersionNamed(2564),
        "after": VersionNamed(2565),
        "policy": BaseYearPolicy(),
        "change": SOLD,
        "number": 0 if "amend" in function.__name__ else None,
        "entries": (),
        "rows": (),
        "decision": Scope3Assessment(6, has_source=True, scores={}, significant=False),
        "category": 6,
        "source_id": new_id(),
        "what": "activity",
        "text": "5",
    }
    asked = {
        name: known.get(name)
        for name, parameter in inspect.signature(function).parameters.items()
        if name != "actor" and (parameter.default is inspect.Parameter.empty or name in known)
    }
    if "report" in function.__module__:
        asked["data"] = report()
    return asked


def report() -> bytes:
    from fahsai.services.demonstration import demonstration_files

    return demonstration_files().report


def test_there_is_something_to_walk() -> None:
    assert len(SERVICES) >= 18, [name for name, _ in SERVICES]


@pytest.mark.parametrize(("name", "service"), SERVICES, ids=[name for name, _ in SERVICES])
def test_a_stranger_finds_nothing_and_changes_nothing(
    name: str, service: Callable[..., Any], town: Organisation
) -> None:
    asked = arguments(service, town)
    before = everything()
    elsewhere = bare_actor_of_another_house()
    for actor in (STRANGER, elsewhere):
        with pytest.raises(NotFoundError):
            service(actor, **asked)
    with pytest.raises(NotFoundError):
        service(OWNER, **{**asked, "organisation_id": new_id()})
    assert everything() == before, name


def bare_actor_of_another_house() -> Actor:
    """Somebody with every right, in another organisation."""
    return Actor(new_id(), "คนบ้านอื่น", frozenset({Membership(new_id(), Role.ADMINISTRATOR)}))


NEEDED = {
    "base_year.base_year_of": Permission.SEE,
    "base_form_upload.accept_base_form": Permission.SETTLE,
    "base_form_upload.look_at_form_again": Permission.SETTLE,
    "base_form_upload.offer_base_form": Permission.SETTLE,
    "base_form_upload.take_base_form": Permission.SETTLE,
    "take_base_year.take_base_year": Permission.SETTLE,
    "base_year_records.amend_change": Permission.SETTLE,
    "base_year_records.base_year_changes": Permission.SEE,
    "base_year_records.base_year_policy": Permission.SEE,
    "base_year_records.record_change": Permission.SETTLE,
    "base_year_records.set_base_year_policy": Permission.SETTLE,
    "compare_versions.compare_versions": Permission.SEE,
    "access.admit": Permission.SEE,
    "answer_finding.answer_finding": Permission.SETTLE,
    "answer_finding.answers_of_year": Permission.SEE,
    "answer_finding.finding_said": Permission.SETTLE,
    "add_source.add_source": Permission.ENTER_DATA,
    "access.admit_part": Permission.SEE,
    "access.organisation_of": Permission.SEE,
    "api_keys.keys": Permission.SEE,
    "api_keys.make_key": Permission.SEE,
    "api_keys.revoke_key": Permission.SEE,
    "api_keys.scopes_for": Permission.SEE,
    "activity_upload.accept_workbook": Permission.ENTER_DATA,
    "activity_upload.look_again": Permission.ENTER_DATA,
    "activity_upload.look_mapped": Permission.ENTER_DATA,
    "activity_upload.offer_report": Permission.WRITE_REPORT,
    "activity_upload.offer_workbook": Permission.ENTER_DATA,
    "activity_upload.take_workbook": Permission.ENTER_DATA,
    "biomass.answer_biomass": Permission.SETTLE,
    "biomass.answer_many": Permission.WRITE_REPORT,
    "biomass.biomass_source": Permission.SEE,
    "activity_upload.workbook_of": Permission.ENTER_DATA,
    "calculate_year.calculate_year": Permission.SEE,
    "census_upload.offer_census": Permission.WRITE_REPORT,
    "document_cells.cells_of_year": Permission.SEE,
    "document_cells.document_cells": Permission.SEE,
    "document_cells.explain_cell": Permission.SEE,
    "documents.make_documents": Permission.WRITE_REPORT,
    "documents.read_document": Permission.SEE,
    "dossier.dossier_of": Permission.SEE,
    "dossier.settings_findings": Permission.SEE,
    "events.doers": Permission.SEE_HISTORY,
    "events.event_count": Permission.SEE_HISTORY,
    "events.events": Permission.SEE_HISTORY,
    "events.kinds_of_things": Permission.SEE_HISTORY,
    "enter_lines.enter_months": Permission.ENTER_DATA,
    "enter_lines.recorded_months": Permission.ENTER_DATA,
    "evidence_files.evidence_names": Permission.SEE,
    "evidence_files.evidence_files": Permission.SEE,
    "evidence_files.read_evidence": Permission.SEE,
    "evidence.keep_evidence": Permission.ENTER_DATA,
    "evidence.named_evidence": Permission.SEE,
    "evidence.receive_evidence": Permission.ENTER_DATA,
    "history.history": Permission.SEE_HISTORY,
    "factor_options.factor_options": Permission.SEE,
    "filled_template.filled_template": Permission.SEE,
    "evidence_files.read_file": Permission.SEE,
    "explain.explain": Permission.SEE,
    "explain.explain_in": Permission.SEE,
    "import_activity.import_activity": Permission.ENTER_DATA,
    "import_report.import_report": Permission.WRITE_REPORT,
    "inventories.other_periods": Permission.SEE,
    "inventories.version_of_year": Permission.SEE,
    "inventories.version_state": Permission.SEE,
    "inventories.versions": Permission.SEE,
    "invitations.invitation": Permission.MANAGE_PEOPLE,
    "invitations.invitations": Permission.MANAGE_PEOPLE,
    "invitations.invite": Permission.MANAGE_PEOPLE,
    "invitations.revoke": Permission.MANAGE_PEOPLE,
    "invitations.send_again": Permission.MANAGE_PEOPLE,
    "import_meters.import_meters": Permission.SETTLE,
    "export_readings.export_quantities": Permission.SEE,
    "readings_file.readings_file": Permission.SEE,
    "meter_health.meter_events": Permission.SEE,
    "meter_health.meters_health": Permission.SEE,
    "refused_messages.refused_messages": Permission.SEE,
    "refused_messages.all_refused_messages": Permission.SEE,
    "meter_named.meter_named": Permission.SEE,
    "meter_readings.intervals_of": Permission.SEE,
    "meter_readings.rates_of": Permission.SEE,
    "meter_readings.readings_of": Permission.SEE,
    "quantities.quantities": Permission.SEE,
    "quantities_json.quantities_json": Permission.SEE,
    "quantities_json.subject_names": Permission.SEE,
    "retention.removed": Permission.SEE,
    "retention.retention": Permission.SEE,
    "retention.apply_retention": Permission.MANAGE_ORGANISATION,
    "retention.set_retention": Permission.MANAGE_ORGANISATION,
    "meter_tokens.make_token": Permission.SETTLE,
    "meter_tokens.revoke_token": Permission.SETTLE,
    "gateway_tokens.gateway_tokens": Permission.SEE,
    "gateway_tokens.make_gateway_token": Permission.SETTLE,
    "gateway_tokens.revoke_gateway_token": Permission.SETTLE,
    "meter_tokens.tokens": Permission.SEE,
    "meters.add_meter": Permission.ENTER_DATA,
    "meters.change_meter": Permission.SETTLE,
    "meters.end_meter": Permission.SETTLE,
    "meters.meter": Permission.SEE,
    "meters.meter_entry": Permission.SEE,
    "meters.meters": Permission.SEE,
    "meters.withdraw_meter": Permission.SETTLE,
    "replace_register.replace_register": Permission.ENTER_DATA,
    "replace_register.take_back_exchange": Permission.ENTER_DATA,
    "map_table.propose_tables": Permission.ENTER_DATA,
    "columns_upload.columns_of_workbook": Permission.ENTER_DATA,
    "columns_upload.offer_columns": Permission.ENTER_DATA,
    "open_year.open_year": Permission.ENTER_DATA,
    "own_factors.keep_own_factor": Permission.SETTLE,
    "own_factors.own_factors": Permission.SEE,
    "people.give_role": Permission.MANAGE_PEOPLE,
    "people.member": Permission.MANAGE_PEOPLE,
    "people.members": Permission.MANAGE_PEOPLE,
    "people.take_role": Permission.MANAGE_PEOPLE,
    "profile.change_profile": Permission.MANAGE_ORGANISATION,
    "jobs.job": Permission.SEE,
    "later_documents.make_documents_later": Permission.WRITE_REPORT,
    "jobs.start": Permission.WRITE_REPORT,  # for making documents; each kind of work has its own
    "pictures.keep_picture": Permission.WRITE_REPORT,
    "pictures.pictures": Permission.SEE,
    "pictures.remove_picture": Permission.WRITE_REPORT,
    "pictures.thumbnail": Permission.SEE,
    "places.places": Permission.SEE,
    "receipts.file_names": Permission.SEE,
    "receipts.receipt": Permission.SEE,
    "receipts.receipts": Permission.SEE,
    "review.admit_mover": Permission.REVIEW,
    "review.close_point": Permission.REVIEW,
    "review.open_points": Permission.SEE,
    "review.point": Permission.SEE,
    "review.points": Permission.SEE,
    "review.raise_point": Permission.REVIEW,
    "review.reject_answer": Permission.REVIEW,
    "review.withdraw_point": Permission.REVIEW,
    "sampling.sample_lines": Permission.SEE,
    "source_lines.cite_evidence": Permission.ENTER_DATA,
    "source_lines.settle_lines": Permission.SETTLE,
    "sources.changed_since": Permission.SETTLE,
    "sources.settle_source": Permission.SETTLE,
    "sources.source_of": Permission.SEE,
    "sources.source_seen": Permission.SETTLE,
    "sources.sources": Permission.SEE,
    "submit.reopen": Permission.SUBMIT,
    "submit.submit": Permission.SUBMIT,
    "materiality.materiality_of_year": Permission.SEE,
    "uncertainty.state_interval": Permission.SETTLE,
    "uncertainty.state_intervals": Permission.SETTLE,
    "uncertainty.uncertainty_of_year": Permission.SEE,
    "entity_links.forget_entity": Permission.SETTLE,
    "entity_links.name_entity": Permission.SETTLE,
    "group_year.group_year": Permission.SEE,
    "holdings.add_holding": Permission.SETTLE,
    "holdings.change_holding": Permission.SETTLE,
    "holdings.set_holdings": Permission.SETTLE,
    "holdings.withdraw_holding": Permission.SETTLE,
    "legal_entities.add_legal_entity": Permission.SETTLE,
    "legal_entities.change_legal_entity": Permission.SETTLE,
    "legal_entities.group_now": Permission.SEE,
    "legal_entities.legal_entity": Permission.SEE,
    "legal_entities.withdraw_legal_entity": Permission.SETTLE,
    "units.add_unit": Permission.MANAGE_ORGANISATION,
    "units.change_unit": Permission.MANAGE_ORGANISATION,
    "units.unit": Permission.SEE,
    "units.units": Permission.SEE,
    "units.withdraw_unit": Permission.MANAGE_ORGANISATION,
    "scope3.scope3_of_year": Permission.SEE,
    "scope3_decisions.decide_category": Permission.WRITE_REPORT,
    "scope3_decisions.forget_category": Permission.WRITE_REPORT,
    "texts.texts": Permission.SEE,
    "texts.write_texts": Permission.WRITE_REPORT,
    "trees.census_seen": Permission.SEE,
    "trees.census_text": Permission.SEE,
    "trees.trees_of_year": Permission.SEE,
    "trees.write_census": Permission.WRITE_REPORT,
    "trees.write_census_rows": Permission.WRITE_REPORT,
    "version_history.version_history": Permission.SEE,
    "year_boundary.boundary_of_year": Permission.SEE,
    "year_documents.documents_of_year": Permission.SEE,
    "year_lines.lines_of_year": Permission.SEE,
    "year_records.records_of_year": Permission.SEE,
    "year_tasks.tasks_of_year": Permission.SEE,
}
"""What each use case asks of a colleague; a new one has to be written down here."""


def test_every_use_case_says_what_it_needs() -> None:
    assert {name for name, _ in SERVICES} == set(NEEDED)


@pytest.mark.parametrize(("name", "service"), SERVICES, ids=[name for name, _ in SERVICES])
def test_a_colleague_without_the_right_is_refused_and_changes_nothing(
    name: str, service: Callable[..., Any], town: Organisation
) -> None:
    needed = NEEDED[name]
    without = [role for role in Role if needed not in PERMISSIONS[role]]
    asked = arguments(service, town)
    before = everything()
    for role in without:
        colleague = Actor(new_id(), role.value, frozenset({Membership(town.id, role)}))
        with pytest.raises(ForbiddenError) as refused:
            service(colleague, **asked)
        assert refused.value.permission is needed, role
    assert bool(without) is (needed is not Permission.SEE)
    assert everything() == before, name


@pytest.mark.parametrize("role", list(Role))
def test_a_colleague_with_the_right_is_not_refused(role: Role, town: Organisation) -> None:
    colleague = Actor(new_id(), role.value, frozenset({Membership(town.id, role)}))
    for name, service in SERVICES:
        if NEEDED[name] not in PERMISSIONS[role]:
            continue
        asked = {**arguments(service, town), "code": "no such source"}
        try:
            service(colleague, **{k: v for k, v in asked.items() if k in asks(service)})
        except ForbiddenError as refused:
            raise AssertionError(f"{role}: {name} needs {refused.permission} too") from refused
        except (LookupError, ValueError, TypeError, AttributeError):
            pass  # the made-up arguments lead nowhere; that it was let in is what counts


OF_PARTS = {
    "compare_versions.compare_versions",
    "biomass.biomass_source",
    "answer_finding.answers_of_year",
    "activity_upload.accept_workbook",
    "activity_upload.look_again",
    "activity_upload.look_mapped",
    "activity_upload.workbook_of",
    "map_table.propose_tables",
    "export_readings.export_quantities",
    "readings_file.readings_file",
    "meter_health.meter_events",
    "meter_health.meters_health",
    "refused_messages.refused_messages",
    "refused_messages.all_refused_messages",
    "meter_named.meter_named",
    "meter_readings.intervals_of",
    "meter_readings.rates_of",
    "meter_readings.readings_of",
    "quantities.quantities",
    "quantities_json.quantities_json",
    "quantities_json.subject_names",
    "retention.removed",
    "retention.retention",
    "meter_tokens.tokens",
    "meters.add_meter",
    "meters.meter",
    "meters.meter_entry",
    "meters.meters",
    "replace_register.replace_register",
    "replace_register.take_back_exchange",
    "columns_upload.columns_of_workbook",
    "columns_upload.offer_columns",
    "activity_upload.offer_workbook",
    "filled_template.filled_template",
    "source_lines.cite_evidence",
    "scope3.scope3_of_year",
    "access.admit_part",
    "access.organisation_of",
    "add_source.add_source",
    "api_keys.keys",
    "api_keys.make_key",
    "api_keys.revoke_key",
    "api_keys.scopes_for",
    "places.places",
    "calculate_year.calculate_year",
    "enter_lines.enter_months",
    "enter_lines.recorded_months",
    "evidence_files.evidence_files",
    "evidence_files.evidence_names",
    "evidence_files.read_evidence",
    "evidence_files.read_file",
    "evidence.keep_evidence",
    "evidence.named_evidence",
    "evidence.receive_evidence",
    "explain.explain",
    "import_activity.import_activity",
    "inventories.other_periods",
    "inventories.version_of_year",
    "inventories.version_state",
    "inventories.versions",
    "jobs.job",
    "receipts.file_names",
    "receipts.receipts",
    "sources.source_of",
    "sources.sources",
    "units.unit",
    "units.units",
    "explain.explain_in",
    "receipts.receipt",
    "year_boundary.boundary_of_year",
    "year_lines.lines_of_year",
    "year_records.records_of_year",
}
"""Use cases that work for some parts of an organisation too: ``test_parts.py`` tells how."""


def test_a_role_for_some_parts_does_not_open_the_whole(town: Organisation) -> None:
    part = Membership(town.id, Role.COLLECTOR, frozenset({new_id()}))
    before = everything()
    collector = Actor(new_id(), "ผู้เก็บข้อมูล", frozenset({part}))
    for name, service in SERVICES:
        if name in OF_PARTS:
            continue
        with pytest.raises(ForbiddenError):
            service(collector, **arguments(service, town))
    assert [one.id for one in organisations(collector)] == [town.id]
    assert everything() == before


def test_settings_of_a_version_ask_too(town: Organisation) -> None:
    version = version_of_year(OWNER, town.id, 2565)
    before = everything()
    with pytest.raises(NotFoundError):
        set_settings(STRANGER, version, Settings("tgo-cfo-2026-02", TODAY))
    verifier = Actor(new_id(), "ผู้ทวนสอบ", frozenset({Membership(town.id, Role.VERIFIER)}))
    with pytest.raises(ForbiddenError):
        set_settings(verifier, version, Settings("tgo-cfo-2026-02", TODAY))
    assert everything() == before


def test_lists_and_codes_show_what_is_ones_own(town: Organisation) -> None:
    other = bare("other")
    member = Actor(new_id(), "สมาชิก", frozenset({Membership(other, Role.ADMINISTRATOR)}))
    assert [one.id for one in organisations(member)] == [other]
    assert {one.id for one in organisations(OWNER)} == {other, town.id}
    assert organisations(STRANGER) == ()
    for actor, code in ((STRANGER, "other"), (member, town.code), (OWNER, "nobody")):
        with pytest.raises(NotFoundError):
            organisation_by_code(actor, code)
    assert sources(member, other) == ()


def test_a_report_for_an_unknown_code_founds_nothing_for_a_stranger(town: Organisation) -> None:
    from tests.report_books import BOOK

    from fahsai.gateways.workbooks.report.write import write_report_template
    from fahsai.services.import_report import import_report

    assert BOOK.organisation.code != town.code
    before = everything()
    for data in (write_report_template(BOOK), report()):
        with pytest.raises(NotFoundError):
            import_report(STRANGER, data, "r.xlsx", today=TODAY)
    assert everything() == before


@pytest.mark.usefixtures("each_database")
@pytest.mark.parametrize("data", [template(), BOTH_OFFICES], ids=["template", "office"])
def test_two_organisations_with_the_same_file_do_not_mix(data: bytes) -> None:
    ours, theirs = bare("ours"), bare("theirs")
    bill = {"บิลไฟ.pdf": b"%PDF bill"}
    for owner in (ours, theirs):
        result, findings = import_activity(
            OWNER, owner, data, "same.xlsx", accept=True, evidence=bill
        )
        assert result is not None, findings
        assert result.changes
        year = result.years[-1]
    first = calculate_year(OWNER, ours, year, today=TODAY)
    code = first.calculation.sources[0].source.code
    settle_source(OWNER, theirs, code, excluded=True, reason="ของเขา")
    make_documents(OWNER, ours, year, today=TODAY, pdf=False)
    second = calculate_year(OWNER, theirs, year, today=TODAY)
    assert calculate_year(OWNER, ours, year, today=TODAY).calculation == first.calculation
    assert second.calculation.total_kg < first.calculation.total_kg
    for rows in (ActivityRow, Source, ImportReceipt, EvidenceFile):
        assert not ids(rows, ours) & ids(rows, theirs)
    lines = {
        line for one in first.calculation.sources for part in one.lines for line in part.line_ids
    }
    assert not lines & {
        line for one in second.calculation.sources for part in one.lines for line in part.line_ids
    }
    assert {one.key for one in Source.rows.of(ours)}.isdisjoint(
        one.key for one in Source.rows.of(theirs)
    )
    assert kept_documents(theirs) == ()
    assert explain(OWNER, ours, year, code, today=TODAY).cells
    with pytest.raises(NotFoundError):
        explain(OWNER, theirs, year, code, today=TODAY)
    with pytest.raises(NotFoundError):
        explain(OWNER, theirs, year, str(next(iter(lines))), today=TODAY)


def ids(model: Any, owner: UUID) -> set[UUID]:
    return set(model.rows.of(owner).values_list("id", flat=True))

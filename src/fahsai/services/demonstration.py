"""The demonstration municipality: its workbooks, evidence and pictures, and loading them.

It goes the way a user goes: workbooks are written, then imported like anybody's.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fahsai.core.quantity.exact import exact
from fahsai.core.quantity.rounding import round_half_up
from fahsai.core.reports.dossier import (
    ActivityRecord,
    Calibration,
    EnergySupply,
    Horizon,
    Measure,
    PictureUse,
    Production,
    Scope3Assessment,
    TeamRole,
    TreeStock,
)
from fahsai.core.thai.period import fiscal_year
from fahsai.documents.drawing.canvas import Canvas, Rectangle
from fahsai.gateways.workbooks.office.values import FISCAL
from fahsai.gateways.workbooks.report.book import (
    FacilityEntry,
    OrganisationEntry,
    PictureEntry,
    ReportBook,
    TeamEntry,
    TextEntry,
    UnitEntry,
)
from fahsai.gateways.workbooks.report.write import write_report_template
from fahsai.gateways.workbooks.template.book import (
    TemplateBook,
    TemplateLine,
    TemplateOrganisation,
    TemplateParameter,
    TemplateSource,
    TemplateUnit,
    TemplateYear,
)
from fahsai.services.access import organisation_by_code
from fahsai.services.import_activity import ImportResult, import_activity
from fahsai.services.import_report import import_report
from fahsai.services.inventories import set_settings, version_of_year
from fahsai.services.templates import activity_template

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.boundary import Organisation

ACTIVITY_FILE = "ข้อมูลกิจกรรม-เทศบาลเมืองฟ้าใส.xlsx"
REPORT_FILE = "รายละเอียดรายงาน-เทศบาลเมืองฟ้าใส.xlsx"
PLACES = 2


@dataclass(frozen=True, slots=True)
class DemonstrationFiles:
    """What the made-up municipality hands in, by file name."""

    activity: bytes
    report: bytes
    evidence: Mapping[str, bytes]
    pictures: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """The loaded demonstration."""

    organisation: Organisation
    year_be: int
    imported: ImportResult
    findings: tuple[Finding, ...]


def _tables() -> tuple[dict[str, Any], dict[str, Any]]:
    folder = files("fahsai.reference")
    return (
        tomllib.loads(folder.joinpath("demonstration.toml").read_text("utf-8")),
        tomllib.loads(folder.joinpath("demonstration_report.toml").read_text("utf-8")),
    )


def demonstration_files() -> DemonstrationFiles:
    """The workbooks, evidence and pictures of the made-up municipality."""
    data, report = _tables()
    book = _activity_book(data)
    return DemonstrationFiles(
        activity=activity_template(book),
        report=write_report_template(_report_book(data, report)),
        evidence=_evidence(book),
        pictures={entry["file"]: _picture(entry["caption"]) for entry in report["pictures"]},
    )


def load_demonstration(actor: Actor) -> Demonstration:
    """Bring the demonstration into the records; a second time changes nothing."""
    data, _ = _tables()
    head = data["organisation"]
    made = demonstration_files()
    report_date = date.fromisoformat(head["report_date"])
    entered, findings = import_report(
        actor, made.report, REPORT_FILE, today=report_date, pictures=made.pictures
    )
    if entered is None:
        known = organisation_by_code(actor, head["code"])
        version = version_of_year(actor, known.id, head["year"])
        organisation_id = known.id
    else:
        organisation_id, version = entered.organisation_id, entered.version
        assert version.settings is not None  # noqa: S101 - the import has just set them
        set_settings(actor, version, replace(version.settings, factor_set=head["factor_set"]))
    imported, said = _import(actor, organisation_id, made)
    if entered is not None:  # the base year is there only now
        version = version_of_year(actor, organisation_id, head["year"])
        if version.settings is not None:
            settings = replace(version.settings, base_year_be=head["base_year"])
            set_settings(actor, version, settings)
    base = version_of_year(actor, organisation_id, head["base_year"])
    if base.settings is None and version.settings is not None:
        set_settings(
            actor,
            base,
            replace(
                version.settings,
                factor_set=head["factor_set"],
                report_date=date.fromisoformat(head["base_report_date"]),
                base_year_be=head["base_year"],
            ),
        )
    organisation = organisation_by_code(actor, head["code"])
    return Demonstration(organisation, head["year"], imported, (*findings, *said))


def _import(
    actor: Actor, organisation_id: UUID, made: DemonstrationFiles
) -> tuple[ImportResult, tuple[Finding, ...]]:
    """Import the activity data where they differ from what is kept.

    The workbook is written anew each time, so that only its content tells whether it is known.
    """

    def offer(*, accept: bool) -> tuple[ImportResult, tuple[Finding, ...]]:
        imported, said = import_activity(
            actor,
            organisation_id,
            made.activity,
            ACTIVITY_FILE,
            accept=accept,
            evidence=made.evidence,
        )
        if imported is None:
            raise RuntimeError(f"the demonstration cannot be imported: {said}")
        return imported, said

    preview, said = offer(accept=False)
    return offer(accept=True) if preview.changes else (preview, said)


def _activity_book(data: Mapping[str, Any]) -> TemplateBook:
    head = data["organisation"]
    return TemplateBook(
        organisation=TemplateOrganisation(head["code"], head["name_th"], head["name_en"]),
        units=tuple(
            TemplateUnit(unit["code"], unit["name_th"], unit["name_en"], head=unit["head"])
            for unit in data["units"]
        ),
        sources=tuple(_source(source) for source in data["sources"]),
        current=_year(data, head["year"], base=False),
        base=_year(data, head["base_year"], base=True),
        parameters=tuple(
            TemplateParameter(source["code"], name, value)
            for source in data["sources"]
            for name, value in _parameters(source).items()
        ),
    )


def _parameters(source: Mapping[str, Any]) -> Mapping[str, str]:
    named = {key: source[key] for key in ("species", "pack") if key in source}
    return {**named, **source.get("parameters", {})}


def _source(source: Mapping[str, Any]) -> TemplateSource:
    excluded = source.get("excluded", False)
    return TemplateSource(
        code=source["code"],
        kind=source["kind"],
        name=source["name_th"],
        unit=source["unit"],
        facility=source["facility"],
        place=source.get("place", ""),
        equipment=source.get("equipment", ""),
        utility_account=source.get("utility_account", ""),
        activity_unit=source["activity_unit"],
        origin=source.get("origin", ""),
        grade=source.get("grade", ""),
        evidence=() if excluded else (_evidence_name(source["code"]),),
        factor_key=source.get("factor", ""),
        choice_reason=source.get("choice_reason", ""),
        excluded=excluded,
        excluded_reason=source.get("excluded_reason", ""),
        started_on=date.fromisoformat(source["started"]) if "started" in source else None,
        started_reason=source.get("started_reason", ""),
    )


def _year(data: Mapping[str, Any], year_be: int, *, base: bool) -> TemplateYear:
    return TemplateYear(
        year_be,
        FISCAL,
        tuple(
            TemplateLine(
                source["code"],
                source["activity_unit"],
                _quantities(source, data["profiles"], base=base),
            )
            for source in data["sources"]
            if not source.get("excluded") and not (base and source["base_year"] == 0)
        ),
    )


def _quantities(
    source: Mapping[str, Any], profiles: Mapping[str, Any], *, base: bool
) -> tuple[Decimal, ...]:
    """An ordinary month by the shape of the year: made-up figures, made the same every time."""
    ordinary = exact(source["base"]) * (source["base_year"] if base else 100) / 100
    if source["activity_unit"] == "person_day":
        ordinary *= 100  # the profile of working days counts days, not percent
    return tuple(
        round_half_up(ordinary * percent / 100, PLACES) for percent in profiles[source["profile"]]
    )


def _evidence_name(code: str) -> str:
    return f"หลักฐาน-{code}.csv"


def _evidence(book: TemplateBook) -> Mapping[str, bytes]:
    """One made-up list of bills a source, in the shape of an accountant's export."""
    assert book.current is not None  # noqa: S101 - made just before
    names = {source.code: source.name for source in book.sources}
    found = {}
    for line in book.current.lines:
        rows = ["เอกสารสมมติเพื่อการสาธิต", names[line.source], "เดือน,ปริมาณ,หน่วย"]
        rows.extend(
            f"{month.start.year + 543}-{month.start.month:02},{quantity},{line.unit}"
            for month, quantity in zip(
                fiscal_year(book.current.year_be).months(), line.quantities, strict=True
            )
        )
        found[_evidence_name(line.source)] = ("\n".join(rows) + "\n").encode("utf-8-sig")
    return found


def _picture(caption: str) -> bytes:
    canvas = Canvas(12, 8)
    canvas.box(Rectangle(0.3, 0.3, 11.4, 7.4), caption, bold=True)
    return canvas.png()


def _report_book(data: Mapping[str, Any], report: Mapping[str, Any]) -> ReportBook:
    head = data["organisation"]
    return ReportBook(
        organisation=OrganisationEntry(
            code=head["code"],
            name_th=head["name_th"],
            name_en=head["name_en"],
            kind=head["kind"],
            address=head["address"],
            province=head["province"],
            report_date=date.fromisoformat(head["report_date"]),
            prepared_by=head["prepared_by"],
            year_be=head["year"],
            production=Production(exact(head["production"]), head["production_unit"]),
            base_production=Production(exact(head["production_base"]), head["production_unit"]),
            scope3_criteria=head["scope3_criteria"],
        ),
        units=tuple(
            UnitEntry(unit["code"], unit["name_th"], unit["name_en"], head=unit["head"])
            for unit in data["units"]
        ),
        facilities=tuple(_facility(entry) for entry in data["facilities"]),
        team=tuple(
            TeamEntry(
                role=TeamRole(entry["role"]),
                unit_code=entry["unit"],
                **{key: value for key, value in entry.items() if key not in {"role", "unit"}},
            )
            for entry in report["team"]
        ),
        texts=tuple(TextEntry(key, text) for key, text in report["texts"].items()),
        activities=tuple(
            ActivityRecord(**{**entry, "held_on": date.fromisoformat(entry["held_on"])})
            for entry in report["activities"]
        ),
        calibrations=tuple(_calibration(entry) for entry in report["calibrations"]),
        trees=tuple(
            TreeStock(
                entry["place"],
                entry["trees"],
                exact(entry["biomass_kg"]),
                exact(entry["carbon_tonnes_co2e"]),
            )
            for entry in report["trees"]
        ),
        supplies=tuple(EnergySupply(**entry) for entry in report["supplies"]),
        measures=tuple(
            Measure(**{**entry, "term": Horizon(entry["term"])}) for entry in report["measures"]
        ),
        scope3=tuple(Scope3Assessment(**entry) for entry in report["scope3"]),
        pictures=tuple(
            PictureEntry(
                PictureUse(entry["use"]), entry["file"], entry["caption"], entry.get("owner", "")
            )
            for entry in report["pictures"]
        ),
    )


def _facility(entry: Mapping[str, Any]) -> FacilityEntry:
    return FacilityEntry(
        unit_code=entry["unit"], **{key: value for key, value in entry.items() if key != "unit"}
    )


def _calibration(entry: Mapping[str, Any]) -> Calibration:
    errors = {
        key: exact(entry[key]) if key in entry else None
        for key in ("measured_error", "allowed_error")
    }
    return Calibration(**{**entry, **errors})

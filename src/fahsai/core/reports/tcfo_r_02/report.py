"""The report TCFO_R_02 as content: one pure function of a dossier."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from fahsai.core.reports.address import full_address
from fahsai.core.reports.dossier import PictureUse, TeamRole
from fahsai.core.reports.tcfo_r_02.appendix import appendix, reduction
from fahsai.core.reports.tcfo_r_02.base_year import base_year
from fahsai.core.reports.tcfo_r_02.content import (
    R02,
    Boundary,
    Contact,
    General,
    Quality,
    TableNumbers,
)
from fahsai.core.reports.tcfo_r_02.emissions import emissions, summary
from fahsai.core.reports.tcfo_r_02.figures import Figures, organisation_tree
from fahsai.core.reports.tcfo_r_02.frame import S1, S2, S3, SEPARATE, Frame, frame
from fahsai.core.reports.tcfo_r_02.monitoring import monitoring
from fahsai.core.reports.tcfo_r_02.quality import (
    calibrations,
    data_flow,
    interval_in_words,
    known_in_words,
    quality_flow,
    role_blocks,
    scores,
)
from fahsai.core.reports.tcfo_r_02.sources import activities, operation
from fahsai.core.reports.tcfo_r_02.texts import paragraphs
from fahsai.core.reports.tcfo_r_02.wording import Wording
from fahsai.core.thai.government import is_local_government

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.reports.dossier import Dossier

FORM = "TCFO_R_02"


def tcfo_r_02(
    dossier: Dossier,
    words: Mapping[str, Any],
    kinds: Mapping[str, SourceKind] | None = None,
    unit_names: Mapping[str, str] | None = None,
) -> R02:
    """The content of form TCFO_R_02 (local government, V01), ready to print.

    Args:
        dossier: what was entered and calculated [kg CO2e].
        words: the table ``tcfo_r_02`` of the words.
        kinds: the kinds of source by code; they tell where a source without a result stands.
        unit_names: Thai names of units by code, for those the words do not have.

    Returns:
        Text for every place of the form; tonnes with two decimals half-up, totals the rounded
        unrounded sum, dates in the Buddhist era.

    Reference: TGO form TCFO_R_02 V01, sections 1 to 11.
    """
    wording = Wording(words, unit_names or {})
    looked_up = frame(dossier, wording, kinds or {})
    tables = _table_numbers()
    figures = Figures(looked_up)
    # Figures count themselves: build the sections in the order they are printed.
    boundary = _boundary(looked_up, figures, tables)
    quality = _quality(looked_up, figures)
    appended = appendix(looked_up, figures, tables.meters)
    return R02(
        form=FORM,
        marks=_marks(looked_up),
        organisation=dossier.organisation.name_th,
        address=full_address(dossier.organisation.address, dossier.organisation.province),
        report_date=wording.long_date(dossier.report_date),
        dated=dossier.report_date,
        period=wording.period(dossier.period),
        prepared_by=dossier.prepared_by,
        introduction=_introduction(looked_up),
        general=_general(looked_up),
        boundary=boundary,
        operation=operation(looked_up),
        monitoring=monitoring(looked_up),
        summary=summary(looked_up),
        emissions=emissions(looked_up),
        base=base_year(looked_up),
        quality=quality,
        uncertainty_text=wording.text(
            "uncertainty", scores=tables.scores, levels=tables.levels, results=tables.results
        ),
        uncertainty=scores(looked_up),
        uncertainty_notes=known_in_words(looked_up),
        interval=interval_in_words(dossier.uncertainty, wording),
        reduction=reduction(looked_up),
        appendix=appended,
        tables=tables,
    )


def _table_numbers() -> TableNumbers:
    number = count(1)
    return TableNumbers(*(next(number) for _ in TableNumbers.__dataclass_fields__))


def _marks(frame: Frame) -> tuple[str, ...]:
    marks = []
    if frame.dossier.state != "submitted":
        marks.append(frame.wording.word("marks", "draft"))
    if not frame.dossier.calculation.complete:
        marks.append(frame.wording.word("marks", "incomplete"))
    return tuple(marks)


def _introduction(frame: Frame) -> tuple[str, ...]:
    wording = frame.wording
    return paragraphs(
        frame.dossier.texts.get("introduction", "")
        or wording.text(
            "introduction",
            organisation=frame.dossier.organisation.name_th,
            period=wording.period(frame.dossier.period),
            unit=wording.plain("unit_of_results"),
            form=FORM,
            part=wording.text(f"part_{_government(frame)}"),
        )
    )


def _government(frame: Frame) -> str:
    """Whose words are printed: those of local government, or of any other organisation."""
    organisation = frame.dossier.organisation
    named = f"{organisation.kind} {organisation.name_th} {organisation.name_en}"
    return "local" if is_local_government(organisation.kind.strip() or named) else "other"


def _general(frame: Frame) -> General:
    dossier, wording = frame.dossier, frame.wording
    return General(
        kind=dossier.organisation.kind,
        coordinator=_contact(frame, TeamRole.COORDINATOR),
        data_owner=_contact(frame, TeamRole.DATA_OWNER),
        guideline=dossier.texts.get("2.7", "").strip()
        or wording.text(f"guideline_{_government(frame)}"),
        assurance=wording.named("assurance", dossier.assurance),
        materiality=dossier.materiality_percent,
    )


def _contact(frame: Frame, role: TeamRole) -> Contact:
    member = next((member for member in frame.dossier.team if member.role is role), None)
    if member is None:
        return Contact(frame.wording.plain("nothing"), "", "", "", "")
    return Contact(member.name, member.position, member.affiliation, member.phone, member.email)


def _boundary(frame: Frame, figures: Figures, tables: TableNumbers) -> Boundary:
    dossier, wording = frame.dossier, frame.wording
    approach = wording.named("approach", dossier.approach)
    structure = figures.uploaded_or_drawn(PictureUse.ORG_CHART, organisation_tree(frame))
    maps = figures.uploaded(PictureUse.BOUNDARY_MAP)
    return Boundary(
        approach=approach,
        facilities=_facilities(frame),
        proof=wording.text("proof_map" if maps else "proof_chart"),
        structure=paragraphs(dossier.texts.get("3.1.1", ""))
        or (
            wording.text(
                "structure" if dossier.units else "structure_empty",
                organisation=dossier.organisation.name_th,
                count=len(dossier.units),
                figure=structure[0].number,
            ),
        ),
        structure_figures=structure,
        map_text=paragraphs(dossier.texts.get("3.1.2", ""))
        or ((wording.text("map", figure=maps[0].number),) if maps else ()),
        map_figures=maps,
        activities_text=wording.text("activities", table=tables.activities),
        activities=activities(frame),
        changes=_boundary_changes(frame, approach),
    )


def _facilities(frame: Frame) -> tuple[str, ...]:
    dossier, wording = frame.dossier, frame.wording
    own = paragraphs(dossier.texts.get("3.1.boundary", ""))
    if own:
        return own
    said = []
    if dossier.units:
        names = ", ".join(unit.name_th for unit in dossier.units)
        said.append(wording.text("boundary_units", count=len(dossier.units), names=names))
    included = [facility for facility in dossier.facilities if not facility.excluded]
    if included:
        said.append(wording.text("boundary_facilities"))
    said.extend(
        wording.text("facility_line", number=number, name=f.name_th, count=f.count)
        for number, f in enumerate(included, 1)
    )
    return tuple(said)


def _boundary_changes(frame: Frame, approach: str) -> tuple[str, ...]:
    dossier, wording = frame.dossier, frame.wording
    said = [
        wording.text(
            "boundary_changes", approach=approach, organisation=dossier.organisation.name_th
        )
    ]
    changed = [facility for facility in dossier.facilities if facility.added or facility.excluded]
    for facility in changed:
        key = "facility_excluded" if facility.excluded else "facility_added"
        reason = f" {wording.text('reason', reason=facility.reason)}" if facility.reason else ""
        said.append(wording.text(key, name=facility.name_th, reason=reason))
    own = paragraphs(dossier.texts.get("3.1.4", ""))
    if not changed and not own:
        said.append(wording.text("no_boundary_changes"))
    return (*said, *own)


def _quality(frame: Frame, figures: Figures) -> Quality:
    dossier, wording = frame.dossier, frame.wording
    chart = figures.uploaded_or_drawn(
        PictureUse.DATA_QUALITY_CHART, quality_flow(frame), wording.word("quality", "figure")
    )
    flow = figures.uploaded_or_drawn(
        PictureUse.DATA_FLOW_CHART, data_flow(frame), wording.word("quality", "flow_figure")
    )
    return Quality(
        blocks=role_blocks(frame),
        text=paragraphs(dossier.texts.get("7.2", ""))
        or (wording.text("quality", form=FORM, figure=chart[0].number),),
        figures=chart,
        step_1=wording.text(
            "step_1",
            approach=wording.named("approach", dossier.approach),
            period=wording.period(dossier.period),
        ),
        step_2=wording.text(
            "step_2",
            scope_1=len(frame.of(S1)),
            scope_2=len(frame.of(S2)),
            scope_3=len(frame.of(S3)),
            separate=len(frame.of(*SEPARATE)),
        ),
        step_3=wording.text("step_3", figure=flow[0].number),
        flow_figures=flow,
        calibrations=calibrations(frame),
    )

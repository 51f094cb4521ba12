"""Sections 9 to 11: measures, recommendations, activity records, order, meter list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.reports.dossier import Horizon, PictureUse
from fahsai.core.reports.tcfo_r_02.content import Activity, Appendix, Reduction
from fahsai.core.reports.tcfo_r_02.monitoring import meters
from fahsai.core.reports.tcfo_r_02.texts import paragraphs

if TYPE_CHECKING:
    from fahsai.core.reports.dossier import ActivityRecord
    from fahsai.core.reports.tcfo_r_02.content import Figure
    from fahsai.core.reports.tcfo_r_02.figures import Figures
    from fahsai.core.reports.tcfo_r_02.frame import Frame

LEAST_ACTIVITIES = 4
"""The form has headings for four activities; more records make more headings."""


def reduction(frame: Frame) -> Reduction:
    """Sections 9.1 and 10."""
    return Reduction(
        short=_measures(frame, Horizon.SHORT),
        medium=_measures(frame, Horizon.MEDIUM),
        long=_measures(frame, Horizon.LONG),
        improvements=paragraphs(frame.dossier.texts.get("10", "")),
    )


def _measures(frame: Frame, term: Horizon) -> tuple[str, ...]:
    wording = frame.wording
    said = list(paragraphs(frame.dossier.texts.get(f"9.1.{term.value}", "")))
    measures = (measure for measure in frame.dossier.measures if measure.term is term)
    for number, measure in enumerate(measures, 1):
        said.append(wording.text("measure", number=number, title=measure.title))
        if measure.assumptions:
            said.append(wording.text("measure_assumptions", text=measure.assumptions))
        if measure.saving:
            said.append(wording.text("measure_saving", text=measure.saving))
    return tuple(said)


def appendix(frame: Frame, figures: Figures, meters_table: int) -> Appendix:
    """Section 11 and the meter list; figures are numbered in the order they are printed."""
    uses = (PictureUse.FRONT_OFFICE, PictureUse.MAYOR, PictureUse.COORDINATOR)
    portraits: tuple[Figure, ...] = tuple(
        figure for use in uses for figure in figures.uploaded(use)
    )
    return Appendix(
        portraits=portraits,
        activities=_activities(frame, figures),
        order=paragraphs(frame.dossier.texts.get("11.2", "")),
        order_figures=figures.uploaded(PictureUse.APPOINTMENT_ORDER),
        meters_text=frame.wording.text("meters", table=meters_table),
        meters=meters(frame),
        meter_figures=figures.uploaded(PictureUse.METER_MAP),
    )


def _activities(frame: Frame, figures: Figures) -> tuple[Activity, ...]:
    records: dict[int, list[ActivityRecord]] = {}
    for record in frame.dossier.activities:
        records.setdefault(record.number, []).append(record)
    last = max((LEAST_ACTIVITIES, *records))
    return tuple(
        Activity(
            section=f"11.1.{number}",
            heading=frame.wording.word("appendix", "activity", number=number),
            lines=tuple(
                line for record in records.get(number, ()) for line in _lines(frame, record)
            ),
            figures=figures.uploaded(PictureUse.ACTIVITY, owner=str(number)),
        )
        for number in range(1, last + 1)
    )


def _lines(frame: Frame, record: ActivityRecord) -> tuple[str, ...]:
    held_on = "" if record.held_on is None else frame.wording.long_date(record.held_on)
    told = {
        "title": record.title,
        "held_on": held_on,
        "place": record.place,
        "details": record.details,
        "result": record.result,
    }
    return tuple(
        frame.wording.word("appendix", key, text=text) for key, text in told.items() if text
    )

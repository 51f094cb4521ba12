"""The workbooks that users fill in, empty or with content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.gateways.workbooks.activity_template import KindChoice, write_template
from fahsai.gateways.workbooks.report_template import write_report_template
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_units import load_units

if TYPE_CHECKING:
    from fahsai.gateways.workbooks.template_book import TemplateBook


def activity_template(book: TemplateBook | None = None, language: str = "th") -> bytes:
    """The template of activity data with the kinds of source and units to choose from."""
    choices = [
        KindChoice(kind.code, kind.name_th, kind.name_en, kind.unit) for kind in kinds().values()
    ]
    units = [unit.code for unit in load_units().units]
    return write_template(book, kinds=choices, units=units, language=language)


def report_template() -> bytes:
    """The template of everything in the report that is not activity data."""
    return write_report_template()

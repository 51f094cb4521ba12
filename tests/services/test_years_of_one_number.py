"""A fiscal and a calendar year of the same number: each can be asked for, like goes with like."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.services.books import SOURCES, TEMPLATE_LINES, template
from tests.services.towns import OWNER, TODAY, bare

from fahsai.core.thai.period import PeriodKind, calendar_year, fiscal_year
from fahsai.gateways.workbooks.office.values import CALENDAR, FISCAL
from fahsai.gateways.workbooks.template.book import TemplateYear
from fahsai.services.access import NotFoundError
from fahsai.services.calculate_year import calculate_year
from fahsai.services.dossier import dossier_of
from fahsai.services.import_activity import import_activity
from fahsai.services.inventories import Settings, set_settings, version_of_year

if TYPE_CHECKING:
    from uuid import UUID

pytestmark = pytest.mark.usefixtures("sqlite_database")


def years() -> UUID:
    """An office with 2566 as a fiscal and as a calendar year, and 2567 as a calendar year."""
    owner = bare()
    import_activity(OWNER, owner, template(year=2566, kind=FISCAL), "a.xlsx", accept=True)
    other = tuple(replace(one, code=f"{one.code}-B") for one in SOURCES)
    lines = tuple(replace(one, source=f"{one.source}-B") for one in TEMPLATE_LINES)
    book = template(
        other, lines, year=2567, kind=CALENDAR, base=TemplateYear(2566, CALENDAR, lines)
    )
    result, said = import_activity(OWNER, owner, book, "b.xlsx", accept=True)
    assert result is not None, said
    return owner


def test_either_year_can_be_asked_for() -> None:
    owner = years()
    fiscal = calculate_year(OWNER, owner, 2566, today=TODAY)
    assert fiscal.version.period == fiscal_year(2566)
    calendar = calculate_year(OWNER, owner, 2566, today=TODAY, kind=PeriodKind.CALENDAR_YEAR)
    assert calendar.version.period == calendar_year(2566)
    with pytest.raises(NotFoundError):
        version_of_year(OWNER, owner, 2567, kind=PeriodKind.FISCAL_YEAR)


def test_the_base_year_of_a_calendar_year_is_a_calendar_year() -> None:
    owner = years()
    version = version_of_year(OWNER, owner, 2567)
    settings = Settings("tgo-cfo-2022-04", TODAY, base_year_be=2566)
    set_settings(OWNER, version, settings)
    dossier, _, base = dossier_of(OWNER, owner, 2567, today=TODAY)
    assert base is not None
    assert base.version.period == calendar_year(2566)
    assert dossier.base_year is not None
    assert dossier.base_year.period == calendar_year(2566)

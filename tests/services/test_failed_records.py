"""A record whose source has no result is still a record: it can be asked about."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.services.books import FUEL_SOURCE, POWER_SOURCE, YEAR, template
from tests.services.towns import OWNER, TODAY, bare

from fahsai.core.inventory.activity import Grade, Origin
from fahsai.gateways.workbooks.template.book import TemplateLine, TemplateSource
from fahsai.records.models import ActivityRow
from fahsai.services.calculate_year import calculate_year, lines_of_calculation
from fahsai.services.explain import explain
from fahsai.services.import_activity import import_activity

pytestmark = pytest.mark.usefixtures("sqlite_database")

POND = TemplateSource("W01", "wastewater.cod", "บ่อบำบัด", "OPS", activity_unit="m3")


def test_a_record_that_failed_is_explained() -> None:
    owner = bare()
    book = template(
        (POWER_SOURCE, POND), (TemplateLine("E01", "kWh", YEAR), TemplateLine("W01", "m3", YEAR))
    )
    import_activity(OWNER, owner, book, "activity.xlsx", accept=True)
    year = calculate_year(OWNER, owner, 2565, today=TODAY)
    assert not year.calculation.complete  # how the pond treats is not said
    assert len(lines_of_calculation(year)) == 24
    for name in ("W01", "W01/2564-10"):
        assert explain(OWNER, owner, 2565, name, today=TODAY).lines


def test_a_template_that_says_neither_origin_nor_quality_is_graded_by_the_kind() -> None:
    owner = bare()
    sources = (replace(POWER_SOURCE, origin="", grade=""), replace(POND, code="W01"), FUEL_SOURCE)
    lines = tuple(TemplateLine(one.code, one.activity_unit, YEAR) for one in sources)
    import_activity(OWNER, owner, template(sources, lines), "activity.xlsx", accept=True)
    rows = ActivityRow.rows.of(owner).current().filter(unit__in=("kWh", "m3"))
    said = {(row.unit, row.origin, row.grade) for row in rows}
    assert said == {("kWh", Origin.PAID, Grade.Y), ("m3", Origin.ESTIMATED, Grade.Z)}

"""Hazardous waste that an organisation treats itself: what the year says of its composition."""

from __future__ import annotations

import pytest
from tests.services.towns import OWNER, TODAY, bare

from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.thai.period import PeriodKind, calendar_year
from fahsai.services.add_source import SourceEntry, add_source
from fahsai.services.calculate_year import calculate_year
from fahsai.services.enter_lines import enter_months
from fahsai.services.open_year import open_year
from fahsai.services.sources import settle_source
from fahsai.words.load import words

pytestmark = pytest.mark.usefixtures("sqlite_database")

TOLD = "mistake.hazardous_treated_as_municipal"


@pytest.mark.parametrize(
    ("kind", "name", "parameters", "told"),
    [
        ("incineration.own", "เตาเผาขยะติดเชื้อโรงพยาบาล", {}, True),
        ("composting.own", "หมักกากไขมันปนเปื้อนน้ำมัน", {}, True),
        ("incineration.own", "เตาเผาขยะติดเชื้อ", {"waste_type": "clinical"}, False),
        ("incineration.own", "เตาเผาขยะชุมชน", {}, False),
    ],
)
def test_what_is_burned_or_composted_as_municipal_waste_is_told(
    kind: str, name: str, parameters: dict[str, str], *, told: bool
) -> None:
    owner = bare()
    open_year(OWNER, owner, 2565, PeriodKind.CALENDAR_YEAR)
    source, said = add_source(OWNER, owner, SourceEntry(kind, name))
    assert source is not None, said
    if parameters:
        settle_source(OWNER, owner, source.code, parameters=parameters, reason="ฉลากถังขยะ")
    months = dict.fromkeys(calendar_year(2565).months(), "100")
    entered, said = enter_months(
        OWNER, owner, 2565, source.code, months, unit="kg", origin=Origin.PAID, grade=Grade.Y
    )
    assert entered.accepted, said
    found = {one.code: one for one in calculate_year(OWNER, owner, 2565, today=TODAY).findings}
    assert (TOLD in found) is told
    assert "mistake.hazardous_as_municipal" not in found  # no factor of a landfill has a part in it
    if told:
        texts = words("findings_mistakes")[TOLD]
        for language in ("th", "en"):
            assert name in texts[language].format(subject=source.code, **found[TOLD].data)

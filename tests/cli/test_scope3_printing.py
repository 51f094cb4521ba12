"""Scope 3 by category on the command line."""

from __future__ import annotations

import re

import pytest
from tests.services.towns import TODAY, load_town

from fahsai.cli.show import Shown
from fahsai.cli.years import _print_totals
from fahsai.core.inventory.result import ReportingClass
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.calculate_year import calculate_year
from fahsai.words.messages import Language

pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.mark.parametrize(
    ("language", "said"),
    [(Language.TH, "หมวด 1 สินค้าและบริการ"), (Language.EN, "category 1 Purchased goods")],
)
def test_the_categories_follow_scope_3(
    language: Language, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    town = load_town()
    calculation = calculate_year(LOCAL_OWNER, town.id, 2565, today=TODAY).calculation
    _print_totals(calculation, Shown(language))
    printed = capsys.readouterr().out
    assert said in printed
    tonnes = [
        float(one.replace(",", ""))
        for one in re.findall(r"^    .*: ([\d,.]+) t", printed, re.MULTILINE)
    ]
    whole = float(calculation.by_class[ReportingClass.SCOPE_3]) / 1000
    assert abs(sum(tonnes) - whole) < 0.01 * len(tonnes)

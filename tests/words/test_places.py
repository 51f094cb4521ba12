"""Addresses of figures in the documents have words for each of their parts."""

from __future__ import annotations

import re
from pathlib import Path

from fahsai.words.load import words
from fahsai.words.messages import Language
from fahsai.words.places import place_words

REPORT = Path(__file__).resolve().parents[2] / "src/fahsai/core/reports/tcfo_r_02"


def test_every_column_of_figures_has_words() -> None:
    text = "".join(page.read_text("utf-8") for page in REPORT.glob("*.py"))
    named = {
        name
        for columns in re.findall(r"\bfigures=\(([^()]*)\)", text)
        for name in re.findall(r'"(\w+)"', columns)
    }
    assert {"quantity", "amount", "AxB"} <= named
    assert named <= set(words("cli")["places"])


def test_places_in_words() -> None:
    assert place_words("3.2.1/row 2/quantity", Language.TH) == "3.2.1 แถว 2 ปริมาณ"
    assert place_words("5.1/row total/CH4", Language.EN) == "5.1 row total CH4"
    for cell in ("Fr-04.1!AO12", "5.1/CH4", "a/b/c"):
        assert place_words(cell, Language.TH) == cell

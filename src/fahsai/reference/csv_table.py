"""Reading the CSV tables of this folder."""

from __future__ import annotations

import csv
from importlib.resources import files


def csv_rows(name: str) -> list[dict[str, str]]:
    """The rows of ``name``, each by its column heads."""
    text = files("fahsai.reference").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))

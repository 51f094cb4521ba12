"""The vocabulary page and the code are in step: names, values, and nothing left out."""

from __future__ import annotations

import inspect
import pkgutil
import re
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from tools.docs import ROOT

from fahsai.core import factors, inventory
from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.inventory.difference import Cause
from fahsai.core.inventory.points import ACTIVITY_POINTS
from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.quantity.units import Dimension
from fahsai.gateways.workbooks.book import OFFICE, TCFO_R_01, TEMPLATE
from fahsai.reference.load_kinds import kinds
from fahsai.words.load import words

if TYPE_CHECKING:
    from enum import StrEnum

PAGE = (ROOT / "docs" / "vocabulary.md").read_text("utf-8")


def tables() -> dict[str, list[list[str]]]:
    """The rows of each section, without the head."""
    found = {}
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        rows = [
            [cell.strip() for cell in line.strip("|").split(" | ")]
            for line in section.splitlines()
            if line.startswith("|")
        ]
        found[section.splitlines()[0]] = rows[2:]
    return found


TABLES = tables()
NAMES = [row for rows in TABLES.values() for row in rows if len(row) == 5]


def values(section: str) -> list[str]:
    return [row[0].strip("` ") for row in TABLES[section]]


@pytest.mark.parametrize("row", NAMES, ids=lambda row: f"{row[3]}.{row[0]}")
def test_every_code_name_is_a_class_of_that_file(row: list[str]) -> None:
    name, thai, english, where, meaning = (cell.strip("` ") for cell in row)
    module = import_module(f"fahsai.{where.replace('/', '.')}")
    found = getattr(module, name)
    assert inspect.isclass(found)
    assert found.__module__ == module.__name__
    assert thai
    assert english
    assert meaning


def test_a_name_in_one_language_means_one_thing() -> None:
    for column in (1, 2):
        names = [row[column] for row in NAMES]
        assert sorted(names) == sorted(set(names))
    places = [(row[0], row[3]) for row in NAMES]
    assert sorted(places) == sorted(set(places))


def public_classes() -> set[tuple[str, str]]:
    """Every public class of the rooms of factors and of the inventory, with its file."""
    found = set()
    for room in (factors, inventory):
        for entry in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            for name, value in vars(import_module(entry.name)).items():
                own = inspect.isclass(value) and value.__module__ == entry.name
                if own and not name.startswith("_"):
                    where = entry.name.removeprefix("fahsai.").replace(".", "/")
                    found.add((f"`{name}`", where))
    return found


def test_no_class_of_the_two_central_rooms_is_missing() -> None:
    listed = {(row[0].strip(), row[3].strip()) for row in NAMES}
    assert public_classes() - listed == set()


@pytest.mark.parametrize(
    ("section", "enum"),
    [
        ("Reporting classes", ReportingClass),
        ("Origins", Origin),
        ("Grades", Grade),
        ("Causes of a difference", Cause),
        ("Dimensions of units", Dimension),
    ],
)
def test_the_values_are_those_of_the_code(section: str, enum: type[StrEnum]) -> None:
    assert values(section) == [str(value) for value in enum]


def test_the_families_are_those_of_the_kinds() -> None:
    assert sorted(values("Families of kinds")) == sorted({k.family for k in kinds().values()})


def test_the_layouts_are_those_that_are_read() -> None:
    assert values("Layouts of workbooks") == [OFFICE, TEMPLATE, TCFO_R_01]


def test_the_page_says_which_classes_make_the_total() -> None:
    for row in TABLES["Reporting classes"]:
        counted = ReportingClass(row[0].strip("` ")) in TOTALLED
        assert row[3].startswith("yes" if counted else "no"), row


def test_the_page_gives_the_points_of_each_grade() -> None:
    for row in TABLES["Grades"]:
        assert int(row[3]) == ACTIVITY_POINTS[Grade(row[0].strip("` "))]


def test_the_words_on_the_screen_are_those_of_the_page() -> None:
    for section, table in (("Reporting classes", "classes"), ("Origins", "origins")):
        for row in TABLES[section]:
            said = words("cli")[table][row[0].strip("` ")]
            assert said["th"].startswith(row[1]), row
            assert said["en"].lower().startswith(row[2].lower()), row

"""The words of the API: all are there in both languages, and none is left over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.api.operations import OPERATIONS

from fahsai.api.problems import STATUS
from fahsai.words.load import words
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TABLE = words("api")


def entries(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    for key, entry in table.items():
        if all(isinstance(text, str) for text in entry.values()):
            yield f"{path}{key}", entry
        else:
            yield from entries(entry, f"{path}{key}.")


def test_every_word_has_both_languages() -> None:
    for key, entry in entries(TABLE):
        assert set(entry) == set(Language), key
        assert any("ก" <= letter <= "๙" for letter in entry["th"]), key
        assert not any("ก" <= letter <= "๙" for letter in entry["en"]), key


def test_problems_have_words_and_a_status() -> None:
    assert set(TABLE["problems"]) == set(STATUS)


def test_operations_tags_and_parameters_have_words_and_no_word_is_left_over() -> None:
    assert {one.id for one in OPERATIONS} == set(TABLE["operations"])
    assert {one.declared["tags"][0] for one in OPERATIONS} == set(TABLE["tags"])
    parameters = {entry["name"] for one in OPERATIONS for entry in one.declared["parameters"]}
    assert parameters == set(TABLE["parameters"])

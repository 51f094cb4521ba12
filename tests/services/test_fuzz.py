"""Some of the broken files of ``make fuzz``: no reader falls and no record changes."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from tools.fuzz import Run, give_all, together
from tools.fuzzing.mutations import broken
from tools.fuzzing.seeds import seeds
from tools.fuzzing.targets import READERS, Answer, Given, Stored, content, give, load

from fahsai.core.finding import Level, finding
from fahsai.records.models import Account

if TYPE_CHECKING:
    from collections.abc import Sequence

FILES = 60


@pytest.mark.usefixtures("sqlite_database")
def test_no_reader_falls_over_a_broken_file() -> None:
    made = give_all(7, range(FILES), every=True)
    assert made.faults == []
    assert made.files == sum(made.kinds.values()) == FILES
    assert made.taken["nobody"] > 0  # some are refused
    assert made.taken["activity"] > 0  # and some are read


@pytest.mark.usefixtures("sqlite_database")
def test_every_whole_file_is_taken_by_its_reader() -> None:
    owner = load()
    for seed in seeds():
        taken = give(owner, seed.data, seed.name).taken
        assert set(seed.readers) <= set(taken), seed.name
        assert ("report" in taken) == (seed.name == "report.xlsx")


@pytest.mark.usefixtures("sqlite_database")
def test_a_reader_that_falls_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: object) -> None:
        raise RuntimeError("fell")

    monkeypatch.setattr("tools.fuzzing.targets.check_uploads", fall)
    made = give_all(7, range(2))
    assert len(made.faults) == 2
    assert together([made, made]).files == 4
    assert isinstance(made, Run)


@pytest.mark.usefixtures("sqlite_database")
def test_a_refused_file_that_wrote_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = load()

    def write(given: Given) -> Answer:
        Account(email="a@example.org", name=given.name).save()
        return Answer(took=False, said=(finding("upload.empty", Level.ERROR, given.name),))

    monkeypatch.setitem(READERS, "upload", write)
    before = content()
    with pytest.raises(Stored):
        give(owner, b"x", "x.csv", ("upload",))
    assert content() == before
    Account(email="b@example.org", name="ข").save()
    assert content() != before


def some_files(whole: Sequence[bytes]) -> list[bytes]:
    others = list(whole)
    numbers = range(60)
    return [broken(Random(f"1 {n}"), others[n % len(others)], others) for n in numbers]  # noqa: S311


def test_a_number_makes_the_same_file_again() -> None:
    whole = [one.data for one in seeds() if one.name != "office.xls"]
    first = some_files(whole)
    assert first == some_files(whole)
    assert len(set(first)) > len(first) - 10

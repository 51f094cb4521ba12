"""Everything that reads a file that somebody hands in, and the records that must stay as they are.

Django must be set up and ``FAHSAI_HOME`` be a home for the run alone.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction
from tools.fuzzing.seeds import activity_of_the_year, report_of_the_year

from fahsai.core.finding import Level
from fahsai.gateways.files.names import clean_name
from fahsai.gateways.files.recognise import recognise
from fahsai.gateways.files.types import FileType
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.calculate_file import calculate_file
from fahsai.services.import_activity import import_activity
from fahsai.services.import_report import import_report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from fahsai.core.finding import Finding

TODAY = date(2022, 12, 15)


class Outcome(NamedTuple):
    """What the readers made of a file: how many of them took it, the codes of their findings."""

    taken: tuple[str, ...]
    codes: frozenset[str]


class Stored(AssertionError):  # noqa: N818 - named for what is wrong
    """A file that was refused, or only looked at, has written something."""


def load() -> UUID:
    """An organisation with a year of data."""
    entered, said = import_report(LOCAL_OWNER, report_of_the_year(), "report.xlsx", today=TODAY)
    assert entered is not None, said
    owner = entered.organisation_id
    imported, said = import_activity(
        LOCAL_OWNER, owner, activity_of_the_year(), "activity.xlsx", accept=True
    )
    assert imported is not None, said
    return owner


def give(owner: UUID, data: bytes, name: str) -> Outcome:
    """Hand a file to every reader.

    Raises:
        Stored: a file that was looked at or refused wrote something.
        AssertionError: nothing was taken and nobody said why, or cells were lost.
        Exception: whatever a reader throws is a fault.
    """
    taken: list[str] = []
    codes: set[str] = set()
    clean_name(name)
    kind, said = recognise(data, clean_name(name), FileType)
    _heard("recognise", kind, said, taken, codes)
    calculated, said = calculate_file(data, name, report_date=TODAY)
    _heard("calculate", calculated, said, taken, codes)
    _look(owner, data, name, taken, codes)
    _enter_report(owner, data, name, taken, codes)
    return Outcome(tuple(taken), frozenset(codes))


def _heard(
    who: str, answer: object, said: Iterable[Finding], taken: list[str], codes: set[str]
) -> None:
    said = tuple(said)
    codes.update(one.code for one in said)
    if answer is not None:
        taken.append(who)
    elif not any(one.level is Level.ERROR for one in said):
        raise AssertionError(f"{who}: refused without a word")


def _look(owner: UUID, data: bytes, name: str, taken: list[str], codes: set[str]) -> None:
    """The preview writes nothing; what it takes is stored, its cells counted, and taken back."""
    before = _written()
    looked, said = import_activity(LOCAL_OWNER, owner, data, name, accept=False)
    if _written() != before:
        raise Stored("a preview wrote to the records")
    _heard("activity", looked, said, taken, codes)
    with taken_back():
        stored, _ = import_activity(LOCAL_OWNER, owner, data, name, accept=True)
        if stored is None and _written() != before:
            raise Stored("a refused workbook wrote to the records")
        if stored is not None:
            receipt = stored.receipt
            assert receipt.cells_read == receipt.cells_stored + receipt.cells_rejected, receipt
            assert receipt.rows_read == receipt.rows_stored + receipt.rows_rejected, receipt


def _enter_report(owner: UUID, data: bytes, name: str, taken: list[str], codes: set[str]) -> None:
    before = _written()
    with taken_back():
        entered, said = import_report(LOCAL_OWNER, data, name, today=TODAY, organisation_id=owner)
        _heard("report", entered, said, taken, codes)
        if entered is None and _written() != before:
            raise Stored("a refused report wrote to the records")


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is stored is taken back, so that the next file meets the same records."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _written() -> int:
    """How many rows this connection has changed so far, also what was taken back."""
    connection.ensure_connection()
    return int(connection.connection.total_changes)

"""Everything that reads a file that somebody hands in, and the records that must stay as they are.

Django must be set up and ``FAHSAI_HOME`` be a home for the run alone.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from tools.fuzzing.seeds import activity_of_the_year, report_of_the_year
from tools.fuzzing.whole import lines

from fahsai.core.finding import Finding, Level
from fahsai.core.inventory.tree_table import read_tree_table
from fahsai.gateways.files.names import clean_name
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.calculate_file import calculate_file
from fahsai.services.import_activity import import_activity
from fahsai.services.import_report import import_report
from fahsai.services.map_table import mapping_given, propose_tables, with_columns
from fahsai.services.mapping_text import plain_of_toml
from fahsai.services.trees import spellings, table_of_book, table_of_text
from fahsai.services.uploads import Purpose, check_uploads
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from random import Random

TODAY = date(2022, 12, 15)
HERE: dict[str, Any] = {"HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1"}
REFUSED = frozenset({400, 409, 413, 415, 422})
"""The answers of the API to a file or a field that it does not take."""


class Outcome(NamedTuple):
    """What the readers made of a file: which were asked, which took it, the codes they said."""

    asked: tuple[str, ...]
    taken: tuple[str, ...]
    codes: frozenset[str]


class Stored(AssertionError):  # noqa: N818 - named for what is wrong
    """A file that was refused, or only looked at, has written something."""


class Given(NamedTuple):
    """A file on its way in."""

    owner: UUID
    data: bytes
    name: str

    def chunks(self) -> Iterator[bytes]:
        """Its content, as the web framework hands it over."""
        yield self.data


class Answer(NamedTuple):
    """Whether a reader took a file, and what it said of it."""

    took: bool
    said: tuple[Finding, ...] = ()


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


def give(owner: UUID, data: bytes, name: str, readers: Iterable[str] = ()) -> Outcome:
    """Hand a file to readers, to every one where none is named.

    Raises:
        Stored: a file that was looked at or refused wrote something.
        AssertionError: nothing was taken and nobody said why, or cells were lost.
        Exception: whatever a reader throws is a fault.
    """
    asked = tuple(readers) or tuple(READERS)
    taken: list[str] = []
    codes: set[str] = set()
    clean_name(name)
    for reader in asked:
        before = _written()
        with taken_back():
            answer = READERS[reader](Given(owner, data, name))
            if not answer.took and _written() != before:
                raise Stored(f"{reader}: a refused file wrote to the records")
        codes.update(one.code for one in answer.said)
        if answer.took:
            taken.append(reader)
        elif not any(one.level is Level.ERROR for one in answer.said):
            raise AssertionError(f"{reader}: refused without a word")
    return Outcome(asked, tuple(taken), frozenset(codes))


def chosen(random: Random, own: tuple[str, ...]) -> tuple[str, ...]:
    """The readers of one file of a long run: the look at every upload, and one more.

    Four times in five one that the file was made for, else any.
    """
    among = own if random.random() < 0.8 else tuple(READERS)  # noqa: PLR2004
    return tuple(dict.fromkeys(("upload", random.choice(among))))


def _upload(given: Given) -> Answer:
    """The look at every file that a page or the API is sent; kept for one purpose at least."""
    took = False
    said: list[Finding] = []
    for purpose in Purpose:
        uploads, findings = check_uploads((given,), purpose)
        took = took or bool(uploads)
        said.extend(findings)
    return Answer(took, tuple(said))


def _calculate(given: Given) -> Answer:
    answer, said = calculate_file(given.data, given.name, report_date=TODAY)
    return Answer(answer is not None, said)


def _columns(given: Given) -> Answer:
    proposal, said = propose_tables(LOCAL_OWNER, given.owner, given.data, given.name)
    return Answer(proposal is not None, said)


def _activity(given: Given) -> Answer:
    """The preview writes nothing; of what is stored its cells and rows are counted."""
    before = _written()
    looked, said = import_activity(LOCAL_OWNER, given.owner, given.data, given.name, accept=False)
    if _written() != before:
        raise Stored("a preview wrote to the records")
    if looked is None:
        return Answer(took=False, said=said)
    stored, _ = import_activity(LOCAL_OWNER, given.owner, given.data, given.name, accept=True)
    if stored is not None:
        receipt = stored.receipt
        assert receipt.cells_read == receipt.cells_stored + receipt.cells_rejected, receipt
        assert receipt.rows_read == receipt.rows_stored + receipt.rows_rejected, receipt
    return Answer(took=True, said=said)


def _report(given: Given) -> Answer:
    entered, said = import_report(
        LOCAL_OWNER, given.data, given.name, today=TODAY, organisation_id=given.owner
    )
    return Answer(entered is not None, said)


def _trees(given: Given) -> Answer:
    """The census of trees: a workbook, or a table that was pasted."""
    said: tuple[Finding, ...] = ()
    table = table_of_text(given.data.decode("utf-8", "replace"))
    if given.data[:2] in {b"PK", b"\xd0\xcf"}:
        book, said = table_of_book(given.data, given.name)
        if book is None:
            return Answer(took=False, said=said)
        table = book
    _, of_rows = read_tree_table(table, spellings(Language.TH), TODAY)
    refused = any(one.level is Level.ERROR for one in of_rows)
    return Answer(not refused, (*said, *of_rows))


def _mapping(given: Given) -> Answer:
    """A mapping as the command line reads it, and a whole table under it."""
    plain, said = plain_of_toml(given.data)
    if plain is None:
        return Answer(took=False, said=said)
    mapping, said = mapping_given(plain)
    if mapping is None:
        return Answer(took=False, said=said)
    mapping, said = with_columns(mapping, {"quantity": "C"}, {"unit": "L"})
    if mapping is None:
        return Answer(took=False, said=said)
    table = lines(",").encode()
    read, said = import_activity(
        LOCAL_OWNER, given.owner, table, "fuel.csv", accept=True, table=mapping
    )
    return Answer(read is not None, said)


def _api(path: str, given: Given, **fields: str) -> Answer:
    """What the API answers: taken, or refused with a problem that has words."""
    file = SimpleUploadedFile(given.name or "x", given.data)
    address = f"/api/v1/organisations/{given.owner}/{path}"
    answer = _client().post(address, {"file": file, **fields})
    if answer.status_code not in REFUSED:
        assert answer.status_code in {200, 202}, (answer.status_code, answer.content[:500])
        return Answer(took=True)
    problem = answer.json()
    assert problem["title"], problem
    said = Finding(f"api.{answer.status_code}", Level.ERROR, path, {})
    return Answer(took=False, said=(said,))


@cache
def _client() -> Client:
    """One for all: each loads everything between the socket and the operation anew."""
    return Client(**HERE)


def _api_import(given: Given) -> Answer:
    return _api("imports", given)


def _api_columns(given: Given) -> Answer:
    return _api("import-columns", given)


def _api_mapping(given: Given) -> Answer:
    """The JSON that goes beside a file."""
    text = given.data.decode("utf-8", "replace")
    return _api("imports", given._replace(data=lines(",").encode(), name="fuel.csv"), mapping=text)


READERS: dict[str, Callable[[Given], Answer]] = {
    "upload": _upload,
    "calculate": _calculate,
    "activity": _activity,
    "columns": _columns,
    "report": _report,
    "trees": _trees,
    "mapping": _mapping,
    "api-import": _api_import,
    "api-columns": _api_columns,
    "api-mapping": _api_mapping,
}
"""What reads files: pages, commands and the API call these."""


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


def content() -> str:
    """One word for all that the records hold; what is refused must not change it."""
    connection.ensure_connection()
    digest = hashlib.sha256()
    for line in connection.connection.iterdump():
        digest.update(line.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()

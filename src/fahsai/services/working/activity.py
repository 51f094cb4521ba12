"""Workbooks of activity data as work: looked at first, brought in as they were shown."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localdate

from fahsai.core.finding import Level, finding
from fahsai.gateways.files.names import clean_name
from fahsai.gateways.workbooks.extent import rows_of
from fahsai.gateways.workbooks.table.mapping import mapping_of
from fahsai.records import blobs
from fahsai.records.canonical_json import canonical_json
from fahsai.records.locks import hold_records
from fahsai.services.calculate_year import calculate_year
from fahsai.services.import_activity import import_activity
from fahsai.services.importing.receipt import receipt_plain
from fahsai.services.working.plain import findings_plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.services.import_activity import ImportResult

LOG = logging.getLogger("fahsai.jobs")

MOST_ROWS, MOST_BYTES = 1_000, 500_000
"""What a request may import while somebody waits for the page."""


class Files(Mapping[str, bytes]):
    """Files by name, found under the names that a workbook gives them (a folder may lead)."""

    def __init__(self, files: Iterable[tuple[str, bytes]]) -> None:
        self._files = dict(files)

    def __getitem__(self, name: str) -> bytes:
        return self._files[clean_name(name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def is_small(asked: Mapping[str, Any]) -> bool:
    """Whether the workbook is so small that nobody has to wait for it."""
    return soon_read(blobs.get(asked["workbook"]["sha256"]))


def soon_read(data: bytes) -> bool:
    """Whether a request may read a workbook: told without reading its cells."""
    return len(data) <= MOST_BYTES and rows_of(data) <= MOST_ROWS


def look(
    actor: Actor, organisation_id: UUID, asked: Mapping[str, Any], told: Callable[[int, int], None]
) -> tuple[Mapping[str, Any] | None, tuple[Finding, ...]]:
    """What the workbook would change; nothing is stored."""
    told(0, 1)
    result, findings = _import(actor, organisation_id, asked, accept=False)
    told(1, 1)
    return (None if result is None else _plain(result)), findings


@transaction.atomic
def bring_in(
    actor: Actor, organisation_id: UUID, asked: Mapping[str, Any], told: Callable[[int, int], None]
) -> tuple[Mapping[str, Any] | None, tuple[Finding, ...]]:
    """Store the workbook, if that changes exactly what was shown (anything where nothing was).

    Findings besides those of the import: ``import.no_longer_so`` where the records have changed
    since; nothing is stored then.
    """
    del told  # all of it happens at once or not at all: there are no parts to see from outside
    hold_records(organisation_id)  # what was shown is what is stored
    try:
        with transaction.atomic():  # taken back where it is not what was shown
            result, findings = _import(actor, organisation_id, asked, accept=True)
            shown = asked["changes"]
            _refuse_unless(result is None or shown in {None, changes_digest(_changes(result))})
    except _NoLongerSoError:
        name = str(asked["workbook"]["name"])
        return None, (finding("import.no_longer_so", Level.ERROR, name),)
    return (None if result is None else _plain(result)), findings


def _refuse_unless(as_shown: bool) -> None:  # noqa: FBT001 - one question
    if not as_shown:
        raise _NoLongerSoError


class _NoLongerSoError(Exception):
    """The records have changed since somebody looked: nothing is stored."""


def calculate_years(actor: Actor, organisation_id: UUID, result: Mapping[str, Any]) -> None:
    """Calculate the years of a workbook that was stored.

    Whoever looks at them first need not wait for it then.
    """
    for year_be in result["years"] if result["accepted"] else ():
        try:
            calculate_year(actor, organisation_id, year_be, today=localdate(), of_lines=False)
        except Exception:  # the workbook is stored; who looks at the year is told what is wrong
            LOG.exception("year %s could not be calculated after its import", year_be)


def _import(
    actor: Actor, organisation_id: UUID, asked: Mapping[str, Any], *, accept: bool
) -> tuple[ImportResult | None, tuple[Finding, ...]]:
    workbook = asked["workbook"]
    return import_activity(
        actor,
        organisation_id,
        blobs.get(workbook["sha256"]),
        workbook["name"],
        accept=accept,
        evidence=Files(_read(asked["evidence"])),
        year_be=asked["year_be"],
        table=None if asked.get("table") is None else mapping_of(asked["table"]),
    )


def _read(files: Any) -> Iterator[tuple[str, bytes]]:
    for one in files:
        yield one["name"], blobs.get(one["sha256"])


def _changes(result: ImportResult) -> list[list[str]]:
    return [[str(text) for text in change] for change in result.changes]


def changes_digest(changes: list[list[str]]) -> str:
    """One word for a list of changes: two equal lists have the same."""
    return sha256(canonical_json(changes).encode()).hexdigest()


def _plain(result: ImportResult) -> dict[str, Any]:
    return {
        "receipt": receipt_plain(result.receipt, result.years),
        "changes": _changes(result),
        "years": list(result.years),
        "held": result.held,
        "accepted": result.accepted,
        "noticed": findings_plain(result.noticed),
    }

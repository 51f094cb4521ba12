"""What meters measured as files: CSV for spreadsheets, Parquet for programs.

Readings themselves are written by :mod:`fahsai.services.readings_file`.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import canonical
from fahsai.services.quantities import quantities
from fahsai.services.quantities_json import subject_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.metering.series import Quality
    from fahsai.services.quantities import Asked, Quantity

CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"
BYTE_ORDER_MARK = "\ufeff"
"""So that spreadsheets read Thai."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would compute."""


class Export(StrEnum):
    """The kinds of file."""

    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file that was made."""

    file_name: str
    media_type: str
    data: bytes


def export_quantities(
    actor: Actor, organisation_id: UUID, asked: Asked, kind: Export, *, today: date
) -> tuple[ExportFile | None, tuple[Finding, ...]]:
    """Quantities and emissions as a file, one row a subject and stretch of time.

    Returns:
        The file with the findings of :func:`~fahsai.services.quantities.quantities`; None where
        those say that there can be no answer.

    Raises:
        NotFoundError, ForbiddenError: there is no such organisation, or meter, for this actor.
        Unavailable: the store of readings cannot answer now.
    """
    rows, findings = quantities(actor, organisation_id, asked, today=today)
    if any(one.code.startswith("quantities.") for one in findings):
        return None, findings
    names = subject_names(actor, organisation_id, asked.by)
    columns: dict[str, list[Any]] = {name: [] for name in SCHEMA.names}
    for one in rows:
        for name, value in _row(one, names).items():
            columns[name].append(value)
    return _file(
        f"quantities-{asked.by.value}-{asked.length.value}", pa.table(columns, SCHEMA), kind
    ), findings


_CLASSES = [f"kgco2e_{one.value}" for one in ReportingClass]
SCHEMA = pa.schema(
    [
        ("subject", pa.string()),
        ("name", pa.string()),
        ("kind", pa.string()),
        ("start", pa.timestamp("s", "UTC")),
        ("end", pa.timestamp("s", "UTC")),
        ("meters", pa.int64()),
        ("left_out", pa.string()),
        ("quantity", pa.string()),
        ("unit", pa.string()),
        ("estimated", pa.string()),
        ("known", pa.string()),
        ("readings", pa.int64()),
        ("quality", pa.string()),
        ("kgco2e", pa.string()),
        *((name, pa.string()) for name in _CLASSES),
        ("complete", pa.bool_()),
    ]
)
"""The columns of a file of quantities; figures are exact decimals as text."""


def _row(one: Quantity, names: Mapping[UUID | None, tuple[str, str]]) -> dict[str, Any]:
    code, name = names.get(one.subject.id, ("", ""))
    by_class = one.by_class or {}
    kg = one.co2e_kg
    return {
        "subject": code,
        "name": name,
        "kind": one.subject.kind.value,
        "start": datetime.fromtimestamp(one.start, UTC),
        "end": datetime.fromtimestamp(one.end, UTC),
        "meters": one.meters,
        "left_out": " ".join(one.left_out),
        "quantity": None if one.quantity is None else canonical(one.quantity),
        "unit": one.subject.unit,
        "estimated": canonical(one.estimated),
        "known": canonical(one.known),
        "readings": one.readings,
        "quality": flag_names(one.quality),
        "kgco2e": None if kg is None else canonical(kg),
        **{
            column: canonical(by_class[where]) if where in by_class else None
            for column, where in zip(_CLASSES, ReportingClass, strict=True)
        },
        "complete": one.complete,
    }


def flag_names(quality: Quality) -> str:
    """What is to be known of a reading or a stretch, as programs spell it."""
    return " ".join(one.name.lower() for one in quality if one.name)


def _file(name: str, table: pa.Table, kind: Export) -> ExportFile:
    if kind is Export.PARQUET:
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd")
        return ExportFile(f"{name}.parquet", PARQUET, sink.getvalue().to_pybytes())
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(table.schema.names)
    writer.writerows(_lines(table))
    return ExportFile(f"{name}.csv", CSV, out.getvalue().encode())


def _lines(table: pa.Table) -> Iterator[Sequence[Any]]:
    for batch in table.to_batches():
        columns = [[_text(one) for one in column.to_pylist()] for column in batch.columns]
        yield from zip(*columns, strict=True)


def _text(value: Any) -> Any:
    """A cell of CSV; nobody's code or name may be a formula there."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(FORMULA) and not _is_number(value):
        return f"'{value}"
    return value


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()

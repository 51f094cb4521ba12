"""What the columns of a file seem to mean."""

from __future__ import annotations

from typing import Any

from ninja import Schema

from fahsai.api.shapes.common import FindingShape, finding_shapes
from fahsai.core.finding import Finding
from fahsai.services.map_table import FileProposal, mapping_plain


class ColumnGuessShape(Schema):
    """A column: ``means`` is a field, a month, ``sources`` or ``-``; ``why`` tells the reason."""

    letters: str
    heading: str
    means: str
    why: str
    examples: list[str]


class TableGuessShape(Schema):
    """A table of the file with its columns; ``lacks`` are the fields it still needs."""

    sheet: str
    rows: int
    lacks: list[str]
    columns: list[ColumnGuessShape]


class WordsShape(Schema):
    """The words of a source, how many entries they have and whose they seem to be.

    ``answer`` is a source's code, ``kind:<kind>`` for a new one, ``-`` or empty.
    """

    key: str
    label: str
    rows: int
    answer: str


class ColumnsAnswer(Schema):
    """A proposal: send ``mapping`` back with the file as it is, or corrected.

    ``sure`` tells that the file may be accepted without that.
    """

    sure: bool
    remembered: bool
    read_as: dict[str, str]
    tables: list[TableGuessShape]
    words: list[WordsShape]
    mapping: dict[str, Any]
    findings: list[FindingShape]


def columns_answer(proposal: FileProposal, findings: tuple[Finding, ...]) -> ColumnsAnswer:
    """A proposal as the API shows it."""
    return ColumnsAnswer(
        sure=proposal.sure,
        remembered=proposal.remembered,
        read_as=dict(proposal.read_as),
        tables=[
            TableGuessShape(
                sheet=one.mapping.sheet,
                rows=one.rows,
                lacks=list(one.mapping.lacks),
                columns=[
                    ColumnGuessShape(**{**column._asdict(), "examples": list(column.examples)})
                    for column in one.columns
                ],
            )
            for one in proposal.tables
        ],
        words=[WordsShape(**one._asdict()) for one in proposal.asked],
        mapping=mapping_plain(proposal.mapping),
        findings=finding_shapes(findings),
    )

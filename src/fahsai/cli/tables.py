"""Options of `fahsai import` for tables of any kind: what their columns mean."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fahsai.cli.show import Shown, say, table

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.cli.commands import Command
    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.services.map_table import FileMapping, FileProposal

TOLD = ("table.", "workbook.text_read")
"""Findings about guesses, which are printed although they only inform."""


def a_column(text: str) -> tuple[str, str]:
    """``quantity=D``; ``unit=`` takes a field out of its column."""
    field, equals, letters = text.partition("=")
    if not equals or not field.strip():
        raise argparse.ArgumentTypeError(f"not FIELD=COLUMN: {text}")
    return field.strip().lower(), letters.strip()


def an_answer(text: str) -> tuple[str, str]:
    """``words=S01``, ``words=kind:mobile.diesel`` or ``words=-``."""
    words, equals, answer = text.rpartition("=")
    if not equals or not words.strip():
        raise argparse.ArgumentTypeError(f"not WORDS=ANSWER: {text}")
    return words.strip(), answer.strip()


def add_options(command: Command) -> None:
    """The options that say how a table is read."""
    command.argument("--columns", action="store_true")
    command.argument("--mapping", type=Path, metavar="FILE.toml")
    command.argument("--column", action="append", default=[], type=a_column, metavar="FIELD=COLUMN")
    command.argument("--source", action="append", default=[], type=an_answer, metavar="WORDS=CODE")
    command.argument("--sheet", metavar="NAME")
    command.argument("--name", metavar="NAME")
    command.argument("--unit", metavar="UNIT")
    command.argument("--dates", choices=["day", "month"])
    command.argument("--era", choices=["be", "ce"])
    command.argument("--coding", metavar="NAME")
    command.argument("--separator", metavar="SIGN")
    command.argument("--decimal", choices=[".", ","])
    command.argument("--partial", action="store_true")
    command.argument("--add-columns", action="store_true")


def asked(given: argparse.Namespace) -> bool:
    """Whether anything is said of the table, or asked of it."""
    names = ("columns", "mapping", "column", "source", "sheet", "name", "unit", "dates", "era")
    text = ("coding", "separator", "decimal", "partial", "add_columns")
    return any(getattr(given, name) for name in (*names, *text))


def mapping_asked(
    actor: Actor, organisation_id: UUID, data: bytes, given: argparse.Namespace, shown: Shown
) -> FileMapping | None:
    """The mapping of a file: the one of ``--mapping``, else what is proposed with what is said.

    None where it cannot be used, which is said.
    """
    from fahsai.services.map_table import mapping_given, propose_tables, with_columns

    plain, findings = _start(given)
    mapping = None
    if plain is not None:
        mapping, findings = mapping_given(plain)
    if mapping is not None:
        proposal, findings = propose_tables(
            actor, organisation_id, data, given.book.name, table=mapping
        )
        if proposal is not None and proposal.tables:
            mapping, findings = with_columns(
                _of_sheet(proposal.mapping, given.sheet), dict(given.column), _said(given)
            )
            if mapping is not None:
                if given.columns:
                    _print(proposal, shown)
                return mapping
    shown.findings(findings, sys.stderr)
    return None


def _start(given: argparse.Namespace) -> tuple[dict[str, Any] | None, tuple[Finding, ...]]:
    """The plain mapping that the options begin with; None where its file is none."""
    from fahsai.services.mapping_text import plain_of_toml

    plain: dict[str, Any] = {}
    if given.mapping is not None:
        read, findings = plain_of_toml(given.mapping.read_bytes())
        if read is None:
            return None, findings
        plain = read
    text = {"coding": given.coding, "separator": given.separator, "decimal": given.decimal}
    _besides(plain, "text", {name: value for name, value in text.items() if value})
    _besides(plain, "answers", dict(given.source))
    return plain, ()


def _besides(plain: dict[str, Any], entry: str, said: dict[str, str]) -> None:
    """What the options say besides the file; an entry that is no table is refused later."""
    there = plain.get(entry, {})
    if said and isinstance(there, dict):
        plain[entry] = {**there, **said}


def _of_sheet(mapping: FileMapping, sheet: str | None) -> FileMapping:
    """The mapping with the tables of one sheet only, where one is named."""
    from dataclasses import replace

    if sheet is None:
        return mapping
    return replace(mapping, tables=tuple(one for one in mapping.tables if one.sheet == sheet))


def _said(given: argparse.Namespace) -> dict[str, Any]:
    return {
        "name": given.name or "",
        "unit": given.unit or "",
        "year_be": given.year,
        "date_means": given.dates or "",
        "era": given.era or "",
        **({"partial": True} if given.partial else {}),
        **({"add": True} if given.add_columns else {}),
    }


def _print(proposal: FileProposal, shown: Shown) -> None:
    """The tables of a file with their columns, and whose their rows seem to be."""
    for one in proposal.tables:
        mapping = one.mapping
        say(
            sys.stdout,
            shown.word(
                "books",
                "table_found",
                sheet=mapping.sheet,
                first=str(mapping.first_row),
                rows=str(one.rows),
                lacking=", ".join(mapping.lacks) or "-",
            ),
        )
        head = [shown.word("columns", key) for key in ("column", "heading", "means", "why")]
        rows = [
            [column.letters, column.heading, column.means or "-", _why(column.why, shown)]
            for column in one.columns
        ]
        say(sys.stdout, table(head, rows, frozenset()))
    for words in proposal.asked:
        answer = words.answer or "?"
        say(sys.stdout, f"  {words.key} ({words.rows}) = {answer}")


def _why(why: str, shown: Shown) -> str:
    return shown.word("guesses", why) if why else "-"

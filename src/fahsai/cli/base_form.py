"""The command that makes the base year out of last year's filled TCFO_R_01."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from fahsai.cli.commands import REFUSED
from fahsai.cli.files import write_json
from fahsai.cli.receipts import print_import
from fahsai.cli.show import Shown, kilograms, say, table
from fahsai.cli.start import (
    a_year,
    add_organisation,
    add_period,
    organisation_named,
    period_of,
    start_records,
    today,
)
from fahsai.core.finding import Level
from fahsai.words.explain import difference_words

if TYPE_CHECKING:
    import argparse

    from fahsai.cli.commands import Commands
    from fahsai.services.take_base_year import BaseYearTaken, FormLine

CHOICES = ("keep", "replace")
"""What may become of records that the year has from elsewhere."""


def add_commands(commands: Commands) -> None:
    """`take-base-year`."""
    take = commands.add("take-base-year", run_take)
    take.argument("file", type=Path)
    add_organisation(take, year=False)
    take.argument("--accept", action="store_true")
    take.argument("--year", type=a_year, metavar="BE")
    add_period(take)
    take.argument("--records", choices=CHOICES)
    take.argument("--reason", default="")
    take.argument("--details", action="store_true")
    take.argument("--json", action="store_true")


def run_take(given: argparse.Namespace, shown: Shown) -> int:
    """Show what a form would make of the base year; take it with --accept."""
    actor = start_records()
    from fahsai.services.base_form_json import taken_json
    from fahsai.services.calculation_json import findings_json
    from fahsai.services.take_base_year import OtherLines, take_base_year

    organisation = organisation_named(actor, given.organisation)
    answer, findings = take_base_year(
        actor,
        organisation.id,
        given.file.read_bytes(),
        given.file.name,
        today=today(),
        accept=given.accept,
        year_be=given.year,
        kind=period_of(given),
        lines=OtherLines(given.records or OtherLines.ASK.value),
        reason=given.reason,
    )
    if given.json:
        if answer is None:
            write_json({"findings": findings_json(findings)})
            return REFUSED
        write_json({**taken_json(answer), "findings": findings_json(findings)})
        return 0
    if answer is None:
        shown.findings(findings, sys.stderr)
        return REFUSED
    _print(answer, shown, details=given.details)
    shown.findings(one for one in findings if given.details or one.level is not Level.INFO)
    return 0


def _print(answer: BaseYearTaken, shown: Shown, *, details: bool) -> None:
    said = {"year": str(answer.period.year_be), "sheet": answer.sheet, "file": answer.file_name}
    key = "taken" if answer.accepted else "shown"
    say(sys.stdout, shown.word("base_form", key, **said, count=str(answer.changes)))
    if answer.imported is not None:
        print_import(answer.imported, shown, details=details)
    else:
        say(sys.stdout, shown.word("base_form", "kept"))
    say(sys.stdout, "")
    head = [shown.word("base_form", name) for name in ("figure", "stated", "computed", "apart")]
    rows = [
        [
            shown.word("base_form_figures", one.name.replace("gas.", "gas_")),
            kilograms(one.stated),
            kilograms(one.ours),
            kilograms(one.difference if one.differs else Decimal(0)),
        ]
        for one in answer.compared.figures
    ]
    say(sys.stdout, table(head, rows, frozenset({1, 2, 3})))
    for line in answer.compared.lines:
        text = _line(line, shown)
        if text:
            say(sys.stdout, f"  {text}")
    for one in answer.following:
        if one.changes:
            say(
                sys.stdout,
                shown.word(
                    "base_form",
                    "follows",
                    version=one.version.name,
                    before="-" if one.before is None else str(one.before),
                    after=str(one.after),
                ),
            )
    if not answer.accepted:
        say(sys.stdout, shown.word("base_form", "accept"))


def _line(line: FormLine, shown: Shown) -> str:
    """A row of the form that is stated, or that differs, with the causes."""
    if line.as_stated:
        return shown.word(
            "base_form", "as_stated", cell=line.cell, label=line.label, kg=kilograms(line.stated)
        )
    causes = "; ".join(
        f"{part.kg:+.6f} {difference_words(part, shown.language)}" for part in line.parts
    )
    return f"{line.cell} {line.label}: {causes}" if causes else ""

"""Commands on workbooks: templates, calculating a file alone, importing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fahsai.cli import tables
from fahsai.cli.commands import MISUSED, REFUSED
from fahsai.cli.files import FolderFiles, reading, write_json
from fahsai.cli.receipts import print_import
from fahsai.cli.show import Shown, kilograms, say, table
from fahsai.cli.start import (
    a_date,
    a_number,
    a_pair,
    a_year,
    add_organisation,
    add_period,
    period_of,
    start_records,
    today,
)
from fahsai.core.finding import Level
from fahsai.core.quantity.exact import canonical
from fahsai.services.calculate_file import (
    Factors,
    FileCalculation,
    FileLine,
    FileYear,
    calculate_file,
    sheet_sum,
)
from fahsai.services.calculation_json import file_json, refusal_json, scope_sums
from fahsai.services.kinds import kind_list
from fahsai.services.large_files import taken
from fahsai.services.rules import factor_sets
from fahsai.services.templates import activity_template, report_template
from fahsai.words.explain import difference_words
from fahsai.words.messages import day_words

if TYPE_CHECKING:
    import argparse

    from fahsai.cli.commands import Commands


WORKBOOK = ".xlsx"
"""How the name of a workbook ends that we write."""


def add_commands(commands: Commands) -> None:
    """`template`, `calculate`, `import`, `report`."""
    template = commands.add("template", run_template)
    template.argument("file", type=Path)
    template.argument("--report", action="store_true")
    template.argument("--force", action="store_true")

    calculate = commands.add("calculate", run_calculate)
    calculate.argument("book", nargs="?", type=Path)
    calculate.argument("--organisation", metavar="CODE")
    calculate.argument("--year", type=a_year, metavar="BE")
    add_period(calculate)
    calculate.argument("--version", type=a_number, metavar="NUMBER")
    calculate.argument("--json", action="store_true")
    calculate.argument("--edition", choices=factor_sets())
    calculate.argument("--factors", choices=[str(f) for f in Factors], default="edition")
    calculate.argument("--report-date", type=a_date, metavar="DATE")
    calculate.argument(
        "--choose", action="append", default=[], type=a_pair, metavar="KIND=EDITION:KEY"
    )

    importing = commands.add("import", run_import)
    importing.argument("book", type=Path)
    add_organisation(importing, year=False)
    importing.either("--accept", "--dry-run")
    importing.argument("--year", type=a_year, metavar="BE")
    importing.argument("--details", action="store_true")
    importing.argument("--evidence", type=Path, metavar="FOLDER")
    tables.add_options(importing)

    report = commands.add("report", run_report)
    report.argument("book", type=Path)
    report.argument("--organisation", metavar="CODE")


def run_template(given: argparse.Namespace, shown: Shown) -> int:
    """Write a template workbook."""
    if given.file.suffix.lower() != WORKBOOK:
        say(sys.stderr, shown.word("books", "not_xlsx", file=str(given.file)))
        return MISUSED
    data = report_template() if given.report else activity_template(language=shown.language)
    if given.file.is_file() and given.file.stat().st_size and not given.force:
        say(sys.stderr, shown.word("books", "file_there", file=str(given.file)))
        return REFUSED
    given.file.write_bytes(data)
    say(sys.stdout, shown.word("books", "template_written", file=str(given.file)))
    return 0


def run_calculate(given: argparse.Namespace, shown: Shown) -> int:
    """Calculate a workbook alone, or what is stored."""
    if (given.book is None) == (given.organisation is None):
        say(sys.stderr, shown.word("books", "what_to_calculate"))
        return MISUSED
    if given.book is None:
        return _run_stored(given, shown)
    unknown = [kind for kind, _ in given.choose if kind not in {one.code for one in kind_list()}]
    if unknown:
        say(sys.stderr, shown.word("books", "kind_unknown", kind=", ".join(unknown)))
        return MISUSED
    data, findings = taken(given.book)
    answer = None
    if data is not None:
        with reading(given.book, data, shown):
            answer, findings = calculate_file(
                data,
                given.book.name,
                report_date=given.report_date or today(),
                factor_set=given.edition,
                factors=Factors(given.factors),
                factor_keys=dict(given.choose),
                year_be=given.year,
                kind=period_of(given),
            )
    if answer is None:
        if given.json:
            write_json(refusal_json(given.book.name, findings))
        shown.findings(findings, sys.stderr)
        return REFUSED
    if given.json:
        write_json(file_json(answer))
    else:
        _print_answer(answer, given, shown)
    return 0 if answer.years else REFUSED


def _run_stored(given: argparse.Namespace, shown: Shown) -> int:
    """Calculate what is stored; how a year is computed stands in its settings, not in options."""
    from fahsai.cli.years import run_calculate_stored

    if given.year is None:
        say(sys.stderr, shown.word("books", "what_to_calculate"))
        return MISUSED
    if given.edition or given.report_date or given.choose or given.factors != Factors.EDITION:
        say(sys.stderr, shown.word("books", "options_of_a_file"))
        return MISUSED
    return run_calculate_stored(given, shown)


def _print_answer(answer: FileCalculation, given: argparse.Namespace, shown: Shown) -> None:
    say(sys.stdout, shown.word("books", f"label_{answer.factors}"))
    say(
        sys.stdout,
        shown.word(
            "books", "head", file=answer.name, edition=answer.factor_set, gwp=answer.gwp_set
        ),
    )
    if answer.factors is Factors.EDITION:
        say(sys.stdout, _report_date(answer, given, shown))
    for year in answer.years:
        _print_year(year, answer.factors, shown)
    shown.findings(answer.findings)


def _report_date(answer: FileCalculation, given: argparse.Namespace, shown: Shown) -> str:
    """Which day the report has, and what follows from taking today where none was given."""
    key = "report_date"
    if given.report_date is None:
        key = "report_date_today" if given.edition else "report_date_today_edition"
    day = day_words(answer.report_date, shown.language)
    return shown.word("books", key, day=day, edition=answer.factor_set)


def _print_year(year: FileYear, factors: Factors, shown: Shown) -> None:
    by_sheet = factors is Factors.SHEET
    say(sys.stdout, "")
    say(
        sys.stdout,
        shown.word(
            "books", "year", sheet=year.year.sheet, year=str(year.calculation.period.year_be)
        ),
    )
    columns = ["cell", "source", "quantity", "unit", "sheet_kg", "kg", "difference"]
    if not year.has_factors:
        columns = ["cell", "source", "quantity", "unit", "kg"]
    rows = [_line_cells(line, shown, by_sheet=by_sheet) for line in year.lines]
    head = [shown.word("columns", key) for key in columns]
    right = frozenset(columns.index(key) for key in columns if key in FIGURES)
    say(sys.stdout, table(head, [[row[key] for key in columns] for row in rows], right))
    if not year.has_factors:
        say(sys.stdout, shown.word("books", "no_factors_in_file"))
    if year.sheet_total is not None:
        say(sys.stdout, shown.word("books", "sheet_total", kg=kilograms(year.sheet_total)))
    for scope, kg in scope_sums(year, factors).items():
        if kg or scope in SCOPES_ALWAYS:
            name = shown.word("books" if scope == "unknown" else "classes", scope)
            say(sys.stdout, f"  {name}: {kilograms(kg)} kgCO2e")
    if by_sheet:
        key, whole = "total_by_sheet", sheet_sum(year.lines)
    else:
        key = "total" if year.complete else "total_incomplete"
        whole = year.calculation.total_kg
    say(sys.stdout, shown.word("books", key, kg=kilograms(whole)))
    shown.findings(year.findings)


FIGURES = frozenset({"quantity", "sheet_kg", "kg"})
"""The columns of numbers."""

SCOPES_ALWAYS = frozenset({"1", "2", "3"})
"""The sums that are printed also where they are nothing."""


def _line_cells(line: FileLine, shown: Shown, *, by_sheet: bool) -> dict[str, str]:
    """The cells of a row by their columns."""
    ours = line.result.total_kg if line.result and line.result.complete else None
    causes = (f"{part.kg:+.6f} {difference_words(part, shown.language)}" for part in line.parts)
    return {
        "cell": line.row.cell,
        "source": line.row.label,
        "quantity": canonical(line.row.quantity),
        "unit": line.result.unit if line.result else line.row.unit_text,
        "sheet_kg": kilograms(line.sheet_kg),
        "kg": kilograms(line.sheet_kg if by_sheet else ours),
        "difference": "; ".join(causes),
    }


def run_import(given: argparse.Namespace, shown: Shown) -> int:
    """Show what an import would change; store it with --accept."""
    actor = start_records()
    from fahsai.cli.start import organisation_named
    from fahsai.services.import_activity import import_activity

    organisation = organisation_named(actor, given.organisation)
    data, findings = taken(given.book)
    if data is None:
        shown.findings(findings, sys.stderr)
        return REFUSED
    if tables.asked(given):
        mapping = tables.mapping_asked(actor, organisation.id, data, given, shown)
        if mapping is None:
            return REFUSED
        if given.columns:
            return 0
    else:
        mapping = None
    folder = given.evidence or given.book.parent
    with reading(given.book, data, shown):
        result, findings = import_activity(
            actor,
            organisation.id,
            data,
            given.book.name,
            accept=given.accept,
            evidence=FolderFiles(folder),
            year_be=given.year,
            table=mapping,
        )
    if result is None:
        shown.findings(findings, sys.stderr)
        return REFUSED
    print_import(result, shown, details=given.details)
    told = (
        item
        for item in findings
        if item.level is not Level.INFO or item.code.startswith(tables.TOLD)
    )
    shown.findings(told)
    if result.noticed:
        say(sys.stdout, shown.word("books", "noticed", count=str(len(result.noticed))))
        shown.findings(result.noticed)
    return 0


def run_report(given: argparse.Namespace, shown: Shown) -> int:
    """Enter the report workbook, with the pictures beside it."""
    actor = start_records()
    from fahsai.cli.start import organisation_named
    from fahsai.services.import_report import import_report

    owner = organisation_named(actor, given.organisation).id if given.organisation else None
    data, findings = taken(given.book)
    if data is None:
        shown.findings(findings, sys.stderr)
        return REFUSED
    entered, findings = import_report(
        actor,
        data,
        given.book.name,
        today=today(),
        pictures=FolderFiles(given.book.parent),
        organisation_id=owner,
    )
    shown.findings(findings, sys.stdout if entered else sys.stderr)
    if entered is None:
        return REFUSED
    receipt = entered.receipt
    say(
        sys.stdout,
        shown.word(
            "books",
            "report_entered",
            version=entered.version.name,
            rows=str(receipt.rows if receipt else 0),
            stored=str(receipt.stored if receipt else 0),
            rejected=str(receipt.rejected if receipt else 0),
            pictures=str(entered.pictures),
        ),
    )
    return 0

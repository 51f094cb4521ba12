"""Commands that make files: documents, evidence, the demonstration."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fahsai.cli.show import Shown, in_tonnes, say
from fahsai.cli.start import (
    a_number,
    a_port,
    add_organisation,
    organisation_named,
    period_of,
    start_records,
    today,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from fahsai.cli.commands import Commands
    from fahsai.services.documents import Documents


def add_commands(commands: Commands) -> None:
    """`documents`, `evidence`, `demo`."""
    documents = commands.add("documents", run_documents)
    add_organisation(documents)
    documents.argument("--version", type=a_number, metavar="NUMBER")
    documents.argument("--out", type=Path, default=Path("out"))
    documents.argument("--no-pdf", action="store_true")

    evidence = commands.add("evidence", run_evidence)
    evidence.argument("files", nargs="+", type=Path)
    add_organisation(evidence, year=False)

    demo = commands.add("demo", run_demo)
    demo.argument("--out", type=Path, default=Path("out"))
    demo.argument("--no-serve", action="store_true")
    demo.argument("--port", type=a_port)


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[Path]:
    """Write files into a folder, in sub-folders where their names say so."""
    written = []
    for name, data in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(path)
    return written


def run_documents(given: argparse.Namespace, shown: Shown) -> int:
    """Write the documents of a year."""
    actor = start_records()
    from fahsai.services.calculate_year import calculate_year
    from fahsai.services.documents import make_documents

    organisation = organisation_named(actor, given.organisation)
    made = make_documents(
        actor,
        organisation.id,
        given.year,
        today=today(),
        pdf=not given.no_pdf,
        number=given.version,
        kind=period_of(given),
    )
    _write_documents(made, given.out, shown, pdf_wanted=not given.no_pdf)
    result = calculate_year(
        actor,
        organisation.id,
        given.year,
        today=today(),
        number=given.version,
        kind=period_of(given),
    )
    without = [one.source.code for one in result.calculation.sources if not one.complete]
    if not result.calculation.complete:
        say(
            sys.stdout,
            shown.word(
                "documents",
                "incomplete",
                year=str(given.year),
                count=str(len(without)),
                codes=", ".join(without),
            ),
        )
    return 0


def _write_documents(made: Documents, out: Path, shown: Shown, *, pdf_wanted: bool) -> None:
    for path in write_files(out, ((one.file_name, one.data) for one in made.made)):
        say(sys.stdout, shown.word("documents", "written", file=str(path)))
    if pdf_wanted and not any(one.file_name.endswith(".pdf") for one in made.made):
        say(sys.stdout, shown.word("documents", "no_pdf"))


def run_evidence(given: argparse.Namespace, shown: Shown) -> int:
    """Keep evidence files."""
    actor = start_records()
    from fahsai.services.evidence import keep_evidence

    organisation = organisation_named(actor, given.organisation)
    kept = keep_evidence(
        actor, organisation.id, {path.name: path.read_bytes() for path in given.files}
    )
    for name, sha256 in kept.items():
        say(sys.stdout, shown.word("documents", "evidence", name=name, sha256=sha256))
    return 0


def run_demo(given: argparse.Namespace, shown: Shown) -> int:
    """Load the demonstration, calculate, write its documents, and serve the first page."""
    actor = start_records()
    from fahsai.services.calculate_year import calculate_year
    from fahsai.services.demonstration import (
        ACTIVITY_FILE,
        REPORT_FILE,
        demonstration_files,
        load_demonstration,
    )
    from fahsai.services.documents import make_documents

    say(sys.stdout, shown.word("demo", "loading"))
    demo = load_demonstration(actor)
    organisation, year = demo.organisation, demo.year_be
    receipt = demo.imported.receipt
    say(
        sys.stdout,
        shown.word(
            "demo",
            "loaded",
            name=organisation.name_th,
            rows=str(receipt.rows_stored),
            cells=str(receipt.cells_stored),
            changes=str(len(demo.imported.changes)),
        ),
    )
    result = calculate_year(actor, organisation.id, year, today=today())
    say(
        sys.stdout,
        shown.word(
            "demo",
            "calculated",
            year=str(year),
            tonnes=in_tonnes(result.calculation.total_kg),
            sources=str(len(result.calculation.sources)),
        ),
    )
    files = demonstration_files()
    write_files(
        given.out / "demo-input",
        [
            (ACTIVITY_FILE, files.activity),
            (REPORT_FILE, files.report),
            *((name, data) for name, data in files.evidence.items()),
            *((name, data) for name, data in files.pictures.items()),
        ],
    )
    made = make_documents(actor, organisation.id, year, today=today())
    _write_documents(made, given.out, shown, pdf_wanted=True)
    say(sys.stdout, shown.word("demo", "inputs", folder=str(given.out / "demo-input")))
    if given.no_serve:
        return 0
    from fahsai.cli.running import serve

    return serve(given.port, shown)

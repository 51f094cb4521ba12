"""Commands on stored years: calculate, submit, reopen, explain, settings, versions."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from fahsai.cli.commands import REFUSED
from fahsai.cli.comparing import a_percent
from fahsai.cli.files import write_json
from fahsai.cli.show import Shown, in_tonnes, kilograms, say, table
from fahsai.cli.start import (
    a_date,
    a_number,
    a_year,
    add_organisation,
    organisation_named,
    period_of,
    start_records,
    today,
)
from fahsai.cli.tracing import print_trace
from fahsai.core.assurance.materiality import MaterialityBase
from fahsai.core.inventory.group import Approach
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import canonical
from fahsai.services.rules import factor_set_following, factor_sets
from fahsai.words.explain import difference_words
from fahsai.words.load import words
from fahsai.words.messages import day_words

if TYPE_CHECKING:
    import argparse

    from fahsai.cli.commands import Commands
    from fahsai.core.inventory.result import Calculation
    from fahsai.services.calculate_year import YearResult
    from fahsai.services.sheets.comparison import StoredComparison


def add_commands(commands: Commands) -> None:
    """`settings`, `submit`, `reopen`, `explain`, `versions`, `organisations`."""
    settings = commands.add("settings", run_settings)
    add_organisation(settings)
    settings.argument("--edition", choices=factor_sets())
    settings.argument("--report-date", type=a_date, metavar="DATE")
    settings.argument("--base-year", type=a_year, metavar="BE")
    settings.argument("--energy-upstream", choices=["yes", "no"])
    settings.argument("--turnaround", choices=["yes", "no"])
    settings.argument("--materiality-base", choices=[str(one) for one in MaterialityBase])
    settings.argument("--approach", choices=[one.value for one in Approach])
    settings.argument("--materiality", type=a_percent, metavar="PERCENT")
    settings.argument("--assurance", choices=["limited", "reasonable"])
    settings.argument("--scope3-criteria", metavar="TEXT")

    submit = commands.add("submit", run_submit)
    add_organisation(submit)

    reopen = commands.add("reopen", run_reopen)
    add_organisation(reopen)
    reopen.argument("--reason", required=True)

    explain = commands.add("explain", run_explain)
    explain.argument("line", metavar="LINE")
    add_organisation(explain)
    explain.argument("--version", type=a_number, metavar="NUMBER")

    versions = commands.add("versions", run_versions)
    add_organisation(versions, year=False)

    commands.add("organisations", run_organisations)


def run_calculate_stored(given: argparse.Namespace, shown: Shown) -> int:
    """Calculate what is stored for a year."""
    actor = start_records()
    from fahsai.services.calculate_year import calculate_year, lines_of_calculation

    organisation = organisation_named(actor, given.organisation)
    result = calculate_year(
        actor,
        organisation.id,
        given.year,
        today=today(),
        number=given.version,
        kind=period_of(given),
    )
    if given.json:
        from fahsai.services.calculation_json import year_json

        write_json(year_json(result, lines_of_calculation(result), organisation.code))
    else:
        _print_result(result, shown)
        from fahsai.services.sheets.comparison import compare_stored

        compared = compare_stored(result.calculation, lines_of_calculation(result))
        if compared.has_sheet:
            _print_comparison(compared, shown)
    return 0


def _print_comparison(compared: StoredComparison, shown: Shown) -> None:
    """The imported files' own figures beside ours, with the causes of the difference."""
    head = [shown.word("columns", key) for key in ("code", "sheet_kg", "kg", "difference")]
    rows = [
        [
            one.result.source.code,
            kilograms(one.sheet_kg),
            kilograms(one.result.total_kg if one.result.complete else None),
            "; ".join(
                f"{part.kg:+.6f} {difference_words(part, shown.language)}" for part in one.parts
            ),
        ]
        for one in compared.lines
        if one.sheet_kg is not None
    ]
    say(sys.stdout, "")
    say(sys.stdout, table(head, rows, frozenset({1, 2})))
    if compared.sheet_total is not None:
        say(sys.stdout, shown.word("books", "sheet_total", kg=kilograms(compared.sheet_total)))
    shown.findings(compared.findings)


def _print_result(result: YearResult, shown: Shown) -> None:
    calculation = result.calculation
    state = shown.word("states", result.version.state)
    say(
        sys.stdout,
        shown.word(
            "years",
            "head",
            version=result.version.name,
            state=state,
            edition=calculation.factor_set,
            gwp=calculation.gwp_set,
            sha256=calculation.sha256[:12],
        ),
    )
    key = "report_date" if result.version.settings is not None else "report_date_unset"
    day = day_words(calculation.report_date, shown.language)
    say(sys.stdout, shown.word("years", key, day=day))
    head = [
        shown.word("columns", key) for key in ("code", "source", "quantity", "unit", "kg", "apart")
    ]
    rows = [
        [
            one.source.code,
            one.source.name_th,
            canonical(one.quantity) if one.complete or one.quantity else "-",
            one.unit,
            kilograms(one.total_kg) if one.complete else "-",
            kilograms(sum(one.by_class.values()) - one.total_kg),
        ]
        for one in calculation.sources
    ]
    say(sys.stdout, table(head, rows, frozenset({2, 4, 5})))
    _print_totals(calculation, shown)
    shown.findings(result.findings)


def _print_categories(calculation: Calculation, shown: Shown) -> None:
    """The categories of scope 3 that hold something."""
    from fahsai.services.scope3_categories import categories_of_calculation, category_names

    for one in categories_of_calculation(calculation):
        if one.counted:
            name = category_names(one.category)[shown.language.value]
            number = str(one.category or "–")
            tonnes = in_tonnes(one.kg)
            said = shown.word("years", "category", number=number, name=name, tonnes=tonnes)
            say(sys.stdout, said)


def _print_totals(calculation: Calculation, shown: Shown) -> None:
    for where, kg in calculation.by_class.items():
        if kg:
            say(sys.stdout, f"  {shown.word('classes', where)}: {in_tonnes(kg)} tCO2e")
        if kg and where is ReportingClass.SCOPE_3:
            _print_categories(calculation, shown)
    key = "total" if calculation.complete else "total_incomplete"
    say(
        sys.stdout,
        shown.word(
            "years",
            key,
            tonnes=in_tonnes(calculation.total_kg),
            kg=kilograms(calculation.total_kg),
        ),
    )


def run_settings(given: argparse.Namespace, shown: Shown) -> int:
    """Show how a year is computed, and change what is given."""
    actor = start_records()
    from fahsai.core.access.states import VersionState
    from fahsai.services.dossier import settings_findings
    from fahsai.services.inventories import set_settings, settings_in_use, version_of_year

    organisation = organisation_named(actor, given.organisation)
    version = version_of_year(actor, organisation.id, given.year, kind=period_of(given))
    settings = settings_in_use(actor, version, given.report_date or today())
    wanted = replace(
        settings,
        factor_set=given.edition
        or factor_set_following(
            settings.factor_set,
            settings.report_date,
            given.report_date or settings.report_date,
        ),
        report_date=given.report_date or settings.report_date,
        base_year_be=given.base_year or settings.base_year_be,
        energy_upstream=settings.energy_upstream
        if given.energy_upstream is None
        else given.energy_upstream == "yes",
        turnaround=settings.turnaround if given.turnaround is None else given.turnaround == "yes",
        materiality_base=given.materiality_base or settings.materiality_base,
        approach=given.approach or settings.approach,
        materiality_percent=settings.materiality_percent
        if given.materiality is None
        else canonical(given.materiality),
        assurance=given.assurance or settings.assurance,
        scope3_criteria=settings.scope3_criteria
        if given.scope3_criteria is None
        else given.scope3_criteria.strip(),
    )
    given_any = any(
        (
            given.edition,
            given.report_date,
            given.base_year,
            given.energy_upstream,
            given.turnaround,
            given.materiality_base,
            given.approach,
            given.materiality is not None,
            given.assurance,
            given.scope3_criteria is not None,
        )
    )
    if given_any and wanted != version.settings:
        if version.state is not VersionState.DRAFT:
            say(sys.stderr, shown.word("years", "frozen", version=version.name))
            return REFUSED
        _, findings = set_settings(actor, version, wanted)
        if findings:
            shown.findings(findings, sys.stderr)
            return REFUSED
    say(
        sys.stdout,
        shown.word(
            "years",
            "settings",
            version=version.name,
            edition=wanted.factor_set,
            report_date=day_words(wanted.report_date, shown.language),
            base_year=str(wanted.base_year_be or "-"),
            upstream=shown.word("years", "yes" if wanted.energy_upstream else "no"),
            materiality=shown.word("materiality_bases", wanted.materiality_base),
            percent=wanted.materiality_percent,
            assurance=_assurance(wanted.assurance, shown),
        ),
    )
    if given_any:
        shown.findings(
            settings_findings(
                actor, organisation.id, given.year, today=today(), kind=period_of(given)
            )
        )
    return 0


def _assurance(level: str, shown: Shown) -> str:
    """The level of assurance by its name; as it was written where it is no other."""
    named = words("report_template")["choices"]["assurance"].get(level)
    return level if named is None else str(named[shown.language])


def run_submit(given: argparse.Namespace, shown: Shown) -> int:
    """Freeze a version."""
    actor = start_records()
    from fahsai.services.submit import submit

    organisation = organisation_named(actor, given.organisation)
    version, findings = submit(
        actor, organisation.id, given.year, today=today(), kind=period_of(given)
    )
    if version is None:
        shown.findings(findings, sys.stderr)
        return REFUSED
    shown.findings(findings)
    say(sys.stdout, shown.word("years", "submitted", version=version.name))
    return 0


def run_reopen(given: argparse.Namespace, shown: Shown) -> int:
    """Start the next version."""
    actor = start_records()
    from fahsai.services.submit import reopen

    organisation = organisation_named(actor, given.organisation)
    version, findings = reopen(
        actor, organisation.id, given.year, given.reason, kind=period_of(given)
    )
    if version is None:
        shown.findings(findings, sys.stderr)
        return REFUSED
    say(sys.stdout, shown.word("years", "reopened", version=version.name))
    return 0


def run_explain(given: argparse.Namespace, shown: Shown) -> int:
    """Print the whole chain of a figure."""
    actor = start_records()
    from fahsai.services.explain import explain
    from fahsai.services.receipts import file_names

    organisation = organisation_named(actor, given.organisation)
    found = explain(
        actor,
        organisation.id,
        given.year,
        given.line,
        today=today(),
        number=given.version,
        kind=period_of(given),
    )
    print_trace(found, file_names(actor, organisation.id), shown)
    return 0


def run_versions(given: argparse.Namespace, shown: Shown) -> int:
    """List the versions."""
    actor = start_records()
    from fahsai.services.inventories import versions

    organisation = organisation_named(actor, given.organisation)
    head = [
        shown.word("columns", key) for key in ("version", "state", "period", "edition", "reason")
    ]
    rows = [
        [
            version.name,
            shown.word("states", version.state),
            " – ".join(
                day_words(day, shown.language)
                for day in (version.period.start, version.period.last_day)
            ),
            version.settings.factor_set if version.settings else "-",
            " ".join(version.reason.split()) or "-",
        ]
        for version in versions(actor, organisation.id)
    ]
    say(sys.stdout, table(head, rows, frozenset()))
    return 0


def run_organisations(given: argparse.Namespace, shown: Shown) -> int:
    """List the organisations."""
    del given
    actor = start_records()
    from fahsai.services.access import organisations

    head = [shown.word("columns", key) for key in ("code", "name")]
    rows = [[one.code, one.name_th] for one in organisations(actor)]
    say(sys.stdout, table(head, rows, frozenset()))
    return 0

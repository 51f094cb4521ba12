"""Commands that say what only people know: answers to warnings and to the form's questions."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from fahsai.cli.commands import MISUSED, REFUSED
from fahsai.cli.files import write_json
from fahsai.cli.show import Shown, in_tonnes, say
from fahsai.cli.start import (
    a_number,
    add_organisation,
    organisation_named,
    period_of,
    start_records,
    today,
)
from fahsai.core.finding import Level
from fahsai.core.inventory.activity import UNCERTAINTY
from fahsai.core.inventory.biomass import BiomassOrigin, BiomassQuestion
from fahsai.core.inventory.mistakes.answer import mark_of
from fahsai.core.inventory.uncertainty.stated import REASON
from fahsai.core.reports.dossier import Scope3Assessment
from fahsai.words.load import words
from fahsai.words.messages import message

if TYPE_CHECKING:
    from fahsai.cli.commands import Commands
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.services.answer_finding import Answered
    from fahsai.services.biomass import BiomassSource
    from fahsai.services.scope3 import Scope3Year

SCORES = ("magnitude", "influence", "risk", "sector", "outsourcing", "engagement")
"""The scores of Fr-03.2 in the order of its columns."""


def add_commands(commands: Commands) -> None:
    """`findings`, `answer`, `biomass`, `interval`, `scope3`."""
    findings = commands.add("findings", run_findings)
    add_organisation(findings)
    findings.argument("--version", type=a_number, metavar="NUMBER")
    findings.argument("--level", choices=[one.value for one in Level])
    findings.argument("--json", action="store_true")

    answer = commands.add("answer", run_answer)
    answer.argument("mark")
    add_organisation(answer)
    answer.argument("--reason", required=True)

    biomass = commands.add("biomass", run_biomass)
    biomass.argument("code")
    add_organisation(biomass, year=False)
    questions = [one.value for one in BiomassQuestion]
    biomass.argument("--origin", choices=[one.value for one in BiomassOrigin])
    biomass.argument("--yes", action="append", default=[], choices=questions)
    biomass.argument("--no", action="append", default=[], choices=questions)
    biomass.argument("--evidence", default="")
    biomass.argument("--forget", action="store_true")
    biomass.argument("--reason", default="")

    interval = commands.add("interval", run_interval)
    interval.argument("code")
    add_organisation(interval, year=False)
    interval.argument("--of", metavar="FIGURE")
    interval.argument("--is", dest="stated", metavar="INTERVAL")
    interval.argument("--reason", default="")

    scope3 = commands.add("scope3", run_scope3)
    add_organisation(scope3)
    scope3.argument("--category", type=a_category, metavar="1-15")
    scope3.argument("--has-source", choices=["yes", "no"])
    scope3.argument("--significant", choices=["yes", "no"])
    scope3.argument("--score", action="append", default=[], type=a_score, metavar="NAME=SCORE")
    scope3.argument("--remark")
    scope3.argument("--forget", action="store_true")
    scope3.argument("--reason", default="")
    scope3.argument("--json", action="store_true")


def a_category(text: str) -> int:
    """A category of scope 3."""
    number = a_number(text)
    if number > LAST_CATEGORY:
        raise argparse.ArgumentTypeError(f"not a category from 1 to {LAST_CATEGORY}: {text}")
    return number


LAST_CATEGORY = 15


def a_score(text: str) -> tuple[str, str]:
    """``magnitude=3``; ``magnitude=`` takes the score back."""
    name, equals, score = (part.strip() for part in text.partition("="))
    if not equals or name not in SCORES:
        raise argparse.ArgumentTypeError(f"not NAME=SCORE with {', '.join(SCORES)}: {text}")
    return name, score


def run_findings(given: argparse.Namespace, shown: Shown) -> int:
    """What is said of a year, the worst first, with what was answered."""
    actor = start_records()
    from fahsai.services.answer_finding import answers_of_year
    from fahsai.services.calculate_year import calculate_year
    from fahsai.services.calculation_json import findings_json

    organisation = organisation_named(actor, given.organisation)
    result = calculate_year(
        actor,
        organisation.id,
        given.year,
        today=today(),
        number=given.version,
        kind=period_of(given),
        of_lines=False,
    )
    answers = answers_of_year(actor, organisation.id, result)
    order = list(Level)
    items = sorted(result.findings, key=lambda one: order.index(one.level))
    wanted = tuple(one for one in items if given.level in {None, one.level.value})
    if given.json:
        listed = [
            {"mark": mark_of(item), "answer": _reason(answers.get(mark_of(item))), **plain}
            for item, plain in zip(wanted, findings_json(wanted), strict=True)
        ]
        head = {"organisation": organisation.code, "year_be": result.version.year_be}
        write_json({**head, "version": result.version.number, "findings": listed})
        return 0
    for item in wanted:
        mark = mark_of(item)
        told = {
            "mark": mark,
            "level": shown.word("levels", item.level),
            "sentence": message(item, shown.language),
            "code": item.code,
        }
        say(sys.stdout, shown.word("deciding", "finding", **told))
        if mark in answers:
            one = answers[mark]
            who = shown.word("deciding", "local_owner") if one.who.local_owner else one.who.name
            reason = " ".join(one.reason.split())
            say(sys.stdout, shown.word("deciding", "answer", reason=reason, who=who or "-"))
    if not wanted:
        say(sys.stdout, shown.word("deciding", "no_findings"))
    return 0


def _reason(answer: Answered | None) -> str | None:
    return None if answer is None else answer.reason


def run_answer(given: argparse.Namespace, shown: Shown) -> int:
    """Say why a warning is right."""
    actor = start_records()
    from fahsai.services.access import NotFoundError
    from fahsai.services.answer_finding import answer_finding

    organisation = organisation_named(actor, given.organisation)
    try:
        kept, said = answer_finding(
            actor,
            organisation.id,
            given.year,
            given.mark,
            given.reason,
            today=today(),
            kind=period_of(given),
        )
    except NotFoundError as error:
        if str(error) != given.mark:
            raise
        say(sys.stderr, shown.word("deciding", "no_mark", mark=given.mark))
        return REFUSED
    if not kept:
        shown.findings(said, sys.stderr)
        return REFUSED
    say(sys.stdout, shown.word("deciding", "answered"))
    return 0


def run_biomass(given: argparse.Namespace, shown: Shown) -> int:
    """Answer the questions on renewable biomass of a source; without answers show them."""
    actor = start_records()
    from fahsai.services.access import NotFoundError
    from fahsai.services.biomass import BiomassGiven, answer_biomass, biomass_source
    from fahsai.services.sources import sources

    owner = organisation_named(actor, given.organisation).id
    source = next((one for one in sources(actor, owner) if one.code == given.code), None)
    if source is None:
        raise NotFoundError(given.code)
    held = biomass_source(actor, owner, source.id)
    if given.forget or given.origin or given.yes or given.no or given.evidence:
        answered = {BiomassQuestion(one): True for one in given.yes}
        answered |= {BiomassQuestion(one): False for one in given.no}
        wanted = BiomassGiven()
        if not given.forget:
            origin = BiomassOrigin(given.origin) if given.origin else held.answers.origin
            answers = {**held.answers.given, **answered}
            evidence = given.evidence or held.answers.evidence
            wanted = BiomassGiven(origin, answers, evidence)
        after, said = answer_biomass(actor, owner, given.code, wanted, reason=given.reason)
        if after is None:
            shown.findings(said, sys.stderr)
            return REFUSED
        held = after
    _print_biomass(held, shown)
    return 0


def _print_biomass(held: BiomassSource, shown: Shown) -> None:
    answers, said = held.answers, words("web")
    origin = answers.origin
    told = {
        "code": held.source.code,
        "name": held.source.name_th,
        "origin": "-" if origin is None else said["biomass_origins"][origin][shown.language],
        "verdict": said["biomass_verdicts"][answers.verdict][shown.language],
    }
    say(sys.stdout, shown.word("deciding", "biomass", **told))
    for question, yes in answers.given.items():
        say(sys.stdout, f"    {question.value}: {_yes(shown, yes=yes)}")
    if answers.missing:
        missing = ", ".join(one.value for one in answers.missing)
        say(sys.stdout, shown.word("deciding", "biomass_missing", questions=missing))


def run_interval(given: argparse.Namespace, shown: Shown) -> int:
    """State how well a figure of a source is known; without options show what is stated."""
    actor = start_records()
    from fahsai.services.access import NotFoundError
    from fahsai.services.sources import sources
    from fahsai.services.uncertainty import state_interval

    owner = organisation_named(actor, given.organisation).id
    source = next((one for one in sources(actor, owner) if one.code == given.code), None)
    if source is None:
        raise NotFoundError(given.code)
    if (given.of is None) != (given.stated is None):
        say(sys.stderr, shown.word("deciding", "interval_incomplete"))
        return MISUSED
    if given.of is not None:
        after, said = state_interval(actor, owner, given.code, given.of, given.stated, given.reason)
        if after is None:
            shown.findings(said, sys.stderr)
            return REFUSED
        source = after
    _print_intervals(source, shown)
    return 0


def _print_intervals(source: EmissionSource, shown: Shown) -> None:
    stated = source.parameters
    names = [
        name
        for name in sorted(stated)
        if name.startswith(UNCERTAINTY) and not name.endswith(REASON)
    ]
    for name in names:
        told = {
            "code": source.code,
            "of": name.removeprefix(UNCERTAINTY),
            "interval": stated[name],
            "reason": stated.get(f"{name}{REASON}", "-"),
        }
        say(sys.stdout, shown.word("deciding", "interval", **told))
    if not names:
        say(sys.stdout, shown.word("deciding", "no_interval", code=source.code))


def run_scope3(given: argparse.Namespace, shown: Shown) -> int:
    """Scope 3 by category beside Fr-03.2; with a category, what is decided of it."""
    actor = start_records()
    from fahsai.services.calculate_year import calculate_year
    from fahsai.services.calculation_json import findings_json
    from fahsai.services.scope3 import scope3_of_year
    from fahsai.services.scope3_decisions import decide_category, forget_category
    from fahsai.services.scope3_json import scope3_json

    organisation = organisation_named(actor, given.organisation)
    day, kind = today(), period_of(given)
    decides = any(
        (given.has_source, given.significant, given.score, given.remark is not None, given.forget)
    )
    if decides and given.category is None:
        say(sys.stderr, shown.word("deciding", "options_without_category"))
        return MISUSED
    year = calculate_year(actor, organisation.id, given.year, today=day, kind=kind)
    held = scope3_of_year(actor, organisation.id, year)
    if decides:
        owner, reason = organisation.id, given.reason
        if given.forget:
            _, said = forget_category(
                actor, owner, given.year, given.category, why=reason, kind=kind
            )
        else:
            wanted = _decision(given, held.assessed.get(given.category))
            _, said = decide_category(actor, owner, given.year, wanted, why=reason, kind=kind)
        if said:
            if given.json:
                write_json({"findings": findings_json(said)})
            else:
                shown.findings(said, sys.stderr)
            return REFUSED
        year = calculate_year(actor, organisation.id, given.year, today=day, kind=kind)
        held = scope3_of_year(actor, organisation.id, year)
    if given.json:
        write_json(scope3_json(year, held, organisation.code, only=given.category))
        return 0
    _print_scope3(held, shown, only=given.category)
    return 0


def _decision(given: argparse.Namespace, before: Scope3Assessment | None) -> Scope3Assessment:
    """What stood there with what the options say."""
    stands = before or Scope3Assessment(given.category, False, {}, False)  # noqa: FBT003
    scores = {**stands.scores, **dict(given.score)}
    return Scope3Assessment(
        given.category,
        stands.has_source if given.has_source is None else given.has_source == "yes",
        {name: text for name, text in scores.items() if text},
        stands.significant if given.significant is None else given.significant == "yes",
        stands.remark if given.remark is None else given.remark.strip(),
    )


def _print_scope3(held: Scope3Year, shown: Shown, *, only: int | None) -> None:
    from fahsai.services.scope3_categories import category_names

    for one in held.sums:
        if only not in {None, one.category}:
            continue
        row = held.assessed.get(one.category or 0)
        decided = shown.word("deciding", "undecided") if row is None else _decided(row, shown)
        told = {
            "category": str(one.category or "–"),
            "name": category_names(one.category)[shown.language.value],
            "tonnes": in_tonnes(one.kg),
            "decided": decided,
        }
        say(sys.stdout, shown.word("deciding", "scope3", **told))
    shown.findings(held.findings)


def _decided(row: Scope3Assessment, shown: Shown) -> str:
    scores = ", ".join(f"{name}={row.scores[name]}" for name in SCORES if name in row.scores)
    told = {
        "has_source": _yes(shown, yes=row.has_source),
        "significant": _yes(shown, yes=row.significant),
        "scores": scores,
        "remark": " ".join(row.remark.split()),
    }
    return shown.word("deciding", "decided", **told).rstrip()


def _yes(shown: Shown, *, yes: bool) -> str:
    return shown.word("deciding", "yes" if yes else "no")

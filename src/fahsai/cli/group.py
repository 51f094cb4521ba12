"""The command `group`: a year of a group by legal entity and by every approach."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from fahsai.cli.files import write_json
from fahsai.cli.show import Shown, kilograms, say, table
from fahsai.cli.start import (
    a_number,
    add_organisation,
    organisation_named,
    period_of,
    start_records,
    today,
)
from fahsai.core.inventory.consolidated import scopes_kg
from fahsai.core.inventory.group import Approach
from fahsai.core.quantity.rounding import percent
from fahsai.words.load import words

if TYPE_CHECKING:
    import argparse

    from fahsai.cli.commands import Commands
    from fahsai.core.inventory.consolidated import EntityTotals
    from fahsai.core.inventory.group import LegalEntity
    from fahsai.services.group_year import GroupYear, View


def add_commands(commands: Commands) -> None:
    """`group`."""
    group = commands.add("group", run_group)
    add_organisation(group)
    group.argument("--approach", choices=[one.value for one in Approach])
    group.argument("--version", type=a_number, metavar="NUMBER")
    group.argument("--json", action="store_true")


def run_group(given: argparse.Namespace, shown: Shown) -> int:
    """Print a year of a group."""
    actor = start_records()
    from fahsai.services.group_json import group_year_json
    from fahsai.services.group_year import group_year

    organisation = organisation_named(actor, given.organisation)
    told = group_year(
        actor,
        organisation.id,
        given.year,
        today=today(),
        number=given.version,
        kind=period_of(given),
    )
    wanted = {given.approach} if given.approach else {one.value for one in Approach}
    if given.json:
        plain = group_year_json(told)
        plain["approaches"] = [one for one in plain["approaches"] if one["approach"] in wanted]
        write_json({"organisation": organisation.code, **plain})
        return 0
    version = told.year.version
    head = {"year": str(version.year_be), "version": str(version.number)}
    say(sys.stdout, shown.word("group", "head", approach=_named(told.chosen, shown), **head))
    if told.group.alone:
        say(sys.stdout, shown.word("group", "alone"))
    for view in told.views:
        if view.consolidation.approach.value in wanted:
            _print(view, told, shown, findings=given.approach is not None)
    return 0


def _named(approach: Approach, shown: Shown) -> str:
    return str(words("report_template")["choices"]["approaches"][approach][shown.language])


def _print(view: View, told: GroupYear, shown: Shown, *, findings: bool) -> None:
    answer = view.consolidation
    title = shown.word("group", "by", approach=_named(answer.approach, shown))
    if answer.approach is told.chosen:
        title += shown.word("group", "chosen")
    say(sys.stdout, f"\n{title}")
    keys = ("entity", "share", "whole", "counted", "eliminated", "left_out")
    head = [shown.word("group", key) for key in keys]
    rows = [_row(one, shown) for one in answer.entities]
    rows.append(
        [
            shown.word("group", "total"),
            "",
            kilograms(told.whole.total_kg),
            kilograms(answer.total_kg),
            kilograms(answer.eliminated_kg),
            kilograms(answer.left_out_kg),
        ]
    )
    say(sys.stdout, table(head, rows, frozenset(range(1, len(keys)))))
    for sold in answer.eliminations:
        seller = _entity(told.group.entity(sold.seller), shown)
        data = {"source": sold.result.source.code, "seller": seller, "kg": kilograms(sold.kg)}
        say(sys.stdout, shown.word("group", "sold", **data))
    for one in answer.entities:
        if one.investment_category is not None:
            data = {
                "entity": _entity(one.entity, shown),
                "category": str(one.investment_category),
                "kg": kilograms(one.investment_kg),
            }
            say(sys.stdout, shown.word("group", "investment", **data))
    if findings:
        shown.findings(view.findings)


def _row(one: EntityTotals, shown: Shown) -> list[str]:
    return [
        _entity(one.entity, shown),
        percent(one.share),
        *(
            kilograms(scopes_kg(gases))
            for gases in (one.whole, one.counted, one.eliminated, one.left_out)
        ),
    ]


def _entity(entity: LegalEntity | None, shown: Shown) -> str:
    return shown.word("group", "itself") if entity is None else f"{entity.code} {entity.name_th}"

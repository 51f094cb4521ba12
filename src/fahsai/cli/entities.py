"""Commands on the legal entities of a group: names, what is held of each, what belongs to whom."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from fahsai.cli.commands import MISUSED, REFUSED
from fahsai.cli.comparing import a_percent
from fahsai.cli.files import write_json
from fahsai.cli.show import Shown, say, table
from fahsai.cli.start import a_date, add_organisation, organisation_named, start_records
from fahsai.core.inventory.group import Belonging, FinancialControl, Relation
from fahsai.core.quantity.exact import canonical
from fahsai.words.load import words
from fahsai.words.messages import day_words

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from uuid import UUID

    from fahsai.cli.commands import Commands
    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.group import Group, Holding, LegalEntity
    from fahsai.services.holdings import HoldingEntry

ITSELF, NOBODY = "itself", "nobody"
"""Given in place of an entity's code: the organisation, and that nothing is said any more."""


def add_commands(commands: Commands) -> None:
    """`entities`, `entity`, `holding`, `belongs`."""
    entities = commands.add("entities", run_entities)
    add_organisation(entities, year=False)
    entities.argument("--json", action="store_true")

    entity = commands.add("entity", run_entity)
    entity.argument("entity", metavar="ENTITY")
    add_organisation(entity, year=False)
    for option in ("--name", "--name-en", "--registration", "--country"):
        entity.argument(option)
    entity.argument("--reason", default="")
    entity.argument("--withdraw", action="store_true")

    holding = commands.add("holding", run_holding)
    holding.argument("entity", metavar="ENTITY")
    add_organisation(holding, year=False)
    holding.argument("--from", dest="start", required=True, type=a_date, metavar="DATE")
    holding.argument("--last-day", type=a_date, metavar="DATE")
    holding.argument("--relation", choices=[one.value for one in Relation])
    holding.argument("--equity", type=a_percent, metavar="PERCENT")
    holding.argument("--financial", choices=[one.value for one in FinancialControl])
    holding.argument("--operational", choices=["yes", "no"])
    holding.argument("--basis")
    holding.argument("--reason", default="")
    holding.argument("--withdraw", action="store_true")

    belongs = commands.add("belongs", run_belongs)
    belongs.argument("subject", metavar="UNIT|SOURCE")
    add_organisation(belongs, year=False)
    belongs.argument(
        "--as", dest="belonging", required=True, choices=[one.value for one in Belonging]
    )
    belongs.argument("--to", required=True, metavar="ENTITY")
    belongs.argument("--reason", default="")


def run_entities(given: argparse.Namespace, shown: Shown) -> int:
    """List the entities with what is held of each, and what belongs to whom."""
    actor = start_records()
    from fahsai.services.group_json import entities_json, links_json
    from fahsai.services.legal_entities import group_now
    from fahsai.services.sources import sources
    from fahsai.services.units import units

    organisation = organisation_named(actor, given.organisation)
    group = group_now(actor, organisation.id)
    codes = {one.id: one.code for one in units(actor, organisation.id)}
    codes |= {one.id: one.code for one in sources(actor, organisation.id)}
    links = links_json(group, codes)
    if given.json:
        write_json(
            {"organisation": organisation.code, "entities": entities_json(group), "links": links}
        )
        return 0
    _print_group(group, shown)
    for link in links:
        entity = link["entity"]
        whose = shown.word("group", "itself") if entity is None else entity["code"]
        said = words("report_template")["choices"]["belongings"][link["belonging"]][shown.language]
        say(sys.stdout, f"{link['subject']['code']}: {said} {whose}")
    return 0


def run_entity(given: argparse.Namespace, shown: Shown) -> int:
    """Add an entity, change its names, or end it."""
    actor = start_records()
    from fahsai.services.legal_entities import (
        EntityEntry,
        add_legal_entity,
        change_legal_entity,
        group_now,
        withdraw_legal_entity,
    )

    owner = organisation_named(actor, given.organisation).id
    known = _entity(group_now(actor, owner), given.entity)
    said: tuple[Finding, ...]
    if given.withdraw:
        if known is None:
            return _no_entity(given.entity, shown)
        done, said = withdraw_legal_entity(actor, owner, known.id, given.reason)
    else:
        stands = known or EntityEntry("")
        entry = EntityEntry(
            stands.name_th if given.name is None else given.name,
            stands.name_en if given.name_en is None else given.name_en,
            stands.registration if given.registration is None else given.registration,
            stands.country if given.country is None else given.country,
        )
        if known is None:
            kept, said = add_legal_entity(actor, owner, given.entity, entry)
        else:
            kept, said = change_legal_entity(actor, owner, known.id, entry, given.reason)
        done = kept is not None
    return _ended(actor, owner, shown, said, done=done)


def run_holding(given: argparse.Namespace, shown: Shown) -> int:
    """Say what is held of an entity from a day on; one of that day is corrected."""
    actor = start_records()
    from fahsai.services.holdings import add_holding, change_holding, withdraw_holding
    from fahsai.services.legal_entities import group_now

    owner = organisation_named(actor, given.organisation).id
    group = group_now(actor, owner)
    entity = _entity(group, given.entity)
    if entity is None:
        return _no_entity(given.entity, shown)
    before = next((one for one in group.held(entity.id) if one.start == given.start), None)
    said: tuple[Finding, ...]
    if given.withdraw:
        if before is None:
            say(sys.stderr, shown.word("entities", "no_holding", entity=given.entity))
            return REFUSED
        done, said = withdraw_holding(actor, owner, before.id, given.reason)
        return _ended(actor, owner, shown, said, done=done)
    entry = _entry(given, before)
    if entry is None:
        say(sys.stderr, shown.word("entities", "holding_incomplete"))
        return MISUSED
    if before is None:
        kept, said = add_holding(actor, owner, entity.id, entry)
    else:
        kept, said = change_holding(actor, owner, before.id, entry, given.reason)
    return _ended(actor, owner, shown, said, done=kept is not None)


def run_belongs(given: argparse.Namespace, shown: Shown) -> int:
    """Say whose a unit or source is, or from whom a source buys."""
    actor = start_records()
    from fahsai.services.entity_links import forget_entity, name_entity
    from fahsai.services.legal_entities import group_now
    from fahsai.services.sources import sources
    from fahsai.services.units import units

    owner = organisation_named(actor, given.organisation).id
    belonging = Belonging(given.belonging)
    among = units if belonging is Belonging.UNIT else sources
    subject = next((one.id for one in among(actor, owner) if one.code == given.subject), None)
    if subject is None:
        say(sys.stderr, shown.word("entities", "no_subject", subject=given.subject))
        return REFUSED
    if given.to == NOBODY:
        _, said = forget_entity(actor, owner, belonging, subject, given.reason)
    else:
        entity = None if given.to == ITSELF else _entity(group_now(actor, owner), given.to)
        if entity is None and given.to != ITSELF:
            return _no_entity(given.to, shown)
        entity_id = None if entity is None else entity.id
        _, said = name_entity(actor, owner, belonging, subject, entity_id, given.reason)
    return _ended(actor, owner, shown, said, done=not said)


def _entry(given: argparse.Namespace, before: Holding | None) -> HoldingEntry | None:
    """The holding that the options say; what they leave out stays, None where nothing stands."""
    from fahsai.services.holdings import HoldingEntry

    told = (given.relation, given.equity, given.financial, given.operational, given.basis)
    if before is None and any(one is None for one in told):
        return None
    end = None if given.last_day is None else given.last_day + timedelta(days=1)
    if before is None:
        return HoldingEntry(
            given.start,
            end,
            Relation(given.relation),
            given.equity,
            FinancialControl(given.financial),
            given.operational == "yes",
            given.basis,
        )
    stands = HoldingEntry(
        before.start,
        before.end if given.last_day is None else end,
        before.relation,
        before.equity_percent,
        before.financial,
        before.operational,
        before.basis,
    )
    if given.relation is not None:
        stands = replace(stands, relation=Relation(given.relation))
    if given.equity is not None:
        stands = replace(stands, equity_percent=given.equity)
    if given.financial is not None:
        stands = replace(stands, financial=FinancialControl(given.financial))
    if given.operational is not None:
        stands = replace(stands, operational=given.operational == "yes")
    return stands if given.basis is None else replace(stands, basis=given.basis)


def _entity(group: Group, code: str) -> LegalEntity | None:
    return next((one for one in group.entities if one.code == code.strip()), None)


def _no_entity(code: str, shown: Shown) -> int:
    say(sys.stderr, shown.word("entities", "no_entity", entity=code))
    return REFUSED


def _ended(actor: Actor, owner: UUID, shown: Shown, said: Iterable[Finding], *, done: bool) -> int:
    """What was said, and the group as it stands now."""
    if not done:
        shown.findings(said, sys.stderr)
        return REFUSED
    from fahsai.services.legal_entities import group_now

    shown.findings(said)
    _print_group(group_now(actor, owner), shown)
    return 0


def _print_group(group: Group, shown: Shown) -> None:
    head = [
        shown.word("entities", key)
        for key in ("entity", "start", "last_day", "relation", "equity", "financial", "operational")
    ]
    rows: list[list[str]] = []
    for one in group.entities:
        held = group.held(one.id)
        name = f"{one.code} {one.name_th}"
        rows.extend([name, *_held(holding, shown)] for holding in held)
        if not held:
            rows.append([name, *("-" for _ in head[1:])])
    if rows:
        say(sys.stdout, table(head, rows, frozenset({4})))
    else:
        say(sys.stdout, shown.word("entities", "none"))


def _held(one: Holding, shown: Shown) -> list[str]:
    lists = words("report_template")["choices"]
    last = None if one.end is None else one.end - timedelta(days=1)
    return [
        day_words(one.start, shown.language),
        "-" if last is None else day_words(last, shown.language),
        str(lists["relations"][one.relation][shown.language]),
        canonical(one.equity_percent),
        str(lists["financial_controls"][one.financial][shown.language]),
        str(lists["yes_no"]["yes" if one.operational else "no"][shown.language]),
    ]

"""The legal entities of a report workbook, by the rules of the pages for a group."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.group import Belonging
from fahsai.gateways.workbooks.report.group_check import held_until
from fahsai.services.entity_links import name_entity
from fahsai.services.holdings import HoldingEntry, set_holdings
from fahsai.services.importing.boundary import current_units
from fahsai.services.keeping.groups import current_group
from fahsai.services.legal_entities import EntityEntry, add_legal_entity, change_legal_entity
from fahsai.services.sources import sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.group import Group, Holding
    from fahsai.gateways.workbooks.report.book import (
        HeldEntry,
        LegalEntityEntry,
        LinkEntry,
        ReportBook,
    )


def keep_entities(
    actor: Actor, organisation_id: UUID, book: ReportBook, name: str, *, may_settle: bool
) -> tuple[int, tuple[Finding, ...]]:
    """Bring the group in line with a report workbook; how many things that changed.

    An entity with holdings in the workbook has those and no others; entities and links that the
    workbook does not name stay as they are.

    Args:
        actor: who enters the workbook.
        organisation_id: whose group.
        book: what the workbook says, whose units and sources are entered already.
        name: the workbook's name, the reason that is kept with a change.
        may_settle: whether the actor may settle how years are computed; if not, all stays.

    Findings: ``report.entities_left`` with the entities that the workbook says otherwise of, where
    that stays; ``report.link_subject_unknown`` for a source that there is none of; those of
    :func:`~fahsai.services.legal_entities.add_legal_entity`,
    :func:`~fahsai.services.holdings.set_holdings` and
    :func:`~fahsai.services.entity_links.name_entity`.
    """
    if not (book.entities or book.links):
        return 0, ()
    keeping = _Keeping(actor, organisation_id, book, name)
    if not may_settle:
        left = keeping.differing()
        if not left:
            return 0, ()
        said = finding("report.entities_left", Level.WARNING, name, codes=", ".join(left))
        return 0, (said,)
    keeping.entities()
    keeping.holdings()
    keeping.links()
    return keeping.written, tuple(keeping.said)


class _Keeping:
    """A workbook against the group as it stands."""

    def __init__(self, actor: Actor, organisation_id: UUID, book: ReportBook, name: str) -> None:
        self.actor, self.owner, self.book, self.name = actor, organisation_id, book, name
        self.group = current_group(organisation_id)
        self.ids = {one.code: one.id for one in self.group.entities}
        self.held: Mapping[str, list[HoldingEntry]] = _by_entity(book.holdings)
        self.written = 0
        self.said: list[Finding] = []

    def differing(self) -> list[str]:
        """The codes of what the workbook says otherwise of."""
        codes = [one.code for one in self._entities_differing()]
        codes += [
            code for code, entries in self.held.items() if self._held_otherwise(code, entries)
        ]
        codes += [link.subject_code for link, _ in self._links_differing()]
        return sorted(set(codes))

    def entities(self) -> None:
        """Add and change the entities that are listed."""
        for one in list(self._entities_differing()):
            told = asdict(one)
            code = told.pop("code")
            entry = EntityEntry(**told)
            known = self.ids.get(code)
            if known is None:
                made, said = add_legal_entity(self.actor, self.owner, code, entry)
            else:
                made, said = change_legal_entity(self.actor, self.owner, known, entry, self.name)
            self.said.extend(said)
            if made is not None:
                self.ids[code] = made.id
                self.written += 1

    def holdings(self) -> None:
        """Bring what is held of each entity in line."""
        for code, entries in self.held.items():
            if code in self.ids and self._held_otherwise(code, entries):
                made, said = set_holdings(
                    self.actor, self.owner, self.ids[code], entries, self.name
                )
                self.written += made is not None
                # The workbook was looked at as a whole before: what is left are its warnings.
                self.said.extend(one for one in said if one.level is Level.ERROR)

    def links(self) -> None:
        """Say whose the units and sources are, and what is bought inside.

        Owners are said first: whether a purchase is one from itself is known only then.
        """
        waiting = sorted(
            self._links_differing(), key=lambda one: one[0].belonging is Belonging.BOUGHT
        )
        for link, subject in waiting:
            if subject is None:
                self.said.append(
                    finding(
                        "report.link_subject_unknown",
                        Level.WARNING,
                        self.name,
                        source=link.subject_code,
                    )
                )
                continue
            entity = self.ids.get(link.entity_code)
            if link.entity_code and entity is None:
                continue  # the entity was refused, with its finding
            done, said = name_entity(
                self.actor, self.owner, link.belonging, subject, entity, self.name
            )
            self.written += done
            self.said.extend(said)

    def _entities_differing(self) -> Iterator[LegalEntityEntry]:
        known = {one.code: one for one in self.group.entities}
        for one in self.book.entities:
            before = known.get(one.code)
            told = asdict(one)
            if before is None or any(getattr(before, key) != text for key, text in told.items()):
                yield one

    def _held_otherwise(self, code: str, entries: list[HoldingEntry]) -> bool:
        entity = self.ids.get(code)
        before = () if entity is None else self.group.held(entity)
        wanted = sorted(entries, key=lambda one: one.start)
        return [_entry(one) for one in before] != wanted

    def _links_differing(self) -> Iterator[tuple[LinkEntry, UUID | None]]:
        """The links that say something else, with the unit or source each speaks of."""
        units = current_units(self.owner)
        of_sources = {one.code: one.id for one in sources(self.actor, self.owner)}
        for link in self.book.links:
            among = units if link.belonging is Belonging.UNIT else of_sources
            subject = among.get(link.subject_code)
            if subject is None or self._said(link.belonging, subject) != (
                True,
                self.ids.get(link.entity_code),
            ):
                yield link, subject

    def _said(self, belonging: Belonging, subject: UUID) -> tuple[bool, UUID | None]:
        """Whether anything is said of a subject, and which entity."""
        named = _named(self.group, belonging)
        return subject in named, named.get(subject)


def _named(group: Group, belonging: Belonging) -> Mapping[UUID, UUID | None]:
    if belonging is Belonging.UNIT:
        return group.unit_entities
    return group.source_entities if belonging is Belonging.SOURCE else group.bought_from


def _by_entity(rows: tuple[HeldEntry, ...]) -> Mapping[str, list[HoldingEntry]]:
    found: dict[str, list[HoldingEntry]] = defaultdict(list)
    for one in rows:
        found[one.entity_code].append(
            HoldingEntry(
                start=one.start,
                end=held_until(one.last_day),
                relation=one.relation,
                equity_percent=one.equity_percent,
                financial=one.financial,
                operational=one.operational,
                basis=one.basis,
            )
        )
    return found


def _entry(held: Holding) -> HoldingEntry:
    return HoldingEntry(
        start=held.start,
        end=held.end,
        relation=held.relation,
        equity_percent=held.equity_percent,
        financial=held.financial,
        operational=held.operational,
        basis=held.basis,
    )

"""The organisation's own words in the report of a year, section by section."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.reports.tcfo_r_02.texts import TEXT_KEYS
from fahsai.records.canonical_json import canonical_json
from fahsai.records.events import record_event
from fahsai.records.locks import hold_records
from fahsai.records.models import TextRow
from fahsai.records.supersede import supersede, withdraw
from fahsai.services.access import admit
from fahsai.services.inventories import version_of_year
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.inventories import Version

THAI = "th"


class FormText(NamedTuple):
    """One section that an organisation may write itself, with what belongs there."""

    key: str
    about_th: str
    about_en: str
    body: str


class YearTexts(NamedTuple):
    """All of them in the order of the form; ``seen`` is one word for what they say now."""

    texts: tuple[FormText, ...]
    seen: str


def texts(
    actor: Actor, organisation_id: UUID, year_be: int, *, kind: PeriodKind | None = None
) -> YearTexts:
    """The texts of a year as they stand.

    Raises:
        NotFoundError: nothing was entered for that year.
    """
    admit(actor, organisation_id)
    version = version_of_year(actor, organisation_id, year_be, kind=kind)
    bodies = {key: row.body for key, row in _heads(version).items() if not row.withdrawn}
    about = words("tcfo_r_02")["help"]
    found = tuple(
        FormText(key, about[key]["th"], about[key]["en"], bodies.get(key, "")) for key in TEXT_KEYS
    )
    return YearTexts(found, _digest(bodies))


@transaction.atomic
def write_texts(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    wanted: Mapping[str, str],
    *,
    seen: str,
    why: str = "",
    kind: PeriodKind | None = None,
) -> tuple[int | None, tuple[Finding, ...]]:
    """Write the texts of a year; an empty one gives way to the program's own words.

    Args:
        actor: who writes.
        organisation_id: for whom.
        year_be: of which Buddhist year.
        wanted: texts by section; a section that is not named stays.
        seen: what :func:`texts` called the texts that the writer had before the eyes.
        why: the reason, needed where a text that is stored changes.
        kind: which of two years of the same number.

    Returns:
        How many texts changed, or None with findings: ``text.version_submitted``,
        ``text.changed_since``, ``text.why_missing``.

    Raises:
        NotFoundError: nothing was entered for that year.
    """
    admit(actor, organisation_id, Permission.WRITE_REPORT)
    hold_records(organisation_id)
    version = version_of_year(actor, organisation_id, year_be, kind=kind)
    if version.state is not VersionState.DRAFT:
        return None, (finding("text.version_submitted", Level.ERROR, version.name),)
    heads = _heads(version)
    bodies = {key: row.body for key, row in heads.items() if not row.withdrawn}
    if seen != _digest(bodies):
        return None, (finding("text.changed_since", Level.ERROR, version.name),)
    now = {key: _plain(wanted[key]) for key in TEXT_KEYS if key in wanted}
    changed = [key for key, body in now.items() if body != bodies.get(key, "")]
    stored = [key for key in changed if key in bodies]
    if stored and not why.strip():
        sections = ", ".join(stored)
        return None, (finding("text.why_missing", Level.ERROR, version.name, sections=sections),)
    for key in changed:
        _write(actor, version, heads.get(key), key, now[key], why.strip())
    if changed:
        record_event(
            organisation_id=organisation_id,
            actor_id=actor.id,
            verb="report.texts_written",
            object_type="inventory_version",
            object_id=version.id,
            payload={"sections": changed, "why": why.strip()},
        )
    return len(changed), ()


def _write(
    actor: Actor, version: Version, head: TextRow | None, key: str, body: str, why: str
) -> None:
    if head is None:
        TextRow.rows.of(version.organisation_id).create(
            actor_id=actor.id,
            inventory_id=version.inventory_id,
            section=key,
            language=THAI,
            body=body,
            why=why,
        )
    elif body:
        supersede(head, actor_id=actor.id, body=body, why=why).save()
    else:
        withdraw(head, actor_id=actor.id, why=why).save()


def _heads(version: Version) -> Mapping[str, TextRow]:
    rows = TextRow.rows.of(version.organisation_id).heads()
    own = rows.filter(inventory_id=version.inventory_id, language=THAI)
    return {row.section: row for row in own}


def _plain(text: str) -> str:
    """A text as browsers of all systems mean it: lines end in one way, nothing at its edges."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _digest(bodies: Mapping[str, str]) -> str:
    return sha256(canonical_json(dict(bodies)).encode()).hexdigest()

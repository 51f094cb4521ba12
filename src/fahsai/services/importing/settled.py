"""What a person settled about a source after a template told of it, and the next template."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import EmissionSource
from fahsai.gateways.workbooks.book import TEMPLATE, receive
from fahsai.records import blobs
from fahsai.records.errors import BlobError
from fahsai.records.models import Facility, ImportReceipt, OrgUnit
from fahsai.services.importing.boundary import template_places
from fahsai.services.keeping.as_printed import FORM
from fahsai.services.sheets.template_years import template_sources

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

PLAIN = ("kind",)
PLACES = ("unit_id", "facility_id")
"""What a person settles that is one value, not a table and not tied to a reason."""

NO_WORDS: dict[str, str] = {}

OF_NEW: Mapping[str, Any] = MappingProxyType(
    {
        "factor_keys": {},
        "choice_reason": "",
        "parameters": {},
        "excluded": False,
        "excluded_reason": "",
    }
)
"""What a source has before anybody settles it; its kind and place it gets from who adds it."""

LEFT = "left"
"""Where a receipt names the sources whose settling the importer had to leave as it was."""


class Said(NamedTuple):
    """What a template says of a source, and what the one before it said, if there was one."""

    now: EmissionSource
    before: EmissionSource | None


def previous_sources(organisation_id: UUID, codes: Collection[str]) -> Mapping[str, EmissionSource]:
    """What the newest template that was imported said of each source, by its code.

    It is read from the file itself, which the import kept; a file that is lost says nothing, and
    one whose words about a source were left out says of it what a new source says.
    """
    found: dict[str, EmissionSource] = {}
    unheard: dict[str, EmissionSource] = {}
    receipts = ImportReceipt.rows.of(organisation_id).filter(layout=TEMPLATE)
    for row in receipts.order_by("-created_at", "-id"):
        if found.keys() >= set(codes):
            break
        left = row.receipt.get(LEFT, ())
        for code, source in _sources_of(organisation_id, row).items():
            if code in left:
                unheard.setdefault(code, replace(source, **OF_NEW))
            else:
                found.setdefault(code, source)
    return {**unheard, **found}


def _sources_of(organisation_id: UUID, row: ImportReceipt) -> Mapping[str, EmissionSource]:
    try:
        data = blobs.get(row.file_sha256)
    except BlobError:
        return {}
    book, _ = receive(data, row.file_name)
    if book is None or book.template is None:
        return {}
    checked = template_sources(book.template)
    places = template_places(organisation_id, book.template)
    return {
        code: replace(one.source, unit_id=places[code][0], facility_id=places[code][1])
        for code, one in checked.items()
        if one.source is not None
    }


def place_codes(organisation_id: UUID) -> Mapping[UUID, str]:
    """The codes of the units and facilities, by their keys."""
    tables = (OrgUnit.rows.of(organisation_id), Facility.rows.of(organisation_id))
    return {key: code for rows in tables for key, code in rows.current().values_list("key", "code")}


def settled(
    wanted: EmissionSource, before: EmissionSource, said: Said, places: Mapping[UUID, str]
) -> tuple[EmissionSource, tuple[Finding, ...]]:
    """The source as the file wants it, except where it only repeats what it said before.

    A cell that differs from the previous template changes the source; one that does not leaves
    what a person settled since.  Without a previous template an empty cell clears nothing.

    Args:
        wanted: the source with everything the file says.
        before: the source as it stands.
        said: what this template and the one before say of it.
        places: the codes of units and facilities, to name them.

    Findings: ``source.settled_kept`` with what the file says otherwise.
    """
    after = replace(
        wanted,
        parameters=_merged(said, before, "parameters"),
        **{name: _plain(name, wanted, before, said) for name in PLAIN},
        **{name: _place(name, wanted, before, said, places) for name in PLACES},
        **_choice(wanted, before, said),
        **_exclusion(wanted, before, said),
    )
    kept = stays_apart(after, wanted, places)
    if not kept:
        return after, ()
    told = finding("source.settled_kept", Level.WARNING, after.code, kept=kept)
    return after, (told,)


def _plain(name: str, wanted: EmissionSource, before: EmissionSource, said: Said) -> Any:
    """One value: the file's where it differs from its last, else what stands."""
    last = getattr(said.before, name) if said.before else None
    return getattr(before if (getattr(said.now, name) or None) == last else wanted, name)


def _place(
    name: str,
    wanted: EmissionSource,
    before: EmissionSource,
    said: Said,
    places: Mapping[UUID, str],
) -> Any:
    """The same for a unit or facility; where none is, or no longer, the file's is taken.

    Nobody settles that a source has none: the file named one that was not there yet.
    """
    gone = getattr(before, name) not in places
    return getattr(wanted, name) if gone else _plain(name, wanted, before, said)


def _merged(said: Said, before: EmissionSource, name: str) -> dict[str, str]:
    """The entries of a table: those of the file that differ from its last, else what stands."""
    now: Mapping[str, str] = getattr(said.now, name)
    last: Mapping[str, str] = getattr(said.before, name) if said.before else NO_WORDS
    stands: Mapping[str, str] = getattr(before, name)
    merged = {
        key: now.get(key, "") if now.get(key) != last.get(key) else stands.get(key, "")
        for key in dict.fromkeys((*stands, *now))
    }
    return {key: value for key, value in merged.items() if value}


def _choice(wanted: EmissionSource, before: EmissionSource, said: Said) -> dict[str, Any]:
    """The chosen factors with their reason: both from the file, or both as they stand."""
    keys = _merged(said, before, "factor_keys")
    last = said.before
    same = said.now.choice_reason == last.choice_reason if last else not said.now.choice_reason
    from_file = keys != before.factor_keys or not same
    return {
        "factor_keys": keys,
        "choice_reason": wanted.choice_reason if from_file else before.choice_reason,
    }


def _exclusion(wanted: EmissionSource, before: EmissionSource, said: Said) -> dict[str, Any]:
    """Whether the source is left out, and why: both from the file, or both as they stand."""
    last = said.before
    pair = (said.now.excluded, said.now.excluded_reason)
    same = pair == (last.excluded, last.excluded_reason) if last else not said.now.excluded
    of = before if same else wanted
    return {"excluded": of.excluded, "excluded_reason": of.excluded_reason}


def stays_apart(after: EmissionSource, wanted: EmissionSource, places: Mapping[UUID, str]) -> str:
    """What stays otherwise than the file says, each with the file's word in parentheses."""
    return "; ".join(
        f"{name} = {now or '-'} ({file or '-'})"
        for name, now, file in _told_apart(after, wanted, places)
        if now != file
    )


def _told_apart(
    after: EmissionSource, wanted: EmissionSource, places: Mapping[UUID, str]
) -> list[tuple[str, str, str]]:
    """What a person settles: its name, as it stays, and as the file says it, alike or not."""
    plain = [
        (name, str(getattr(after, name) or ""), str(getattr(wanted, name) or ""))
        for name in ("kind", "excluded_reason", "choice_reason")
    ]
    for name in ("unit", "facility"):
        mine, file = (getattr(one, f"{name}_id") for one in (after, wanted))
        plain.append((name, places.get(mine, ""), places.get(file, "")))
    if after.excluded != wanted.excluded:
        yes_no = ("no", "yes")
        plain.append(("excluded", yes_no[after.excluded], yes_no[wanted.excluded]))
    tables = [(after.factor_keys, wanted.factor_keys), (after.parameters, wanted.parameters)]
    return plain + [
        (key, mine.get(key, ""), theirs.get(key, ""))
        for mine, theirs in tables
        for key in dict.fromkeys((*mine, *theirs))
        if not key.startswith(FORM)  # what a form prints is no word of the template's
    ]

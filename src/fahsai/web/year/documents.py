"""The documents of a year, to download."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.services.year_documents import documents_of_year
from fahsai.web.year_address import address_query

if TYPE_CHECKING:
    from fahsai.services.inventories import Version
    from fahsai.services.year_documents import YearDocument
    from fahsai.web.shown import Shown
    from fahsai.web.year.asked import Reading

SHORT_HASH = 12


class DocumentShown(NamedTuple):
    """One document to download."""

    id: str
    title: str
    file_name: str
    format: str
    size: str
    made: str
    version: str
    tag: str
    current: bool
    other: str  # ends the address of another version that it belongs to; empty for the one shown
    sha256: str


class DocumentList(NamedTuple):
    """The documents; whether there is none of this version, or one that is to be made again."""

    documents: tuple[DocumentShown, ...]
    undocumented: bool
    outdated: bool


def document_list(reading: Reading) -> DocumentList:
    """The newest documents of the year's versions."""
    kept = documents_of_year(reading.actor, reading.organisation.id, reading.result)
    version, word, shown = reading.result.version, reading.period_word, reading.shown
    made = tuple(_document(one, version, word, shown) for one in kept)
    return DocumentList(
        made,
        undocumented=all(one.other for one in made),
        outdated=any(not one.other and not one.current for one in made),
    )


def _document(document: YearDocument, version: Version, word: str, shown: Shown) -> DocumentShown:
    suffix = document.file_name.rpartition(".")[2].lower()
    of_version = shown.word("values", "version", number=str(document.version))
    here = document.version == version.number
    other = "" if here else address_query(word, document.version)
    if other:
        tag = shown.word("year", "of_version", version=of_version)
    elif document.of_draft:
        tag = shown.word("year", "of_draft")
    else:
        tag = shown.word("year", "current" if document.current else "stale")
    return DocumentShown(
        id=str(document.id),
        title=shown.word("documents", document.kind),
        file_name=document.file_name,
        format=shown.word("formats", suffix),
        size=shown.size(document.size),
        made=shown.instant(document.made_at),
        version=of_version,
        tag=tag,
        current=document.current,
        other=other,
        sha256=document.sha256[:SHORT_HASH],
    )

"""An address of every route that exists, and what turns it into one that does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.urls import URLPattern, reverse
from tests.web.homes import DEMO, DEMO_YEAR, HOSTILE, HOSTILE_SOURCE, HOSTILE_YEAR

from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.documents import kept_documents
from fahsai.services.receipts import receipts
from fahsai.web.urls import urlpatterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.urls import URLResolver

    from fahsai.services.receipts import KeptReceipt


class Route(NamedTuple):
    """The parts of an address and the view behind it."""

    parts: tuple[str, ...]
    view: Callable[..., Any]


def _routes(
    patterns: Iterable[URLPattern | URLResolver], above: tuple[str, ...] = ()
) -> Iterator[tuple[str, Route]]:
    for one in patterns:
        parts = (*above, *one.pattern.converters)
        if isinstance(one, URLPattern):
            yield str(one.name), Route(parts, one.callback)
        else:
            yield from _routes(one.url_patterns, parts)


TABLE: Mapping[str, Route] = dict(_routes(urlpatterns))
ROUTES = tuple(TABLE)

ABSENT: Mapping[str, object] = {
    "code": "nobody",
    "year_be": 2500,
    "name": "S999",
    "record": "2500-01",
    "document_id": UUID("0190a000-0000-7000-8000-00000000dead"),
    "receipt_id": UUID("0190a000-0000-7000-8000-00000000dead"),
    "sha256": "0" * 64,
}
"""For every part of an address, a value that names nothing."""

DEMO_PARTS: Mapping[str, object] = {
    "code": DEMO,
    "year_be": DEMO_YEAR,
    "name": "S05",
    "record": "2564-10",
}
HOSTILE_PARTS: Mapping[str, object] = {
    "code": HOSTILE,
    "year_be": HOSTILE_YEAR,
    "name": HOSTILE_SOURCE,
    "record": "2565-11",
}


def document_of(code: str) -> UUID:
    """The newest document of an organisation; the records must be open."""
    organisation = organisation_by_code(LOCAL_OWNER, code)
    return kept_documents(LOCAL_OWNER, organisation.id)[0].id


def receipt_of(code: str) -> UUID:
    """The newest import receipt of an organisation."""
    return _receipts(code)[0].id


def file_of(code: str) -> str:
    """The SHA-256 of a workbook that an organisation imported."""
    return _receipts(code)[0].receipt.file_sha256


def _receipts(code: str) -> Sequence[KeptReceipt]:
    organisation = organisation_by_code(LOCAL_OWNER, code)
    return receipts(LOCAL_OWNER, organisation.id)


FOUND: Mapping[str, Callable[[str], object]] = {
    "document_id": document_of,
    "receipt_id": receipt_of,
    "sha256": file_of,
}
"""Parts of an address that only the records know, by the code of the organisation."""


def parts_of(route: str) -> tuple[str, ...]:
    """The names of the parts of a route's address."""
    return TABLE[route].parts


def address(route: str, parts: Mapping[str, object], **other: Any) -> str:
    """The address of a route."""
    given = {**parts, **other}
    for name in parts_of(route):
        if name in FOUND and name not in given:
            given[name] = FOUND[name](str(parts["code"]))
    return reverse(route, kwargs={name: given[name] for name in parts_of(route)})

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
from fahsai.web.urls import urlpatterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.urls import URLResolver


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


OF_PEOPLE = frozenset({"key_id"})
"""Parts of addresses that need accounts; tests/web/keys walks the pages that have them."""

TABLE: Mapping[str, Route] = {
    name: route for name, route in _routes(urlpatterns) if not OF_PEOPLE & {*route.parts}
}
ROUTES = tuple(TABLE)

ABSENT: Mapping[str, object] = {
    "code": "nobody",
    "year_be": 2500,
    "name": "S999",
    "record": "2500-01",
    "document_id": UUID("0190a000-0000-7000-8000-00000000dead"),
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


def parts_of(route: str) -> tuple[str, ...]:
    """The names of the parts of a route's address."""
    return TABLE[route].parts


def methods_of(route: str) -> tuple[str, ...]:
    """The methods that a route answers."""
    methods: tuple[str, ...] = getattr(TABLE[route].view, "methods", ("GET", "HEAD"))
    return methods


def address(route: str, parts: Mapping[str, object], **other: Any) -> str:
    """The address of a route."""
    given = {**parts, "document_id": other.pop("document_id", None), **other}
    if "document_id" in parts_of(route) and given["document_id"] is None:
        given["document_id"] = document_of(str(parts["code"]))
    return reverse(route, kwargs={name: given[name] for name in parts_of(route)})

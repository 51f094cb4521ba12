"""An address of every route that exists, and what turns it into one that does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from tests.web.homes import DEMO, DEMO_YEAR, HOSTILE, HOSTILE_SOURCE, HOSTILE_YEAR

from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.documents import kept_documents
from fahsai.web.urls import urlpatterns

if TYPE_CHECKING:
    from collections.abc import Mapping

ROUTES = tuple(str(pattern.name) for pattern in urlpatterns)  # type: ignore[union-attr]

ABSENT: Mapping[str, object] = {
    "code": "nobody",
    "year_be": 2500,
    "name": "S999",
    "document_id": UUID("0190a000-0000-7000-8000-00000000dead"),
}
"""For every part of an address, a value that names nothing."""

DEMO_PARTS: Mapping[str, object] = {"code": DEMO, "year_be": DEMO_YEAR, "name": "S05"}
HOSTILE_PARTS: Mapping[str, object] = {
    "code": HOSTILE,
    "year_be": HOSTILE_YEAR,
    "name": HOSTILE_SOURCE,
}


def document_of(code: str) -> UUID:
    """The newest document of an organisation; the records must be open."""
    organisation = organisation_by_code(LOCAL_OWNER, code)
    return kept_documents(LOCAL_OWNER, organisation.id)[0].id


def parts_of(route: str) -> tuple[str, ...]:
    """The names of the parts of a route's address."""
    pattern = next(one for one in urlpatterns if one.name == route)  # type: ignore[union-attr]
    return tuple(pattern.pattern.converters)


def address(route: str, parts: Mapping[str, object], **other: Any) -> str:
    """The address of a route."""
    given = {**parts, "document_id": other.pop("document_id", None), **other}
    if "document_id" in parts_of(route) and given["document_id"] is None:
        given["document_id"] = document_of(str(parts["code"]))
    return reverse(route, kwargs={name: given[name] for name in parts_of(route)})

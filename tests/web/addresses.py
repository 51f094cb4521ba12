"""An address of every route that exists, and what turns it into one that does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.urls import URLPattern, reverse
from django.utils.timezone import localdate
from tests.kept_documents import kept_documents
from tests.services.groups import entry as holding_entry
from tests.services.hostile_files import picture
from tests.web.homes import (
    CHANGE,
    DEMO,
    DEMO_YEAR,
    FILE_NAME,
    HOSTILE,
    HOSTILE_SOURCE,
    HOSTILE_YEAR,
    MARKUP,
    POINT,
)

from fahsai.core.finding import Level
from fahsai.core.inventory.mistakes.answer import mark_of
from fahsai.core.reports.dossier import PictureUse
from fahsai.services.access import organisation_by_code
from fahsai.services.activity_upload import offer_workbook
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.calculate_year import calculate_year
from fahsai.services.holdings import add_holding
from fahsai.services.inventories import versions
from fahsai.services.legal_entities import EntityEntry, add_legal_entity, group_now
from fahsai.services.pictures import keep_picture, pictures
from fahsai.services.receipts import receipts
from fahsai.services.sources import sources
from fahsai.services.units import units
from fahsai.services.uploads import Upload
from fahsai.web.accounts import urls as accounts
from fahsai.web.installation import urls as installation
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


OF_PEOPLE = frozenset({"account_id", "invitation_id", "key_id", "token"})
"""Parts of addresses that need accounts; tests/web/people walks the pages that have them."""

OWN_ACCOUNT = frozenset(name for name, _ in _routes(accounts.urlpatterns))
"""Pages of nobody's organisation, walked by tests/web/accounts."""

OF_INSTALLATION = frozenset(name for name, _ in _routes(installation.urlpatterns))
"""Pages of whoever manages the installation, walked by tests/web/test_installation.py."""

TABLE: Mapping[str, Route] = {
    name: route
    for name, route in _routes(urlpatterns)
    if name not in OWN_ACCOUNT | OF_INSTALLATION and not OF_PEOPLE & {*route.parts}
}
ROUTES = tuple(TABLE)

ABSENT: Mapping[str, object] = {
    "code": "nobody",
    "year_be": 2500,
    "name": "S999",
    "record": "2500-01",
    "document_id": UUID("0190a000-0000-7000-8000-00000000dead"),
    "unit_id": UUID("0190a000-0000-7000-8000-00000000dead"),
    "kind": "nothing",
    "key": UUID("0190a000-0000-7000-8000-00000000dead"),
    "point": "CAR-99",
    "change": 999,
    "job_id": UUID("0190a000-0000-7000-8000-00000000dead"),
    "entity_id": UUID("0190a000-0000-7000-8000-00000000dead"),
    "holding_id": UUID("0190a000-0000-7000-8000-00000000dead"),
    "picture_id": UUID("0190a000-0000-7000-8000-00000000dead"),
    "receipt_id": UUID("0190a000-0000-7000-8000-00000000dead"),
    "sha256": "0" * 64,
    "mark": "0" * 16,
}
"""For every part of an address, a value that names nothing."""

DEMO_PARTS: Mapping[str, object] = {
    "code": DEMO,
    "year_be": DEMO_YEAR,
    "name": "S05",
    "record": "2564-10",
    "kind": "source",
    "point": POINT,
    "change": CHANGE,
}
HOSTILE_PARTS: Mapping[str, object] = {
    "code": HOSTILE,
    "year_be": HOSTILE_YEAR,
    "name": HOSTILE_SOURCE,
    "record": "2565-11",
    "kind": "source",
    "point": POINT,
    "change": CHANGE,
}


def document_of(code: str) -> UUID:
    """The newest document of an organisation; the records must be open."""
    organisation = organisation_by_code(LOCAL_OWNER, code)
    return kept_documents(organisation.id)[0].id


def unit_of(code: str) -> UUID:
    """A unit of an organisation; the records must be open."""
    organisation = organisation_by_code(LOCAL_OWNER, code)
    return units(LOCAL_OWNER, organisation.id)[0].id


def source_of(code: str, name: str) -> UUID:
    """The key of a source of an organisation; the records must be open."""
    organisation = organisation_by_code(LOCAL_OWNER, code)
    return next(one.id for one in sources(LOCAL_OWNER, organisation.id) if one.code == name)


def job_of(code: str) -> UUID:
    """A job of an organisation; the records must be open."""
    organisation = organisation_by_code(LOCAL_OWNER, code)
    return offer_workbook(LOCAL_OWNER, organisation.id, Upload(FILE_NAME, "", b"no workbook"))


def picture_of(code: str) -> UUID:
    """A picture of an organisation; the records must be open."""
    owner = organisation_by_code(LOCAL_OWNER, code).id
    upload = Upload(FILE_NAME, "image/png", picture())
    keep_picture(LOCAL_OWNER, owner, upload, PictureUse.ACTIVITY, caption=MARKUP, owner="1")
    return next(one.id for one in pictures(LOCAL_OWNER, owner) if one.owner == "1")


def entity_of(code: str) -> UUID:
    """A legal entity of an organisation, to which nothing belongs: no figure of a home moves."""
    owner = organisation_by_code(LOCAL_OWNER, code).id
    known = group_now(LOCAL_OWNER, owner).entities
    if known:
        return known[0].id
    made, said = add_legal_entity(LOCAL_OWNER, owner, "JV", EntityEntry(MARKUP))
    assert made is not None, said
    add_holding(LOCAL_OWNER, owner, made.id, holding_entry(basis=MARKUP))
    return made.id


def holding_of(code: str) -> UUID:
    """What is held of that entity."""
    owner = organisation_by_code(LOCAL_OWNER, code).id
    entity = entity_of(code)
    return group_now(LOCAL_OWNER, owner).held(entity)[0].id


def receipt_of(code: str) -> UUID:
    """The newest import receipt of an organisation."""
    return _receipts(code)[0].id


def file_of(code: str) -> str:
    """The SHA-256 of a workbook that an organisation imported."""
    return _receipts(code)[0].receipt.file_sha256


def _receipts(code: str) -> Sequence[KeptReceipt]:
    organisation = organisation_by_code(LOCAL_OWNER, code)
    return receipts(LOCAL_OWNER, organisation.id)


def mark_in(code: str) -> str:
    """The mark of a warning of an organisation's last year."""
    owner = organisation_by_code(LOCAL_OWNER, code).id
    year = max(one.year_be for one in versions(LOCAL_OWNER, owner))
    result = calculate_year(LOCAL_OWNER, owner, year, today=localdate())
    return next(mark_of(said) for said in result.findings if said.level is Level.WARNING)


MADE: Mapping[str, Callable[[str], object]] = {
    "mark": mark_in,
    "document_id": document_of,
    "unit_id": unit_of,
    "job_id": job_of,
    "picture_id": picture_of,
    "entity_id": entity_of,
    "holding_id": holding_of,
    "receipt_id": receipt_of,
    "sha256": file_of,
}
"""Parts of addresses that are other ones in each home, and how one of an organisation is found."""


def parts_of(route: str) -> tuple[str, ...]:
    """The names of the parts of a route's address."""
    return TABLE[route].parts


def methods_of(route: str) -> tuple[str, ...]:
    """The methods that a route answers."""
    methods: tuple[str, ...] = getattr(TABLE[route].view, "methods", ("GET", "HEAD"))
    return methods


def address(route: str, parts: Mapping[str, object], **other: Any) -> str:
    """The address of a route."""
    given = {**parts, **other}
    for name, find in MADE.items():
        if name in parts_of(route) and given.get(name) is None:
            given[name] = find(str(parts["code"]))
    if "key" in parts_of(route) and "key" not in given:
        given["key"] = source_of(str(parts["code"]), str(parts["name"]))
    return reverse(route, kwargs={name: given[name] for name in parts_of(route)})

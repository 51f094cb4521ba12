"""What operations have in common: pages of lists, files, answers that have not changed."""

from __future__ import annotations

import json
from asyncio import to_thread
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal, NamedTuple, TypedDict, TypeVar
from urllib.parse import quote

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from ninja import Query, Schema
from pydantic import Field

from fahsai.api.shapes.common import LARGEST_PAGE, LAST_PAGE
from fahsai.core.thai.period import YEAR_KINDS, PeriodKind

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

T = TypeVar("T")
R = TypeVar("R", bound=HttpResponseBase)
JSON = "application/json"
PIECE = 1 << 20
"""So much of a file is read at once [bytes]."""

FIRST_YEAR_BE, LAST_YEAR_BE = 2400, 2700
LAST_VERSION = 9999

YearBe = Annotated[int, Field(ge=FIRST_YEAR_BE, le=LAST_YEAR_BE)]


class PageAsked(Schema):
    """Which page of a list."""

    page: int = Field(1, ge=1, le=LAST_PAGE)
    size: int = Field(100, ge=1, le=LARGEST_PAGE)

    @property
    def start(self) -> int:
        """How many items come before the page."""
        return (self.page - 1) * self.size


class VersionAsked(Schema):
    """Which version of a year; the newest where it is not said."""

    version: int | None = Field(None, ge=1, le=LAST_VERSION)
    period: Literal["fiscal", "calendar"] | None = None


AskedPage = Annotated[PageAsked, Query()]
AskedPeriod = Annotated[Literal["fiscal", "calendar"] | None, Query()]
AskedVersion = Annotated[VersionAsked, Query()]


class _Year(TypedDict):
    today: date
    number: int | None
    kind: PeriodKind | None


class Part(NamedTuple):
    """The items of one page, and what stands beside them."""

    items: Sequence[Any]
    beside: dict[str, int]


def year_of(asked: VersionAsked) -> _Year:
    """What the use cases want to know of a year besides its number."""
    kind = None if asked.period is None else YEAR_KINDS[asked.period]
    return {"today": localdate(), "number": asked.version, "kind": kind}


def this_year(period: Literal["fiscal", "calendar"] | None) -> _Year:
    """The newest version of a year, for what writes: others no longer change."""
    kind = None if period is None else YEAR_KINDS[period]
    return {"today": localdate(), "number": None, "kind": kind}


def page_of(items: Sequence[Any], asked: PageAsked) -> Part:
    """One page of a list; beyond its end there is nothing."""
    return page_read(items[asked.start : asked.start + asked.size], len(items), asked)


def page_read(items: Sequence[Any], total: int, asked: PageAsked) -> Part:
    """The items of one page, of a list that has ``total`` of them in all."""
    pages = max(1, -(-total // asked.size))
    return Part(items, {"page": asked.page, "pages": pages, "total": total})


def tagged(request: HttpRequest, plain: dict[str, Any]) -> HttpResponse:
    """An answer with its ETag, or 304 for a client that has it already."""
    body = json.dumps(plain, ensure_ascii=False).encode()
    return _unless_known(request, sha256(body).hexdigest(), body, JSON)


def attached_file(
    request: HttpRequest, name: str, file: BinaryIO, *, media_type: str
) -> HttpResponseBase:
    """An open file to keep, however large: it is sent from the disk, and closed with the answer."""
    file.seek(0)
    read = sha256()
    for piece in iter(partial(file.read, PIECE), b""):
        read.update(piece)
    size = file.tell()
    file.seek(0)
    tag = read.hexdigest()
    if _is_known(request, tag):
        file.close()
        return _named(HttpResponse(status=304), name, tag)
    pieces = _later_pieces(file) if isinstance(request, ASGIRequest) else _pieces(file)
    response = _FromDisk(pieces, content_type=media_type)
    response.file = file
    response.headers["Content-Length"] = str(size)
    return _named(response, name, tag)


class _FromDisk(StreamingHttpResponse):
    """An answer that reads a file, and closes it also where nobody reads the answer."""

    file: BinaryIO

    def close(self) -> None:
        super().close()
        self.file.close()


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    yield from iter(partial(file.read, PIECE), b"")


async def _later_pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    """The same for a server that answers others meanwhile: it would read all of it at once else."""
    while piece := await to_thread(file.read, PIECE):
        yield piece


def attachment(request: HttpRequest, name: str, data: bytes, *, media_type: str) -> HttpResponse:
    """A file to keep; a browser never opens it inside our pages."""
    tag = sha256(data).hexdigest()
    return _named(_unless_known(request, tag, data, media_type), name, tag)


def _named(response: R, name: str, tag: str) -> R:
    quoted = quote(name, safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quoted}"
    response.headers["ETag"] = f'"{tag}"'
    return response


def _is_known(request: HttpRequest, tag: str) -> bool:
    known = [one.strip().removeprefix("W/") for one in _asked_tags(request)]
    return "*" in known or f'"{tag}"' in known


def _unless_known(request: HttpRequest, tag: str, data: bytes, media_type: str) -> HttpResponse:
    if _is_known(request, tag):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(data, content_type=media_type)
    response.headers["ETag"] = f'"{tag}"'
    return response


def _asked_tags(request: HttpRequest) -> list[str]:
    return request.headers.get("If-None-Match", "").split(",")

"""Long lists in pages of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.http import HttpRequest

    from fahsai.web.shown import Shown

T = TypeVar("T")
U = TypeVar("U")
PAGE, LONGEST_NUMBER = "page", 6


class Pager(NamedTuple, Generic[T]):
    """One page of a list, with the addresses of its neighbours ("" where there is none)."""

    items: tuple[T, ...]
    total: int
    pages: int
    here: str
    before: str
    after: str

    def showing(self, items: Iterable[U]) -> Pager[U]:
        """The same page with what its items look like."""
        return Pager(tuple(items), self.total, self.pages, self.here, self.before, self.after)


def paged(items: Sequence[T], request: HttpRequest, shown: Shown, size: int = 100) -> Pager[T]:
    """The page of ``items`` that ``?page=2`` asks for; a number that there is not is the nearest.

    The other words of the address stay in the addresses of the neighbours.
    """

    def read(start: int, count: int) -> tuple[tuple[T, ...], int]:
        return tuple(items[start : start + count]), len(items)

    return pages_of(read, request, shown, size)


def pages_of(
    read: Callable[[int, int], tuple[tuple[T, ...], int]],
    request: HttpRequest,
    shown: Shown,
    size: int = 100,
) -> Pager[T]:
    """As :func:`paged`, for a list that is read a page at a time.

    ``read(start, count)`` answers with that part of the list and how long all of it is.
    """
    text = request.GET.get(PAGE, "1")
    plain = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    number = max(int(text) if plain else 1, 1)
    items, length = read((number - 1) * size, size)
    pages = max(1, -(-length // size))
    if number > pages:
        number = pages
        items, length = read((number - 1) * size, size)

    def address(other: int) -> str:
        if not 1 <= other <= pages:
            return ""
        query = request.GET.copy()
        query[PAGE] = str(other)
        return f"?{query.urlencode()}"

    return Pager(
        items=items,
        total=length,
        pages=pages,
        here=shown.word("pager", "here", page=str(number), pages=str(pages)),
        before=address(number - 1),
        after=address(number + 1),
    )

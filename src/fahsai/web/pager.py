"""Long lists in pages of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from fahsai.web.shown import Shown

T = TypeVar("T")
PAGE, LONGEST_NUMBER = "page", 6


class Pager(NamedTuple, Generic[T]):
    """One page of a list, with the addresses of its neighbours ("" where there is none)."""

    items: tuple[T, ...]
    total: int
    pages: int
    here: str
    before: str
    after: str


def paged(items: Sequence[T], request: HttpRequest, shown: Shown, size: int = 100) -> Pager[T]:
    """The page of ``items`` that ``?page=2`` asks for; a number that there is not is the nearest.

    The other words of the address stay in the addresses of the neighbours.
    """
    pages = max(1, -(-len(items) // size))
    text = request.GET.get(PAGE, "1")
    plain = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    number = min(max(int(text) if plain else 1, 1), pages)

    def address(other: int) -> str:
        if not 1 <= other <= pages:
            return ""
        query = request.GET.copy()
        query[PAGE] = str(other)
        return f"?{query.urlencode()}"

    return Pager(
        items=tuple(items[(number - 1) * size : number * size]),
        total=len(items),
        pages=pages,
        here=shown.word("pager", "here", page=str(number), pages=str(pages)),
        before=address(number - 1),
        after=address(number + 1),
    )

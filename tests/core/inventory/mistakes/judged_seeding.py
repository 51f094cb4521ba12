"""What every seed of the judge is made with: a source that fits, and what should be told."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from tests.core.inventory.mistakes.judged_places import Held, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

D = Decimal
Values = tuple[Decimal | None, ...]


class Seeded(NamedTuple):
    """An inventory with one mistake: the findings that would be right, and of what.

    ``beside`` are findings that are true as well, though another would be better.
    """

    place: Place
    codes: frozenset[str]
    subjects: frozenset[str]
    what: str
    beside: frozenset[str] = frozenset()


Sow = Callable[[Place, Random], Seeded | None]


def one_of(place: Place, random: Random, wanted: Callable[[Held], bool]) -> int | None:
    fitting = [n for n, one in enumerate(place.sources) if wanted(one)]
    return random.choice(fitting) if fitting else None


def every_month(one: Held) -> bool:
    return all(one.now)


def quiet(one: Held) -> bool:
    """A source whose months are alike within a factor of two and a half."""
    known = [value for value in one.now if value]
    return len(known) == len(one.now) and max(known) < D("2.5") * min(known)


def some(one: Held) -> Values:
    """The months, with one figure where there is none at all: nobody types a factor beside it."""
    return one.now if any(one.now) else (D(3), *one.now[1:])


def of_people(one: Held) -> bool:
    return one.row.unit == "person_day"


def counted(one: Held) -> bool:
    return one.row.kind != "electricity.self_generated"


def rounded(values: Sequence[Decimal | None], places: int) -> Values:
    step = D(1).scaleb(-places)
    return tuple(None if one is None else one.quantize(step, ROUND_HALF_UP) for one in values)


def seeded(
    place: Place,
    number: int,
    what: str,
    codes: Sequence[str],
    beside: Sequence[str] = (),
    **to: object,
) -> Seeded:
    one = place.sources[number]
    return Seeded(
        place.changed(number, **to),
        frozenset(f"mistake.{code}" for code in codes),
        frozenset({one.code}),
        f"{what} of {one.row.label}",
        frozenset(f"mistake.{code}" for code in beside),
    )


def least(one: Held) -> Decimal:
    """The smallest figure of a source's months."""
    return min(value for value in one.now if value is not None)

"""A sample of records to look at: drawn by a seed, so that anybody draws the same again."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.quantity.exact import EXACT, ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable

STEPS = 2**64


class Weighing(StrEnum):
    """What makes a record likely to be drawn."""

    RESULT = "result"  # the size of its result: large ones are looked at more often
    EVEN = "even"  # each like the other


class Item(NamedTuple):
    """Something that may be drawn, by its code; ``weight`` [kg CO2e] is zero or more."""

    code: str
    weight: Decimal


def sample(
    items: Iterable[Item], size: int, seed: str, weighing: Weighing = Weighing.RESULT
) -> tuple[str, ...]:
    """The codes of at most ``size`` items, in the order in which they were drawn.

    Each item gets the number u = (h + 1) / (2^64 + 1), where h are the first 8 bytes of the
    SHA-256 of ``<seed>|<code>``; drawn are those with the smallest -ln(u) / weight.  That draws
    without replacement and with chances by weight, does not depend on the order of the items,
    and can be checked by hand.  Weighed by result, an item of weight zero is never drawn.

    Args:
        items: each code once.
        size: how many.
        seed: any text; another one draws another sample.
        weighing: by result, or each like the other.

    Raises:
        ValueError: the size or a weight is less than zero, or a code stands there twice.

    Reference: P. S. Efraimidis and P. G. Spirakis, Weighted random sampling with a reservoir,
    Information Processing Letters 97 (2006), 181-185, algorithm A.

    >>> items = [Item("S01", Decimal(5)), Item("S02", Decimal(90)), Item("S03", Decimal(0))]
    >>> sample(items, 3, "2569")
    ('S02', 'S01')
    >>> sorted(sample(items, 3, "2569", Weighing.EVEN))
    ['S01', 'S02', 'S03']
    """
    if size < 0:
        raise ValueError(f"a sample of {size}")
    keys: dict[str, tuple[Decimal, str]] = {}
    seen = set()
    for item in items:
        if item.weight < ZERO:
            raise ValueError(f"{item.code} weighs {item.weight}")
        if item.code in seen:
            raise ValueError(f"{item.code} stands there twice")
        seen.add(item.code)
        weight = item.weight if weighing is Weighing.RESULT else Decimal(1)
        if weight:
            keys[item.code] = (_key(seed, item.code, weight), item.code)
    return tuple(sorted(keys, key=keys.__getitem__)[:size])


def _key(seed: str, code: str, weight: Decimal) -> Decimal:
    drawn = int.from_bytes(sha256(f"{seed}|{code}".encode()).digest()[:8], "big")
    chance = EXACT.divide(Decimal(drawn + 1), Decimal(STEPS + 1))
    return EXACT.divide(EXACT.minus(EXACT.ln(chance)), weight)

"""The 77 provinces of Thailand, by ISO 3166-2 code and by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Province:
    """One province; Bangkok, a special administrative area, is counted among them."""

    code: str
    name_th: str
    name_en: str
    aliases: tuple[str, ...] = ()


_PREFIX = re.compile(r"^(?:จังหวัด|จ\.|changwat\s+)\s*|\s+province$", re.IGNORECASE)


def _key(name: str) -> str:
    return re.sub(r"[\s.\-'ฯ]", "", _PREFIX.sub("", name.strip())).casefold()


@dataclass(frozen=True, slots=True)
class ProvinceTable:
    """All provinces; made by :meth:`of`."""

    provinces: tuple[Province, ...]
    _by_code: Mapping[str, Province] = field(repr=False, compare=False)
    _by_name: Mapping[str, Province] = field(repr=False, compare=False)

    @classmethod
    def of(cls, provinces: Iterable[Province]) -> ProvinceTable:
        """A table from its rows; a name claimed twice is a fault of our own table."""
        rows = tuple(provinces)
        by_name: dict[str, Province] = {}
        for province in rows:
            for name in (province.name_th, province.name_en, *province.aliases):
                if by_name.setdefault(_key(name), province) is not province:
                    raise ValueError(f"two provinces are called {name}")
        return cls(rows, {p.code: p for p in rows}, by_name)

    def get(self, code: str) -> Province | None:
        """The province of an ISO 3166-2 code ("TH-50"), or None."""
        return self._by_code.get(code)

    def find(self, name: str) -> Province | None:
        """The province of a name in Thai or English, with or without "จังหวัด"; or None."""
        return self._by_name.get(_key(name))

"""The name of a source as TCFO_R_01 prints it, with its unit behind it, written and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class NameRead(NamedTuple):
    """A printed name without its unit, and the unit that stood behind it ("" for none)."""

    name: str
    unit: str = ""


def name_in_unit(name: str, unit: str) -> str:
    """A source's name with its unit, where the name does not tell it already.

    >>> name_in_unit("รถยก", "ฝ่ายผลิต")
    'รถยก (ฝ่ายผลิต)'
    >>> name_in_unit("รถยกของฝ่ายผลิต", "ฝ่ายผลิต")
    'รถยกของฝ่ายผลิต'
    """
    return name if not unit or unit in name else f"{name} ({unit})"


def read_name(printed: str, units: Iterable[str]) -> NameRead:
    """A printed name, its unit taken off where a unit of that name is known.

    Anything else in brackets belongs to the name.

    Args:
        printed: as it stands in the form.
        units: the names of the organisation's units.

    >>> read_name("รถยก (ฝ่ายผลิต)", ["ฝ่ายผลิต", "ฝ่ายคลัง"])
    NameRead(name='รถยก', unit='ฝ่ายผลิต')
    >>> read_name("ไฟฟ้า (จ่ายเงิน)", ["ฝ่ายผลิต"])
    NameRead(name='ไฟฟ้า (จ่ายเงิน)', unit='')
    """
    known = {_plain(f"({unit})"): unit for unit in units if unit.strip()}
    for place, sign in enumerate(printed):
        if sign == "(" and (unit := known.get(_plain(printed[place:]))) is not None:
            name = printed[:place].strip()
            return NameRead(name, unit) if name else NameRead(printed.strip())
    return NameRead(printed.strip())


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()

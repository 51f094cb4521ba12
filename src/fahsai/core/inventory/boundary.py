"""The organisation and its boundary: units (who) and facilities (where)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Organisation:
    """One tenant; ``kind`` is the form's 2.3 (เทศบาลเมือง, อบต., โรงงาน...)."""

    id: UUID
    code: str
    name_th: str
    name_en: str
    kind: str
    address: str
    province: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the organisation (สำนัก, กอง) in a tree."""

    id: UUID
    code: str
    name_th: str
    name_en: str
    parent_id: UUID | None = None
    head: str = ""


@dataclass(frozen=True, slots=True)
class Facility:
    """A place or public utility inside the boundary (อาคาร, โรงสูบน้ำ...)."""

    id: UUID
    code: str
    name_th: str
    name_en: str
    unit_id: UUID | None = None
    count: int = 1
    added: bool = False
    excluded: bool = False
    reason: str = ""

"""A town whose units each have their own sources, and people who enter data for one of them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from tests.services.towns import OWNER, bare

from fahsai.core.access.actor import Actor, Membership
from fahsai.core.access.roles import Role
from fahsai.gateways.workbooks.office.values import FISCAL
from fahsai.gateways.workbooks.template.book import (
    TemplateBook,
    TemplateLine,
    TemplateSource,
    TemplateUnit,
    TemplateYear,
)
from fahsai.records.ids import new_id
from fahsai.records.models import OrgUnit
from fahsai.services.import_activity import import_activity
from fahsai.services.templates import activity_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

YEAR = 2565
UNITS = (
    TemplateUnit("OPS", "สำนักปลัด"),
    TemplateUnit("ENG", "กองช่าง"),
    TemplateUnit("ENG1", "งานไฟฟ้า", parent="ENG"),
    TemplateUnit("EDU", "กองการศึกษา"),
)


def _source(code: str, kind: str, unit: str, measure: str, name: str) -> TemplateSource:
    return TemplateSource(
        code, kind, name, unit, activity_unit=measure, origin="paid", grade="Y",
        evidence=(f"บิล-{code}.pdf",),
    )  # fmt: skip


SOURCES = (
    _source("P01", "electricity.paid", "OPS", "kWh", "ไฟฟ้าสำนักปลัด"),
    _source("D01", "stationary.diesel", "ENG", "litre", "เครื่องปั่นไฟกองช่าง"),
    _source("P02", "electricity.paid", "ENG1", "kWh", "ไฟฟ้าโรงซ่อม"),
    _source("P03", "electricity.paid", "", "kWh", "ไฟฟ้าที่ยังไม่มีเจ้าของ"),
)
EVIDENCE = {f"บิล-{one.code}.pdf": f"%PDF {one.code}".encode() for one in SOURCES}


def months(first: int) -> tuple[Decimal, ...]:
    return tuple(Decimal(first + n) for n in range(12))


LINES = (
    TemplateLine("P01", "kWh", months(71_000)),
    TemplateLine("D01", "litre", months(620)),
    TemplateLine("P02", "kWh", months(5_300)),
    TemplateLine("P03", "kWh", months(99_000)),
)


def book(
    sources: Sequence[TemplateSource] = SOURCES,
    lines: Sequence[TemplateLine] = LINES,
    units: Sequence[TemplateUnit] = UNITS,
    year: int = YEAR,
) -> bytes:
    return activity_template(
        TemplateBook(
            units=tuple(units),
            sources=tuple(sources),
            current=TemplateYear(year, FISCAL, tuple(lines)),
        )
    )


class Town(NamedTuple):
    """The town, the keys of its units by code, and people of it."""

    id: UUID
    units: dict[str, UUID]

    def collector(self, *codes: str) -> Actor:
        keys = frozenset(self.units[code] for code in codes)
        return Actor(new_id(), "ผู้เก็บข้อมูล", frozenset({Membership(self.id, Role.COLLECTOR, keys)}))

    def manager(self) -> Actor:
        return Actor(new_id(), "ผู้จัดการ", frozenset({Membership(self.id, Role.DATA_MANAGER)}))


def parted_town(code: str = "parted") -> Town:
    owner = bare(code)
    result, findings = import_activity(
        OWNER, owner, book(), "ทั้งองค์กร.xlsx", accept=True, evidence=EVIDENCE
    )
    assert result is not None, findings
    units = dict(OrgUnit.rows.of(owner).current().values_list("code", "key"))
    return Town(owner, units)


def codes(sources: Iterable[object]) -> set[str]:
    return {one.code for one in sources}  # type: ignore[attr-defined]

"""Roles of an organisation and what each may do: the one table of permissions."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Role(StrEnum):
    """What somebody is in an organisation.

    The first five are the roles of form TCFO_R_02 section 7.1 and the one who approves the
    report; the others stand beside the form.
    """

    DATA_MANAGER = "data_manager"  # ผู้จัดการข้อมูล / ผู้รับผิดชอบข้อมูล
    COLLECTOR = "collector"  # ผู้เก็บข้อมูล
    WRITER = "writer"  # ผู้เขียนรายงาน
    INTERNAL_AUDITOR = "internal_auditor"  # ผู้ตรวจสอบภายใน
    APPROVER = "approver"  # ผู้บริหารที่อนุมัติรายงาน
    ADVISER = "adviser"  # ที่ปรึกษา
    VERIFIER = "verifier"  # ผู้ทวนสอบ
    PROGRAMME_MANAGER = "programme_manager"  # ผู้จัดการโครงการรวม
    ADMINISTRATOR = "administrator"  # ผู้ดูแลระบบขององค์กร


class Permission(StrEnum):
    """One thing that a use case needs."""

    SEE = "see"
    ENTER_DATA = "enter_data"  # activity data and its evidence
    SETTLE = "settle"  # kinds, factors, exclusions, settings of a year
    WRITE_REPORT = "write_report"  # texts, people, pictures, documents
    SUBMIT = "submit"  # freeze a version, and start the next
    REVIEW = "review"  # raise review points
    SEE_HISTORY = "see_history"  # events and who did what
    MANAGE_PEOPLE = "manage_people"  # invite, give and take roles
    MANAGE_ORGANISATION = "manage_organisation"  # profile, keys, own settings


_EDITS = frozenset(
    {
        Permission.SEE,
        Permission.ENTER_DATA,
        Permission.SETTLE,
        Permission.WRITE_REPORT,
        Permission.SEE_HISTORY,
    }
)

PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.DATA_MANAGER: _EDITS,
        Role.COLLECTOR: frozenset({Permission.SEE, Permission.ENTER_DATA}),
        Role.WRITER: frozenset({Permission.SEE, Permission.WRITE_REPORT, Permission.SEE_HISTORY}),
        Role.INTERNAL_AUDITOR: frozenset(
            {Permission.SEE, Permission.REVIEW, Permission.SEE_HISTORY}
        ),
        Role.APPROVER: frozenset({Permission.SEE, Permission.SUBMIT, Permission.SEE_HISTORY}),
        Role.ADVISER: _EDITS,
        Role.VERIFIER: frozenset({Permission.SEE, Permission.REVIEW, Permission.SEE_HISTORY}),
        Role.PROGRAMME_MANAGER: frozenset({Permission.SEE}),
        Role.ADMINISTRATOR: frozenset(Permission) - {Permission.REVIEW},
    }
)
"""Who may do what.  An adviser edits drafts and never approves; one who checks never edits."""

OF_UNITS = frozenset({Role.COLLECTOR})
"""Roles that hold for some parts of an organisation only, with all that belongs to them."""

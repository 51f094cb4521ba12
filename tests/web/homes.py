"""Homes with loaded records for the tests of the pages, each built once in a run."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
from django.conf import settings
from django.test import override_settings
from tests.databases import default_database

from fahsai.core.assurance.review import ReviewKind
from fahsai.core.inventory.base_year import BaseYearChange, ChangeKind
from fahsai.gateways.workbooks.office.values import FISCAL
from fahsai.gateways.workbooks.report.book import OrganisationEntry, ReportBook
from fahsai.gateways.workbooks.report.write import write_report_template
from fahsai.gateways.workbooks.template.book import (
    TemplateBook,
    TemplateLine,
    TemplateOrganisation,
    TemplateSource,
    TemplateYear,
)
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.base_year_records import record_change
from fahsai.services.demonstration import load_demonstration
from fahsai.services.documents import make_documents
from fahsai.services.import_activity import import_activity
from fahsai.services.import_report import import_report
from fahsai.services.inventories import version_of_year
from fahsai.services.review import raise_point
from fahsai.services.templates import activity_template
from fahsai.services.units import add_unit
from fahsai.site.config import DATABASE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from pytest_django import DjangoDbBlocker

TODAY = date(2026, 3, 1)
DEMO, DEMO_YEAR = "fahsai-demo", 2565
HOSTILE, HOSTILE_YEAR = "x/y <b>&\"'", 2566
HOSTILE_SOURCE = "H/1 <i>"
HOSTILE_UNIT = "U/1 <i>"
UNDECIDED_KIND = "mobile.gasohol_unspecified"
"""The label does not tell the blends apart, so the program asks instead of choosing."""

POINT = "CAR-01"
"""The review point that both organisations have."""

CHANGE = 0
"""The change since a base year that both organisations have."""

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"
FILE_NAME = "ก<svg onload=alert(3)>\"'.xlsx"


@dataclass(frozen=True)
class Home:
    """A ``FAHSAI_HOME`` with its records."""

    folder: Path
    url: str


@contextmanager
def opened(home: Home, blocker: DjangoDbBlocker) -> Iterator[Home]:
    """Let the program of this process work in that home."""
    with (
        override_settings(FAHSAI=replace(settings.FAHSAI, home=home.folder)),
        default_database(home.url, blocker),
    ):
        yield home


def empty_home(folder: Path, migrated: Path) -> Home:
    """A migrated home without an organisation."""
    file = folder / DATABASE_FILE
    shutil.copy(migrated, file)
    return Home(folder, f"sqlite:///{file}")


def copied(home: Home, folder: Path) -> Home:
    """The same records in another folder."""
    shutil.copytree(home.folder, folder, dirs_exist_ok=True)
    return Home(folder, f"sqlite:///{folder / DATABASE_FILE}")


def load_demo() -> None:
    """The demonstration municipality with its Word form and workbook."""
    made = load_demonstration(LOCAL_OWNER)
    make_documents(LOCAL_OWNER, made.organisation.id, made.year_be, today=TODAY, pdf=False)
    load_point(made.organisation.id, made.year_be, "S05/2564-10", "ขอดูใบเสร็จ")
    load_change(made.organisation.id, "S05", "โอนโรงสูบน้ำให้การประปา")


def load_hostile() -> UUID:
    """An organisation whose every name is markup, with a gap, a rejected cell and no choice.

    Its documents are made of names that are markup as well.
    """
    report = ReportBook(
        organisation=OrganisationEntry(
            code=HOSTILE,
            name_th=MARKUP,
            kind=MARKUP,
            province=MARKUP,
            year_be=HOSTILE_YEAR,
            report_date=TODAY,
        )
    )
    entered, findings = import_report(
        LOCAL_OWNER, write_report_template(report), FILE_NAME, today=TODAY
    )
    assert entered is not None, findings
    imported, findings = import_activity(
        LOCAL_OWNER,
        entered.organisation_id,
        _with_text(activity_template(_hostile_book())),
        FILE_NAME,
        accept=True,
    )
    assert imported is not None, findings
    assert imported.receipt.rejected
    unit, findings = add_unit(
        LOCAL_OWNER, entered.organisation_id, HOSTILE_UNIT, MARKUP, name_en=MARKUP
    )
    assert unit is not None, findings
    make_documents(LOCAL_OWNER, entered.organisation_id, HOSTILE_YEAR, today=TODAY, pdf=False)
    load_point(entered.organisation_id, HOSTILE_YEAR, HOSTILE_SOURCE, MARKUP)
    load_change(entered.organisation_id, HOSTILE_SOURCE, MARKUP)
    return entered.organisation_id


def load_point(organisation_id: UUID, year_be: int, subject: str, text: str) -> None:
    """A review point about something of a year, the first of its kind."""
    version = version_of_year(LOCAL_OWNER, organisation_id, year_be)
    raised, findings = raise_point(
        LOCAL_OWNER, organisation_id, version, ReviewKind.CAR, text, subject
    )
    assert raised is not None, findings
    assert raised.code == POINT


def load_change(organisation_id: UUID, source: str, reason: str) -> None:
    """A change since a base year, the first of its organisation."""
    kind, day = ChangeKind.STRUCTURAL, date(2022, 3, 31)
    said = BaseYearChange(2564, kind, day, Decimal("-12.5"), reason, source)
    assert record_change(LOCAL_OWNER, organisation_id, said) == (CHANGE, ())


def _hostile_book() -> TemplateBook:
    months = (None, *(Decimal(n) for n in range(1, 12)))
    return TemplateBook(
        organisation=TemplateOrganisation(HOSTILE, MARKUP),
        sources=(
            TemplateSource(
                HOSTILE_SOURCE,
                kind="stationary.diesel",
                name=MARKUP,
                place=MARKUP,
                equipment=MARKUP,
                activity_unit="litre",
                origin="paid",
                grade="Y",
            ),
            TemplateSource(
                "H2",
                kind=UNDECIDED_KIND,
                name=MARKUP,
                activity_unit="litre",
                origin="paid",
                grade="Y",
            ),
        ),
        current=TemplateYear(
            HOSTILE_YEAR,
            FISCAL,
            (
                TemplateLine(HOSTILE_SOURCE, "litre", months),
                TemplateLine("H2", "litre", months),
            ),
        ),
    )


def _with_text(data: bytes) -> bytes:
    """The workbook with markup in the first month of the first line."""
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book["ข้อมูลรายเดือน"]
    row = next(cell.row for cell in sheet["A"] if cell.value == HOSTILE_SOURCE)
    sheet.cell(row, 3).value = MARKUP
    out = BytesIO()
    book.save(out)
    return out.getvalue()

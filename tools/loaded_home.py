"""A home with one organisation of many lines, for measuring: made by the use cases themselves.

``FAHSAI_HOME`` and ``DATABASE_URL`` say where, as always.  Run as a program it also makes accounts
and prints, as JSON, what a load test needs to know.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

CODE, YEAR = "bench", 2565
TODAY = date(2022, 12, 15)
MONTHS = 12
KINDS = {
    "mobile.diesel": "litre",
    "stationary.lpg": "kg",
    "electricity.paid": "kWh",
    "water.pwa": "m3",
    "stationary.wood": "kg",
}
PASSWORD = "fahsai load test 2565"  # noqa: S105 - of accounts in a throw-away home


def set_up() -> None:
    """Django, and a database of this version."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahsai.site.settings")
    import django

    django.setup()
    from fahsai.services.installation import bring_up_to_date

    bring_up_to_date()


def found(code: str) -> UUID:
    """A new organisation without any records."""
    from fahsai.gateways.workbooks.report.book import OrganisationEntry, ReportBook
    from fahsai.gateways.workbooks.report.write import write_report_template
    from fahsai.services.actors import LOCAL_OWNER
    from fahsai.services.import_report import import_report

    report = ReportBook(
        organisation=OrganisationEntry(
            code=code, name_th="เทศบาลวัดความเร็ว", year_be=YEAR, report_date=TODAY
        )
    )
    entered, said = import_report(
        LOCAL_OWNER, write_report_template(report), "report.xlsx", today=TODAY
    )
    assert entered is not None, said
    return entered.organisation_id


def load(lines: int) -> None:
    """One organisation with a calculated year of about ``lines`` lines, and the year before it.

    It has a legal entity, and a table of as many rows that waits for a word on its columns.
    """
    from fahsai.services.activity_upload import offer_workbook
    from fahsai.services.actors import LOCAL_OWNER
    from fahsai.services.calculate_year import calculate_year
    from fahsai.services.columns_upload import columns_of_workbook
    from fahsai.services.import_activity import import_activity
    from fahsai.services.templates import activity_template
    from fahsai.services.uploads import Upload
    from fahsai.services.working.perform import run_job

    owner = found(CODE)
    data = activity_template(_book(lines // MONTHS))
    imported, said = import_activity(LOCAL_OWNER, owner, data, "activity.xlsx", accept=True)
    assert imported is not None, said
    for year in (YEAR - 1, YEAR):
        calculate_year(LOCAL_OWNER, owner, year, today=TODAY)
    _group(owner)
    table = Upload("fuel.csv", "text/csv", table_of(lines))
    job = offer_workbook(LOCAL_OWNER, owner, table)
    run_job.call(str(owner), str(job))
    reading = columns_of_workbook(LOCAL_OWNER, owner, job).job
    if reading is not None:  # a large file: its columns are looked at by the worker first
        run_job.call(str(owner), str(reading))


def table_of(rows: int) -> bytes:
    """A text file of bills: day, words, number of the bill, quantity and unit."""
    made = ["วันที่,รายการ,เลขที่เอกสาร,ปริมาณ,หน่วย"]
    for number in range(rows):
        day = date(2021, 10, 1) + timedelta(number % 365)
        made.append(
            f"{day.day}/{day.month}/{day.year + 543},น้ำมันดีเซล รถ {number % 50:02},"
            f"INV{number:06},{10 + number % 977}.{number % 100:02},ลิตร"
        )
    return ("\n".join(made) + "\n").encode("utf-8-sig")


def _group(organisation_id: UUID) -> None:
    """A venture of which half is held."""
    from fahsai.core.inventory.group import FinancialControl, Relation
    from fahsai.services.actors import LOCAL_OWNER
    from fahsai.services.holdings import HoldingEntry, add_holding
    from fahsai.services.legal_entities import EntityEntry, add_legal_entity

    entity, said = add_legal_entity(LOCAL_OWNER, organisation_id, "JV", EntityEntry("กิจการร่วมค้า"))
    assert entity is not None, said
    holding = HoldingEntry(
        start=date(2020, 1, 1),
        end=None,
        relation=Relation.JOINT_VENTURE,
        equity_percent=Decimal(50),
        financial=FinancialControl.JOINT,
        operational=True,
        basis="สัญญาร่วมทุน",
    )
    add_holding(LOCAL_OWNER, organisation_id, entity.id, holding)


def _book(sources: int) -> Any:
    from fahsai.gateways.workbooks.office.values import FISCAL
    from fahsai.gateways.workbooks.template.book import (
        TemplateBook,
        TemplateLine,
        TemplateOrganisation,
        TemplateSource,
        TemplateYear,
    )

    kinds = list(KINDS.items())
    made, lines = [], []
    for number in range(sources):
        kind, unit = kinds[number % len(kinds)]
        code = f"S{number:04}"
        made.append(
            TemplateSource(
                code,
                kind=kind,
                name=f"แหล่ง {number}",
                activity_unit=unit,
                origin="paid",
                grade="Y",
            )
        )
        months = tuple(Decimal(1000 + number * 7 + month) for month in range(MONTHS))
        lines.append(TemplateLine(code, unit, months))
    before = tuple(
        replace(line, quantities=tuple(one and one * 97 / 100 for one in line.quantities))
        for line in lines
    )
    return TemplateBook(
        organisation=TemplateOrganisation(CODE, "เทศบาลวัดความเร็ว"),
        sources=tuple(made),
        current=TemplateYear(YEAR, FISCAL, tuple(lines)),
        base=TemplateYear(YEAR - 1, FISCAL, before),
    )


def addresses() -> dict[str, str]:
    """The pages that are measured, by name, which a verifier may look at too."""
    organisation = f"/organisations/{CODE}/"
    year = f"{organisation}{YEAR}/"
    return {
        "home": "/",
        "year": year,
        "sources": f"{year}sources/",
        "lines": f"{year}lines/",
        "last lines": f"{year}lines/?page=80",
        "trace": f"{year}lines/S0001/",
        "record": f"{year}lines/S0001/2564-10/",
        "findings": f"{year}findings/",
        "documents": f"{year}documents/",
        "cells": f"{year}cells/",
        "versions": f"{year}versions/",
        "organisation": organisation,
        "imports": f"{year}imports/",
        "events": f"{organisation}events/",
        "compare": f"{year}compare/",
        "base year": f"{year}base-year/",
        "uncertainty": f"{year}uncertainty/",
        "scope 3": f"{year}scope3/",
        "trees": f"{year}trees/",
        "group": f"{year}group/",
    }


def desks() -> dict[str, str]:
    """The pages of whoever enters and settles data, by name; the home must be loaded."""
    organisation = f"/organisations/{CODE}/"
    year = f"{organisation}{YEAR}/"
    job, mark = _waiting(), _answerable()
    return {
        "intervals": f"{year}lines/S0001/do/uncertainty/",
        "biomass": f"{year}lines/S0004/do/biomass/",
        "settle": f"{year}lines/S0001/do/settle/",
        "months": f"{year}sources/S0001/months/",
        "answer": f"{year}findings/{mark}/answer/",
        "entities": f"{organisation}entities/",
        "job": f"{organisation}jobs/{job}/",
        "columns": f"{organisation}jobs/{job}/columns/",
    }


def _waiting() -> UUID:
    """The job of the table that waits."""
    from django.db import transaction

    from fahsai.records import wall
    from fahsai.records.models import Job
    from fahsai.services.access import organisation_by_code
    from fahsai.services.actors import LOCAL_OWNER
    from fahsai.services.working.work import Work

    owner = organisation_by_code(LOCAL_OWNER, CODE).id
    with transaction.atomic():
        wall.work_for(owner)
        return Job.rows.of(owner).filter(kind=Work.LOOK.value).latest("created_at").id


def _answerable() -> str:
    """The mark of a finding that a person may answer."""
    from fahsai.core.finding import Level
    from fahsai.core.inventory.mistakes.answer import mark_of
    from fahsai.services.access import organisation_by_code
    from fahsai.services.actors import LOCAL_OWNER
    from fahsai.services.calculate_year import calculate_year

    owner = organisation_by_code(LOCAL_OWNER, CODE).id
    result = calculate_year(LOCAL_OWNER, owner, YEAR, today=TODAY)
    return next(mark_of(said) for said in result.findings if said.level is Level.WARNING)


def edit_one(quantity: int) -> None:
    """Another figure for one month, as a person enters it: the next look calculates anew."""
    from fahsai.core.thai.period import fiscal_year
    from fahsai.services.access import organisation_by_code
    from fahsai.services.actors import LOCAL_OWNER
    from fahsai.services.enter_lines import enter_months

    owner = organisation_by_code(LOCAL_OWNER, CODE).id
    first = fiscal_year(YEAR).months()[0]
    entered, said = enter_months(
        LOCAL_OWNER, owner, YEAR, "S0001", {first: str(quantity)}, unit="kg", reason="อ่านผิด"
    )
    assert entered.changes, said


def people(number: int) -> list[str]:
    """The addresses of accounts that may look at everything."""
    from django.contrib.auth import get_user_model
    from django.db import transaction

    from fahsai.core.access.roles import Role
    from fahsai.records import wall
    from fahsai.records.models import Membership
    from fahsai.services.access import organisation_by_code
    from fahsai.services.actors import LOCAL_OWNER

    owner = organisation_by_code(LOCAL_OWNER, CODE)
    accounts = []
    for place in range(number):
        account = get_user_model()(email=f"person{place}@example.org", name=f"คนที่ {place}")
        account.set_password(PASSWORD)
        account.save()
        with transaction.atomic():
            wall.work_for(owner.id)
            Membership(
                organisation_id=owner.id,
                actor_id=LOCAL_OWNER.id,
                account=account,
                role=Role.VERIFIER.value,
            ).save()
        accounts.append(account)
    _confirm(accounts)
    return [one.email for one in accounts]


def _confirm(accounts: list[Any]) -> None:
    """The addresses are theirs, as if they had followed the link of a mail."""
    from allauth.account.models import EmailAddress

    for one in accounts:
        EmailAddress.objects.create(user=one, email=one.email, verified=True, primary=True)


def main() -> None:
    """Make the home and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=5000)
    parser.add_argument("--people", type=int, default=0)
    given = parser.parse_args()
    set_up()
    load(given.lines)
    said = {"pages": addresses(), "password": PASSWORD, "emails": people(given.people)}
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()

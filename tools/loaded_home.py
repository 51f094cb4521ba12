"""A home with one organisation of many lines, for measuring: made by the use cases themselves.

``FAHSAI_HOME`` and ``DATABASE_URL`` say where, as always.  Run as a program it also makes accounts
and prints, as JSON, what a load test needs to know.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date
from decimal import Decimal
from typing import Any

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


def load(lines: int) -> None:
    """One organisation with a calculated year of about ``lines`` lines."""
    from fahsai.gateways.workbooks.report.book import OrganisationEntry, ReportBook
    from fahsai.gateways.workbooks.report.write import write_report_template
    from fahsai.services.actors import LOCAL_OWNER
    from fahsai.services.calculate_year import calculate_year
    from fahsai.services.import_activity import import_activity
    from fahsai.services.import_report import import_report
    from fahsai.services.templates import activity_template

    report = ReportBook(
        organisation=OrganisationEntry(
            code=CODE, name_th="เทศบาลวัดความเร็ว", year_be=YEAR, report_date=TODAY
        )
    )
    entered, said = import_report(
        LOCAL_OWNER, write_report_template(report), "report.xlsx", today=TODAY
    )
    assert entered is not None, said
    data = activity_template(_book(lines // MONTHS))
    imported, said = import_activity(
        LOCAL_OWNER, entered.organisation_id, data, "activity.xlsx", accept=True
    )
    assert imported is not None, said
    calculate_year(LOCAL_OWNER, entered.organisation_id, YEAR, today=TODAY)


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
    return TemplateBook(
        organisation=TemplateOrganisation(CODE, "เทศบาลวัดความเร็ว"),
        sources=tuple(made),
        current=TemplateYear(YEAR, FISCAL, tuple(lines)),
    )


def addresses() -> dict[str, str]:
    """The pages that are measured, by name."""
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
    }


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

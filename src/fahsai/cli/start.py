"""Starting what keeps records: settings, database, and the local owner."""

from __future__ import annotations

import argparse
import os
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fahsai.core.thai.dates import parse_date

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.boundary import Organisation


def start_records() -> Actor:
    """Set up Django, bring the database up to date, and act as the local owner."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahsai.site.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from fahsai.services.actors import LOCAL_OWNER

    return LOCAL_OWNER


def today() -> date:
    """The date in Thailand."""
    return datetime.now(tz=ZoneInfo("Asia/Bangkok")).date()


def a_date(text: str) -> date:
    """A date of an option, in either era."""
    day, _ = parse_date(text)
    if day is None:
        raise argparse.ArgumentTypeError(f"not a date: {text}")
    return day


def a_year(text: str) -> int:
    """A Buddhist year of an option; a Christian one is understood."""
    try:
        year = int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not a year: {text}") from error
    return year if year > 2400 else year + 543  # noqa: PLR2004 - no report is that old


def organisation_named(actor: Actor, code: str) -> Organisation:
    """The organisation of a code."""
    from fahsai.services.access import organisation_by_code

    return organisation_by_code(actor, code)


def add_organisation(command: argparse.ArgumentParser, *, year: bool = True) -> None:
    """The options that name an organisation and a year."""
    command.add_argument("--organisation", required=True, metavar="CODE")
    if year:
        command.add_argument("--year", required=True, type=a_year, metavar="BE")

"""Starting what keeps records: settings, database, and the local owner."""

from __future__ import annotations

import argparse
import os
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fahsai.core.thai.dates import parse_date
from fahsai.core.thai.digits import to_arabic
from fahsai.core.thai.era import BE_OFFSET
from fahsai.core.thai.period import YEAR_KINDS, PeriodKind

if TYPE_CHECKING:
    from fahsai.cli.commands import Command
    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.boundary import Organisation

YEARS = (2450, 2700)
"""The Buddhist years that an option may name."""

LAST_NUMBER, LAST_PORT = 9999, 65535


def set_up() -> None:
    """Set up Django and leave the database as it is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahsai.site.settings")
    import django

    django.setup()


def start_records() -> Actor:
    """Set up Django, bring the database up to date, and act as the local owner."""
    set_up()
    from fahsai.services.actors import LOCAL_OWNER
    from fahsai.services.installation import bring_up_to_date

    bring_up_to_date()
    return LOCAL_OWNER


def today() -> date:
    """The date in Thailand."""
    return datetime.now(tz=ZoneInfo("Asia/Bangkok")).date()


def a_date(text: str) -> date:
    """A date of an option, in either era; a time of day would be lost, so it is refused."""
    day, _ = parse_date(text)
    if day is None or ":" in text:
        raise argparse.ArgumentTypeError(f"not a date: {text}")
    return day


def a_year(text: str) -> int:
    """A Buddhist year of an option, in four digits; a Christian one is understood."""
    digits = to_arabic(text.strip())
    year = int(digits) if digits.isdecimal() else 0
    year = year if year >= YEARS[0] else year + BE_OFFSET
    if not YEARS[0] <= year <= YEARS[1]:
        raise argparse.ArgumentTypeError(f"not a year of four digits: {text}")
    return year


def a_number(text: str) -> int:
    """The number of a version, from 1."""
    number = to_arabic(text)
    if not number.isdecimal() or not 1 <= int(number) <= LAST_NUMBER:
        raise argparse.ArgumentTypeError(f"not a number of a version: {text}")
    return int(number)


def a_port(text: str) -> int:
    """A port of this machine."""
    if not text.isdecimal() or not 1 <= int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"not a port (1 to {LAST_PORT}): {text}")
    return int(text)


def a_pair(text: str) -> tuple[str, str]:
    """NAME=VALUE, neither empty."""
    name, _, value = (part.strip() for part in text.partition("="))
    if not name or not value:
        raise argparse.ArgumentTypeError(f"not NAME=VALUE: {text}")
    return name, value


class NoOrganisationError(LookupError):
    """There is no organisation of that code: it must be made first."""


def organisation_named(actor: Actor, code: str) -> Organisation:
    """The organisation of a code.

    Raises:
        NoOrganisationError: there is none.
    """
    from fahsai.services.access import NotFoundError, organisation_by_code

    try:
        return organisation_by_code(actor, code)
    except NotFoundError as error:
        raise NoOrganisationError(code) from error


def add_organisation(command: Command, *, year: bool = True) -> None:
    """The options that name an organisation, a year, and an older version of it."""
    command.argument("--organisation", required=True, metavar="CODE")
    if year:
        command.argument("--year", required=True, type=a_year, metavar="BE")
        add_period(command)


def add_period(command: Command) -> None:
    """The option that tells a fiscal from a calendar year of the same number."""
    command.argument("--period", choices=sorted(YEAR_KINDS))


def period_of(given: argparse.Namespace) -> PeriodKind | None:
    """The kind of year that was asked for, None where the number alone names it."""
    return None if given.period is None else YEAR_KINDS[given.period]

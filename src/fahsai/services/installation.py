"""What this installation has and lacks."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import django
from django.conf import settings
from django.db import connection

import fahsai
from fahsai.documents.tcfo_r_02.pdf import pdf_available
from fahsai.records.guards import missing_guards as _missing_guards


@dataclass(frozen=True, slots=True)
class Installation:
    """Facts by their word key, and the guards of the database that are missing."""

    facts: tuple[tuple[str, str], ...]
    missing_guards: tuple[str, ...]


def missing_guards() -> tuple[str, ...]:
    """The triggers that refuse changes of frozen rows and are not there; none may be missing."""
    return _missing_guards(connection)


def installation() -> Installation:
    """Version, home, database and helpers of this installation."""
    config = settings.FAHSAI
    database = connection.vendor
    if database == "sqlite":
        database = f"SQLite {sqlite3.sqlite_version}"
    return Installation(
        facts=(
            ("version", f"fahsai {fahsai.__version__}, Django {django.get_version()}"),
            ("home", str(config.home)),
            ("database", database),
            ("pdf", "LibreOffice" if pdf_available() else "-"),
        ),
        missing_guards=missing_guards(),
    )

"""The second wall between organisations: what PostgreSQL itself lets a connection see.

The use cases say here for whom they work; the row policies of the database
(:mod:`fahsai.records.row_security`) compare every row with that, whatever a query asks for.  On
SQLite, which has no such policies, saying so changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from uuid import UUID

ORGANISATION, ACCOUNT, EVERYBODY = "fahsai.organisation", "fahsai.account", "fahsai.everybody"


def work_for(organisation_id: UUID) -> None:
    """From now on this connection sees the rows of one organisation."""
    _say(ORGANISATION, str(organisation_id))


def act_as(account_id: UUID) -> None:
    """From now on this connection sees the memberships of that account."""
    _say(ACCOUNT, str(account_id))


def look_at_every_name() -> None:
    """From now on this connection sees which organisations there are, and none of their rows.

    For the local owner's list and for questions about the installation as a whole.
    """
    _say(EVERYBODY, "names")


def leave() -> None:
    """Forget for whom: nothing of anybody is seen until somebody says so again."""
    for name in (ORGANISATION, ACCOUNT, EVERYBODY):
        _say(name, "")


def _say(name: str, value: str) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [name, value])

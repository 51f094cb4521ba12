"""The meters as the intake knows them: a copy of what the records say, and channel numbers.

Numbers are unique in the installation and never given twice, also when a meter is gone.
"""

from __future__ import annotations

import json
from operator import attrgetter
from typing import TYPE_CHECKING
from uuid import UUID

from fahsai.readings.meter_json import meter_from, meter_text
from fahsai.readings.values import RegisteredGateway, RegisteredMeter, TokenGrant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from fahsai.core.metering.meter import Meter
    from fahsai.readings.database import Database, Row, Session

VERSION = "registry"
"""The name of the number that grows with each change."""

_COLUMNS = "data, organisation_code, tokens"

_PUT = """
INSERT INTO meters (meter, data, organisation_code, tokens, version)
VALUES (?, ?, ?, ?, ?)
ON CONFLICT (meter) DO UPDATE SET
    data = excluded.data, organisation_code = excluded.organisation_code,
    tokens = excluded.tokens, version = excluded.version
"""


_PUT_GATEWAY = """
INSERT INTO gateways (gateway, organisation_code, token, meters) VALUES (?, ?, ?, ?)
"""

_USED = """
INSERT INTO used (mqtt_user, at) VALUES (?, ?)
ON CONFLICT (mqtt_user) DO UPDATE SET
    at = CASE WHEN excluded.at > used.at THEN excluded.at ELSE used.at END
"""


def next_number(session: Session, name: str) -> int:
    """The next value of a number that only grows, for as long as the transaction lasts."""
    session.run(
        "INSERT INTO numbers (name, value) VALUES (?, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = numbers.value + 1",
        (name,),
    )
    [(value,)] = session.rows("SELECT value FROM numbers WHERE name = ?", (name,))
    return int(value)


def put_in(session: Session, meters: Collection[RegisteredMeter], *, only: bool = False) -> int:
    """Let meters be as they are now, within a transaction; the new version."""
    version = next_number(session, VERSION)
    session.run_many(_PUT, sorted(_row(one, version) for one in meters))
    if only:
        session.run("DELETE FROM meters WHERE version < ?", (version,))
    return version


class Registry:
    """The meters whose messages are taken."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def version(self) -> int:
        """Grows with each change: who has read all at this version need not read again."""
        with self._database.read() as session:
            return _version(session)

    def numbers(self, meter: UUID, names: Sequence[str]) -> dict[str, int]:
        """The channel number of each name of a meter; given where there is none yet."""
        with self._database.write() as session:
            session.run_many(
                "INSERT INTO channels (meter, name) VALUES (?, ?)"
                " ON CONFLICT (meter, name) DO NOTHING",
                [(str(meter), name) for name in names],
            )
            found: Mapping[str, int] = dict(
                session.rows("SELECT name, number FROM channels WHERE meter = ?", (str(meter),))
            )
        return {name: found[name] for name in names}

    def put(self, meter: Meter, organisation_code: str, tokens: Collection[TokenGrant] = ()) -> int:
        """Let a meter be as it is now, with what opens the door to it; the new version."""
        return self.put_all([RegisteredMeter(meter, organisation_code, tuple(tokens))])

    def put_all(self, meters: Collection[RegisteredMeter], *, only: bool = False) -> int:
        """Let meters be as they are now; with ``only``, all others are gone.  The new version."""
        with self._database.write() as session:
            return put_in(session, meters, only=only)

    def remove(self, meter: UUID) -> int:
        """Take nothing more from a meter; its numbers stay its own.  The new version."""
        with self._database.write() as session:
            session.run("DELETE FROM meters WHERE meter = ?", (str(meter),))
            return next_number(session, VERSION)

    def all(self) -> list[RegisteredMeter]:
        """Every meter.  Ask for the version first: what changes in between is seen next time."""
        with self._database.read() as session:
            rows = session.rows(f"SELECT {_COLUMNS} FROM meters ORDER BY meter")  # noqa: S608
        return [_registered(row) for row in rows]

    def of(self, meters: Collection[UUID]) -> dict[UUID, RegisteredMeter]:
        """Those of some meters that are known."""
        asked = f"SELECT {_COLUMNS} FROM meters WHERE {self._database.among('meter')}"  # noqa: S608
        with self._database.read() as session:
            rows = session.rows(asked, (self._database.many([str(one) for one in meters]),))
        return {one.meter.id: one for one in map(_registered, rows)}

    def put_gateways(self, organisation_code: str, gateways: Iterable[RegisteredGateway]) -> int:
        """Let these be the gateways of an organisation, and no others; the version.

        It stays the same where they are known so already.
        """
        wanted = sorted(gateways, key=attrgetter("id"))
        with self._database.write() as session:
            rows = session.rows(
                f"SELECT {_GATEWAY} FROM gateways WHERE organisation_code = ? ORDER BY gateway",  # noqa: S608
                (organisation_code,),
            )
            if sorted(map(_gateway, rows), key=attrgetter("id")) == wanted:
                return _version(session)
            session.run("DELETE FROM gateways WHERE organisation_code = ?", (organisation_code,))
            session.run_many(_PUT_GATEWAY, [_gateway_row(one) for one in wanted])
            return next_number(session, VERSION)

    def gateways(self) -> list[RegisteredGateway]:
        """Every gateway; ask for the version first, as for :meth:`all`."""
        with self._database.read() as session:
            rows = session.rows(f"SELECT {_GATEWAY} FROM gateways ORDER BY gateway")  # noqa: S608
        return [_gateway(row) for row in rows]

    def note_used(self, users: Iterable[str], at: int) -> None:
        """Note that tokens were in use [unix ms], by their user names; an older time is let be."""
        with self._database.write() as session:
            session.run_many(_USED, [(user, at) for user in sorted(set(users))])

    def used(self, users: Collection[str]) -> dict[str, int]:
        """When tokens were last in use [unix ms]; those that never were are left out."""
        asked = f"SELECT mqtt_user, at FROM used WHERE {self._database.among('mqtt_user')}"  # noqa: S608
        with self._database.read() as session:
            return dict(session.rows(asked, (self._database.many(users),)))

    def ids(self) -> frozenset[UUID]:
        """Which meters are known."""
        with self._database.read() as session:
            return frozenset(UUID(one) for (one,) in session.rows("SELECT meter FROM meters"))


def _version(session: Session) -> int:
    found = session.rows("SELECT value FROM numbers WHERE name = ?", (VERSION,))
    return int(found[0][0]) if found else 0


_GATEWAY = "gateway, organisation_code, token, meters"


def _gateway_row(one: RegisteredGateway) -> tuple[str, str, str, str | None]:
    meters = None if one.meters is None else json.dumps(one.meters)
    return str(one.id), one.organisation_code, json.dumps(one.grant), meters


def _gateway(row: Row) -> RegisteredGateway:
    number, organisation_code, token, meters = row
    codes = None if meters is None else tuple(json.loads(meters))
    return RegisteredGateway(UUID(number), organisation_code, TokenGrant(*json.loads(token)), codes)


def _row(one: RegisteredMeter, version: int) -> tuple[str, str, str, str, int]:
    tokens = json.dumps(sorted(one.tokens))
    return str(one.meter.id), meter_text(one.meter), one.organisation_code, tokens, version


def _registered(row: Row) -> RegisteredMeter:
    data, organisation_code, tokens = row
    grants = tuple(TokenGrant(*one) for one in json.loads(tokens))
    return RegisteredMeter(meter_from(data), organisation_code, grants)

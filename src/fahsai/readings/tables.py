"""The tables of the small database: made when they are first used, the same on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLES = """
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value {int} NOT NULL);

CREATE TABLE IF NOT EXISTS hot (
    id {id}, rows {int} NOT NULL, first {int} NOT NULL, last {int} NOT NULL,
    data {bytes} NOT NULL, raw TEXT
);

CREATE TABLE IF NOT EXISTS kept (
    id {id}, arrived {int} NOT NULL, topic TEXT NOT NULL, reason TEXT NOT NULL,
    meter TEXT NOT NULL, size {int} NOT NULL, payload {bytes} NOT NULL
);
CREATE INDEX IF NOT EXISTS kept_topic ON kept (topic, id);

CREATE TABLE IF NOT EXISTS unread (
    id {id}, meter TEXT NOT NULL, arrived {int} NOT NULL, numbers TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS refusals (
    topic TEXT, reason TEXT, meter TEXT NOT NULL, count {int} NOT NULL, last {int} NOT NULL,
    PRIMARY KEY (topic, reason)
);

CREATE TABLE IF NOT EXISTS floods (
    topic TEXT PRIMARY KEY, meter TEXT NOT NULL, minutes {int} NOT NULL, beyond {int} NOT NULL,
    most {int} NOT NULL, last {int} NOT NULL
);

CREATE TABLE IF NOT EXISTS heard (
    meter TEXT PRIMARY KEY, messages {int} NOT NULL, readings {int} NOT NULL,
    last_ts {int} NOT NULL, last_arrived {int} NOT NULL, lag {int} NOT NULL
);

CREATE TABLE IF NOT EXISTS meters (
    meter TEXT PRIMARY KEY, organisation_code TEXT NOT NULL, data TEXT NOT NULL,
    tokens TEXT NOT NULL, version {int} NOT NULL
);

CREATE TABLE IF NOT EXISTS gateways (
    gateway TEXT PRIMARY KEY, organisation_code TEXT NOT NULL, token TEXT NOT NULL, meters TEXT
);

CREATE TABLE IF NOT EXISTS used (mqtt_user TEXT PRIMARY KEY, at {int} NOT NULL);

CREATE TABLE IF NOT EXISTS channels (
    number {id}, meter TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (meter, name)
);

CREATE TABLE IF NOT EXISTS compactions (number {id}, ids {bytes} NOT NULL, found TEXT);

CREATE TABLE IF NOT EXISTS conflicts (
    channel {int}, ts {int}, earlier {int}, later {int}, earlier_arrived {int},
    later_arrived {int}, PRIMARY KEY (channel, ts, later_arrived, earlier, later)
);

CREATE TABLE IF NOT EXISTS digits (
    channel {int}, ts {int}, arrived {int}, raw TEXT NOT NULL, PRIMARY KEY (channel, ts, arrived)
);

CREATE TABLE IF NOT EXISTS channel_counts (
    channel {int} PRIMARY KEY, stored {int} NOT NULL, duplicates {int} NOT NULL,
    conflicts {int} NOT NULL, late {int} NOT NULL
);

CREATE TABLE IF NOT EXISTS newest (
    channel {int} PRIMARY KEY, ts {int} NOT NULL, value {int} NOT NULL, quality {int} NOT NULL
);

CREATE TABLE IF NOT EXISTS judges (channel {int} PRIMARY KEY, state {bytes} NOT NULL);

CREATE TABLE IF NOT EXISTS events (
    channel {int}, month {int}, kind TEXT, start {int}, until {int} NOT NULL,
    noticed {int} NOT NULL, data TEXT NOT NULL, PRIMARY KEY (channel, month, kind, start)
);

CREATE TABLE IF NOT EXISTS dirty (
    channel {int}, month {int}, mark {int} NOT NULL, PRIMARY KEY (channel, month)
);
CREATE INDEX IF NOT EXISTS dirty_month ON dirty (month, channel);

CREATE TABLE IF NOT EXISTS checkpoints (
    channel {int}, month {int}, state {bytes} NOT NULL, reach {int} NOT NULL,
    PRIMARY KEY (channel, month)
);

CREATE TABLE IF NOT EXISTS removals (
    channel {int}, month {int}, sha256 TEXT, rows {int} NOT NULL, first {int} NOT NULL,
    last {int} NOT NULL, total TEXT NOT NULL, removed {int} NOT NULL, why TEXT NOT NULL,
    who TEXT NOT NULL, done {int} NOT NULL, PRIMARY KEY (channel, month, sha256)
);
CREATE INDEX IF NOT EXISTS removals_month ON removals (month, channel);

CREATE TABLE IF NOT EXISTS seals (
    channel {int}, month {int}, state {bytes} NOT NULL, since {int} NOT NULL,
    PRIMARY KEY (channel, month)
);

CREATE TABLE IF NOT EXISTS late (
    channel {int}, ts {int}, value {int}, quality {int} NOT NULL, arrived {int} NOT NULL,
    PRIMARY KEY (channel, ts, value)
);
"""

NEWEST = "late"
"""The table that is made last: where it is, all are."""

ON_SQLITE = {
    "int": "INTEGER",
    "bytes": "BLOB",
    "id": "INTEGER PRIMARY KEY AUTOINCREMENT",  # a number is never given twice
}

ON_POSTGRES = {
    "int": "BIGINT",
    "bytes": "BYTEA",
    "id": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
}


def statements(types: Mapping[str, str]) -> list[str]:
    """What makes the tables, where they are not there."""
    return [one.strip() for one in _TABLES.format(**types).split(";") if one.strip()]

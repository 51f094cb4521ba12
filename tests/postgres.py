"""A throw-away PostgreSQL cluster: its own directory, a Unix socket, no network.

In CI a missing server is a failure; elsewhere the tests that need one are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "fahsai"
"""The superuser of the cluster: makes databases and roles, and looks at everything."""

OWNER_ROLE, APPLICATION_ROLE = "fahsai_owner", "fahsai_application"
"""Who owns the tables and migrates, and as whom the program works; neither is above the wall."""


def url_of(socket: Path, name: str, role: str = APPLICATION_ROLE) -> str:
    """The address of a database, for one of the roles."""
    return f"postgres://{role}@/{name}?host={socket}"


def make_roles(socket: Path) -> None:
    """The two roles of an installation, as docs/how-to/run-on-postgresql.md makes them."""
    with psycopg.connect(host=str(socket), user=USER, dbname="postgres", autocommit=True) as admin:
        for role in (OWNER_ROLE, APPLICATION_ROLE):
            admin.execute(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB")


def make_database(socket: Path, name: str, template: str = "template1") -> None:
    """A database that belongs to the owner's role."""
    with psycopg.connect(host=str(socket), user=USER, dbname="postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER_ROLE}")


def server_programs() -> Path | None:
    """The directory of ``initdb`` and ``pg_ctl``: on the path, or where Debian keeps them."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None


@contextmanager
def running_server() -> Iterator[Path]:
    """Start a cluster and yield the directory of its socket; everything is gone afterwards."""
    programs = server_programs()
    if programs is None:
        missing = "PostgreSQL is not installed (see `make system`)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    place = Path(tempfile.mkdtemp(prefix="fahsai-pg-"))
    # The server refuses to run as root; then Debian's own user runs it.
    runner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if runner:
        shutil.chown(place, "postgres", "postgres")

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [*runner, programs / program, "-D", place / "data", *arguments],
            check=True,
            cwd=place,
            stdout=subprocess.DEVNULL,
        )

    try:
        run("initdb", "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{place}' -c fsync=off"
        run("pg_ctl", "-w", "-l", str(place / "log"), "-o", options, "start")
        try:
            make_roles(place)
            yield place
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place)


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[Path]:
    """The socket directory of a running PostgreSQL."""
    with running_server() as socket:
        yield socket

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

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "fahsai"


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

"""The command line with a home of its own: nothing is read from or written to the user's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from tests.databases import migrated_file, sqlite_database  # noqa: F401 - fixtures
from tests.services.conftest import home, town, town_files  # noqa: F401 - fixtures

from fahsai.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Answer:
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str


@pytest.fixture
def fahsai(
    home: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Answer]:
    """Run a command in this process, in an empty folder."""
    monkeypatch.setenv("FAHSAI_HOME", str(home))
    monkeypatch.delenv("FAHSAI_LANGUAGE", raising=False)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Answer:
        capsys.readouterr()
        try:
            status = main([str(one) for one in arguments])
        except SystemExit as left:
            status = int(left.code or 0)
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        assert not (home / "errors.log").exists(), (home / "errors.log").read_text("utf-8")
        return Answer(status, said.out, said.err)

    return run

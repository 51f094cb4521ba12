"""What holds for the whole suite: in CI a skipped test is a failure."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.cache import cache

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

# The tests of each process count for themselves; what processes share has tests of its own.
settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Readings arrive in a place of this process alone: their store is not undone after each test.
_READINGS = TemporaryDirectory(prefix="fahsai-test-readings-")
settings.FAHSAI = replace(settings.FAHSAI, readings_home=Path(_READINGS.name))

CI = bool(os.environ.get("CI"))


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    """Requests are counted by the minute: those of one test are not those of the next."""
    cache.clear()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when CI skipped anything: what is skipped there is not tested anywhere."""
    reporter: TerminalReporter | None = session.config.pluginmanager.get_plugin("terminalreporter")
    if CI and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("CI: skipped tests count as failures", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

"""What a server that others reach still lacks: one small question each, answered by findings."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import connection
from django.utils import timezone

from fahsai.core.finding import Finding, Level, finding
from fahsai.documents.tcfo_r_02.pdf import pdf_available
from fahsai.services.accounts import accounts_exist
from fahsai.services.installation import migrations_to_run, missing_guards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SECRET_FILE = "secret"  # noqa: S105 - the name of the file in the home
SHORTEST_SECRET = 50
FEWEST_LETTERS = 5
CONSOLE = "console"
OPEN_TO_OTHERS = 0o077
GIGABYTE = 1024**3
WAITED_TOO_LONG = timedelta(minutes=10)

OURS = frozenset(
    {
        "security.W001",  # the headers of SecurityMiddleware are put by fahsai.web.security
        "security.W002",  # and those against frames
        *("security.W009", "security.W012", "security.W016", "security.W020"),  # asked below
    }
)
"""What Django would say and another question here asks in our words."""


def deployment_findings() -> tuple[Finding, ...]:
    """What stands between this installation and people who reach it over a network.

    An error must be mended before others are let in; a warning should be looked at.
    """
    said = [item for ask in BY_SETTINGS for item in ask()]
    pending = migrations_to_run()
    if pending:
        said.append(finding("deploy.not_migrated", Level.ERROR, "-", count=str(pending)))
        return tuple(said)
    said.extend(item for ask in BY_RECORDS for item in ask())
    return tuple(said)


def has_errors(found: tuple[Finding, ...]) -> bool:
    """Whether something must be mended."""
    return any(item.level is Level.ERROR for item in found)


def _tls() -> Iterator[Finding]:
    """Browsers come by https, which a proxy in front of the program speaks."""
    if not settings.FAHSAI.tls:
        yield finding("deploy.no_tls", Level.ERROR, "FAHSAI_TLS")
    elif not settings.FAHSAI.proxies:
        yield finding("deploy.no_proxy", Level.ERROR, "FAHSAI_PROXIES")


def _hosts() -> Iterator[Finding]:
    if not settings.FAHSAI.hosts:
        yield finding("deploy.no_hosts", Level.ERROR, "FAHSAI_HOSTS")
    for name in settings.FAHSAI.hosts:
        if "*" in name or name.startswith("."):
            yield finding("deploy.any_host", Level.ERROR, name)


def _secret() -> Iterator[Finding]:
    """Long, and read by nobody else."""
    secret = settings.FAHSAI.secret_key
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_LETTERS:
        yield finding(
            "deploy.secret_short", Level.ERROR, "FAHSAI_SECRET_KEY", least=str(SHORTEST_SECRET)
        )
    file = settings.FAHSAI.home / SECRET_FILE
    if file.exists() and _open_to_others(file):
        yield finding("deploy.secret_open", Level.ERROR, str(file))


def _home() -> Iterator[Finding]:
    """Evidence and documents lie there."""
    home = settings.FAHSAI.home
    if _open_to_others(home):
        yield finding("deploy.home_open", Level.ERROR, str(home))
    free = shutil.disk_usage(home).free
    if free < GIGABYTE:
        level = Level.ERROR if free < GIGABYTE // 10 else Level.WARNING
        yield finding("deploy.disk_low", level, str(home), megabytes=str(free // 1024**2))


def _open_to_others(place: Path) -> bool:
    return bool(place.stat().st_mode & OPEN_TO_OTHERS)


def _mail() -> Iterator[Finding]:
    if CONSOLE in settings.EMAIL_BACKEND:
        yield finding("deploy.mail_on_console", Level.ERROR, "FAHSAI_MAIL_URL")
    elif not settings.FAHSAI.mail.tls and settings.FAHSAI.mail.user:
        yield finding("deploy.mail_in_the_open", Level.WARNING, "FAHSAI_MAIL_URL")


def _helpers() -> Iterator[Finding]:
    if not pdf_available():
        yield finding("deploy.no_pdf", Level.WARNING, "LibreOffice")


def _django() -> Iterator[Finding]:
    """What Django itself remarks and no question here asks."""
    for issue in checks.run_checks(include_deployment_checks=True):
        if issue.id not in OURS:
            level = Level.ERROR if issue.is_serious() else Level.WARNING
            yield finding("deploy.framework", level, str(issue.id), said=str(issue.msg))


def _database() -> Iterator[Finding]:
    """PostgreSQL for teams; on the way to another machine it is encrypted."""
    if connection.vendor == "sqlite":
        yield finding("deploy.sqlite", Level.INFO, "DATABASE_URL")
        return
    host = str(connection.settings_dict["HOST"])
    away = host and not host.startswith("/") and host not in {"localhost", "127.0.0.1", "::1"}
    mode = str(connection.settings_dict["OPTIONS"].get("sslmode", ""))
    if away and mode not in {"require", "verify-ca", "verify-full"}:
        yield finding("deploy.database_in_the_open", Level.ERROR, host)


def _role() -> Iterator[Finding]:
    """The role of the program is not above the second wall, and cannot take it down."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolbypassrls, EXISTS (SELECT 1 FROM pg_class "
            "WHERE relname = 'records_organisation' AND pg_table_is_visible(oid) "
            "AND pg_has_role(current_user, relowner, 'USAGE')) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        role, above, owns = cursor.fetchone()
    if above:
        yield finding("deploy.role_above_the_wall", Level.ERROR, role)
    elif owns:
        yield finding("deploy.role_owns_tables", Level.WARNING, role)
    if "owner" in settings.DATABASES:
        yield finding("deploy.owner_named", Level.INFO, "FAHSAI_OWNER_DATABASE_URL")


def _guards() -> Iterator[Finding]:
    missing = missing_guards()
    if missing:
        yield finding("deploy.guards_missing", Level.ERROR, missing[0], count=str(len(missing)))


def _accounts() -> Iterator[Finding]:
    """Somebody can sign in, so that nobody is let in without."""
    if not accounts_exist():
        yield finding("deploy.no_account", Level.ERROR, "FAHSAI_ACCESS")


def _worker() -> Iterator[Finding]:
    """Work in the background is done by somebody."""
    tasks = apps.get_model("django_tasks_database", "DBTaskResult")
    since = timezone.now() - WAITED_TOO_LONG
    ready = tasks.objects.ready().filter(enqueued_at__lt=since)
    waiting = ready.exclude(run_after__range=(since, timezone.now())).count()
    if waiting:
        yield finding("deploy.no_worker", Level.ERROR, "worker", count=str(waiting))


BY_SETTINGS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _tls,
    _hosts,
    _secret,
    _home,
    _mail,
    _helpers,
    _django,
    _database,
)
"""Questions that need no tables."""

BY_RECORDS: tuple[Callable[[], Iterator[Finding]], ...] = (_role, _guards, _accounts, _worker)
"""Questions about the records, which must be of this version."""

"""What `fahsai check --deploy` says: each question both ways."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from tests.databases import default_database
from tests.postgres import OWNER_ROLE, USER, url_of

from fahsai.core.finding import Level
from fahsai.records.models import Account
from fahsai.services import deployment
from fahsai.services.deployment import deployment_findings, has_errors
from fahsai.site.mail import mail_from_url

if TYPE_CHECKING:
    from pathlib import Path

    from django.db.backends.base.base import BaseDatabaseWrapper
    from pytest_django import DjangoDbBlocker, Settings


def said() -> dict[str, Level]:
    return {item.code: item.level for item in deployment_findings()}


def ready(settings: Settings, home: Path, **changes: Any) -> None:
    """The settings of a server that others may reach, but for ``changes``."""
    home.chmod(0o700)
    good: dict[str, Any] = {
        "tls": True,
        "proxies": 1,
        "hosts": ("carbon.example.go.th",),
        "secret_key": "abcdefghij" * 6,
        "mail": mail_from_url("smtp://user:p@mail.example:587?tls=1", "a@example.org"),
    }
    settings.FAHSAI = replace(settings.FAHSAI, **{**good, **changes})
    settings.EMAIL_BACKEND = settings.FAHSAI.mail.backend
    settings.SECRET_KEY = settings.FAHSAI.secret_key
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


@pytest.fixture
def someone(each_database: BaseDatabaseWrapper) -> Account:
    """Somebody who can sign in."""
    del each_database
    row = Account(email="a@example.org", name="ก")
    row.save()
    return row


@pytest.mark.usefixtures("someone")
def test_a_server_that_lacks_nothing_is_ready(settings: Settings, home: Path) -> None:
    ready(settings, home)
    found = deployment_findings()
    assert not has_errors(found), found
    assert set(said()) <= {"deploy.sqlite", "deploy.no_pdf"}
    assert ("deploy.sqlite" in said()) is (connection.vendor == "sqlite")


@pytest.mark.usefixtures("someone")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"tls": False}, "deploy.no_tls"),
        ({"proxies": 0}, "deploy.no_proxy"),
        ({"hosts": ()}, "deploy.no_hosts"),
        ({"hosts": (".example.org",)}, "deploy.any_host"),
        ({"secret_key": "short"}, "deploy.secret_short"),
        ({"secret_key": "ab" * 40}, "deploy.secret_short"),
        ({"mail": mail_from_url("console:", "a@example.org")}, "deploy.mail_on_console"),
        (
            {"mail": mail_from_url("smtp://u:p@mail.example", "a@example.org")},
            "deploy.mail_in_the_open",
        ),
    ],
)
def test_a_setting_that_is_wrong_is_said(
    changes: dict[str, Any], code: str, settings: Settings, home: Path
) -> None:
    ready(settings, home, **changes)
    assert code in said()


@pytest.mark.usefixtures("someone")
def test_what_other_users_of_the_machine_can_open_is_said(settings: Settings, home: Path) -> None:
    ready(settings, home)
    file = home / deployment.SECRET_FILE
    file.write_text("x")
    file.chmod(0o644)
    home.chmod(0o755)
    assert said()["deploy.secret_open"] is said()["deploy.home_open"] is Level.ERROR
    file.chmod(0o600)
    home.chmod(0o700)
    assert not {"deploy.secret_open", "deploy.home_open"} & set(said())
    assert stat.S_IMODE(os.stat(home).st_mode) == 0o700  # noqa: PTH116


@pytest.mark.usefixtures("someone")
def test_a_full_disk_and_missing_helpers_are_said(
    settings: Settings, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(settings, home)
    monkeypatch.setattr(deployment, "pdf_available", lambda: False)
    for free, level in ((500 * 1024**2, Level.WARNING), (1024**2, Level.ERROR)):
        usage = type("Usage", (), {"free": free})
        monkeypatch.setattr("shutil.disk_usage", lambda _, usage=usage: usage)
        assert said()["deploy.disk_low"] is level
    assert said()["deploy.no_pdf"] is Level.WARNING


@pytest.mark.usefixtures("each_database")
def test_without_an_account_nobody_can_sign_in(settings: Settings, home: Path) -> None:
    ready(settings, home)
    assert said()["deploy.no_account"] is Level.ERROR


@pytest.mark.usefixtures("someone")
def test_what_django_remarks_is_passed_on(settings: Settings, home: Path) -> None:
    ready(settings, home)
    settings.DEBUG = True
    assert said()["deploy.framework"] is Level.WARNING
    assert has_errors(deployment_findings()) is False


@pytest.mark.usefixtures("someone")
def test_work_that_nobody_does_is_said(settings: Settings, home: Path) -> None:
    ready(settings, home)
    tasks: Any = apps.get_model("django_tasks_database", "DBTaskResult")
    row = tasks.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, task_path="a.b", backend_name="default"
    )
    assert "deploy.no_worker" not in said()
    tasks.objects.filter(pk=row.pk).update(enqueued_at=timezone.now() - timedelta(hours=1))
    assert said()["deploy.no_worker"] is Level.ERROR


def test_missing_guards_and_migrations_are_said(
    sqlite_database: BaseDatabaseWrapper, settings: Settings, home: Path
) -> None:
    ready(settings, home)
    with sqlite_database.cursor() as cursor:
        cursor.execute("DROP TRIGGER records_event_frozen_update")
    assert said()["deploy.guards_missing"] is Level.ERROR
    with sqlite_database.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'records' AND name >= '0002'")
    assert said()["deploy.not_migrated"] is Level.ERROR


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("role", "code", "level"),
    [
        (USER, "deploy.role_above_the_wall", Level.ERROR),
        (OWNER_ROLE, "deploy.role_owns_tables", Level.WARNING),
    ],
)
def test_a_role_that_may_too_much_is_said(
    role: str,
    code: str,
    level: Level,
    postgres_name: str,
    postgres_socket: Path,
    django_db_blocker: DjangoDbBlocker,
    settings: Settings,
    home: Path,
) -> None:
    ready(settings, home)
    url = url_of(postgres_socket, postgres_name, role)
    with default_database(url, django_db_blocker) as database:
        assert said()[code] is level
        database.settings_dict["HOST"] = "db.example.org"
        assert said()["deploy.database_in_the_open"] is Level.ERROR
        database.settings_dict["OPTIONS"]["sslmode"] = "verify-full"
        assert "deploy.database_in_the_open" not in said()

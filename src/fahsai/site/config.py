"""What the environment decides, read once into one typed object.

=====================  =============================  ===========================================
variable               default                        meaning
=====================  =============================  ===========================================
``FAHSAI_HOME``        ``~/.fahsai``                  where everything local lives
``DATABASE_URL``       SQLite in ``FAHSAI_HOME``      ``sqlite:///file`` or ``postgres://...``
``FAHSAI_SECRET_KEY``  made on first use              signs cookies; kept in ``FAHSAI_HOME/secret``
``FAHSAI_LANGUAGE``    ``th``                         ``th`` or ``en``
``FAHSAI_BIND``        ``127.0.0.1:8000``             loopback only, until accounts exist
=====================  =============================  ===========================================
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fahsai.site.database import Database, database_from_url

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("th", "en")
DATABASE_FILE = "fahsai.sqlite3"
SECRET_FILE = "secret"  # noqa: S105 - the name of the file, not its content


class ConfigError(ValueError):
    """A variable of the environment holds something that cannot be used."""


class Bind(NamedTuple):
    """The address the pages are served on."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that differs from one installation to the next."""

    home: Path
    database: Database
    secret_key: str
    language: str
    bind: Bind


def read_config(environ: Mapping[str, str]) -> Config:
    """The configuration that ``environ`` describes; makes the home directory and the secret.

    Raises:
        ConfigError: a variable that cannot be used, with its name and the way out.
    """
    home = Path(environ.get("FAHSAI_HOME") or "~/.fahsai").expanduser().resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Config(
        home=home,
        database=_database(environ.get("DATABASE_URL", ""), home),
        secret_key=environ.get("FAHSAI_SECRET_KEY") or _kept_secret(home / SECRET_FILE),
        language=_language(environ.get("FAHSAI_LANGUAGE") or LANGUAGES[0]),
        bind=_loopback(environ.get("FAHSAI_BIND") or "127.0.0.1:8000"),
    )


def _database(url: str, home: Path) -> Database:
    try:
        return database_from_url(url or f"sqlite:///{home / DATABASE_FILE}")
    except ValueError as error:
        raise ConfigError(f"DATABASE_URL: {error}") from error


def _language(code: str) -> str:
    if code not in LANGUAGES:
        raise ConfigError(f"FAHSAI_LANGUAGE={code}: use one of {', '.join(LANGUAGES)}")
    return code


def _loopback(address: str) -> Bind:
    """Only this machine may connect: without accounts everybody else is a stranger."""
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    try:
        inside = host == "localhost" or ip_address(host).is_loopback
        number = int(port)
    except ValueError as error:
        raise ConfigError(f"FAHSAI_BIND={address}: use host:port, as 127.0.0.1:8000") from error
    if not inside:
        raise ConfigError(f"FAHSAI_BIND={address}: only a loopback address, as 127.0.0.1:8000")
    return Bind(host, number)


def _kept_secret(file: Path) -> str:
    """The secret of this installation, made by whichever process comes first.

    It is written under another name and then linked, so that no process reads half of it.
    """
    if not file.exists():
        draft = file.with_name(f"{SECRET_FILE}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # another process was first: its secret holds
        finally:
            draft.unlink()
    return file.read_text(encoding="ascii")

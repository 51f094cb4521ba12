"""What the environment decides, read once into one typed object.

=============================  =========================  ========================================
variable                       default                    meaning
=============================  =========================  ========================================
``FAHSAI_HOME``                ``~/.fahsai``              where everything local lives
``DATABASE_URL``               SQLite in ``FAHSAI_HOME``  ``sqlite:///file`` or ``postgres://...``
``FAHSAI_OWNER_DATABASE_URL``  ``DATABASE_URL``           the role that owns the tables and migrates
``FAHSAI_SECRET_KEY``          made on first use          signs, seals; ``FAHSAI_HOME/secret``
``FAHSAI_LANGUAGE``            ``th``                     ``th`` or ``en``
``FAHSAI_ACCESS``              ``local``                  ``local`` or ``accounts`` (sign-in)
``FAHSAI_BIND``                ``127.0.0.1:8000``         loopback only where access is ``local``
``FAHSAI_HOSTS``                                          names of this server, comma between them
``FAHSAI_TLS``                 ``0``                      ``1``: browsers reach the pages by https
``FAHSAI_PROCESSES``           one a core, at most 4      how many processes answer together
``FAHSAI_PROXIES``             ``0``                      trusted proxies in front
``FAHSAI_MAIL_URL``            ``console:``               ``smtp://user:password@host:587?tls=1``
``FAHSAI_MAIL_FROM``           ``fahsai@localhost``       who mails are from
``FAHSAI_OIDC_ISSUER``                                    address of an OpenID Connect provider
``FAHSAI_OIDC_CLIENT_ID``                                 this installation's name there
``FAHSAI_OIDC_CLIENT_SECRET``                             and its secret
``FAHSAI_OIDC_NAME``           ``OpenID Connect``         what the sign-in page calls it
``FAHSAI_BREACHED_PASSWORDS``                             sorted SHA-1 file of stolen passwords
``FAHSAI_MQTT_URL``            ``embedded:``              the broker of meters: :mod:`.mqtt`
``FAHSAI_MQTT_RATE``           ``667``                    messages a second it is laid out for
``FAHSAI_MQTT_OUTAGE``         ``1800``                   seconds it keeps them for us
``FAHSAI_READINGS``            in ``FAHSAI_HOME``         directory or object store of readings
``FAHSAI_ENGINE``              ``duckdb``                 ``sc://host:port``: sums by Spark Connect
``FAHSAI_METRICS_TOKEN``                                  who shows it may read ``/metrics``
``FAHSAI_LOG``                 ``text``                   ``text`` or ``json``
=============================  =========================  ========================================
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fahsai.site.database import Database, database_from_url
from fahsai.site.mail import Mail, mail_from_url
from fahsai.site.mqtt import Mqtt, mqtt_from_url

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("th", "en")
LOCAL, ACCOUNTS = "local", "accounts"
MOST_PROXIES = 5
MOST_PROCESSES, USUAL_PROCESSES = 32, 4
OPEN_ID = "openid"
"""What the one provider is called in addresses."""

DUCKDB = "duckdb"
DATABASE_FILE = "fahsai.sqlite3"
SECRET_FILE = "secret"  # noqa: S105 - the name of the file, not its content


class ConfigError(ValueError):
    """A variable of the environment holds something that cannot be used."""


class Bind(NamedTuple):
    """The address the pages are served on."""

    host: str
    port: int


class OpenId(NamedTuple):
    """A provider of identities that people may sign in with."""

    issuer: str
    client_id: str
    client_secret: str
    name: str


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that differs from one installation to the next.

    ``local`` allows the local owner as long as there is no account.  ``readings_home`` is
    where readings arrive, unless ``readings_database``, a PostgreSQL, takes them.
    """

    home: Path
    database: Database
    owner_database: Database
    secret_key: str
    language: str
    local: bool
    bind: Bind
    hosts: tuple[str, ...]
    tls: bool
    processes: int
    proxies: int
    mail: Mail
    open_id: OpenId | None
    breached_passwords: Path | None
    readings_home: Path
    readings_database: str
    mqtt: Mqtt
    mqtt_rate: int
    mqtt_outage: int
    readings: str
    engine: str
    metrics_token: str
    log: str

    @property
    def mark(self) -> str:
        """What tells this installation from others of one machine: a few letters, no secret."""
        return sha256(f"mark {self.secret_key}".encode()).hexdigest()[:8]


def read_config(environ: Mapping[str, str]) -> Config:
    """The configuration that ``environ`` describes; makes the home directory and the secret.

    Raises:
        ConfigError: a variable that cannot be used, with its name and the way out.
    """
    home = Path(environ.get("FAHSAI_HOME") or "~/.fahsai").expanduser().resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = _database(
        "DATABASE_URL", environ.get("DATABASE_URL") or f"sqlite:///{home / DATABASE_FILE}"
    )
    owner = environ.get("FAHSAI_OWNER_DATABASE_URL")
    local = _one_of("FAHSAI_ACCESS", environ, (LOCAL, ACCOUNTS)) == LOCAL
    return Config(
        home=home,
        database=database,
        owner_database=_database("FAHSAI_OWNER_DATABASE_URL", owner) if owner else database,
        secret_key=environ.get("FAHSAI_SECRET_KEY") or _kept_secret(home / SECRET_FILE),
        language=_one_of("FAHSAI_LANGUAGE", environ, LANGUAGES),
        local=local,
        bind=_bind(environ.get("FAHSAI_BIND") or "127.0.0.1:8000", local=local),
        hosts=tuple(
            name.strip().lower()
            for name in environ.get("FAHSAI_HOSTS", "").split(",")
            if name.strip()
        ),
        tls=_one_of("FAHSAI_TLS", environ, ("0", "1")) == "1",
        processes=_processes(environ.get("FAHSAI_PROCESSES", "")),
        proxies=int(
            _one_of("FAHSAI_PROXIES", environ, tuple(str(n) for n in range(MOST_PROXIES + 1)))
        ),
        mail=_mail(environ),
        open_id=_open_id(environ),
        breached_passwords=_file("FAHSAI_BREACHED_PASSWORDS", environ),
        readings_home=home,
        readings_database=_postgres(environ.get("DATABASE_URL") or ""),
        mqtt=_mqtt(environ.get("FAHSAI_MQTT_URL") or "embedded:", local=local),
        mqtt_rate=_count("FAHSAI_MQTT_RATE", environ, 667, 1_000_000),
        mqtt_outage=_count("FAHSAI_MQTT_OUTAGE", environ, 1800, 7 * 86_400),
        readings=environ.get("FAHSAI_READINGS", ""),
        engine=_engine(environ.get("FAHSAI_ENGINE") or DUCKDB),
        metrics_token=environ.get("FAHSAI_METRICS_TOKEN", ""),
        log=_one_of("FAHSAI_LOG", environ, ("text", "json")),
    )


def _database(name: str, url: str) -> Database:
    try:
        return database_from_url(url)
    except ValueError as error:
        raise ConfigError(f"{name}: {error}") from error


def _one_of(name: str, environ: Mapping[str, str], known: tuple[str, ...]) -> str:
    """The value of a variable; the first of ``known`` where it is not set."""
    value = environ.get(name) or known[0]
    if value not in known:
        raise ConfigError(f"{name}={value}: use one of {', '.join(known)}")
    return value


def _processes(text: str) -> int:
    """How many processes answer: as many as this machine has cores where nobody says."""
    if not text:
        return min(os.cpu_count() or 1, USUAL_PROCESSES)
    return _count("FAHSAI_PROCESSES", {"FAHSAI_PROCESSES": text}, 1, MOST_PROCESSES)


def _postgres(url: str) -> str:
    """The same database for readings on their way; nothing where the records are in SQLite."""
    return url if url.startswith(("postgres://", "postgresql://")) else ""


def _count(name: str, environ: Mapping[str, str], usual: int, most: int) -> int:
    """A whole number from 1 to ``most``."""
    text = environ.get(name) or str(usual)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
        raise ConfigError(f"{name}={text}: use a number from 1 to {most}")
    return int(text)


def _engine(text: str) -> str:
    """What adds readings up: our own process, or a server of Spark Connect."""
    if text != DUCKDB and not text.startswith("sc://"):
        raise ConfigError(f"FAHSAI_ENGINE={text}: use {DUCKDB} or sc://host:port")
    return text


def _mqtt(url: str, *, local: bool) -> Mqtt:
    try:
        return mqtt_from_url(url, local=local)
    except ValueError as error:
        raise ConfigError(f"FAHSAI_MQTT_URL: {error}") from error


def _mail(environ: Mapping[str, str]) -> Mail:
    try:
        return mail_from_url(
            environ.get("FAHSAI_MAIL_URL") or "console:",
            environ.get("FAHSAI_MAIL_FROM") or "fahsai@localhost",
        )
    except ValueError as error:
        raise ConfigError(f"FAHSAI_MAIL_URL: {error}") from error


def _file(name: str, environ: Mapping[str, str]) -> Path | None:
    value = environ.get(name)
    if not value:
        return None
    file = Path(value).expanduser().resolve()
    if not file.is_file():
        raise ConfigError(f"{name}={value}: there is no such file")
    return file


def _open_id(environ: Mapping[str, str]) -> OpenId | None:
    names = ("FAHSAI_OIDC_ISSUER", "FAHSAI_OIDC_CLIENT_ID", "FAHSAI_OIDC_CLIENT_SECRET")
    issuer, client_id, secret = given = [environ.get(name, "") for name in names]
    if not any(given):
        return None
    for name, value in zip(names, given, strict=True):
        if not value:
            raise ConfigError(f"{name}: OpenID Connect needs {', '.join(names)}")
    return OpenId(issuer, client_id, secret, environ.get("FAHSAI_OIDC_NAME") or "OpenID Connect")


def open_id_apps(provider: OpenId | None) -> list[dict[str, Any]]:
    """The provider as the library that talks to it wants it; none where there is none."""
    if provider is None:
        return []
    return [
        {
            "provider_id": OPEN_ID,
            "name": provider.name,
            "client_id": provider.client_id,
            "secret": provider.client_secret,
            "settings": {"server_url": provider.issuer.rstrip("/")},
        }
    ]


def _bind(address: str, *, local: bool) -> Bind:
    """Where there are no accounts only this machine may connect: all others are strangers."""
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    try:
        inside = host == "localhost" or ip_address(host).is_loopback
        number = int(port)
    except ValueError as error:
        raise ConfigError(f"FAHSAI_BIND={address}: use host:port, as 127.0.0.1:8000") from error
    if local and not inside:
        raise ConfigError(
            f"FAHSAI_BIND={address}: only a loopback address, as 127.0.0.1:8000; others need "
            f"FAHSAI_ACCESS={ACCOUNTS}"
        )
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

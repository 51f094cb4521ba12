"""The broker for trying things out where Mosquitto is not installed: amqtt, on this machine only.

It knows MQTT 3.1.1 only, keeps nothing on the disk, forgets what it acknowledged of clients that
have left, and lets whoever connects by the name of another client throw that one out before it
looks at the password: therefore loopback, and no more than a demonstration.  Who enters and who
writes where is held by the same files as Mosquitto's.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import signal
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amqtt.broker import Broker
from amqtt.contexts import Action, BaseContext
from amqtt.plugins.base import BaseAuthPlugin, BaseTopicPlugin

from fahsai.gateways.mqtt.credentials import Account, is_password, read_accounts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amqtt.session import Session

HOST = "127.0.0.1"
LOOK = 1.0
"""How often the files are looked at for changes [s]."""


class Accounts:
    """The users of the two files, read again when they change."""

    def __init__(self, passwords: Path, acl: Path) -> None:
        self._passwords, self._acl = passwords, acl
        self._known: Mapping[str, Account] = {}
        self._seen: tuple[int, int] = (0, 0)
        self._next_look = 0.0

    def account(self, name: str | None) -> Account | None:
        """The user of a name."""
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + LOOK
            seen = (self._passwords.stat().st_mtime_ns, self._acl.stat().st_mtime_ns)
            if seen != self._seen:
                self._seen = seen
                self._known = read_accounts(
                    self._passwords.read_text("utf-8"), self._acl.read_text("utf-8")
                )
        return self._known.get(name or "")

    def may(self, name: str | None, action: Action, topic: str) -> bool:
        """Whether a user may write to a topic, or read it (for a subscription, all of it)."""
        account = self.account(name)
        if account is None:
            return False
        patterns = account.writes if action == Action.PUBLISH else account.reads
        return any(is_within(topic, pattern) for pattern in patterns)


def is_within(topic: str, pattern: str) -> bool:
    """Whether a pattern of an access file holds a topic, or all that another pattern asks for.

    >>> is_within("fahsai/o/E01", "fahsai/o/+"), is_within("fahsai/#", "fahsai/o/+")
    (True, False)
    >>> is_within("fahsai/o/+", "fahsai/#"), is_within("fahsai/+/E01", "fahsai/o/E01")
    (True, False)
    """
    asked, allowed = topic.split("/"), pattern.split("/")
    for place, level in enumerate(allowed):
        if level == "#":
            return True
        if place >= len(asked) or asked[place] == "#":
            return False
        if level not in ("+", asked[place]):
            return False
    return len(asked) == len(allowed)


def _say(text: str) -> None:
    """A line of the log, as Mosquitto would write it (:mod:`fahsai.gateways.mqtt.entered`)."""
    line = re.sub(r"[\x00-\x1f\x7f]", "?", text)
    print(f"{datetime.now(tz=UTC).isoformat(timespec='seconds')}: {line}", flush=True)  # noqa: T201


@dataclass
class Files:
    """Which files the plugins read."""

    password_file: str = ""
    acl_file: str = ""


class PasswordFile(BaseAuthPlugin):  # type: ignore[misc] # it has no types
    """Lets in whom the password file knows."""

    Config = Files

    def __init__(self, context: BaseContext) -> None:
        super().__init__(context)
        files: Any = self.config
        self._accounts = Accounts(Path(files.password_file), Path(files.acl_file))

    async def authenticate(self, *, session: Session) -> bool:
        """Whether the password is the user's; nobody enters without one."""
        account = self._accounts.account(session.username)
        if account is None or not is_password(session.password or "", account.password_hash):
            return False
        _say(
            f"New client connected from {HOST} as {session.client_id} "
            f"(p4, c1, k{session.keep_alive}, u'{account.name}')."
        )
        return True

    async def on_broker_client_disconnected(
        self, *, client_id: str, client_session: Session | None = None
    ) -> None:
        """Tell of somebody who left."""
        del client_session
        _say(f"Client {client_id} disconnected.")


class AccessFile(BaseTopicPlugin):  # type: ignore[misc] # it has no types
    """Lets each user write and read where the access file says."""

    Config = Files

    def __init__(self, context: BaseContext) -> None:
        super().__init__(context)
        files: Any = self.config
        self._accounts = Accounts(Path(files.password_file), Path(files.acl_file))

    async def topic_filtering(
        self,
        *,
        session: Session | None = None,
        topic: str | None = None,
        action: Action | None = None,
    ) -> bool:
        """Whether the user may; what cannot be told is forbidden."""
        if session is None or not topic or action is None:
            return False
        return self._accounts.may(session.username, action, topic)


async def run(port: int, passwords: Path, acl: Path) -> None:
    """Be the broker until a signal ends it."""
    files = {"password_file": str(passwords), "acl_file": str(acl)}
    here = __name__
    broker = Broker(
        {
            "listeners": {"default": {"type": "tcp", "bind": f"{HOST}:{port}"}},
            "plugins": {f"{here}.PasswordFile": files, f"{here}.AccessFile": files},
        }
    )
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    loop.add_signal_handler(signal.SIGHUP, lambda: None)  # the files are looked at anyway
    await broker.start()
    await over.wait()
    with contextlib.suppress(Exception):  # it ends, whatever its clients do meanwhile
        await broker.shutdown()


def main(port: str, passwords: str, acl: str) -> None:
    """The broker as a process of its own."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    asyncio.run(run(int(port), Path(passwords), Path(acl)))

"""The first account of an installation, made with a token that only whoever runs it can read."""

from __future__ import annotations

import json
import os
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from fahsai.core.finding import Level, finding
from fahsai.services.accounts import accounts_exist, create_account, local_owner_holds
from fahsai.services.tries import count

if TYPE_CHECKING:
    from pathlib import Path

    from fahsai.core.finding import Finding
    from fahsai.services.accounts import Account

FILE = "setup-token.json"
VALID_FOR = timedelta(hours=24)
MOST_TRIES, TRIES_WITHIN = 10, 600  # [s]


def setup_open() -> bool:
    """Whether the first account is still to be made."""
    return not accounts_exist()


def token_needed() -> bool:
    """Whether whoever makes the first account has to show the token.

    On a machine of its local owner nobody else can reach the page.
    """
    return not local_owner_holds()


def make_setup_token() -> str | None:
    """A new one-time token, which replaces an earlier one; None when it is not needed.

    Only its hash is kept, in a file of the installation's home that nobody else may read.
    """
    if not setup_open() or not token_needed():
        return None
    token = secrets.token_urlsafe(24)
    until = datetime.now(tz=UTC) + VALID_FOR
    kept = json.dumps({"sha256": _hash(token), "until": until.isoformat()})
    file = _file()
    draft = file.with_name(f"{FILE}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(kept)
    draft.replace(file)
    return token


def set_up(
    *, token: str, email: str, name: str, password: str
) -> tuple[Account | None, tuple[Finding, ...]]:
    """Make the first account, which manages the installation; the token is used up by it.

    Returns:
        The account, or None with what stands in the way.
    """
    needed = token_needed()
    if needed:
        if count("setting up", TRIES_WITHIN) > MOST_TRIES:  # by whomever
            return None, (finding("setup.too_many_tries", Level.ERROR, "setup"),)
        if not _fits(token):
            return None, (finding("setup.token_wrong", Level.ERROR, "setup"),)
    with transaction.atomic():
        if not setup_open():
            return None, (finding("setup.done", Level.ERROR, "setup"),)
        made, found = create_account(
            email=email, name=name, password=password, manages_installation=True
        )
        if made is not None and needed and not _use_up():
            transaction.set_rollback(True)
            return None, (finding("setup.token_wrong", Level.ERROR, "setup"),)
    return made, found


def _fits(token: str) -> bool:
    try:
        kept = json.loads(_file().read_text("ascii"))
    except FileNotFoundError:
        return False
    if datetime.fromisoformat(kept["until"]) < datetime.now(tz=UTC):
        _use_up()
        return False
    return secrets.compare_digest(_hash(token), kept["sha256"])


def _use_up() -> bool:
    """Remove the token; whoever comes second finds it gone."""
    try:
        _file().unlink()
    except FileNotFoundError:
        return False
    return True


def _hash(token: str) -> str:
    return sha256(token.strip().encode()).hexdigest()


def _file() -> Path:
    home: Path = settings.FAHSAI.home
    return home / FILE

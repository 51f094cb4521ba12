"""Commands on accounts: whoever runs the installation makes its administrators here."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import TYPE_CHECKING

from fahsai.cli.commands import REFUSED
from fahsai.cli.show import Shown, say
from fahsai.cli.start import start_records

if TYPE_CHECKING:
    import argparse

    from fahsai.cli.commands import Commands

CREATE = "create"


def add_commands(commands: Commands) -> None:
    """`admin`."""
    admin = commands.add("admin", run_admin)
    admin.argument("deed", choices=[CREATE])
    admin.argument("--email", required=True, metavar="ADDRESS")
    admin.argument("--name", required=True)
    admin.argument("--password-stdin", action="store_true")


def run_admin(given: argparse.Namespace, shown: Shown) -> int:
    """Make an account that manages the installation."""
    start_records()
    from fahsai.services.accounts import administered, create_account, local_owner_holds

    ends_local_mode = local_owner_holds()
    password = _first_line() if given.password_stdin else _asked_twice(shown)
    if password is None:
        say(sys.stderr, shown.word("admin", "passwords_differ"))
        return REFUSED
    account, findings = create_account(
        email=given.email, name=given.name, password=password, manages_installation=True
    )
    if account is None:
        shown.findings(findings, sys.stderr)
        return REFUSED
    say(sys.stdout, shown.word("admin", "created", email=account.email))
    if ends_local_mode:
        say(sys.stdout, shown.word("admin", "local_mode_ended"))
    codes = ", ".join(administered(account.id))
    if codes:
        say(sys.stdout, shown.word("admin", "administers", codes=codes))
    say(sys.stdout, shown.word("admin", "next"))
    return 0


def _first_line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _asked_twice(shown: Shown) -> str | None:
    """The password, None where it was not typed alike twice."""
    first = getpass(shown.word("admin", "password"))
    return first if getpass(shown.word("admin", "password_again")) == first else None

"""The command `fahsai`: parse, call a service, show what comes back."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from fahsai.cli import books, documents, running, settling, years
from fahsai.cli.show import Shown, say
from fahsai.words.load import words
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

REFUSED = 1
"""Exit status when findings stand in the way of what was asked."""

BROKEN = 3
"""Exit status when the program itself failed."""


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="fahsai", description=words("cli")["about"]["th"])
    top.add_argument(
        "--language",
        choices=[str(language) for language in Language],
        default=os.environ.get("FAHSAI_LANGUAGE", "th"),
        help="th / en",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in (books, years, settling, documents, running):
        group.add_commands(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; problems become sentences, never a traceback."""
    given = parser().parse_args(arguments)
    shown = Shown(Language(given.language))
    try:
        return int(given.run(given, shown))
    except KeyboardInterrupt:
        return REFUSED
    except BrokenPipeError:
        return REFUSED
    except Exception as error:  # noqa: BLE001 - the last place before a person
        return _failed(error, shown)


def _failed(error: Exception, shown: Shown) -> int:
    """Say what went wrong; what only a developer needs goes to a file."""
    known = {
        "NotFoundError": "not_found",
        "FileNotFoundError": "file_absent",
        "IsADirectoryError": "file_absent",
        "PermissionError": "file_closed",
        "ConfigError": "config",
    }
    key = known.get(type(error).__name__)
    if key is not None:
        say(sys.stderr, shown.word("errors", key, what=_what(error)))
        return REFUSED
    log = Path(os.environ.get("FAHSAI_HOME", "~/.fahsai")).expanduser() / "errors.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            traceback.print_exception(error, file=file)
    except OSError:
        log = Path("-")
    say(sys.stderr, shown.word("errors", "internal", what=type(error).__name__, log=str(log)))
    return BROKEN


def _what(error: Exception) -> str:
    return str(getattr(error, "filename", None) or error)


if __name__ == "__main__":
    sys.exit(main())

"""The command `fahsai`: parse, call a service, show what comes back."""

from __future__ import annotations

import argparse
import os
import re
import sys
import traceback
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from fahsai.cli import (
    admin,
    base_changes,
    base_form,
    books,
    census,
    comparing,
    deciding,
    documents,
    entities,
    factors,
    forwarding,
    group,
    intake,
    known,
    measured,
    metering,
    refused,
    retaining,
    running,
    settling,
    simulate,
    tokens,
    years,
)
from fahsai.cli.commands import BROKEN, MISUSED, REFUSED, Commands, help_text
from fahsai.cli.show import Shown, say
from fahsai.words.load import words
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

LANGUAGE_OPTION = "--language"


class Parser(argparse.ArgumentParser):
    """The parser of a command, which says what is wrong in the language that was asked for."""

    shown = Shown(Language.TH)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the options, and where the help is."""
        message = _short(message)
        what = in_thai(message) if self.shown.language is Language.TH else message
        say(sys.stderr, self.shown.word("errors", "options", what=what, command=self.prog))
        self.exit(MISUSED)


_NO_COMMAND = re.compile(r"argument COMMAND: invalid choice: (.+?) \(choose from (.+)\)", re.DOTALL)


def _short(message: str) -> str:
    """Of an unknown command the ones that are spelled like it, not all there are.

    >>> _short("argument COMMAND: invalid choice: 'reding' (choose from 'readings', 'work')")
    "no such command: 'reding'; perhaps readings"
    """
    found = _NO_COMMAND.fullmatch(message)
    if found is None:
        return message
    known = re.findall(r"[a-z0-9-]+", found[2])
    near = get_close_matches(found[1].strip("'"), known, n=3)
    return f"no such command: {found[1]}" + (f"; perhaps {', '.join(near)}" if near else "")


def in_thai(message: str) -> str:
    """What the parser says in English, in Thai where we have the words."""
    for entry in words("cli")["option_errors"]:
        match = re.fullmatch(entry["says"], message, re.DOTALL)
        if match is not None:
            return str(entry["th"]).format(*(in_thai(part) for part in match.groups()))
    return message


def parser(shown: Shown = Shown(Language.TH)) -> argparse.ArgumentParser:  # noqa: B008 - frozen
    """The commands and their options."""
    made = type("Parser", (Parser,), {"shown": shown})
    top: argparse.ArgumentParser = made(
        prog="fahsai", description=words("cli")["about"][shown.language]
    )
    languages = [str(language) for language in Language]
    top.add_argument(
        LANGUAGE_OPTION,
        choices=languages,
        default=str(shown.language),
        help=help_text(shown, "any", "language"),
    )
    parsers: Any = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands = Commands(parsers, shown)
    rooms = (
        *(books, years, comparing, base_changes, base_form, group, entities, known),
        *(settling, deciding, census, factors, documents),
        *(metering, tokens, measured, refused, retaining, running, intake, forwarding),
        *(simulate, admin),
    )
    for room in rooms:
        room.add_commands(commands)
    for command in parsers.choices.values():  # the option may stand before or after the command
        command.add_argument(
            LANGUAGE_OPTION, choices=languages, default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )
    return top


def asked_language(arguments: Sequence[str]) -> Language:
    """The language of messages: the option's, else the environment's, else Thai.

    It is wanted before the options are parsed, because they may be wrong.
    """
    named = [os.environ.get("FAHSAI_LANGUAGE", "")]
    for place, text in enumerate(arguments):
        if text == LANGUAGE_OPTION:
            named.extend(arguments[place + 1 : place + 2])
        elif text.startswith(f"{LANGUAGE_OPTION}="):
            named.append(text.partition("=")[2])
    known = [name for name in named if name in set(Language)]
    return Language(known[-1]) if known else Language.TH


_LIKE_A_NUMBER = re.compile(r"-[.]?[0-9].*", re.DOTALL)


def with_values(arguments: Sequence[str]) -> list[str]:
    """The arguments with what begins like a negative number as the value of the option before it.

    The parser takes ``-20/+44`` for an option of its own, since it begins with a dash.

    >>> with_values(["factor", "x", "--uncertainty", "-20/+44", "--json"])
    ['factor', 'x', '--uncertainty=-20/+44', '--json']
    """
    given: list[str] = []
    for text in arguments:
        before = given[-1] if given else ""
        if _LIKE_A_NUMBER.fullmatch(text) and before.startswith("--") and "=" not in before:
            given[-1] = f"{before}={text}"
        else:
            given.append(text)
    return given


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; problems become sentences, never a traceback."""
    arguments = sys.argv[1:] if arguments is None else arguments
    _open_streams()
    shown = Shown(asked_language(arguments))
    asked = argparse.Namespace()
    try:
        given = parser(shown).parse_args(with_values(arguments))
        asked = given
        status = int(given.run(given, shown))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return REFUSED
    except BrokenPipeError:
        _leave_quietly()
        return REFUSED
    except Exception as error:  # noqa: BLE001 - the last place before a person
        return _failed(error, asked, shown)
    return status


def _open_streams() -> None:
    """Something to write to, also where the caller closed the streams."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for good
            setattr(sys, name, nowhere)


def _leave_quietly() -> None:
    """Nobody reads any more: what is left goes nowhere, or the interpreter would complain."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


KNOWN = {
    "NotFoundError": "not_found",
    "NoOrganisationError": "no_organisation",
    "FileNotFoundError": "file_absent",
    "IsADirectoryError": "file_is_folder",
    "NotADirectoryError": "folder_is_file",
    "FileExistsError": "folder_is_file",
    "PermissionError": "file_closed",
    "ConfigError": "config",
    "OperationalError": "database",
    "NotMigratedError": "not_migrated",
    "Unavailable": "readings_unavailable",
}
"""What a person can mend, by the name of the error: the sentence that says how."""


def _failed(error: Exception, asked: argparse.Namespace, shown: Shown) -> int:
    """Say what went wrong; what only a developer needs goes to a file."""
    key = KNOWN.get(type(error).__name__)
    if key is not None:
        what = _what(error)
        if key == "not_found":
            key = not_found_key(what, asked)
        say(sys.stderr, shown.word("errors", key, what=what))
        return REFUSED
    log = Path(os.environ.get("FAHSAI_HOME") or "~/.fahsai").expanduser() / "errors.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            traceback.print_exception(error, file=file)
    except OSError:
        log = Path("-")
    say(sys.stderr, shown.word("errors", "internal", what=type(error).__name__, log=str(log)))
    return BROKEN


def not_found_key(what: str, asked: argparse.Namespace) -> str:
    """The sentence for a thing that is not there, by the option or argument that named it.

    >>> not_found_key("2560", argparse.Namespace(year=2560, line="S01"))
    'not_found_year'
    >>> not_found_key("x", argparse.Namespace())
    'not_found'
    """
    given = vars(asked)
    named = ("year", "line", "code", "meter", "channel")
    names = {name: given[name] for name in named if given.get(name)}
    if given.get("version") and what.endswith(f" v{given['version']}"):
        return "not_found_version"
    return next(
        (f"not_found_{name}" for name, text in names.items() if _is(text, what)), "not_found"
    )


def _is(given: object, what: str) -> bool:
    """Whether an option named that; it may have been given several times."""
    return what in given if isinstance(given, list) else str(given) == what


def _what(error: Exception) -> str:
    return str(getattr(error, "filename", None) or " ".join(str(error).split()))


if __name__ == "__main__":
    sys.exit(main())

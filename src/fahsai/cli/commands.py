"""The parser of the command line, whose help is in the language that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.words.load import words

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from fahsai.cli.show import Shown

    Run = Callable[[argparse.Namespace, Shown], int]

REFUSED = 1
"""Exit status when findings stand in the way of what was asked."""

MISUSED = 2
"""Exit status when the command itself cannot be understood."""

BROKEN = 3
"""Exit status when the program itself failed."""

COMMAND_HELP = "command"
"""The entry of ``[help.<command>]`` that tells what the command itself does."""


class Command:
    """One command; its help texts stand in ``[help.<name>]`` of the words."""

    def __init__(self, name: str, parser: argparse.ArgumentParser, shown: Shown) -> None:
        self._name, self._parser, self._shown = name, parser, shown

    def argument(self, *names: str, **options: Any) -> None:
        """An argument or option, as :meth:`argparse.ArgumentParser.add_argument` takes it."""
        self._add(self._parser, names, options)

    def either(self, *names: str) -> None:
        """Switches of which at most one may be given."""
        group = self._parser.add_mutually_exclusive_group()
        for name in names:
            self._add(group, (name,), {"action": "store_true"})

    def _add(
        self, to: argparse._ActionsContainer, names: tuple[str, ...], options: dict[str, Any]
    ) -> None:
        key = names[0].lstrip("-").replace("-", "_")
        to.add_argument(*names, help=help_text(self._shown, self._name, key), **options)


class Commands:
    """The commands that a program has."""

    def __init__(self, parsers: Any, shown: Shown) -> None:
        self._parsers, self._shown = parsers, shown

    def add(self, name: str, run: Run) -> Command:
        """A command that calls ``run`` with what was given and how to show things."""
        about = help_text(self._shown, name, COMMAND_HELP)
        parser = self._parsers.add_parser(name, help=about, description=about)
        parser.set_defaults(run=run)
        return Command(name, parser, self._shown)


def help_text(shown: Shown, command: str, key: str) -> str:
    """What a command or one of its arguments is for; what many share stands under ``any``."""
    table = words("cli")["help"]
    entry = table[command].get(key) or table["any"][key]
    return str(entry[shown.language])

"""Commands that run or look after the installation: serve, check."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from fahsai.cli.show import Shown, say
from fahsai.cli.start import a_port, start_records

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"
DEFAULT_PORT = 8000
LOOPBACK = "127.0.0.1"
REFUSED = 1


def add_commands(commands: Commands) -> None:  # type: ignore[valid-type]
    """`serve`, `check`."""
    make = commands.add_parser  # type: ignore[attr-defined]
    serving = make("serve", help="serve the pages on this machine")
    serving.add_argument("--port", type=a_port, default=DEFAULT_PORT)
    serving.set_defaults(run=lambda given, shown: _serve(given.port, shown))

    checking = make("check", help="look at the installation and say what is missing")
    checking.set_defaults(run=run_check)


def _serve(port: int, shown: Shown) -> int:
    start_records()
    return serve(port, shown)


def serve(port: int, shown: Shown) -> int:
    """Serve the pages on loopback until interrupted; the records must have been started."""
    import uvicorn

    problems = _problems()
    if problems:
        for text in problems:
            say(sys.stderr, text)
        return REFUSED
    say(sys.stdout, shown.word("demo", "serving", url=f"http://{LOOPBACK}:{port}/"))
    sys.stdout.flush()
    uvicorn.run(
        "fahsai.site.asgi:application",
        host=LOOPBACK,
        port=port,
        log_level="warning",
        lifespan="off",
    )
    return 0


def _problems() -> Sequence[str]:
    from fahsai.services.installation import missing_guards

    return missing_guards()


def run_check(given: argparse.Namespace, shown: Shown) -> int:
    """Say what the installation has and lacks."""
    del given
    start_records()
    from fahsai.services.installation import installation

    state = installation()
    for name, value in state.facts:
        say(sys.stdout, f"{shown.word('check', name)}: {value}")
    for text in state.missing_guards:
        say(sys.stderr, f"  {text}")
    return REFUSED if state.missing_guards else 0

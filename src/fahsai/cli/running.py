"""Commands that run or look after the installation: serve, work, check."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from fahsai.cli import intake
from fahsai.cli.answering import Answerers, answering, own_socket
from fahsai.cli.beside import beside
from fahsai.cli.commands import REFUSED
from fahsai.cli.show import Shown, moment, say
from fahsai.cli.start import a_port, set_up, start_records
from fahsai.cli.worker import run_work, worker

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from fahsai.cli.commands import Commands


A_DAY = 86_400
"""[s]"""

MOST_FLOODS = 10
"""Topics that `check` names."""


def add_commands(commands: Commands) -> None:
    """`serve`, `work`, `check`."""
    serving = commands.add("serve", lambda given, shown: _serve(given.port, shown))
    serving.argument("--port", type=a_port)

    working = commands.add("work", run_work)
    working.argument("--once", action="store_true")

    checking = commands.add("check", run_check)
    checking.argument("--deploy", action="store_true")


def _serve(port: int | None, shown: Shown) -> int:
    start_records()
    return serve(port, shown)


def serve(port: int | None, shown: Shown) -> int:
    """Serve the pages until interrupted, with a worker beside; the records must be started.

    The address is that of ``FAHSAI_BIND``, which is this machine's own; ``port`` overrides it.
    """
    from django.conf import settings

    from fahsai.services.own_address import answer_at

    problems = _problems()
    if problems:
        for text in problems:
            say(sys.stderr, text)
        return REFUSED
    host, own_port = settings.FAHSAI.bind
    port = port or own_port
    try:
        own = own_socket(host, port)
    except OSError as error:
        why = error.strerror or str(error)
        say(sys.stderr, shown.word("demo", "address_taken", host=host, port=str(port), why=why))
        return REFUSED
    address = f"[{host}]" if ":" in host else host
    url = f"http://{address}:{port}/"
    server = answering()
    others = Answerers(host, port, settings.FAHSAI.processes - 1)
    intake.tell_of_meters()
    answer_at(host, port)
    with beside([worker(), *intake.processes(), *others.keepers]):
        others.wait()
        say(sys.stdout, shown.word("demo", "serving", url=url))
        _say_setup(url, shown)
        sys.stdout.flush()
        server.run(sockets=[own])
    return 0


def _say_setup(url: str, shown: Shown) -> None:
    """Where accounts are asked for and there is none: the token to make the first one with."""
    from fahsai.services.setting_up import VALID_FOR, make_setup_token

    token = make_setup_token()
    if token is not None:
        hours = str(VALID_FOR.seconds // 3600 + VALID_FOR.days * 24)
        say(
            sys.stdout,
            shown.word("admin", "setup_token", url=f"{url}setup/", token=token, hours=hours),
        )


def _problems() -> Sequence[str]:
    from fahsai.services.installation import missing_guards

    return missing_guards()


def run_check(given: argparse.Namespace, shown: Shown) -> int:
    """Say what the installation has and lacks."""
    if given.deploy:
        return _check_for_others(shown)
    start_records()
    from fahsai.services.installation import installation

    state = installation()
    for name, value in state.facts:
        say(sys.stdout, f"{shown.word('check', name)}: {value}")
    _say_broker(shown)
    _say_floods(shown)
    for text in state.missing_guards:
        say(sys.stderr, f"  {text}")
    return REFUSED if state.missing_guards else 0


def _say_broker(shown: Shown) -> None:
    """Which broker readings come by, and how long it keeps them while we are away."""
    from django.conf import settings

    from fahsai.services.broker_facts import broker_facts

    chosen = settings.FAHSAI.mqtt
    facts = broker_facts()
    if facts is None:
        key = "broker_off" if chosen.use == "off" else "broker_external"
        say(sys.stdout, shown.word("check", key, host=chosen.host, port=str(chosen.port)))
        return
    minutes = "∞" if facts.outage == float("inf") else f"{facts.outage / 60:.0f}"
    said = {
        "kind": facts.kind,
        "port": str(facts.port),
        "queued": f"{facts.queued:,}",
        "memory": f"{facts.memory / 1_000_000:,.0f}",
        "most": f"{facts.most_memory / 1_000_000:,.0f}",
        "largest": f"{facts.largest // 1024:,}",
        "rate": f"{facts.rate:,}",
        "minutes": minutes,
    }
    say(sys.stdout, shown.word("check", "broker", **said))


def _say_floods(shown: Shown) -> None:
    """Which topics sent far too much in the last day; nothing where none did."""
    from fahsai.services.meter_health import FLOOD, flooding_topics
    from fahsai.services.readings_store import Unavailable

    try:
        found = flooding_topics(int((time.time() - A_DAY) * 1000))
    except Unavailable:
        return
    if not found:
        return
    count = f"{len(found):,}"
    say(sys.stdout, shown.word("check", "floods", count=count, usual=f"{FLOOD:,}"))
    for one in found[:MOST_FLOODS]:
        told = {
            "topic": one.topic or "…",
            "minutes": f"{one.minutes:,}",
            "most": f"{one.most:,}",
            "last": moment(one.last // 1000, shown),
        }
        say(sys.stdout, "  " + shown.word("check", "flood", **told))


def _check_for_others(shown: Shown) -> int:
    """Say what a server that others reach still lacks; nothing is changed."""
    set_up()
    from fahsai.services.deployment import deployment_findings, has_errors

    found = deployment_findings()
    shown.findings(found)
    say(sys.stdout, shown.word("check", "not_ready" if has_errors(found) else "ready"))
    return REFUSED if has_errors(found) else 0

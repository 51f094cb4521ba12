"""Processor time of every page of an organisation with 5,000 lines, signed in."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tools import loaded_home
from tools.benches.timing import say, timed

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = 5000
ROUNDS = 5
GOAL = 150  # [ms]


def bench_pages(lines: int = LINES, rounds: int = ROUNDS) -> None:
    """Print the server time of each page, and what it is of an answer that looks nothing up."""
    loaded_home.set_up()
    loaded_home.load(lines)
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1:8000", REMOTE_ADDR="127.0.0.1")

    def asking(address: str, *allowed: int) -> Callable[[], object]:
        def ask() -> None:
            response = client.get(address, follow=False)
            assert response.status_code in allowed, (address, response.status_code)

        return ask

    addresses = {**loaded_home.addresses(), **loaded_home.desks()}
    # The first page leads on to the only organisation, or lists several that imports left.
    first = {"home": (200, 302)}
    pages = {name: asking(to, *first.get(name, (200,))) for name, to in addresses.items()}
    took = timed(rounds, time.process_time, nothing=asking("/nothing/", 404), **pages)
    for name, address in addresses.items():
        slow = "" if took[name] * 1000 <= GOAL else "  <- too slow"
        say(
            f"{name} ({address}) with {lines} lines: {took[name] * 1000:.0f} ms, "
            f"{took[name] / took['nothing']:.0f} times an answer that looks nothing up "
            f"(goal: under {GOAL} ms){slow}"
        )
    for number, name in enumerate(("findings", "year", "lines")):
        loaded_home.edit_one(5000 + number)
        timed(1, time.process_time, **{f"{name} right after an edit, no goal": pages[name]})

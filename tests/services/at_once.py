"""Two people at the same moment: a thread with a connection of its own for each."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from django.db.backends.base.base import BaseDatabaseWrapper

PATIENCE = 1.0
"""How long somebody in the middle of something waits for the others, who wait for the end [s]."""


def at_once(database: BaseDatabaseWrapper, *doings: Callable[[], object]) -> list[object]:
    """What each answers, in their order, when all begin at the same moment.

    What one of them raises is its answer.
    """
    options, backend = database.settings_dict, type(database)
    gate = threading.Barrier(len(doings))
    answers: list[object] = [None] * len(doings)

    def run(place: int, doing: Callable[[], object]) -> None:
        connections["default"] = backend(options, alias="default")  # one for each thread
        try:
            gate.wait()
            answers[place] = doing()
        except Exception as error:  # noqa: BLE001 - told to the test
            answers[place] = error
        finally:
            connections["default"].close()

    threads = [
        threading.Thread(target=run, args=(place, doing)) for place, doing in enumerate(doings)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


class Pause:
    """Stops somebody in the middle of a function until the other one is through, or cannot be."""

    def __init__(self, patch: pytest.MonkeyPatch, module: object, name: str) -> None:
        self.reached, self.over = threading.Event(), threading.Event()
        before = getattr(module, name)

        def slow(*given: object, **named: object) -> object:
            self.reached.set()
            self.over.wait(PATIENCE)
            return before(*given, **named)

        patch.setattr(module, name, slow)

    def meanwhile(self, doing: Callable[[], object]) -> Callable[[], object]:
        """Something to be done as soon as the other one is in the middle."""

        def run() -> object:
            assert self.reached.wait(20)
            try:
                return doing()
            finally:
                self.over.set()

        return run

"""Where this installation answers: the running server says so, to the commands beside it."""

from __future__ import annotations

from threading import Event, Thread

from django.conf import settings

from fahsai.services.metering.standing import STALE, said, say, still_there

PAGES = "pages"
"""How the server is called among the processes."""


def own_address() -> tuple[str, int]:
    """Host and port of the server that runs, or of one that would be started now."""
    facts = said(PAGES)
    if facts is not None:
        return str(facts["host"]), int(facts["port"])
    chosen: tuple[str, int] = settings.FAHSAI.bind
    return chosen


def answer_at(host: str, port: int) -> Event:
    """Say where this process answers, for as long as it lives or until the event is set."""
    say(PAGES, host=host, port=port)
    ended = Event()

    def go_on() -> None:
        while not ended.wait(STALE / 4):
            still_there(PAGES)

    Thread(target=go_on, name="pages-there", daemon=True).start()
    return ended

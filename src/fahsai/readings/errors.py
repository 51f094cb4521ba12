"""What can go wrong with the readings store itself; problems of people's data are values."""

from __future__ import annotations


class Unavailable(RuntimeError):  # noqa: N818 - what it says of the store
    """The store cannot take or give anything now: nothing was changed, nothing is acknowledged.

    ``retry`` says whether it may be better later (busy, full, not reachable) or only after
    somebody has done something (no right to make the tables).
    """

    def __init__(self, said: str, *, retry: bool = True) -> None:
        super().__init__(said)
        self.retry = retry

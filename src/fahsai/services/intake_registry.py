"""Telling the intake which meters there are: its registry is a copy of what the records say.

The intake and the broker know meters by their own registry, which needs neither the records nor
the rights of anybody.  It is told after the transaction that changed the records; where it cannot
be told, the change stands, the person is warned, and :func:`resync_all` tells it later.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol

from django.db import transaction

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.metering.meter import Meter
from fahsai.records import wall
from fahsai.records.locks import records_held
from fahsai.records.models import Organisation
from fahsai.services.actors import INSTALLATION_ID
from fahsai.services.keeping.meters import current_meter, current_meters, working_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from uuid import UUID

    from fahsai.records.models import MeterToken

FEW = 20
"""So many meters are asked for one by one; of more, all are read at once."""

LOG = logging.getLogger("fahsai.intake")


class IntakeUnavailableError(RuntimeError):
    """The registry of the intake cannot be read or written now; nothing was changed in it."""


class TokenGrant(NamedTuple):
    """What opens the door to a meter: the hash of a token, and its line for the broker."""

    token_sha256: str
    mqtt_user: str
    mqtt_hash: str


class KnownMeter(NamedTuple):
    """A meter as the intake is to know it."""

    meter: Meter
    organisation_code: str
    tokens: tuple[TokenGrant, ...]


class Registry(Protocol):
    """What the readings store keeps of meters; every method raises `IntakeUnavailableError`."""

    def numbers(self, meter_id: UUID, names: Sequence[str]) -> Mapping[str, int]:
        """The numbers of the channels of a meter by name: the same for ever, never reused."""

    def put(self, meters: Iterable[KnownMeter]) -> None:
        """Know these meters from now on, in one step; those that are known so stay as they are.

        What is otherwise than it was known has its intervals made again
        (:func:`fahsai.core.metering.anew.made_anew`).
        """

    def known(self) -> frozenset[UUID]:
        """The meters that are known."""

    def remove(self, meters: Iterable[UUID]) -> None:
        """Forget these meters; their numbers stay taken."""


_open: list[Callable[[], Registry]] = []


def use_registry(opened: Callable[[], Registry]) -> None:
    """Say how the registry of this installation is opened."""
    _open[:] = [opened]


def registry() -> Registry:
    """The registry of this installation.

    Raises:
        IntakeUnavailableError: nobody said how it is opened, or it cannot be.
    """
    if not _open:
        raise IntakeUnavailableError("this installation has no intake")
    return _open[0]()


class Telling:
    """Meters that the intake has to be told of, and what came of it."""

    def __init__(self, owner: UUID) -> None:
        self._owner = owner
        self._meters: dict[UUID, str] = {}  # codes
        self._untold: list[str] = []

    def of(self, meter_id: UUID, code: str) -> None:
        """Tell of this meter when the transaction has ended."""
        self._meters[meter_id] = code

    def now(self) -> None:
        """Tell; whoever is first tells what holds then, so nothing older comes after it."""
        if not self._meters:
            return
        try:
            publish_meters(self._owner, self._meters)
        except IntakeUnavailableError:
            LOG.exception("the intake was not told of %s", ", ".join(self._meters.values()))
            self._untold = list(self._meters.values())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """``meter.intake_untold`` for each meter that the intake could not be told of."""
        return tuple(finding("meter.intake_untold", Level.WARNING, code) for code in self._untold)


@contextmanager
def telling_intake(owner: UUID) -> Iterator[Telling]:
    """A transaction on the meters of an organisation, of which the intake is told afterwards."""
    told = Telling(owner)
    with transaction.atomic():
        yield told
        transaction.on_commit(told.now)


def publish_meters(owner: UUID, meter_ids: Iterable[UUID]) -> None:
    """Tell the intake what the records say of these meters now.

    Nobody changes the records meanwhile, so of two who tell, the later one tells what is newer.

    Raises:
        IntakeUnavailableError: it cannot be told now.
    """
    with records_held(owner):
        wall.work_for(owner)
        code = Organisation.objects.values_list("code", flat=True).get(id=owner)
        wanted = tuple(meter_ids)
        tokens = working_tokens(owner, wanted)
        found: dict[UUID, Meter | None] = dict.fromkeys(wanted)
        if len(wanted) > FEW:
            found.update((one.id, one) for one in current_meters(owner) if one.id in found)
        else:
            found.update((key, current_meter(owner, key)) for key in wanted)
        gone = [key for key, one in found.items() if one is None]
        registry().put([_known(one, code, tokens) for one in found.values() if one is not None])
        if gone:
            registry().remove(gone)


def resync_all() -> int:
    """Tell the intake of every meter of the installation and let it forget all others.

    ``fahsai serve`` does so when it starts: what could not be told before is made good.

    Returns:
        How many meters there are.

    Raises:
        IntakeUnavailableError: it cannot be told now.
    """
    before = registry().known()  # what is added meanwhile is nobody's to forget
    with wall.every_name():
        codes = dict(
            Organisation.objects.exclude(id=INSTALLATION_ID).values_list("id", "code").iterator()
        )
    kept: set[UUID] = set()
    for owner, code in codes.items():
        with wall.work_aside(owner), records_held(owner):
            tokens = working_tokens(owner)
            meters = [_known(one, code, tokens) for one in current_meters(owner)]
            if meters:
                registry().put(meters)
            kept.update(one.meter.id for one in meters)
    gone = before - kept
    if gone:
        registry().remove(gone)
    return len(kept)


def _known(meter: Meter, code: str, tokens: Mapping[UUID, tuple[MeterToken, ...]]) -> KnownMeter:
    grants = (
        TokenGrant(one.token_sha256, one.mqtt_user, one.mqtt_hash)
        for one in tokens.get(meter.id, ())
    )
    return KnownMeter(meter, code, tuple(grants))

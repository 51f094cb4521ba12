"""Telling the intake which meters there are: its registry is a copy of what the records say.

The intake and the broker know meters by their own registry, which needs neither the records nor
the rights of anybody.  It is told after the transaction that changed the records; where it cannot
be told, the change stands, the person is warned, and :func:`resync_all` tells it later.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from django.db import transaction

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.metering.anew import made_anew
from fahsai.readings.schema import month_of
from fahsai.readings.values import RegisteredMeter, TokenGrant
from fahsai.records import wall
from fahsai.records.locks import records_held
from fahsai.records.models import Organisation
from fahsai.services.actors import INSTALLATION_ID
from fahsai.services.keeping.gateways import known_gateways
from fahsai.services.keeping.meters import current_meter, current_meters, working_tokens
from fahsai.services.keeping.sender_tokens import moments
from fahsai.services.readings_store import Unavailable, readings_store

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from fahsai.core.metering.meter import Meter
    from fahsai.readings.values import RegisteredGateway
    from fahsai.records.models import MeterToken

FEW = 20
"""So many meters are asked for one by one; of more, all are read at once."""

LOG = logging.getLogger("fahsai.intake")


class IntakeUnavailableError(RuntimeError):
    """The registry of the intake cannot be read or written now; nothing was changed in it."""


class Registry(Protocol):
    """What the readings store keeps of meters; every method raises `IntakeUnavailableError`."""

    def numbers(self, meter_id: UUID, names: Sequence[str]) -> Mapping[str, int]:
        """The numbers of the channels of a meter by name: the same for ever, never reused."""

    def put(self, meters: Iterable[RegisteredMeter]) -> None:
        """Know these meters from now on, in one step; those that are known so stay as they are.

        What is otherwise than it was known has its intervals made again
        (:func:`fahsai.core.metering.anew.made_anew`).
        """

    def known(self) -> frozenset[UUID]:
        """The meters that are known."""

    def remove(self, meters: Iterable[UUID]) -> None:
        """Forget these meters; their numbers stay taken."""

    def put_gateways(self, organisation_code: str, gateways: Iterable[RegisteredGateway]) -> None:
        """Know these gateways of an organisation from now on, and no others."""

    def gateways(self) -> Sequence[RegisteredGateway]:
        """The gateways that are known."""

    def used(self, users: Collection[str]) -> Mapping[str, int]:
        """When tokens were last in use [unix ms], by their user names; never: left out."""


class KeptRegistry:
    """The registry that the readings store of this installation keeps."""

    def numbers(self, meter_id: UUID, names: Sequence[str]) -> Mapping[str, int]:
        """As the protocol says."""
        with _as_ours():
            return readings_store().registry.numbers(meter_id, names)

    def put(self, meters: Iterable[RegisteredMeter]) -> None:
        """As the protocol says; what is measured otherwise now is made into quantities again."""
        with _as_ours():
            store, meters = readings_store(), tuple(meters)
            known = store.registry.of([one.meter.id for one in meters])
            new = [one for one in meters if known.get(one.meter.id) != one]
            if not new:
                return
            moved = {
                number: None if since is None else month_of(since)
                for one in new
                if one.meter.id in known
                for number, since in made_anew(known[one.meter.id].meter, one.meter).items()
            }
            store.know(new, moved)

    def known(self) -> frozenset[UUID]:
        """As the protocol says."""
        with _as_ours():
            return readings_store().registry.ids()

    def remove(self, meters: Iterable[UUID]) -> None:
        """As the protocol says."""
        with _as_ours():
            for one in meters:
                readings_store().registry.remove(one)

    def put_gateways(self, organisation_code: str, gateways: Iterable[RegisteredGateway]) -> None:
        """As the protocol says."""
        with _as_ours():
            readings_store().registry.put_gateways(organisation_code, gateways)

    def gateways(self) -> Sequence[RegisteredGateway]:
        """As the protocol says."""
        with _as_ours():
            return readings_store().registry.gateways()

    def used(self, users: Collection[str]) -> Mapping[str, int]:
        """As the protocol says."""
        with _as_ours():
            return readings_store().registry.used(users)


@contextmanager
def _as_ours() -> Iterator[None]:
    try:
        yield
    except Unavailable as error:
        raise IntakeUnavailableError(str(error)) from error


_open: list[Callable[[], Registry]] = [KeptRegistry]


def use_registry(opened: Callable[[], Registry]) -> None:
    """Say how the registry of this installation is opened: tests have one of their own."""
    _open[:] = [opened]


def registry() -> Registry:
    """The registry of this installation."""
    return _open[0]()


class Telling:
    """Meters and gateways that the intake has to be told of, and what came of it."""

    def __init__(self, owner: UUID) -> None:
        self._owner = owner
        self._meters: dict[UUID, str] = {}  # codes
        self._gateways: list[str] = []  # names
        self._findings: tuple[Finding, ...] = ()

    def of(self, meter_id: UUID, code: str) -> None:
        """Tell of this meter when the transaction has ended."""
        self._meters[meter_id] = code

    def of_gateway(self, name: str) -> None:
        """Tell of the gateways, because of this one, when the transaction has ended."""
        self._gateways.append(name)

    def now(self) -> None:
        """Tell; whoever is first tells what holds then, so nothing older comes after it."""
        if not self._meters and not self._gateways:
            return
        try:
            publish_meters(self._owner, self._meters)
        except IntakeUnavailableError:
            names = [*self._meters.values(), *self._gateways]
            said = {"event": "intake_untold", "senders": names}
            LOG.exception("the intake was not told of some meters or gateways", extra=said)
            self._findings = (
                *(
                    finding("meter.intake_untold", Level.WARNING, one)
                    for one in self._meters.values()
                ),
                *(finding("gateway.intake_untold", Level.WARNING, one) for one in self._gateways),
            )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """``meter.intake_untold``, ``gateway.intake_untold`` for what could not be told of."""
        return self._findings


@contextmanager
def telling_intake(owner: UUID) -> Iterator[Telling]:
    """A transaction on the meters of an organisation, of which the intake is told afterwards."""
    told = Telling(owner)
    with transaction.atomic():
        yield told
        transaction.on_commit(told.now)


def last_used(users: Iterable[str]) -> dict[str, datetime]:
    """When tokens were last in use, by their user names; nothing while nobody can tell."""
    asked = list(users)
    if not asked:
        return {}
    try:
        return moments(registry().used(asked))
    except IntakeUnavailableError:
        LOG.exception("nobody can tell when tokens were used", extra={"event": "use_unknown"})
        return {}


def publish_meters(owner: UUID, meter_ids: Iterable[UUID]) -> None:
    """Tell the intake what the records say of these meters now, and of every gateway.

    What a gateway reaches follows from the meters.  Nobody changes the records meanwhile, so of
    two who tell, the later one tells what is newer.

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
        there = [_known(one, code, tokens) for one in found.values() if one is not None]
        if there:
            registry().put(there)
        if gone:
            registry().remove(gone)
        registry().put_gateways(code, known_gateways(owner, code))


def resync_all() -> int:
    """Tell the intake of every meter and gateway of the installation; it forgets all others.

    ``fahsai serve`` does so when it starts: what could not be told before is made good.

    Returns:
        How many meters there are.

    Raises:
        IntakeUnavailableError: it cannot be told now.
    """
    before = registry().known()  # what is added meanwhile is nobody's to forget
    with_gateways = {one.organisation_code for one in registry().gateways()}
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
            gateways = known_gateways(owner, code)
            if gateways or code in with_gateways:
                registry().put_gateways(code, gateways)
    for code in with_gateways - set(codes.values()):  # an organisation that is no more
        registry().put_gateways(code, ())
    gone = before - kept
    if gone:
        registry().remove(gone)
    return len(kept)


def _known(
    meter: Meter, code: str, tokens: Mapping[UUID, tuple[MeterToken, ...]]
) -> RegisteredMeter:
    grants = (
        TokenGrant(one.token_sha256, one.mqtt_user, one.mqtt_hash)
        for one in tokens.get(meter.id, ())
    )
    return RegisteredMeter(meter, code, tuple(grants))

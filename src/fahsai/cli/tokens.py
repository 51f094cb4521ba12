"""Commands on the tokens that meters and gateways send with: listed, made, revoked."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from fahsai.cli.commands import MISUSED, REFUSED
from fahsai.cli.files import write_json
from fahsai.cli.show import Shown, moment, say, table
from fahsai.cli.start import add_organisation, organisation_named, start_records

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from fahsai.cli.commands import Command, Commands
    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.services.gateway_tokens import GatewayTokenValue
    from fahsai.services.meter_tokens import Token
    from fahsai.services.meters import MeterRecord


class _Listed(Protocol):
    """What the lists of both kinds of tokens have."""

    @property
    def number(self) -> int:
        """From 1 on."""

    @property
    def name(self) -> str:
        """As somebody called it."""

    @property
    def prefix(self) -> str:
        """Its public beginning."""

    @property
    def mqtt_user(self) -> str:
        """Its user name at the broker."""

    @property
    def created_at(self) -> datetime:
        """When it was made."""

    @property
    def last_used_at(self) -> datetime | None:
        """When it was last in use, where that is known."""

    @property
    def works(self) -> bool:
        """Whether it was not revoked."""


T = TypeVar("T", bound=_Listed)
T_co = TypeVar("T_co", bound=_Listed, covariant=True)


class Made(Protocol[T_co]):
    """A token that was just made."""

    @property
    def token(self) -> T_co:
        """As the list shows it."""

    @property
    def secret(self) -> str:
        """The whole text, shown once."""


def add_commands(commands: Commands) -> None:
    """`meter-token`, `gateway-token`."""
    token = commands.add("meter-token", run_meter_token)
    token.argument("meter", metavar="METER")
    _listing(token)

    gateway = commands.add("gateway-token", run_gateway_token)
    _listing(gateway)
    gateway.argument("--meter", action="append", default=[], metavar="METER")
    gateway.argument("--facility", default="", metavar="CODE")
    gateway.argument("--every-meter", action="store_true")


def _listing(command: Command) -> None:
    add_organisation(command, year=False)
    command.argument("--list", action="store_true")
    command.argument("--make", metavar="NAME")
    command.argument("--revoke", metavar="TOKEN")
    command.argument("--json", action="store_true")


@dataclass(frozen=True, slots=True)
class _Kind(Generic[T]):
    """What can be done with the tokens of a meter, or of the gateways."""

    held: Callable[[], Sequence[T]]
    make: Callable[[], tuple[Made[T] | None, Iterable[Finding]]]
    revoke: Callable[[T], Iterable[Finding]]
    topic: Callable[[T], str]
    lines: Callable[[T, str | None], Mapping[str, str]]
    as_json: Callable[[T], dict[str, Any]]
    of: Mapping[str, str]  # whose they are, for programs


def run_meter_token(given: argparse.Namespace, shown: Shown) -> int:
    """List the tokens of a meter, make one or revoke one."""
    if _too_much(given):
        return _one_thing(shown)
    actor = start_records()
    from django.utils import timezone

    from fahsai.services.meter_tokens import make_token, revoke_token, tokens
    from fahsai.services.meters import meters
    from fahsai.services.meters_json import token_json

    owner = organisation_named(actor, given.organisation).id
    meter = next((one for one in meters(actor, owner) if one.code == given.meter), None)
    if meter is None:
        say(sys.stderr, shown.word("meters", "no_meter", meter=given.meter))
        return REFUSED

    def revoke(one: Token) -> Iterable[Finding]:
        return revoke_token(actor, owner, meter.id, one.id, now=timezone.now())[1]

    kind: _Kind[Token] = _Kind(
        held=lambda: tokens(actor, owner, meter.id),
        make=lambda: make_token(actor, owner, meter.id, given.make, now=timezone.now()),
        revoke=revoke,
        topic=lambda one: one.topic,
        lines=lambda one, secret: _lines(one.mqtt_user, meter, secret),
        as_json=token_json,
        of={"meter": meter.code},
    )
    return _done(given, kind, shown)


def run_gateway_token(given: argparse.Namespace, shown: Shown) -> int:
    """List the tokens of an organisation's gateways, make one or revoke one."""
    reach = bool(given.meter or given.facility or given.every_meter)
    if _too_much(given) or (reach and given.make is None):
        return _one_thing(shown)
    actor = start_records()
    from django.utils import timezone

    from fahsai.services.gateway_tokens import (
        GatewayEntry,
        gateway_tokens,
        make_gateway_token,
        revoke_gateway_token,
    )
    from fahsai.services.meters_json import gateway_token_json

    organisation = organisation_named(actor, given.organisation)
    owner = organisation.id

    def make() -> tuple[Made[GatewayTokenValue] | None, Iterable[Finding]]:
        entry = GatewayEntry(given.make, tuple(given.meter), given.facility, given.every_meter)
        return make_gateway_token(actor, owner, entry, now=timezone.now())

    def revoke(one: GatewayTokenValue) -> Iterable[Finding]:
        return revoke_gateway_token(actor, owner, one.id, now=timezone.now())[1]

    kind: _Kind[GatewayTokenValue] = _Kind(
        held=lambda: gateway_tokens(actor, owner),
        make=make,
        revoke=revoke,
        topic=lambda one: ", ".join(one.topics) or "-",
        lines=lambda one, secret: _of_gateway(actor, owner, one, secret),
        as_json=gateway_token_json,
        of={"organisation": organisation.code},
    )
    return _done(given, kind, shown)


def _done(given: argparse.Namespace, kind: _Kind[T], shown: Shown) -> int:
    """Make one, or revoke one and list them all."""
    if given.make is not None:
        return _made(given, kind, shown)
    held = kind.held()
    if given.revoke is not None:
        token = _named(held, given.revoke, shown)
        if token is None:
            return REFUSED
        shown.findings(kind.revoke(token), sys.stderr)
        _say_revoked(token, shown, quiet=given.json)
        held = kind.held()
    if given.json:
        listed = [{**kind.as_json(one), "sending": _working_lines(kind, one)} for one in held]
        write_json({**kind.of, "tokens": listed})
    else:
        _print(held, kind, shown)
    return 0


def _made(given: argparse.Namespace, kind: _Kind[T], shown: Shown) -> int:
    made, said = kind.make()
    shown.findings(said, sys.stderr)
    if made is None:
        return REFUSED
    lines = kind.lines(made.token, made.secret)
    if given.json:
        write_json({**kind.as_json(made.token), "secret": made.secret, "sending": dict(lines)})
        return 0
    told = {"user": made.token.mqtt_user, "topic": kind.topic(made.token), "secret": made.secret}
    say(sys.stdout, shown.word("tokens", "made", **told))
    _say_lines(lines, shown)
    return 0


def _working_lines(kind: _Kind[T], token: T) -> dict[str, str]:
    """How a token that works is used; nothing for another."""
    return dict(kind.lines(token, None)) if token.works else {}


def _too_much(given: argparse.Namespace) -> bool:
    return sum(map(bool, (given.list, given.make is not None, given.revoke is not None))) > 1


def _one_thing(shown: Shown) -> int:
    say(sys.stderr, shown.word("tokens", "one_thing"))
    return MISUSED


def _named(held: Sequence[T], said: str, shown: Shown) -> T | None:
    """The token that is meant: by its number, its user name, its prefix or the beginning of it."""
    text = said.strip()
    exact = [one for one in held if text in {str(one.number), one.mqtt_user, one.prefix}]
    found = exact or [one for one in held if text and one.prefix.startswith(text)]
    if len(found) == 1:
        return found[0]
    numbers = ", ".join(f"{one.number} ({one.name})" for one in found or held)
    key = "ambiguous" if found else "unknown" if held else "none_to_revoke"
    say(sys.stderr, shown.word("tokens", key, said=text or "-", tokens=numbers))
    return None


def _say_revoked(token: _Listed, shown: Shown, *, quiet: bool) -> None:
    key = "revoked_now" if token.works else "revoked_before"
    told = {"number": str(token.number), "name": token.name}
    say(sys.stderr if quiet else sys.stdout, shown.word("tokens", key, **told))


def _lines(
    user: str, meter: MeterRecord, secret: str | None, *, gateway: bool = False
) -> dict[str, str]:
    from fahsai.services.sending_lines import sending_lines

    found = sending_lines(user, meter, secret, gateway=gateway)
    return {name: line for name, line in found._asdict().items() if line is not None}


def _of_gateway(
    actor: Actor, owner: UUID, token: GatewayTokenValue, secret: str | None
) -> dict[str, str]:
    """How it is used for the first of its meters; nothing where it has none."""
    from fahsai.services.meters import meters

    if not token.meters:
        return {}
    meter = next(one for one in meters(actor, owner) if one.code == token.meters[0])
    return _lines(token.mqtt_user, meter, secret, gateway=True)


def _say_lines(lines: Mapping[str, str], shown: Shown) -> None:
    for line in lines.values():
        say(sys.stdout, f"  {line}")
    if any(_waits_for_a_figure(line) for line in lines.values()):
        say(sys.stdout, f"  {shown.word('tokens', 'value')}")


def _waits_for_a_figure(line: str) -> bool:
    from fahsai.services.sending_lines import VALUE

    return f": {VALUE}}}" in line


def _print(held: Sequence[T], kind: _Kind[T], shown: Shown) -> None:
    """A table of all, then how each that works is used."""
    if not held:
        say(sys.stdout, shown.word("tokens", "none"))
        return
    keys = ("number", "name", "prefix", "user", "made_at", "used", "state")
    head = [shown.word("tokens", key) for key in keys]
    say(sys.stdout, table(head, _rows(held, shown), frozenset()))
    for one in held:
        if one.works:
            told = {"number": str(one.number), "user": one.mqtt_user, "topic": kind.topic(one)}
            say(sys.stdout, shown.word("tokens", "sends", **told))
            _say_lines(_working_lines(kind, one), shown)


def _rows(held: Iterable[_Listed], shown: Shown) -> list[list[str]]:
    return [
        [
            str(one.number),
            one.name,
            one.prefix,
            one.mqtt_user,
            moment(one.created_at.timestamp(), shown),
            "-" if one.last_used_at is None else moment(one.last_used_at.timestamp(), shown),
            shown.word("tokens", "works" if one.works else "revoked"),
        ]
        for one in held
    ]

"""Meters: what there is, what each sends, its tokens, and registers that were exchanged."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Form, Header, Query, Router, Schema
from pydantic import Field

from fahsai.api.answers import AskedPage, page_of
from fahsai.api.document import told
from fahsai.api.idempotency import once
from fahsai.api.key import asking
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.common import finding_shapes
from fahsai.api.shapes.meters import (
    MeterBody,
    MeterChanged,
    MeterKept,
    MeterPage,
    MeterShape,
    MeterWithdrawn,
    NewTokenShape,
    ReplacementBody,
    ReplacementKept,
    ReplacementWithdrawn,
    TokenBody,
    TokenKept,
    TokenList,
    meter_kept,
    meter_shape,
    new_token_shape,
    replacement_kept,
    token_shape,
)
from fahsai.api.shapes.written import LINES, LONGEST_TEXT
from fahsai.core.access.roles import Permission
from fahsai.core.metering.meter import MeterKind
from fahsai.services.access import admit
from fahsai.services.meter_tokens import make_token, revoke_token, tokens
from fahsai.services.meters import add_meter, change_meter, meter, meters, withdraw_meter
from fahsai.services.replace_register import replace_register, take_back_exchange

router = Router()
METERS = "/organisations/{organisation_id}/meters"
METER = f"{METERS}/{{meter_id}}"
TOKENS = f"{METER}/tokens"
REPLACEMENTS = f"{METER}/replacements"
WRITING = (404, 409, 413, 415)
LONGEST = 200


class MetersAsked(Schema):
    """Which meters."""

    code: str | None = Field(None, max_length=LONGEST)
    kind: MeterKind | None = None
    source: str | None = Field(None, max_length=LONGEST)


@router.get(METERS, response=MeterPage, **told("list_meters", "meters", 404))
def list_meters(
    request: HttpRequest,
    organisation_id: UUID,
    asked: Annotated[MetersAsked, Query()],
    page: AskedPage,
) -> MeterPage:
    """Meters by code, those that are asked for."""
    wanted = asked.model_dump(exclude_none=True)
    found = [
        one
        for one in meters(asking(request), organisation_id)
        if all(getattr(one, name) == value for name, value in wanted.items())
    ]
    part = page_of(found, page)
    return MeterPage(items=[meter_shape(one) for one in part.items], **part.beside)


@router.post(METERS, response=MeterKept, **told("add_meter", "meters", *WRITING))
def add(request: HttpRequest, organisation_id: UUID, body: MeterBody) -> MeterKept:
    """Add a meter; the same one again changes nothing."""
    kept, said = add_meter(asking(request), organisation_id, body.code, body.entry)
    if kept is None:
        raise RefusedError("meter_refused", findings=said)
    return meter_kept(kept, said)


@router.get(METER, response=MeterShape, **told("read_meter", "meters", 404))
def read_meter(request: HttpRequest, organisation_id: UUID, meter_id: UUID) -> MeterShape:
    """One meter as it stands."""
    return meter_shape(meter(asking(request), organisation_id, meter_id))


@router.put(METER, response=MeterKept, **told("put_meter", "meters", *WRITING))
def put_meter(
    request: HttpRequest, organisation_id: UUID, meter_id: UUID, body: MeterChanged
) -> MeterKept:
    """Say a meter otherwise; the same again changes nothing."""
    actor = asking(request)
    kept, said = change_meter(actor, organisation_id, meter_id, body.entry, body.reason)
    if kept is None:
        raise RefusedError("meter_refused", findings=said)
    return meter_kept(kept, said)


@router.post(
    f"{METER}/withdraw", response=MeterWithdrawn, **told("withdraw_meter", "meters", *WRITING)
)
def withdraw(
    request: HttpRequest,
    organisation_id: UUID,
    meter_id: UUID,
    reason: Annotated[str, Form(min_length=1, max_length=LONGEST_TEXT, pattern=LINES)],
) -> MeterWithdrawn:
    """Take back a meter that was entered by mistake, with its tokens."""
    actor = asking(request)
    gone, said = withdraw_meter(actor, organisation_id, meter_id, reason, now=timezone.now())
    if not gone:
        raise RefusedError("meter_refused", findings=said)
    return MeterWithdrawn(findings=finding_shapes(said))


@router.post(REPLACEMENTS, response=ReplacementKept, **told("replace_register", "meters", *WRITING))
def replace(
    request: HttpRequest, organisation_id: UUID, meter_id: UUID, body: ReplacementBody
) -> ReplacementKept:
    """Say that a register was exchanged; one of that channel and instant is corrected."""
    actor = asking(request)
    kept, said = replace_register(
        actor, organisation_id, meter_id, body.entry, now=timezone.now(), why=body.why
    )
    if kept is None:
        raise RefusedError("meter_refused", findings=said)
    return replacement_kept(kept, said)


@router.post(
    f"{REPLACEMENTS}/{{replacement_id}}/withdraw",
    response=ReplacementWithdrawn,
    **told("withdraw_replacement", "meters", *WRITING),
)
def withdraw_replacement(
    request: HttpRequest,
    organisation_id: UUID,
    meter_id: UUID,
    replacement_id: UUID,
    reason: Annotated[str, Form(min_length=1, max_length=LONGEST_TEXT, pattern=LINES)],
) -> ReplacementWithdrawn:
    """Say that a register was not exchanged after all."""
    actor = asking(request)
    gone, said = take_back_exchange(actor, organisation_id, meter_id, replacement_id, reason)
    if not gone:
        raise RefusedError("meter_refused", findings=said)
    return ReplacementWithdrawn(findings=finding_shapes(said))


@router.get(TOKENS, response=TokenList, **told("list_meter_tokens", "meters", 404))
def list_tokens(request: HttpRequest, organisation_id: UUID, meter_id: UUID) -> TokenList:
    """The tokens of a meter, without their secrets."""
    found = tokens(asking(request), organisation_id, meter_id)
    return TokenList(items=[token_shape(one) for one in found])


@router.post(TOKENS, response=NewTokenShape, **told("make_meter_token", "meters", *WRITING))
def make(
    request: HttpRequest,
    organisation_id: UUID,
    meter_id: UUID,
    body: TokenBody,
    key: Annotated[
        str | None, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_.:-]{1,100}$")
    ] = None,
) -> NewTokenShape:
    """Make a token for a device; its secret is told this once."""
    actor = asking(request)
    admit(actor, organisation_id, Permission.SETTLE)
    with once(actor, key, (organisation_id, meter_id, body.name)) as kept:
        if kept.answer is None:
            made, said = make_token(actor, organisation_id, meter_id, body.name, now=timezone.now())
            if made is None:
                raise RefusedError("meter_refused", findings=said)
            kept.answer = new_token_shape(made, said).model_dump(mode="json")
    return NewTokenShape.model_validate(kept.answer)


@router.delete(
    f"{TOKENS}/{{token_id}}", response=TokenKept, **told("revoke_meter_token", "meters", 404, 409)
)
def revoke(
    request: HttpRequest, organisation_id: UUID, meter_id: UUID, token_id: UUID
) -> TokenKept:
    """End a token at once; one that was revoked before stays as it is."""
    ended, said = revoke_token(
        asking(request), organisation_id, meter_id, token_id, now=timezone.now()
    )
    return TokenKept(token=token_shape(ended), findings=finding_shapes(said))

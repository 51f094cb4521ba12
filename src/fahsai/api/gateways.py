"""Tokens of gateways: what there is, made and revoked."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Router

from fahsai.api.document import told
from fahsai.api.idempotency import once
from fahsai.api.key import asking
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.common import finding_shapes
from fahsai.api.shapes.gateways import (
    GatewayTokenBody,
    GatewayTokenKept,
    GatewayTokenList,
    NewGatewayTokenShape,
    gateway_token_shape,
    new_gateway_token_shape,
)
from fahsai.core.access.roles import Permission
from fahsai.services.access import admit
from fahsai.services.gateway_tokens import (
    gateway_tokens,
    make_gateway_token,
    revoke_gateway_token,
)

router = Router()
TOKENS = "/organisations/{organisation_id}/gateway-tokens"


@router.get(TOKENS, response=GatewayTokenList, **told("list_gateway_tokens", "meters", 404))
def list_tokens(request: HttpRequest, organisation_id: UUID) -> GatewayTokenList:
    """The tokens of gateways, without their secrets."""
    found = gateway_tokens(asking(request), organisation_id)
    return GatewayTokenList(items=[gateway_token_shape(one) for one in found])


@router.post(
    TOKENS,
    response=NewGatewayTokenShape,
    **told("make_gateway_token", "meters", 404, 409, 413, 415),
)
def make(
    request: HttpRequest,
    organisation_id: UUID,
    body: GatewayTokenBody,
    key: Annotated[
        str | None, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_.:-]{1,100}$")
    ] = None,
) -> NewGatewayTokenShape:
    """Make a token for a gateway; its secret is told this once."""
    actor = asking(request)
    admit(actor, organisation_id, Permission.SETTLE)
    said = body.entry
    asked = (organisation_id, said.name, ",".join(said.meters), said.facility, said.every_meter)
    with once(actor, key, asked) as kept:
        if kept.answer is None:
            made, findings = make_gateway_token(actor, organisation_id, said, now=timezone.now())
            if made is None:
                raise RefusedError("gateway_refused", findings=findings)
            kept.answer = new_gateway_token_shape(made, findings).model_dump(mode="json")
    return NewGatewayTokenShape.model_validate(kept.answer)


@router.delete(
    f"{TOKENS}/{{gateway_token_id}}",
    response=GatewayTokenKept,
    **told("revoke_gateway_token", "meters", 404, 409),
)
def revoke(request: HttpRequest, organisation_id: UUID, gateway_token_id: UUID) -> GatewayTokenKept:
    """End a token at once; one that was revoked before stays as it is."""
    ended, said = revoke_gateway_token(
        asking(request), organisation_id, gateway_token_id, now=timezone.now()
    )
    return GatewayTokenKept(token=gateway_token_shape(ended), findings=finding_shapes(said))

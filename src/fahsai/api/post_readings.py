"""Readings of meters by HTTP: for devices and gateways that speak no MQTT.

A meter shows its own token and sends one message: JSON, or a stream or a file of Arrow.  A gateway
shows its own for several meters: the address names the meter, or ``meter`` in the message does.
The answer comes when the readings are on the disk; the same message again changes nothing, so
whoever hears no answer sends it again.
"""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from fahsai.api.document import told
from fahsai.api.limits import spend
from fahsai.api.meter_token import CHALLENGE, LARGEST, MeterToken
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.common import FindingShape, finding_shapes
from fahsai.api.shapes.meters import MeterCode
from fahsai.services.post_readings import Sender, sender_of, take_posted

router = Router(auth=MeterToken())
JSON_TYPE = "application/json"
ARROW_TYPES = ("application/vnd.apache.arrow.stream", "application/vnd.apache.arrow.file")
TAKEN = (JSON_TYPE, *ARROW_TYPES)


class PostedShape(Schema):
    """Readings that are kept for good, and what became none."""

    readings: int = Field(ge=0, description="Values that are on the disk now.")
    findings: list[FindingShape]


@router.post(
    "/readings",
    response=PostedShape,
    **told("post_readings", "readings", 413, 415, 503, sends=TAKEN),
)
def post_readings(request: HttpRequest) -> PostedShape:
    """Keep the readings of one message; refused where nothing of it became a reading."""
    sender = _sender(request)
    spend(sender.topic if sender.own is None else sender.own)
    return _kept(request, sender, None)


@router.post(
    "/readings/{meter_code}",
    response=PostedShape,
    **told("post_meter_readings", "readings", 413, 415, 503, sends=TAKEN),
)
def post_meter_readings(request: HttpRequest, meter_code: MeterCode) -> PostedShape:
    """Keep the readings of one message of the meter that the address names."""
    sender = _sender(request)
    if meter_code in sender.topics:
        spend(sender.topics[meter_code])
        return _kept(request, sender, meter_code)
    spend(sender.topic)
    take_posted(sender, _body(request), meter_code)
    raise RefusedError("meter_not_yours", meter=meter_code)


def _sender(request: HttpRequest) -> Sender:
    """Whose token it is.

    Raises:
        RefusedError: nobody's, or the message is of another kind.
    """
    if request.content_type not in TAKEN:
        raise RefusedError("media_type", wanted=", ".join(TAKEN))
    token: str = request.auth  # type: ignore[attr-defined]  # set by ninja
    sender = sender_of(token)
    if sender is None:
        raise RefusedError("meter_token_needed", headers=CHALLENGE)
    return sender


def _kept(request: HttpRequest, sender: Sender, meter: str | None) -> PostedShape:
    taken = take_posted(sender, _body(request), meter)
    if taken.findings and not taken.readings:
        raise RefusedError("nothing_read", findings=taken.findings)
    return PostedShape(readings=taken.readings, findings=finding_shapes(taken.findings))


def _body(request: HttpRequest) -> bytes:
    if len(request.body) > LARGEST:
        raise RefusedError("too_large", most=str(LARGEST // 1024 // 1024))
    return request.body

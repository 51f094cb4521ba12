"""Readings of meters by HTTP: for devices and gateways that speak no MQTT.

A meter shows its own token and sends one message: JSON, or a stream or a file of Arrow.  The
answer comes when the readings are on the disk; the same message again changes nothing, so whoever
hears no answer sends it again.
"""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from fahsai.api.document import told
from fahsai.api.limits import spend
from fahsai.api.meter_token import LARGEST, MeterToken
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.common import FindingShape, finding_shapes
from fahsai.services.post_readings import take_posted, topic_of_token

router = Router(auth=MeterToken())
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="fahsai meter"'}
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
    if request.content_type not in TAKEN:
        raise RefusedError("media_type", wanted=", ".join(TAKEN))
    token: str = request.auth  # type: ignore[attr-defined]  # set by ninja
    topic = topic_of_token(token)
    if topic is None:
        raise RefusedError("meter_token_needed", headers=CHALLENGE)
    spend(topic)
    if len(request.body) > LARGEST:
        raise RefusedError("too_large", most=str(LARGEST // 1024 // 1024))
    taken = take_posted(topic, request.body)
    if taken.findings and not taken.readings:
        raise RefusedError("nothing_read", findings=taken.findings)
    return PostedShape(readings=taken.readings, findings=finding_shapes(taken.findings))

"""What meters measured: readings, intervals, rates, quantities and emissions, and their state."""

from __future__ import annotations

import json
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from ninja import Query, Router
from pydantic import Field

from fahsai.api.answers import attached_file, attachment
from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.common import finding_shapes
from fahsai.api.shapes.measured import (
    EventsShape,
    MeterIntervalsShape,
    MetersHealthShape,
    QuantitiesShape,
    RatesShape,
    ReadingsShape,
    health_shape,
    intervals_shape,
    quantity_shape,
    rates_shape,
    readings_shape,
)
from fahsai.api.shapes.refused import RefusedMessagesShape, refused_shape
from fahsai.api.time_asked import TimeAsked
from fahsai.core.metering.length import Length
from fahsai.services.calculation_json import findings_json
from fahsai.services.export_readings import CSV, PARQUET, Export, export_quantities
from fahsai.services.meter_health import meter_events, meters_health
from fahsai.services.meter_readings import intervals_of, rates_of, readings_of
from fahsai.services.quantities import Asked, By, quantities
from fahsai.services.quantities_json import subject_names
from fahsai.services.readings_file import readings_file
from fahsai.services.refused_messages import all_refused_messages, refused_messages

router = Router()
METERS = "/organisations/{organisation_id}/meters"
ONE = f"{METERS}/{{meter_id}}"
FINDINGS = "Fahsai-Findings"
"""The header of a file that says what is to be known of it, as JSON."""


class ChannelAsked(TimeAsked):
    """Which channel of a meter; without a name that of its quantities."""

    channel: str | None = Field(None, max_length=32)


class StretchesAsked(ChannelAsked):
    """And how long each stretch is."""

    length: Length = Length.QUARTER_HOUR


class QuantitiesAsked(TimeAsked):
    """Whose quantities stand together, by which stretches of time, of which meters."""

    by: By = By.METER
    length: Length = Length.DAY
    meter: list[str] = Field(default_factory=list, max_length=1000)
    emissions: bool = True

    @property
    def asked(self) -> Asked:
        """What the use case wants to know."""
        return Asked(self.by, self.length, *self.edges, tuple(self.meter), self.emissions)


class ExportAsked(QuantitiesAsked):
    """And as which file."""

    format: Export = Export.CSV


class ReadingsFileAsked(ChannelAsked):
    """Which channel, and as which file."""

    format: Export = Export.PARQUET


@router.get(
    "/organisations/{organisation_id}/meter-health",
    response=MetersHealthShape,
    **told("meters_health", "readings", 404, 503),
)
def read_meters_health(request: HttpRequest, organisation_id: UUID) -> MetersHealthShape:
    """How every meter is heard."""
    found = meters_health(asking(request), organisation_id)
    return MetersHealthShape(meters=[health_shape(one) for one in found])


@router.get(
    f"{ONE}/readings",
    response=ReadingsShape,
    **told("list_meter_readings", "readings", 404, 409, 503),
)
def list_meter_readings(
    request: HttpRequest,
    organisation_id: UUID,
    meter_id: UUID,
    asked: Annotated[ChannelAsked, Query()],
) -> ReadingsShape:
    """Readings of a channel as they are kept."""
    found = readings_of(asking(request), organisation_id, meter_id, *asked.edges, asked.channel)
    if found is None:
        raise RefusedError("no_channel")
    return readings_shape(found)


@router.get(
    f"{ONE}/readings/export",
    **told("export_meter_readings", "readings", 404, 409, 503, files=(CSV, PARQUET)),
)
def export_meter_readings(
    request: HttpRequest,
    organisation_id: UUID,
    meter_id: UUID,
    asked: Annotated[ReadingsFileAsked, Query()],
) -> HttpResponseBase:
    """The same as a file."""
    with ExitStack() as open_:
        out = open_.enter_context(TemporaryFile(dir=settings.FAHSAI.home))
        wanted = (*asked.edges, asked.channel, asked.format)
        made, findings = readings_file(asking(request), organisation_id, meter_id, *wanted, out)
        if made is None:
            raise RefusedError("readings_removed" if findings else "no_channel", findings=findings)
        answer = attached_file(request, made.file_name, out, media_type=made.media_type)
        open_.pop_all()  # the answer closes it
    if findings:  # a file has no place for them
        answer.headers[FINDINGS] = json.dumps(findings_json(findings))
    return answer


@router.get(
    f"{ONE}/intervals",
    response=MeterIntervalsShape,
    **told("list_meter_intervals", "readings", 404, 409, 503),
)
def list_meter_intervals(
    request: HttpRequest,
    organisation_id: UUID,
    meter_id: UUID,
    asked: Annotated[StretchesAsked, Query()],
) -> MeterIntervalsShape:
    """What passed in each stretch of time."""
    actor = asking(request)
    found = intervals_of(
        actor, organisation_id, meter_id, asked.length, *asked.edges, asked.channel
    )
    if found is None:
        raise RefusedError("no_channel")
    return intervals_shape(found)


@router.get(
    f"{ONE}/rates", response=RatesShape, **told("list_meter_rates", "readings", 404, 409, 503)
)
def list_meter_rates(
    request: HttpRequest,
    organisation_id: UUID,
    meter_id: UUID,
    asked: Annotated[StretchesAsked, Query()],
) -> RatesShape:
    """Least, most and mean of a rate in each stretch of time."""
    actor = asking(request)
    found = rates_of(actor, organisation_id, meter_id, asked.length, *asked.edges, asked.channel)
    if found is None:
        raise RefusedError("no_channel")
    return rates_shape(found)


@router.get(
    f"{ONE}/events", response=EventsShape, **told("list_meter_events", "readings", 404, 409, 503)
)
def list_meter_events(
    request: HttpRequest,
    organisation_id: UUID,
    meter_id: UUID,
    asked: Annotated[TimeAsked, Query()],
) -> EventsShape:
    """What happened to the data of a meter."""
    found = meter_events(asking(request), organisation_id, meter_id, *asked.edges)
    return EventsShape(findings=finding_shapes(found))


@router.get(
    f"{ONE}/refused",
    response=RefusedMessagesShape,
    **told("list_refused_messages", "readings", 404, 503),
)
def list_refused_messages(
    request: HttpRequest, organisation_id: UUID, meter_id: UUID
) -> RefusedMessagesShape:
    """The newest messages of a meter that became no reading."""
    return refused_shape(refused_messages(asking(request), organisation_id, meter_id))


@router.get(
    "/organisations/{organisation_id}/refused-messages",
    response=RefusedMessagesShape,
    **told("list_all_refused_messages", "readings", 404, 503),
)
def list_all_refused_messages(request: HttpRequest, organisation_id: UUID) -> RefusedMessagesShape:
    """The newest messages of all meters that became no reading."""
    return refused_shape(all_refused_messages(asking(request), organisation_id))


@router.get(
    "/organisations/{organisation_id}/quantities",
    response=QuantitiesShape,
    **told("list_quantities", "readings", 404, 409, 503),
)
def list_quantities(
    request: HttpRequest, organisation_id: UUID, asked: Annotated[QuantitiesAsked, Query()]
) -> QuantitiesShape:
    """Quantities and emissions by meter, unit, place or for the whole organisation."""
    actor = asking(request)
    rows, findings = quantities(actor, organisation_id, asked.asked, today=localdate())
    if any(one.code.startswith("quantities.") for one in findings):
        raise RefusedError("quantities_refused", findings=findings)
    names = subject_names(actor, organisation_id, asked.by)
    return QuantitiesShape(
        quantities=[quantity_shape(one, names) for one in rows], findings=finding_shapes(findings)
    )


@router.get(
    "/organisations/{organisation_id}/quantities/export",
    **told("export_quantities", "readings", 404, 409, 503, files=(CSV, PARQUET)),
)
def export_quantities_of(
    request: HttpRequest, organisation_id: UUID, asked: Annotated[ExportAsked, Query()]
) -> HttpResponse:
    """The same as a file."""
    made, findings = export_quantities(
        asking(request), organisation_id, asked.asked, asked.format, today=localdate()
    )
    if made is None:
        raise RefusedError("quantities_refused", findings=findings)
    return attachment(request, made.file_name, made.data, media_type=made.media_type)

"""What machines watch: whether the program works, and its measures in the words of Prometheus.

Measures tell of the installation as a whole and of meters by their topic, so they are for whoever
looks after the installation: the face asks for the token of ``FAHSAI_METRICS_TOKEN``.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from fahsai.core.metering.topic import topic_of
from fahsai.services.broker_access import BROKER
from fahsai.services.ingest import INGESTER
from fahsai.services.keep_readings import KEEPER
from fahsai.services.metering.standing import said
from fahsai.services.readings_store import Unavailable, readings_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from uuid import UUID

    from prometheus_client.core import Metric

    from fahsai.readings.store import ReadingsStore
    from fahsai.readings.values import RegisteredMeter

TOO_MUCH = 20_000_000
"""So many rows in the hot log are more than the keeper can be expected to bring away."""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether each part works; ``ready`` where all that is used does."""

    parts: dict[str, bool]

    @property
    def ready(self) -> bool:
        """Whether requests and readings are taken and kept."""
        return all(self.parts.values())


def health() -> Health:
    """How the parts of the installation are: those that are not used are left out."""
    parts = {"records": _records(), "readings": _readings()}
    use = settings.FAHSAI.mqtt.use
    if use != "off":
        ingester = said(INGESTER)
        parts["ingester"] = ingester is not None and bool(ingester["connected"])
        parts["keeper"] = said(KEEPER) is not None
    if use == "embedded":
        parts["broker"] = said(BROKER) is not None
    return Health(parts)


def _records() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False


def _readings() -> bool:
    try:
        return readings_store().waiting() < TOO_MUCH
    except Unavailable:
        return False


def metrics() -> bytes:
    """Every measure as text.

    Raises:
        Unavailable: the store of readings cannot answer now.
    """
    registry = CollectorRegistry()
    registry.register(_Measures())
    return generate_latest(registry)


class _Measures:
    """Collects what the store and the processes say."""

    def collect(self) -> Iterator[Metric]:
        """The measures as of now."""
        store = readings_store()
        yield GaugeMetricFamily("fahsai_hot_rows", "Readings not brought away yet", store.waiting())
        yield GaugeMetricFamily(
            "fahsai_disk_free_bytes",
            "Free on the disk",
            shutil.disk_usage(settings.FAHSAI.home).free,
        )
        yield from _of_processes()
        yield from _of_meters(store)


def _of_processes() -> Iterator[Metric]:
    up = GaugeMetricFamily("fahsai_process_up", "Whether a process lives", labels=["process"])
    for process in (BROKER, INGESTER, KEEPER):
        up.add_metric([process], said(process) is not None)
    yield up
    ingester = said(INGESTER) or {}
    for name in ("received", "redelivered", "acknowledged", "batches", "connections"):
        yield CounterMetricFamily(
            f"fahsai_mqtt_{name}", f"{name} since the ingester began", ingester.get(name, 0)
        )
    connected = int(bool(ingester.get("connected")))
    yield GaugeMetricFamily("fahsai_mqtt_connected", "Whether the broker is reached", connected)
    keeper = said(KEEPER) or {}
    yield CounterMetricFamily(
        "fahsai_kept_rows", "Rows that the keeper brought away", keeper.get("rows", 0)
    )


def _of_meters(store: ReadingsStore) -> Iterator[Metric]:
    meters = {one.meter.id: one for one in store.registry.all()}
    names = ["meter"]
    messages = CounterMetricFamily("fahsai_meter_messages", "Messages of a meter", labels=names)
    readings = CounterMetricFamily("fahsai_meter_readings", "Readings of a meter", labels=names)
    refused = CounterMetricFamily(
        "fahsai_meter_refused", "Messages that became no reading", labels=names
    )
    lag = GaugeMetricFamily(
        "fahsai_meter_lag_seconds", "From a reading to its arrival, the last one", labels=names
    )
    silent = GaugeMetricFamily(
        "fahsai_meter_silent_seconds", "Since a meter was heard", labels=names
    )
    now = time.time()
    for one in store.counted():
        if one.meter not in meters:
            continue
        label = [_label(meters[one.meter])]
        messages.add_metric(label, one.messages)
        readings.add_metric(label, one.readings)
        refused.add_metric(label, one.refused)
        if one.messages:
            lag.add_metric(label, one.lag / 1000)
            silent.add_metric(label, max(0.0, now - one.last_arrived / 1000))
    yield from (messages, readings, refused, lag, silent)
    yield from _of_floods(store, meters)
    yield from _of_channels(store, meters.values())
    strangers = CounterMetricFamily(
        "fahsai_unknown_messages",
        "Messages of topics without a meter, by reason",
        labels=["reason"],
    )
    for reason, times in _unknown(store).items():
        strangers.add_metric([reason], times)
    yield strangers


def _of_floods(store: ReadingsStore, meters: Mapping[UUID, RegisteredMeter]) -> Iterator[Metric]:
    minutes = CounterMetricFamily(
        "fahsai_meter_flood_minutes", "Minutes with far too many messages", labels=["meter"]
    )
    beyond = CounterMetricFamily(
        "fahsai_meter_flood_messages", "Messages above what is usual", labels=["meter"]
    )
    strangers = 0
    for one in store.floods():
        if one.meter is None or one.meter not in meters:
            strangers += one.beyond
            continue
        label = [_label(meters[one.meter])]
        minutes.add_metric(label, one.minutes)
        beyond.add_metric(label, one.beyond)
    yield from (minutes, beyond)
    yield CounterMetricFamily(
        "fahsai_unknown_flood_messages", "The same of topics without a meter", strangers
    )


def _of_channels(store: ReadingsStore, meters: Iterable[RegisteredMeter]) -> Iterator[Metric]:
    of = {
        channel.number: (_label(one), channel.name)
        for one in meters
        for channel in one.meter.channels
    }
    names = ["meter", "channel"]
    families = {
        name: CounterMetricFamily(f"fahsai_channel_{name}", text, labels=names)
        for name, text in (
            ("stored", "Readings that are kept"),
            ("duplicates", "Readings that came again"),
            ("conflicts", "Readings with another value for a known time"),
            ("late", "Readings of a month whose readings were removed"),
        )
    }
    for one in store.channel_counts(of):
        for name, family in families.items():
            family.add_metric(list(of[one.channel]), getattr(one, name))
    yield from families.values()


def _unknown(store: ReadingsStore) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in store.refusals():
        if one.meter is None:
            found[one.reason] = found.get(one.reason, 0) + one.times
    return found


def _label(one: RegisteredMeter) -> str:
    return topic_of(one.organisation_code, one.meter.code).partition("/")[2]

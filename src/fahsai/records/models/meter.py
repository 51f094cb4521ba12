"""Meters, the registers that were exchanged in them, and the tokens they send with."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from fahsai.records.fields import CanonicalJSON, ExactDecimal
from fahsai.records.ids import new_id
from fahsai.records.models.base import (
    FixedRow,
    FrozenRow,
    TenantRow,
    frozen_constraints,
    one_chain,
    tenant_constraints,
)
from fahsai.records.ownership import SameOwner


class MeterRow(FrozenRow):
    """A device in its place; ``key`` is its identity, ``code`` what topics call it.

    ``channels`` are objects with exact texts (:mod:`fahsai.records.meter_values`).
    ``source_key`` is the last source that it measures; ``earlier_sources`` are those before, each
    up to a day.  ``part_of_key`` is the main meter that it stands behind.
    """

    key = models.UUIDField(default=new_id)
    code = models.TextField()
    kind = models.TextField()
    name_th = models.TextField()
    name_en = models.TextField(blank=True, default="")
    serial = models.TextField(blank=True, default="")
    model = models.TextField(blank=True, default="")
    place = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")
    unit_key = models.UUIDField(null=True)
    facility_key = models.UUIDField(null=True)
    source_key = models.UUIDField(null=True)
    earlier_sources = CanonicalJSON(default=list)
    part_of_key = models.UUIDField(null=True)
    channels = CanonicalJSON()
    started_on = models.DateField(null=True)
    started_reason = models.TextField(blank=True, default="")
    ended_on = models.DateField(null=True)
    ended_reason = models.TextField(blank=True, default="")

    class Meta:
        """One chain a code: a topic means one meter for ever."""

        constraints = frozen_constraints(one_chain("code"))
        indexes = (
            models.Index(fields=("organisation", "key"), name="meter_by_key"),
            models.Index(fields=("organisation", "code"), name="meter_by_code"),
        )


class MeterReplacement(FrozenRow):
    """The register of a channel was exchanged: what the old one ended and the new began with.

    Both in the unit of the channel; null where nobody read it.
    """

    meter_key = models.UUIDField()
    channel = models.TextField()
    at = models.DateTimeField()
    last = ExactDecimal(null=True)
    first = ExactDecimal(null=True)
    reason = models.TextField(blank=True, default="")
    evidence = CanonicalJSON(default=list)

    class Meta:
        """One chain an exchange."""

        constraints = frozen_constraints(one_chain("meter_key", "channel", "at"))
        indexes = (models.Index(fields=("organisation", "meter_key"), name="replacement_by_meter"),)


class RetentionPolicy(FrozenRow):
    """How long readings stay; null: for ever.  Their intervals stay in any case."""

    keep_months = models.IntegerField(null=True)

    class Meta:
        """One policy an organisation."""

        verbose_name_plural = "retention policies"
        constraints = frozen_constraints(one_chain())


class SenderToken(TenantRow):
    """What a device shows to send readings; only hashes of it are kept.

    ``prefix`` is its public beginning; ``mqtt_user`` and ``mqtt_hash`` are its line in the
    password file of the broker.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.TextField()
    prefix = models.TextField(unique=True)
    token_sha256 = models.TextField()
    mqtt_user = models.TextField(unique=True)
    mqtt_hash = models.TextField()
    made_by = models.UUIDField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_by = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """Abstract."""

        abstract = True


class MeterToken(SenderToken):
    """What a device shows to send readings of its one meter."""

    meter_key = models.UUIDField()

    class Meta:
        """Owned."""

        constraints = tenant_constraints()
        indexes = (models.Index(fields=("organisation", "meter_key"), name="token_by_meter"),)


class GatewayToken(SenderToken):
    """What a gateway shows to send readings of several meters.

    ``reach`` says of which: all of the organisation, those of a facility (``facility_key``), or
    those that are named (:class:`GatewayTokenMeter`).  ``number`` is its own in the organisation.
    """

    number = models.IntegerField()
    reach = models.TextField()
    facility_key = models.UUIDField(null=True)

    class Meta:
        """One number each."""

        constraints = tenant_constraints(
            models.UniqueConstraint(fields=("organisation", "number"), name="gatewaytoken_number")
        )


class GatewayTokenMeter(FixedRow):
    """A meter that a gateway's token was made for; another choice is another token."""

    token = models.ForeignKey(
        GatewayToken, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    meter_key = models.UUIDField()

    class Meta:
        """Each meter once."""

        constraints = tenant_constraints(
            SameOwner(field="token"),
            models.UniqueConstraint(
                fields=("organisation", "token", "meter_key"), name="gatewaytokenmeter_once"
            ),
        )

"""Work in the background, and what reviewers say."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from fahsai.records.fields import CanonicalJSON, ExactDecimal
from fahsai.records.ids import new_id
from fahsai.records.models.base import (
    FrozenRow,
    TenantRow,
    frozen_constraints,
    one_chain,
    tenant_constraints,
)
from fahsai.records.models.inventory import InventoryVersion
from fahsai.records.ownership import SameOwner


class Job(TenantRow):
    """One piece of work that a page asked for: what it was given, how far it is, what it made.

    ``limits`` are what the key of the API that asked was made for, where it was a key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    actor_id = models.UUIDField()
    limits = CanonicalJSON(null=True)
    kind = models.TextField()
    state = models.TextField()
    asked = CanonicalJSON()
    result = CanonicalJSON(null=True)
    parts_done = models.IntegerField(default=0)
    parts = models.IntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Owned; found by when it was asked for."""

        constraints = tenant_constraints()
        indexes = (models.Index(fields=("organisation", "created_at"), name="job_by_time"),)


class ReviewPoint(FrozenRow):
    """What a reviewer raised about a version, and every step since: each supersedes the last.

    ``amount`` is by how much a figure is wrong [kg CO2e], null where nobody has said.
    """

    key = models.UUIDField(default=new_id)
    version = models.ForeignKey(
        InventoryVersion, models.PROTECT, related_name="+", db_constraint=False
    )
    code = models.TextField()
    kind = models.TextField()
    state = models.TextField()
    subject = models.TextField(blank=True, default="")
    text = models.TextField()
    amount = ExactDecimal(null=True)

    class Meta:
        """One chain a point."""

        constraints = frozen_constraints(SameOwner(field="version"), one_chain("key"))

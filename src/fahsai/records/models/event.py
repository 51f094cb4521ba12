"""The one history: who did what to what, and the hash of what was said."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from fahsai.records.models.base import AppendOnly, TenantRow, tenant_constraints


class Event(AppendOnly, TenantRow):
    """One change; it holds no personal data."""

    actor_id = models.UUIDField()
    at = models.DateTimeField(default=timezone.now, editable=False)
    verb = models.TextField()
    object_type = models.TextField()
    object_id = models.UUIDField()
    payload_sha256 = models.TextField()

    class Meta:
        """Found by what it is about."""

        constraints = tenant_constraints()
        indexes = (models.Index(fields=("organisation", "object_id"), name="event_by_object"),)

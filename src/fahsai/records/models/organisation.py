"""The organisation, its boundary and its people."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from fahsai.records.ids import new_id
from fahsai.records.models.base import (
    AppendOnly,
    FrozenRow,
    TenantRow,
    frozen_constraints,
    one_chain,
    tenant_constraints,
)
from fahsai.records.ownership import SameOwner


class Organisation(AppendOnly):
    """One tenant; what may change about it stands in its profile."""

    code = models.TextField(unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[Organisation]] = models.Manager()


class OrganisationProfile(FrozenRow):
    """Name, kind (form 2.3) and address of the organisation."""

    name_th = models.TextField()
    name_en = models.TextField(blank=True, default="")
    kind = models.TextField(blank=True, default="")
    address = models.TextField(blank=True, default="")
    province = models.TextField(blank=True, default="")
    production_unit = models.TextField(blank=True, default="")

    class Meta:
        """One profile an organisation."""

        constraints = frozen_constraints(one_chain())


class Person(TenantRow):
    """The only place of personal data: it may be corrected, and blanked when somebody asks."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.TextField()
    position = models.TextField(blank=True, default="")
    affiliation = models.TextField(blank=True, default="")
    phone = models.TextField(blank=True, default="")
    email = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Owned."""

        constraints = tenant_constraints()


class OrgUnit(FrozenRow):
    """A part of the organisation (สำนัก, กอง); ``key`` stays when a row supersedes another."""

    key = models.UUIDField(default=new_id)
    code = models.TextField()
    name_th = models.TextField()
    name_en = models.TextField(blank=True, default="")
    parent_key = models.UUIDField(null=True)
    head = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", db_constraint=False
    )

    class Meta:
        """One chain a unit."""

        constraints = frozen_constraints(SameOwner(field="head"), one_chain("key"))


class Facility(FrozenRow):
    """A place or public utility inside the boundary (อาคาร, โรงสูบน้ำ...)."""

    key = models.UUIDField(default=new_id)
    code = models.TextField()
    name_th = models.TextField()
    name_en = models.TextField(blank=True, default="")
    unit_key = models.UUIDField(null=True)
    count = models.IntegerField(default=1)
    added = models.BooleanField(default=False)
    excluded = models.BooleanField(default=False)
    reason = models.TextField(blank=True, default="")

    class Meta:
        """One chain a facility."""

        verbose_name_plural = "facilities"
        constraints = frozen_constraints(one_chain("key"))


class TeamAssignment(FrozenRow):
    """A person in a role of form sections 2.4, 2.5 and 7.1."""

    role = models.TextField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False)
    unit_key = models.UUIDField(null=True)
    duty = models.TextField(blank=True, default="")

    class Meta:
        """Owned, with its person."""

        constraints = frozen_constraints(SameOwner(field="person"))

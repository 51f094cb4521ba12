"""People who sign in: accounts of the installation, and what each organisation made of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from fahsai.records.fields import CanonicalJSON
from fahsai.records.ids import new_id
from fahsai.records.models.base import (
    FrozenRow,
    TenantRow,
    frozen_constraints,
    one_chain,
    tenant_constraints,
)


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of an e-mail address."""
        return self.get(email=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """Somebody who may sign in to this installation; belongs to no organisation by itself.

    Name and address are personal data: they stand here and nowhere in frozen rows, which hold
    the id only.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.TextField()
    is_active = models.BooleanField(default=True)
    manages_installation = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[AccountManager] = AccountManager()

    def clean(self) -> None:
        """One spelling of an address."""
        super().clean()
        self.email = self.email.strip().lower()

    def save(self, *args: Any, **options: Any) -> None:
        """Keep the address in its one spelling."""
        self.email = self.email.strip().lower()
        super().save(*args, **options)


class Membership(FrozenRow):
    """A role of an account in an organisation; ``units`` are keys of parts, null for all."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    role = models.TextField()
    units = CanonicalJSON(null=True)

    class Meta:
        """One chain a role of somebody."""

        constraints = frozen_constraints(one_chain("account", "role"))


class Invitation(TenantRow):
    """An address that was asked to join; only the hash of the link's token is kept.

    It holds personal data, so it may be blanked; that somebody was invited stays as an event.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField()
    role = models.TextField()
    units = CanonicalJSON(null=True)
    token_sha256 = models.TextField(unique=True)
    invited_by = models.UUIDField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """Owned."""

        constraints = tenant_constraints()


class ApiKey(TenantRow):
    """A key of the API: acts for its account in one organisation, within its scopes.

    Only the hash of the key is kept; ``prefix`` is its public beginning.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    name = models.TextField()
    prefix = models.TextField(unique=True)
    key_sha256 = models.TextField()
    scopes = CanonicalJSON()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        """Owned."""

        constraints = tenant_constraints()

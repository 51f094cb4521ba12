"""Organisations for the tests: a bare one, and the whole demonstration."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction

from fahsai.core.access.actor import Actor
from fahsai.records import wall
from fahsai.records.ids import new_id
from fahsai.records.models import Event, Organisation, OrganisationProfile
from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.calculate_year import calculate_year
from fahsai.services.demonstration import load_demonstration

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.inventory.boundary import Organisation as OrganisationValue

OWNER = LOCAL_OWNER
STRANGER = Actor(id=new_id(), name="คนนอก")
TODAY = date(2024, 3, 1)


def bare(code: str = "thesaban") -> UUID:
    """The id of a stored organisation that has a name and nothing else."""
    with transaction.atomic():
        row = Organisation(code=code)
        wall.work_for(row.id)
        row.save()
        OrganisationProfile(
            organisation_id=row.id, actor_id=OWNER.id, name_th=f"เทศบาล {code}"
        ).save()
    return row.id


def load_town() -> OrganisationValue:
    """The demonstration municipality, calculated."""
    demo = load_demonstration(OWNER)
    calculate_year(OWNER, demo.organisation.id, demo.year_be, today=TODAY)
    return organisation_by_code(OWNER, demo.organisation.code)


def everything() -> dict[str, list[str]]:
    """Every row of every table: two equal answers mean that nothing at all was written."""
    with wall.every_name():
        owners = list(Organisation.objects.values_list("id", flat=True))
    found: dict[str, set[str]] = {}
    for owner in owners or [new_id()]:
        wall.work_for(owner)
        for model in apps.get_app_config("records").get_models():
            rows = found.setdefault(model.__name__, set())
            rows.update(repr(row) for row in model._base_manager.values_list())
    return {name: sorted(rows) for name, rows in found.items()}


def events(organisation_id: UUID) -> list[str]:
    """The verbs of an organisation's events, in their order."""
    wall.work_for(organisation_id)
    rows = Event.rows.of(organisation_id).order_by("at", "id")
    return list(rows.values_list("verb", flat=True))

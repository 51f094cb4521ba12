"""What the policies of all organisations say of old readings is done: the keeper's daily work."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fahsai.core.access.actor import Actor
from fahsai.records import wall
from fahsai.records.models import Organisation
from fahsai.services.actors import INSTALLATION_ID, LOCAL_OWNER
from fahsai.services.retention import apply_retention, retention

if TYPE_CHECKING:
    from datetime import date

LOG = logging.getLogger("fahsai.intake")


def remove_everywhere(*, today: date) -> int:
    """Remove what is past its time, in the name of whoever said so.

    Returns:
        How many months of channels were removed.

    Raises:
        Unavailable: the store of readings cannot now.
    """
    with wall.every_name():
        owners = list(Organisation.objects.exclude(id=INSTALLATION_ID).values_list("id", flat=True))
    months = 0
    for owner in owners:
        policy = retention(LOCAL_OWNER, owner)
        if policy.actor_id is None:  # nobody ever said anything
            continue
        asker = Actor(id=policy.actor_id, name="", local_owner=True)
        gone = apply_retention(asker, owner, today=today)
        if gone:
            LOG.info(
                "readings past their time were removed",
                extra={"event": "readings_removed", "months": len(gone)},
            )
        months += len(gone)
    wall.leave()
    return months

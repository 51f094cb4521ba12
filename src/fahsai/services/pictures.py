"""The pictures of the documents: handed in by use, shown small, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db import transaction

from fahsai.core.access.roles import Permission
from fahsai.core.reports.dossier import PictureUse
from fahsai.gateways.files.pictures import small_picture
from fahsai.gateways.files.types import TYPES, FileType
from fahsai.records import blobs
from fahsai.records.events import record_event
from fahsai.records.models import PictureRow
from fahsai.records.supersede import withdraw
from fahsai.services.access import NotFoundError, admit
from fahsai.services.keeping.lists import keep

if TYPE_CHECKING:
    from fahsai.core.access.actor import Actor
    from fahsai.services.uploads import Upload

MANY = frozenset({PictureUse.ACTIVITY, PictureUse.APPOINTMENT_ORDER, PictureUse.LABEL_DISPLAY})
"""Uses of which a report may have many pictures; of all others a new one takes the place."""


class KeptPicture(NamedTuple):
    """One picture; ``owner`` is the number of the activity that it belongs to."""

    id: UUID
    use: PictureUse
    caption: str
    owner: str
    sha256: str


def pictures(actor: Actor, organisation_id: UUID) -> tuple[KeptPicture, ...]:
    """Every picture of an organisation as it stands, in the order of the form."""
    admit(actor, organisation_id)
    order = {use: place for place, use in enumerate(PictureUse)}
    rows = PictureRow.rows.of(organisation_id).current().order_by("created_at", "id")
    found = (
        KeptPicture(row.id, PictureUse(row.use), row.caption, row.owner, row.sha256) for row in rows
    )
    return tuple(sorted(found, key=lambda one: order[one.use]))


@transaction.atomic
def keep_picture(
    actor: Actor,
    organisation_id: UUID,
    picture: Upload,
    use: PictureUse,
    *,
    caption: str = "",
    owner: str = "",
) -> bool:
    """Keep a picture for a use; whether that changed anything."""
    admit(actor, organisation_id, Permission.WRITE_REPORT)
    sha256 = blobs.put(picture.data)
    owner = owner.strip() if use is PictureUse.ACTIVITY else ""
    wanted = {
        "sha256": sha256,
        "media_type": picture.media_type,
        "caption": caption.strip(),
    }
    kept = keep(
        PictureRow,
        organisation_id,
        actor.id,
        ("use", "owner", "sha256"),
        [wanted],
        among={"use": use.value, "owner": owner},
        withdraw_others=use not in MANY,
    )
    if not kept.written:
        return False
    row = (
        PictureRow.rows.of(organisation_id).current().get(use=use.value, owner=owner, sha256=sha256)
    )
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb="picture.kept",
        object_type="picture",
        object_id=row.id,
        payload={"use": use.value, "sha256": sha256},
    )
    return True


@transaction.atomic
def remove_picture(actor: Actor, organisation_id: UUID, picture_id: UUID, *, why: str = "") -> None:
    """Take a picture away; submitted versions keep theirs.

    Raises:
        NotFoundError: there is no such picture.
    """
    admit(actor, organisation_id, Permission.WRITE_REPORT)
    row = _row(organisation_id, picture_id)
    gone = withdraw(row, actor_id=actor.id, why=why)
    gone.save()
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb="picture.removed",
        object_type="picture",
        object_id=gone.id,
        payload={"use": row.use, "sha256": row.sha256},
    )


def thumbnail(actor: Actor, organisation_id: UUID, picture_id: UUID) -> bytes:
    """A small picture made by us of the one that was handed in [PNG].

    Raises:
        NotFoundError: there is no such picture, or it cannot be decoded.
    """
    admit(actor, organisation_id)
    row = _row(organisation_id, picture_id)
    kind = next((k for k, known in TYPES.items() if known.media_type == row.media_type), None)
    try:
        return small_picture(blobs.get(row.sha256), kind or FileType.HEIC)
    except (ValueError, KeyError) as error:
        raise NotFoundError(str(picture_id)) from error


def _row(organisation_id: UUID, picture_id: UUID) -> PictureRow:
    row = PictureRow.rows.of(organisation_id).current().filter(id=picture_id).first()
    if row is None:
        raise NotFoundError(str(picture_id))
    return row

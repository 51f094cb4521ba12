"""The evidence files as they are kept."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING

from fahsai.records.models import EvidenceFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

UNKNOWN_TYPE = "application/octet-stream"


def kept_names(organisation_id: UUID) -> Mapping[str, str]:
    """The file name of every piece of evidence by its SHA-256.

    For use cases that show those of some records only.
    """
    rows = EvidenceFile.rows.of(organisation_id).current()
    return {row.sha256: row.name for row in rows}


def media_type(name: str) -> str:
    """The media type that a file name speaks of."""
    return mimetypes.guess_type(name)[0] or UNKNOWN_TYPE

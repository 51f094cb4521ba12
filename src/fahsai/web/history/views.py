"""The page of a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.services.history import history
from fahsai.web.here import organisation_here
from fahsai.web.history.history_page import history_page
from fahsai.web.pages import page, printed

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from fahsai.core.access.actor import Actor


@page
def record_history(
    request: HttpRequest, actor: Actor, code: str, kind: str, key: UUID
) -> HttpResponse:
    """Every step of a record, by the id of any of its rows or by its key: the newest first."""
    here = organisation_here(request, actor, code)
    found = history(actor, here.owner, kind, key)
    values = history_page(here.organisation, found, here.shown)
    return printed(request, "history/history.html", page=values)

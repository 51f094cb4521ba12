"""The page of a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.services.access import organisation_by_code
from fahsai.services.history import history
from fahsai.web.history.history_page import history_page
from fahsai.web.language import language_of
from fahsai.web.pages import page, printed
from fahsai.web.shown import Shown

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from fahsai.core.access.actor import Actor


@page
def record_history(
    request: HttpRequest, actor: Actor, code: str, kind: str, key: UUID
) -> HttpResponse:
    """Every step of a record, by the id of any of its rows or by its key: the newest first."""
    organisation = organisation_by_code(actor, code)
    found = history(actor, organisation.id, kind, key)
    shown = Shown(language_of(request))
    return printed(request, "history/history.html", page=history_page(organisation, found, shown))

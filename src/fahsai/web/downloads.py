"""Files that a page hands out: always to be kept, never opened inside the pages."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(data: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to keep under that name."""
    response = HttpResponse(data, content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response

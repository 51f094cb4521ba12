"""Reading what the pages that do things answer."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.services.towns import OWNER
from tests.web.test_markup import Page

from fahsai.services.jobs import Job, job

CODE, YEAR = "fahsai-demo", 2565


def file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def text_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


def whole(response: Any) -> str:
    """The page of an answer, which must be well made."""
    assert response.status_code == 200, response.content
    text = text_of(response)
    page = Page(text)
    assert page.faults == []
    assert not [one for one in page.all() if "style" in one]
    assert len(page.all("h1")) == 1
    return text


def job_at(response: Any, owner: UUID) -> Job:
    assert response.status_code == 302, response.content
    named = re.search(r"jobs/([0-9a-f-]{36})/", response.headers["Location"])
    assert named is not None
    return job(OWNER, owner, UUID(named[1]))


def year_address(name: str, *parts: object) -> str:
    return reverse(name, args=(CODE, YEAR, *parts))


# Activity data


def answers_of(page: str) -> dict[str, str]:
    """What a browser would send of a form as it came."""
    found = {}
    for match in re.finditer(r'<select name="([^"]+)".*?</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', match[0])
        found[match[1]] = chosen[1] if chosen else ""
    found |= dict(re.findall(r'<textarea name="(\w+)"[^>]*>\s*([^<]*)</textarea>', page))
    for one in Page(page).all("input"):
        if one.get("type") == "hidden" and one["name"] != "csrfmiddlewaretoken":
            found[one["name"]] = one.get("value", "")
        if one.get("type") == "text":
            found[one["name"]] = unescape(one.get("value", ""))
        if one.get("type") == "checkbox" and "checked" in one:
            found[one["name"]] = "on"
    return found

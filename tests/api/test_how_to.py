"""The examples of ``docs/how-to/api.md`` are requests that work."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.api.operations import DOCUMENT
from tests.api.people import People, program
from tests.services.books import template
from tools.docs import ROOT

from fahsai.api.limits import PER_MINUTE
from fahsai.api.problems import STATUS
from fahsai.core.access.roles import Role

if TYPE_CHECKING:
    from uuid import UUID

pytestmark = pytest.mark.xdist_group("api")

PAGE = (ROOT / "docs" / "how-to" / "api.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.startswith("curl ")]


class Curl(NamedTuple):
    """What a command line asks for."""

    method: str
    path: str
    fields: dict[str, str]
    headers: dict[str, str]


def read(command: str, organisation_id: UUID) -> Curl:
    """The request of a command; the shell's variables are filled in."""
    command = command.replace("$API", "http://127.0.0.1:8000/api/v1")
    words = shlex.split(command.replace("$ID", str(organisation_id)))[1:]
    method, address = "", ""
    fields: dict[str, str] = {}
    headers: dict[str, str] = {}
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word in {"-F", "-H"}:
            name, _, value = words.pop(0).partition("=" if word == "-F" else ": ")
            (fields if word == "-F" else headers)[name] = value
        elif word != "-s":
            address = word
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return Curl(method or ("POST" if fields else "GET"), path, fields, headers)


def test_there_are_examples() -> None:
    assert len(COMMANDS) >= 15


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_works(command: str, people: People) -> None:
    asked = read(command.replace("$JOB", str(people.demo.job_id)), people.demo.organisation_id)
    client = program(people.keys[Role.ADMINISTRATOR])
    sent: dict[str, Any] = dict(asked.fields)
    if "file" in sent:
        sent["file"] = SimpleUploadedFile(sent["file"].removeprefix("@"), template())
    if asked.method == "GET":
        answer = client.get(asked.path, headers=asked.headers)
    else:
        answer = client.post(asked.path, sent, headers=asked.headers)
    assert answer.status_code == (202 if "pdf=true" in command else 200), answer.content
    body = answer.json()
    assert body
    if "items" in body and "imports" not in asked.path:
        assert body["items"]


def test_the_table_of_refusals_is_that_of_the_program() -> None:
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", PAGE, re.MULTILINE)
    said = {code: int(status) for status, codes in rows for code in re.findall(r"`(\w+)`", codes)}
    assert said == dict(STATUS)
    assert f"{PER_MINUTE} times a minute" in PAGE


def test_the_page_names_addresses_that_exist() -> None:
    known = {re.sub(r"\{\w+\}", "X", path) for path in DOCUMENT["paths"]}
    for end in re.findall(r"`(/documents/ID/\w+)", PAGE):
        path = f"/api/v1/organisations/X{end.replace('ID', 'X')}"
        assert path in known

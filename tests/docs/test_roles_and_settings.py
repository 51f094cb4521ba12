"""The pages on roles and on serving others say what the code does."""

from __future__ import annotations

import re

from tools.docs import ROOT

from fahsai.core.access.roles import PERMISSIONS, Permission, Role
from fahsai.site import config
from fahsai.words.invitation import role_name
from fahsai.words.messages import Language

HOW_TO = ROOT / "docs" / "how-to"


def cells(line: str) -> list[str]:
    return [cell.strip(" `") for cell in line.strip("|").split("|")]


def test_the_table_of_roles_is_that_of_the_code() -> None:
    page = (HOW_TO / "invite-people-and-roles.md").read_text("utf-8")
    head, _, *rows = [cells(line) for line in page.splitlines() if line.startswith("|")]
    permissions = [Permission(name) for name in head[2:]]
    assert permissions == list(Permission)
    assert [row[0] for row in rows] == [role.value for role in Role]
    for name, thai, *marks in rows:
        assert thai == role_name(name, Language.TH)
        held = {one for one, mark in zip(permissions, marks, strict=True) if mark == "✓"}
        assert held == PERMISSIONS[Role(name)], name


def test_every_variable_of_the_environment_is_explained() -> None:
    page = (HOW_TO / "serve-many-people.md").read_text("utf-8")
    assert config.__doc__ is not None
    known = re.findall(r"^``([A-Z_]+)``", config.__doc__, re.MULTILINE)
    explained = [cells(line)[0] for line in page.splitlines() if line.startswith("| `")]
    assert len(known) > 10
    assert sorted(explained) == sorted(known)

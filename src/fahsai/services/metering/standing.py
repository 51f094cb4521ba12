"""What each process of the intake says of itself, for the others: a small file a process."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

STALE = 120.0
"""Who said nothing for so long is not there any more [s]."""


def say(process: str, **facts: Any) -> None:
    """Say how a process stands now."""
    file = _file(process)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.write_text(json.dumps({**facts, "at": time.time(), "pid": os.getpid()}), "utf-8")
    draft.replace(file)


def still_there(process: str) -> None:
    """Say the same again: the process lives."""
    facts = dict(said(process) or {})
    say(process, **{name: value for name, value in facts.items() if name not in {"at", "pid"}})


def said(process: str) -> Mapping[str, Any] | None:
    """What a process said last; None where it never did, or too long ago."""
    try:
        facts: dict[str, Any] = json.loads(_file(process).read_text("utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return facts if time.time() - float(facts["at"]) < STALE else None


def _file(process: str) -> Path:
    home: Path = settings.FAHSAI.home
    return home / "run" / f"{process}.json"

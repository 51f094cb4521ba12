"""Loading everything before the first person comes, who would wait a second for it."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver

OURS = Path(__file__).parents[1]


def load_all() -> None:
    """Every address with what answers it, and every template of ours."""
    _ = get_resolver().reverse_dict
    for folder in map(Path, get_app_template_dirs("templates")):
        if OURS in folder.parents:
            for file in folder.rglob("*.html"):
                get_template(file.relative_to(folder).as_posix())

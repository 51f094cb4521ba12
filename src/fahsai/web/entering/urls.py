"""The addresses below a year on which something is entered by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from fahsai.web import converters
from fahsai.web.entering import months, new_source

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

converters.register()

of_a_year: list[URLPattern | URLResolver] = [
    path("sources/new/", new_source.add_source, name="add_source"),
    path("sources/<segment:name>/months/", months.months, name="months"),
]

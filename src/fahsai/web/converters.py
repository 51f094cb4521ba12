"""Parts of an address that people named: any letter may stand in them, a slash too."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import get_converters


class Segment:
    """One part between two slashes; ``~1`` stands for a slash in it and ``~0`` for a tilde.

    The same spelling as that of JSON pointers (RFC 6901), so no two texts share an address.

    >>> Segment().to_url("a/b~"), Segment().to_python("a~1b~0")
    ('a~1b~0', 'a/b~')
    """

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """The text that an address names."""
        return value.replace("~1", "/").replace("~0", "~")

    def to_url(self, value: str) -> str:
        """How an address names the text."""
        return value.replace("~", "~0").replace("/", "~1")


def register() -> None:
    """Let addresses say ``<segment:code>``; every table of addresses asks for it before it does."""
    if "segment" not in get_converters():
        register_converter(Segment, "segment")

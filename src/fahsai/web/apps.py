"""The Django application ``web``: it writes down who signs in."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "fahsai.web"
    label = "web"

    def ready(self) -> None:
        """Listen to what the libraries tell of signing in."""
        from fahsai.web.accounts.audit import listen

        listen()

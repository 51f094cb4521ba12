"""The application that ``fahsai serve`` hands to uvicorn."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahsai.site.settings")

application = get_asgi_application()

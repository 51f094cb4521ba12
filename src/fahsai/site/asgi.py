"""The application that ``fahsai serve`` hands to uvicorn."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application
from django.db import connections

from fahsai.site.bodies import BoundedBodies
from fahsai.site.database import pool

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahsai.site.settings")

application = BoundedBodies(get_asgi_application())

connections.close_all()  # what was opened to start with belongs to no pool
pool(connections.settings["default"])

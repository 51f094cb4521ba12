"""The application that ``fahsai serve`` hands to uvicorn."""

from __future__ import annotations

import os

import django
from django.db import connections

from fahsai.site.bodies import BoundedBodies
from fahsai.site.database import stay_open
from fahsai.site.threads import FewThreads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahsai.site.settings")

django.setup(set_prefix=False)
connections.close_all()  # what was opened to start with belongs to none of the threads
stay_open(connections.settings["default"])

application = BoundedBodies(FewThreads())

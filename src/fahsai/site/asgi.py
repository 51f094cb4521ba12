"""The application that ``fahsai serve`` hands to uvicorn."""

from __future__ import annotations

import gc
import os

import django
from django.db import connections

from fahsai.site.bodies import BoundedBodies
from fahsai.site.database import stay_open
from fahsai.site.threads import FewThreads
from fahsai.site.warm import load_all

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahsai.site.settings")

django.setup(set_prefix=False)
connections.close_all()  # what was opened to start with belongs to none of the threads
stay_open(connections.settings["default"])

application = BoundedBodies(FewThreads())
load_all()

# What was loaded to start with stays for good: the collector need not look at it again and again,
# and a page makes tens of thousands of values that end with it.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)

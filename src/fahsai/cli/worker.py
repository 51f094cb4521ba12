"""The worker as a process of its own, and the one that `fahsai serve` keeps beside the pages."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from fahsai.cli.beside import Keeper, end_with_parent
from fahsai.cli.show import Shown, say
from fahsai.cli.start import start_records

if TYPE_CHECKING:
    import argparse


def run_work(given: argparse.Namespace, shown: Shown) -> int:
    """Do what waits."""
    start_records()
    from fahsai.services.background import work

    if not given.once:
        say(sys.stdout, shown.word("working", "begun"))
        sys.stdout.flush()
    work(until_empty=given.once)
    return 0


def worker() -> Keeper:
    """A worker that is not started yet."""
    return Keeper("from fahsai.cli.worker import work_beside; work_beside()")


def work_beside() -> None:
    """The worker as a child of `fahsai serve`, which has started the records already."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahsai.site.settings")
    end_with_parent()
    import django

    django.setup()
    from fahsai.services.background import work

    work()

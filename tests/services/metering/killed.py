"""A program that removes readings and is killed: ``python killed.py <home> <what>``.

``make`` makes a town with readings of three months and a policy; ``show`` prints the proofs and the
events there are; ``remove`` does what the keeper does every day; any other word is the step at
which that is ended as kill -9 does.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import date
from functools import partial
from typing import Any
from unittest.mock import patch

TODAY = date(2026, 6, 1)
STEPS = ("before write", "in write", "after commit", "before event", "in event", "after event")


def end(*_given: object, **_named: object) -> None:
    """End this process, as suddenly as can be."""
    os.kill(os.getpid(), signal.SIGKILL)


def make() -> None:
    """A town with one meter, an hour of readings in each of three months, and a policy."""
    from tests.services.metering.kept import Message, minutes
    from tests.services.towns import bare

    from fahsai.core.metering.meter import MeterKind
    from fahsai.core.metering.topic import topic_of
    from fahsai.records import wall
    from fahsai.services.actors import LOCAL_OWNER
    from fahsai.services.intake import Intake
    from fahsai.services.intake_registry import publish_meters
    from fahsai.services.keep_readings import keep_once
    from fahsai.services.meters import MeterEntry, add_meter
    from fahsai.services.readings_store import readings_store
    from fahsai.services.retention import set_retention

    beside, owner = bare("beside"), bare("town")  # the other keeps its readings for ever
    for home, code in ((owner, "town"), (beside, "beside")):
        wall.work_for(home)
        made, said = add_meter(LOCAL_OWNER, home, "E01", MeterEntry(MeterKind.ELECTRICITY, "ก"))
        assert made is not None, said
        publish_meters(home, [made.id])
        intake = Intake(readings_store())
        for month in (1, 2, 3):
            sent = [json.dumps(one).encode() for one in minutes(date(2026, month, 2), 60)]
            topic = topic_of(code, "E01")
            assert not intake.deliver([Message(topic, one) for one in sent]).refused
    keep_once(readings_store())
    wall.work_for(owner)
    kept, problems = set_retention(LOCAL_OWNER, owner, 3, "ระเบียบ")
    assert kept is not None, problems


def show() -> None:
    """What was removed, and what was told of it."""
    from fahsai.records.models import Event, Organisation
    from fahsai.services.readings_store import readings_store

    (owner,) = Organisation.objects.filter(code="town")
    store = readings_store()
    rows = Event.rows.of(owner.id).filter(verb="readings.removed")
    found = {
        "proofs": [(one.channel, one.month, one.rows, one.sha256) for one in store.removals()],
        "events": [str(one) for one in rows.values_list("object_id", flat=True)],
        "left": store.counts([1]),
    }
    sys.stdout.write(json.dumps(found))


def remove(step: str) -> None:
    """What the keeper does every day, as far as a step."""
    from fahsai.readings import retention as removing
    from fahsai.records.events import record_event
    from fahsai.services import retention
    from fahsai.services.remove_everywhere import remove_everywhere

    def reached(place: str) -> None:
        if place == step:
            end()

    really = removing.Remover.__init__
    removing.Remover.__init__ = partial_init(really, reached)  # type: ignore[method-assign]
    tell = retention._tell

    def told(actor: Any, owner: Any, proofs: Any) -> None:
        if proofs and step == "before event":
            end()
        tell(actor, owner, proofs)
        if proofs and step == "after event":
            end()

    retention._tell = told  # type: ignore[assignment]
    if step == "in event":

        def recorded(**named: Any) -> None:
            record_event(**named)
            end()

        patch("fahsai.services.retention.record_event", recorded).start()
    remove_everywhere(today=TODAY)


def partial_init(really: Any, reached: Any) -> Any:
    """The same, told where it is."""

    def made(self: Any, database: Any, cold: Any) -> None:
        really(self, database, cold, reached)

    return made


def main(home: str, what: str) -> None:
    """Do one of them."""
    os.environ["FAHSAI_HOME"] = home
    from fahsai.cli.start import start_records

    start_records()
    {"make": make, "show": show}.get(what, partial(remove, what))()


if __name__ == "__main__":
    main(*sys.argv[1:])

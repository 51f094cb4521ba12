"""The task list of a year, in the order of the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.web.year.mended import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.reports.tasks import Task
    from fahsai.web.year.asked import Reading


class LackShown(NamedTuple):
    """One thing that a section lacks; the address is "" where no page mends it."""

    text: str
    address: str
    label: str


class TaskShown(NamedTuple):
    """One section of the form and how it stands."""

    section: str
    title: str
    state: str
    state_label: str
    lacks: tuple[LackShown, ...]


class TaskList(NamedTuple):
    """The sections, how many are done, and whether some are mended by a file only."""

    tasks: tuple[TaskShown, ...]
    lead: str
    by_file: bool


def task_list(tasks: Iterable[Task], reading: Reading) -> TaskList:
    """The tasks, ready to print."""
    shown = reading.shown
    codes = frozenset(one.source.code for one in reading.result.calculation.sources)
    found = []
    by_file = False
    for task in tasks:
        lacks = []
        for item in task.lacks:
            place = place_of(item, reading, codes)
            by_file = by_file or (place is None and item.code.startswith("task."))
            lacks.append(
                LackShown(
                    shown.says(item),
                    place.address if place else "",
                    shown.word("year_places", place.key) if place else "",
                )
            )
        found.append(
            TaskShown(
                task.section,
                shown.word("year_tasks", task.key),
                task.state.value,
                shown.word("task_states", task.state.value),
                tuple(lacks),
            )
        )
    done = sum(one.state == "done" for one in found)
    lead = shown.word("year_task_list", "lead", done=str(done), of=str(len(found)))
    return TaskList(tuple(found), lead, by_file)

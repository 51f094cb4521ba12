"""The kinds of work that a page may ask for, and what each does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from fahsai.core.access.actor import Actor
from fahsai.core.access.roles import Permission
from fahsai.core.finding import Finding
from fahsai.services.access import admit, admit_part
from fahsai.services.working import activity, base_form, census, columns, documents, report

Asked = Mapping[str, Any]
Told = Callable[[int, int], None]
"""Says how many parts of the work are done, of how many."""

Done = tuple[Mapping[str, Any] | None, tuple[Finding, ...]]
"""What came of it, None where nothing could be done; and what is said about it."""


class Work(StrEnum):
    """One kind of work."""

    LOOK = "activity.look"
    COLUMNS = "activity.columns"
    IMPORT = "activity.import"
    REPORT = "report.enter"
    DOCUMENTS = "documents.make"
    TREES = "trees.write"
    BASE_LOOK = "base_year.look"
    BASE_TAKE = "base_year.take"


class Kind(NamedTuple):
    """What a kind of work needs and does.

    ``small`` tells what may run inside a request, ``of_parts`` whether it knows how to work for
    somebody who may do it in some parts of the organisation only.  ``whole`` work is one
    transaction, in which the end of the job is written too: it is stored and said to be so, or
    neither.  What stands in ``afterwards`` is of use and may be lost.
    """

    needed: Permission
    run: Callable[[Actor, UUID, Asked, Told], Done]
    small: Callable[[Asked], bool]
    of_parts: bool = False
    whole: bool = False
    afterwards: Callable[[Actor, UUID, Mapping[str, Any]], None] | None = None

    def admit(self, actor: Actor, organisation_id: UUID) -> None:
        """Let in whoever may ask for it.

        Raises:
            NotFoundError: there is no such organisation for this actor.
            ForbiddenError: the actor may not do this.
        """
        (admit_part if self.of_parts else admit)(actor, organisation_id, self.needed)


def never(asked: Asked) -> bool:
    """Nothing of it is small."""
    del asked
    return False


KINDS: Mapping[Work, Kind] = {
    Work.LOOK: Kind(Permission.ENTER_DATA, activity.look, activity.is_small, of_parts=True),
    Work.COLUMNS: Kind(Permission.ENTER_DATA, columns.propose, never, of_parts=True),
    Work.IMPORT: Kind(
        Permission.ENTER_DATA,
        activity.bring_in,
        activity.is_small,
        of_parts=True,
        whole=True,
        afterwards=activity.calculate_years,
    ),
    Work.REPORT: Kind(Permission.WRITE_REPORT, report.enter, activity.is_small, whole=True),
    Work.DOCUMENTS: Kind(Permission.WRITE_REPORT, documents.make, never),
    Work.TREES: Kind(Permission.WRITE_REPORT, census.write, activity.is_small, whole=True),
    Work.BASE_LOOK: Kind(Permission.SETTLE, base_form.look, activity.is_small),
    Work.BASE_TAKE: Kind(Permission.SETTLE, base_form.take, activity.is_small, whole=True),
}

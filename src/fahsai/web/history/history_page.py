"""What the page of a history shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.assurance.history import StepKind
from fahsai.web.history.told import field_label, told_text
from fahsai.web.shown import Text
from fahsai.web.who import who_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fahsai.core.inventory.boundary import Organisation
    from fahsai.services.history import History, HistoryChange, HistoryStep, Told
    from fahsai.web.shown import Shown

TONES = {
    StepKind.MADE: "good",
    StepKind.CHANGED: "info",
    StepKind.WITHDRAWN: "error",
    StepKind.RESTORED: "good",
}


class ChangeShown(NamedTuple):
    """One field, before and after; a dash where nothing was said."""

    label: str
    before: tuple[Text, ...]
    after: tuple[Text, ...]


class StepShown(NamedTuple):
    """One step of a record."""

    number: int
    kind: str
    tone: str
    at: str
    who: str
    why: str
    changes: tuple[ChangeShown, ...]
    file: str
    cell: str
    raw: str
    versions: tuple[str, ...]


class HistoryPage(NamedTuple):
    """A record by its names, with its steps, the newest first."""

    code: str
    organisation: Text
    kind: str
    name: tuple[Text, ...]
    steps: tuple[StepShown, ...]


def history_page(organisation: Organisation, found: History, shown: Shown) -> HistoryPage:
    """The page of a history."""
    return HistoryPage(
        code=organisation.code,
        organisation=shown.organisation(organisation),
        kind=shown.word("history_kinds", found.kind),
        name=tuple(told_text(field, one, shown) for field, one in found.told),
        steps=tuple(_step(step, found, shown) for step in reversed(found.steps)),
    )


def _step(step: HistoryStep, found: History, shown: Shown) -> StepShown:
    place = step.imported
    return StepShown(
        number=step.number,
        kind=shown.word("history_steps", step.kind),
        tone=TONES[step.kind],
        at=shown.instant(step.at),
        who=who_text(step.who, shown),
        why=step.why,
        changes=tuple(_change(change, found, shown) for change in step.changes),
        file="" if place is None else place.file,
        cell="" if place is None else f"{place.sheet}!{place.cell}",
        raw="" if place is None else place.raw,
        versions=tuple(
            shown.word("history", "version_of", year=shown.year(year_be), number=str(number))
            for year_be, number in step.versions
        ),
    )


def _change(change: HistoryChange, found: History, shown: Shown) -> ChangeShown:
    def texts(values: Iterable[Told]) -> tuple[Text, ...]:
        return tuple(told_text(change.field, one, shown) for one in values) or (Text("–"),)

    listed = next((told.text for field, told in found.told if field == "kind"), "")
    return ChangeShown(
        field_label(found.kind, change.field, change.part, shown, listed),
        texts(change.before),
        texts(change.after),
    )

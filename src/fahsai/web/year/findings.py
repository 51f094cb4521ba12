"""The findings of a year, each with the place where it is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.finding import Level
from fahsai.core.inventory.mistakes.answer import mark_of
from fahsai.services.answer_finding import answers_of_year
from fahsai.web.pager import Pager, paged
from fahsai.web.said import Said, findings_said
from fahsai.web.who import who_text
from fahsai.web.year.mended import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from fahsai.core.finding import Finding
    from fahsai.services.answer_finding import Answered
    from fahsai.web.year.asked import Reading

PAGE_SIZE = 100


class FindingShown(NamedTuple):
    """One finding; the address is "" where no page mends it.

    ``answer`` is why somebody says that it is right, and ``answering`` the address where one may.
    """

    said: Said
    address: str
    label: str
    answer: str = ""
    answered_by: str = ""
    answering: str = ""


class LevelLink(NamedTuple):
    """The findings of one level, or all of them."""

    label: str
    number: str
    address: str
    here: bool


class FindingList(NamedTuple):
    """One page of the findings, the worst first."""

    levels: tuple[LevelLink, ...]
    pager: Pager[FindingShown]
    none_at_all: bool


def finding_list(request: HttpRequest, reading: Reading) -> FindingList:
    """The findings of the level that the address asks for (``?level=warning``), or all."""
    shown = reading.shown
    asked = request.GET.get("level", "")
    level = Level(asked) if asked in tuple(Level) else None
    codes = frozenset(one.source.code for one in reading.result.calculation.sources)
    order = list(Level)
    items = sorted(reading.result.findings, key=lambda one: order.index(one.level))
    wanted = [one for one in items if level in {None, one.level}]
    answers = answers_of_year(reading.actor, reading.organisation.id, reading.result)
    may = may_answer(reading)
    page = paged(wanted, request, shown, PAGE_SIZE)
    rows = []
    for item in page.items:
        place = place_of(item, reading, codes)
        (said,) = findings_said((item,), shown)
        rows.append(
            FindingShown(
                said,
                place.address if place else "",
                shown.word("year_places", place.key) if place else "",
                *_answer(item, reading, answers, may=may),
            )
        )

    def link(one: Level | None) -> LevelLink:
        query = request.GET.copy()
        query.pop("page", None)
        query.pop("level", None)
        if one is not None:
            query["level"] = one.value
        count = sum(one in {None, item.level} for item in items)
        label = shown.word("year_filter", "all") if one is None else shown.common("levels", one)
        return LevelLink(label, f"{count:,}", f"?{query.urlencode()}", one is level)

    return FindingList(
        tuple(link(one) for one in (None, *Level)),
        page.showing(rows),
        none_at_all=not items,
    )


def may_answer(reading: Reading) -> bool:
    """Whether the reader may answer warnings of this version: of the newest, while it changes."""
    draft = reading.result.version.state is VersionState.DRAFT and reading.number is None
    organisation = reading.organisation.id
    return draft and reading.actor.units(organisation, Permission.SETTLE) is None


def _answer(
    item: Finding, reading: Reading, answers: Mapping[str, Answered], *, may: bool
) -> tuple[str, str, str]:
    """What was answered, who did, and where one may answer."""
    mark = mark_of(item)
    given = answers.get(mark)
    address = ""
    if may and (given is not None or item.level is Level.WARNING):
        parts = (reading.organisation.code, reading.result.version.year_be, mark)
        address = reverse("answer_finding", args=parts) + reading.query
    if given is None:
        return "", "", address
    by = f"{who_text(given.who, reading.shown)}, {reading.shown.instant(given.at)}"
    return given.reason, by, address

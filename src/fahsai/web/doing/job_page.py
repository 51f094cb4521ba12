"""The page of a job: how far it is, what it would change, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from fahsai.core.access.roles import Permission
from fahsai.core.quantity.exact import canonical
from fahsai.services.activity_upload import (
    Preview,
    accept_workbook,
    look_again,
    preview_of,
    preview_plain,
)
from fahsai.services.base_form_upload import LOOKED_AT, form_shown
from fahsai.services.columns_upload import workbook_looked_at
from fahsai.services.jobs import Job, JobState, Work, job
from fahsai.web.doing.base_form_page import base_form_shown, pressed, take_form
from fahsai.web.here import OrganisationHere, organisation_here
from fahsai.web.pager import Pager, paged
from fahsai.web.pages import form_page, printed
from fahsai.web.said import Said, findings_said, noticed_said

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.services.import_activity import Change
    from fahsai.web.doing.base_form_page import TakeForm
    from fahsai.web.shown import Shown

ACCEPT, AGAIN = "accept", "again"
LEADS_TO = {
    Work.DOCUMENTS: ("documents_link", "year_documents"),
    Work.TREES: ("trees_link", "year_trees"),
}
"""Where work leads that is done: the word for it and the page of the year; else to the year."""
UNCONFIRMED = "table.mapping_unconfirmed"
TABLE = "table"
MAPPABLE = frozenset(
    {"workbook.layout_unknown", "workbook.text_coding", "workbook.text_no_columns"}
)
"""What is said of files whose columns a person may explain."""
MOST_REJECTED = 200
"""Cells that are listed one by one."""


class ChangeShown(NamedTuple):
    """One change of a preview."""

    kind: str
    label: str
    place: str
    name: str
    before: str
    after: str


class SumShown(NamedTuple):
    """The sum of one column in the file and in the records."""

    place: str
    unit: str
    before: str
    rejected: str
    after: str
    ties: bool


class RejectedShown(NamedTuple):
    """A cell that is not taken, and why."""

    place: str
    raw: str
    reason: str


class PreviewShown(NamedTuple):
    """What a workbook changes."""

    facts: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, str], ...]
    changes: Pager[ChangeShown]
    sums: tuple[SumShown, ...]
    rejected: tuple[RejectedShown, ...]
    rejected_more: str


@form_page
def job_page(request: HttpRequest, actor: Actor, code: str, job_id: UUID) -> HttpResponse:
    """A job: it is asked after every two seconds until it has ended."""
    here = organisation_here(request, actor, code, Permission.SEE, of_parts=True)
    found = job(actor, here.owner, job_id)
    form = form_shown(found)
    asking = take_form(request, actor, here, found, form)
    if request.method == "POST":
        answer = _pressed(request, actor, here, found, asking)
        if answer is not None:
            return answer
    looked_at = workbook_looked_at(found)
    if looked_at is not None and found.state is JobState.DONE:
        return _columns_told(request, found, looked_at, here)
    given = preview_of(found)
    noticed = () if given is None else given.noticed
    preview = given or _preview_of_form(form)
    return printed(
        request,
        "doing/job.html",
        here=here,
        title=_title(found, preview, here.shown),
        job=found,
        waiting=not found.ended,
        progress=_progress(found, here.shown),
        findings=_findings(found, here.shown),
        preview=None if preview is None else _shown(preview, request, here.shown),
        noticed=noticed_said(noticed, here.shown, "job"),
        may_accept=_may_accept(actor, here, found, preview),
        base_form=None if form is None else base_form_shown(form, here.shown),
        form=asking,
        may_look_again=_may_look_again(actor, here, found),
        links=_links(found, preview, here),
    )


def _columns_told(
    request: HttpRequest, found: Job, looked_at: UUID, here: OrganisationHere
) -> HttpResponse:
    """The way on from a job that told the columns of a file: to where they are shown."""
    address = reverse("map_table", args=(here.code, looked_at))
    text = (found.asked["table"] or {}).get("text", {})
    address = f"{address}?{urlencode(text)}" if text else address
    if request.headers.get("HX-Request"):  # else the script would put that page into this one
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _pressed(
    request: HttpRequest,
    actor: Actor,
    here: OrganisationHere,
    found: Job,
    asking: TakeForm | None,
) -> HttpResponse | None:
    if found.work in LOOKED_AT:
        return pressed(actor, here, found, asking, request.POST.get("do", ""))
    if request.POST.get("do") == ACCEPT:
        following = accept_workbook(actor, here.owner, found.id)
    elif request.POST.get("do") == AGAIN:
        following = look_again(actor, here.owner, found.id)
    else:
        following = found.id
    return HttpResponseRedirect(reverse("job", args=(here.code, following)))


def _preview_of_form(form: Mapping[str, Any] | None) -> Preview | None:
    """The records that a form makes; None where it makes none."""
    brought = None if form is None else form["import"]
    return None if brought is None else preview_plain(brought)


def _may_accept(actor: Actor, here: OrganisationHere, found: Job, preview: Preview | None) -> bool:
    may = actor.may(here.owner, Permission.ENTER_DATA)
    asked = any(one.code == UNCONFIRMED for one in found.findings)
    shows = found.work is Work.LOOK and preview is not None and bool(preview.changes)
    return may and shows and not asked


def _may_look_again(actor: Actor, here: OrganisationHere, found: Job) -> bool:
    if found.work is Work.BASE_TAKE:
        return actor.may_in_all(here.owner, Permission.SETTLE) and found.state is JobState.FAILED
    may = actor.may(here.owner, Permission.ENTER_DATA)
    return may and found.work is Work.IMPORT and found.state is JobState.FAILED


def _title(found: Job, preview: Preview | None, shown: Shown) -> str:
    if found.work is Work.LOOK and preview is not None:
        return shown.word("job", "preview" if preview.changes else "nothing_changes")
    return shown.word("job_titles", f"{found.work.name.lower()}_{found.state.value}")


def _progress(found: Job, shown: Shown) -> str:
    if found.ended:
        return ""
    if found.state is JobState.WAITING:
        return shown.word("job", "in_queue")
    if found.rows:
        read, rows = f"{found.rows_read:,}", f"{found.rows:,}"
        return shown.word("job", "rows_read", read=read, rows=rows)
    if found.parts:
        return shown.word("job", "part", done=str(found.parts_done), parts=str(found.parts))
    return shown.word("job", "under_way")


def _findings(found: Job, shown: Shown) -> tuple[Said, ...]:
    return findings_said(found.findings, shown)


def _shown(preview: Preview, request: HttpRequest, shown: Shown) -> PreviewShown:
    receipt = preview.receipt
    years = ", ".join(shown.year(year) for year in preview.years) or "–"
    rows = shown.word(
        "job",
        "read_stored_rejected",
        read=f"{receipt.rows_read:,}",
        stored=f"{receipt.rows_stored:,}",
        rejected=f"{receipt.rows_rejected:,}",
    )
    cells = shown.word(
        "job",
        "read_stored_rejected",
        read=f"{receipt.cells_read:,}",
        stored=f"{receipt.cells_stored:,}",
        rejected=f"{receipt.cells_rejected:,}",
    )
    facts = (
        (shown.word("job", "file"), receipt.file_name),
        (shown.word("job", "hash"), receipt.file_sha256),
        (shown.word("job", "years"), years),
        (shown.word("job", "rows"), rows),
        (shown.word("job", "cells"), cells),
        *([(shown.word("job", "held"), f"{preview.held:,}")] if preview.held else []),
        *_read_as(receipt.read_as, shown),
    )
    count = len(receipt.rejected)
    more = ""
    if count > MOST_REJECTED:
        more = shown.word("job", "rejected_more", shown=f"{MOST_REJECTED:,}", count=f"{count:,}")
    kinds = [change.kind for change in preview.changes]
    counts = tuple(
        (shown.common("changes", kind), f"{kinds.count(kind):,}") for kind in dict.fromkeys(kinds)
    )
    return PreviewShown(
        facts=facts,
        counts=counts,
        changes=paged([_change(one, shown) for one in preview.changes], request, shown),
        sums=tuple(
            SumShown(
                f"{one.sheet} {one.column}".strip(),
                shown.unit(one.unit),
                canonical(one.before),
                canonical(one.rejected),
                canonical(one.after),
                one.ties,
            )
            for one in receipt.sums
        ),
        rejected=tuple(
            RejectedShown(f"{one.sheet}!{one.cell}", one.raw, shown.common("reasons", one.reason))
            for one in receipt.rejected[:MOST_REJECTED]
        ),
        rejected_more=more,
    )


def _read_as(read_as: Mapping[str, str], shown: Shown) -> list[tuple[str, str]]:
    """How a text file was read."""
    if not read_as:
        return []
    separator = "TAB" if read_as["separator"] == "\t" else read_as["separator"]
    told = f"{read_as['coding']} “{separator}” “{read_as['decimal']}”"
    return [(shown.word("map_table", "read_as"), told)]


def _change(one: Change, shown: Shown) -> ChangeShown:
    place = "!".join(part for part in (one.sheet, one.cell) if part)
    label = shown.common("changes", one.kind)
    return ChangeShown(one.kind.value, label, place, one.label, one.before or "–", one.after or "–")


def _may_map(found: Job, preview: Preview | None) -> bool:
    """Whether what the columns of the file mean is open to be said."""
    if found.work is not Work.LOOK or not found.ended:
        return False
    if preview is not None:
        return preview.receipt.layout == TABLE
    return any(one.code in MAPPABLE or one.code.startswith("table.") for one in found.findings)


def _links(
    found: Job, preview: Preview | None, here: OrganisationHere
) -> tuple[tuple[str, str], ...]:
    """Where to go on from here."""
    links: list[tuple[str, str]] = []
    if found.state is JobState.DONE:
        years = preview.years if preview is not None else (found.asked.get("year_be"),)
        if found.work in {Work.REPORT, *LOOKED_AT}:
            years = (found.result.get("year_be"),)
        key, route = LEADS_TO.get(found.work, ("year_link", "year"))
        links.extend(
            (
                here.shown.word("job", key, year=here.shown.year(year)),
                reverse(route, args=(here.code, year)) + found.asked.get("query", ""),
            )
            for year in years
            if year is not None and found.work not in {Work.LOOK, Work.BASE_LOOK}
        )
    if _may_map(found, preview):
        links.append(
            (here.shown.word("map_table", "link"), reverse("map_table", args=(here.code, found.id)))
        )
    if found.work in {Work.LOOK, Work.IMPORT, Work.COLUMNS} and found.ended:
        links.append(
            (here.shown.word("job", "other_file"), reverse("hand_in_activity", args=(here.code,)))
        )
    if found.work in LOOKED_AT and found.ended:
        links.append(
            (here.shown.word("job", "other_file"), reverse("hand_in_base_year", args=(here.code,)))
        )
    if found.work is Work.TREES and found.state is JobState.FAILED:
        links.append((here.shown.word("job", "other_file"), _of_year("tree_census", found, here)))
    if found.work is Work.REPORT and found.state is JobState.FAILED:
        links.append(
            (here.shown.word("job", "other_file"), reverse("hand_in_report", args=(here.code,)))
        )
    return tuple(links)


def _of_year(route: str, found: Job, here: OrganisationHere) -> str:
    """The address of a page of the year that a job was asked for."""
    address = reverse(route, args=(here.code, found.asked["year_be"]))
    return f"{address}{found.asked.get('query', '')}"

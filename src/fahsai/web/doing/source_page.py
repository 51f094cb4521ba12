"""Settling one source, and the evidence of its records."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from fahsai.core.access.roles import Permission
from fahsai.core.inventory.activity import Grade, Origin
from fahsai.services.access import NotFoundError
from fahsai.services.factor_options import factor_options
from fahsai.services.inventories import settings_in_use
from fahsai.services.places import places
from fahsai.services.source_lines import LinesSaid, cite_evidence
from fahsai.services.sources import changed_since, settle_source, source_seen, sources
from fahsai.services.uploads import Purpose
from fahsai.web.doing.parameters import guide_rows
from fahsai.web.doing.source_form import Choices, SourceForm, initial_of
from fahsai.web.files import FilesField, received, tell
from fahsai.web.forms import WordedForm
from fahsai.web.here import Crumb, YearHere, year_here
from fahsai.web.pages import form_page, printed

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import EmissionSource

CONFIRMED, CHANGE, KIND_SHOWN, SEEN = "confirmed", "change", "kind_shown", "seen"


class EvidenceForm(WordedForm):
    """Files that prove the records of a source."""

    words_of: ClassVar[str] = "evidence"

    proof = FilesField(Purpose.EVIDENCE)


def source_here(
    request: HttpRequest,
    actor: Actor,
    code: str,
    year_be: int,
    name: str,
    needed: Permission,
) -> tuple[YearHere, EmissionSource]:
    """The year and the source of a page that settles it.

    Raises:
        NotFoundError: there is no such source for this actor.
        ForbiddenError: the actor may not.
    """
    of_parts = needed is Permission.ENTER_DATA
    here = year_here(request, actor, code, year_be, needed, of_parts=of_parts)
    for one in sources(actor, here.owner):
        if one.code == name:
            crumb = Crumb(f"{one.code} {here.shown.source(one)}", here.address("line", name))
            return replace(here, above=crumb, back=crumb.address), one
    raise NotFoundError(name)


@form_page
def settle(request: HttpRequest, actor: Actor, code: str, year_be: int, name: str) -> HttpResponse:
    """Settle a source: the form, then the answers to look over, then it is done."""
    here, _ = source_here(request, actor, code, year_be, name, Permission.SETTLE)
    source, now = source_seen(actor, here.owner, name)
    seen = request.POST.get(SEEN, "") if request.method == "POST" else now
    form, find = _form(request, actor, here, source)
    title = here.shown.word("doing", "settle")
    asked_again = request.method == "POST" and (
        CHANGE in request.POST or request.POST.get(KIND_SHOWN) != request.POST.get("kind")
    )
    if request.method == "POST" and not asked_again and form.is_valid():
        changed = form.answers()
        if not changed:
            messages.info(request, here.shown.word("doing", "nothing_changed"))
            return HttpResponseRedirect(here.back)
        changed_meanwhile = changed_since(actor, here.owner, source.code, seen)
        form.refuse(changed_meanwhile)
        if CONFIRMED not in request.POST and not changed_meanwhile:
            given = [(key, request.POST.get(key, "")) for key in (*form.fields, KIND_SHOWN, SEEN)]
            given = [(key, value) for key, value in given if key in request.POST]
            return printed(
                request, "doing/check.html", here=here, title=title, changed=changed, given=given
            )
        said = None if changed_meanwhile else _settled(actor, here, source, form, seen)
        if said is not None:
            left_out = form.cleaned_data["excluded"]
            done = "left_out" if left_out else "settled"
            messages.success(request, here.shown.word("doing", done, source=source.code))
            tell(request, said, here.shown)
            return HttpResponseRedirect(here.address("year_sources") if left_out else here.back)
    if asked_again:
        form = _form(request, actor, here, source, again=True)[0]
    return printed(
        request,
        "doing/settle.html",
        here=here,
        form=form,
        title=title,
        lead=here.shown.word("doing", "settle_lead"),
        button=here.shown.word("doing", "settle_button"),
        find=find,
        guide=guide_rows(str(form["kind"].value() or source.kind), here.shown),
        kind_shown=form["kind"].value(),
        seen=seen,
        kind_changed=asked_again and CHANGE not in request.POST,
    )


def _form(
    request: HttpRequest,
    actor: Actor,
    here: YearHere,
    source: EmissionSource,
    *,
    again: bool = False,
) -> tuple[SourceForm, str]:
    """The form with the factors of the kind that is chosen, and the words they were found by."""
    posted = request.POST.get("kind", "") if request.method == "POST" else ""
    kind = posted or source.kind
    find = request.GET.get("find", "")[:100]
    settings = settings_in_use(actor, here.version, here.today)
    # The answers that come back must be among those that were offered, whatever was looked for.
    words = [] if posted and not again else find.split()
    roles = factor_options(actor, here.owner, kind, factor_set=settings.factor_set, find=words)
    known = places(actor, here.owner)
    initial = initial_of(source, known, here.shown)
    choices = Choices(kind, roles, known)
    if again:
        kept = {key: request.POST.get(key, "") for key in request.POST}
        kept["excluded"] = request.POST.get("excluded", "")
        return SourceForm(here.shown, source, choices, initial={**initial, **kept}), find
    return SourceForm(here.shown, source, choices, request, initial=initial), find


def _settled(
    actor: Actor, here: YearHere, source: EmissionSource, form: SourceForm, seen: str
) -> tuple[Finding, ...] | None:
    """Do it, with what is to be said of it; what stands in the way goes to the form (None)."""
    given = form.cleaned_data
    lines = LinesSaid(
        origin=Origin(given["origin"]) if given["origin"] else None,
        grade=Grade(given["grade"]) if given["grade"] else None,
    )
    after, findings = settle_source(
        actor, here.owner, source.code, lines=lines, seen=seen, **form.asked()
    )
    if after is None:
        form.refuse(findings)
        return None
    return findings


@form_page
def evidence(
    request: HttpRequest, actor: Actor, code: str, year_be: int, name: str
) -> HttpResponse:
    """Hand in files that prove the records of a source."""
    here, source = source_here(request, actor, code, year_be, name, Permission.ENTER_DATA)
    form = EvidenceForm(here.shown, request)
    if request.method == "POST":
        uploads, remarks = received(request, form, "proof")
        if form.is_valid() and uploads:
            files = {one.name: one.data for one in uploads}
            count, findings = cite_evidence(actor, here.owner, source.code, files)
            if not findings:
                done = here.shown.word(
                    "doing", "evidence_done", files=str(len(uploads)), records=str(count)
                )
                messages.success(request, done)
                tell(request, remarks, here.shown)
                return HttpResponseRedirect(here.back)
            form.refuse(findings)
    return printed(
        request,
        "doing/form.html",
        here=here,
        form=form,
        title=here.shown.word("doing", "evidence"),
        lead=here.shown.word("doing", "evidence_lead"),
        button=here.shown.word("doing", "evidence_button"),
    )

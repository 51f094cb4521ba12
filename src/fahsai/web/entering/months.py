"""The page of the twelve months of a source: fill in, look at what changes, confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from fahsai.core.access.actor import Actor
from fahsai.core.access.states import VersionState
from fahsai.core.assurance.trace import month_code
from fahsai.core.inventory.activity import Grade, Origin
from fahsai.core.inventory.boundary import Organisation
from fahsai.core.thai.period import PeriodKind, label
from fahsai.services.access import organisation_by_code
from fahsai.services.enter_lines import RecordedMonths, enter_months, recorded_months
from fahsai.services.evidence import receive_evidence
from fahsai.services.evidence_files import evidence_names
from fahsai.web.entering.months_form import MonthsForm, amounts_text
from fahsai.web.files import received, tell
from fahsai.web.language import language_of
from fahsai.web.pages import form_page, printed
from fahsai.web.said import noticed_said
from fahsai.web.shown import Shown
from fahsai.web.year_address import address_query, asked_period

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse, QueryDict

    from fahsai.core.finding import Finding
    from fahsai.services.enter_lines import EnteredMonths, MonthChange

PREVIEW, CONFIRM, EDIT = "preview", "confirm", "edit"
"""What a sent form asks for; anything else is a preview."""

One = TypeVar("One", Origin, Grade)

HIDDEN = {"csrfmiddlewaretoken", "step"}


class ChangeShown(NamedTuple):
    """One month that changes."""

    month: str
    kind: str
    label: str
    before: str
    after: str
    imported: bool


class _Asked(NamedTuple):
    """The page that is asked for."""

    request: HttpRequest
    actor: Actor
    organisation: Organisation
    recorded: RecordedMonths
    kind: PeriodKind | None
    word: str
    shown: Shown


@form_page
def months(request: HttpRequest, actor: Actor, code: str, year_be: int, name: str) -> HttpResponse:
    """The months of a source as they stand, to fill in; nothing is stored before it is confirmed.

    ``?period=calendar`` asks for the calendar year where a fiscal one has the same number.
    """
    organisation = organisation_by_code(actor, code)
    word, kind = asked_period(request)
    recorded = recorded_months(actor, organisation.id, year_be, name, kind=kind)
    shown = Shown(language_of(request))
    asked = _Asked(request, actor, organisation, recorded, kind, word, shown)
    if request.method != "POST":
        return _filled(asked, MonthsForm(shown, recorded))
    if request.POST.get("step") == EDIT:
        return _filled(asked, MonthsForm(shown, recorded, initial=_plain(request.POST)))
    return _sent(asked)


def _plain(data: QueryDict) -> dict[str, Any]:
    return {**data.dict(), "evidence_months": data.getlist("evidence_months")}


def _sent(asked: _Asked) -> HttpResponse:
    """A form that was filled in: what it would change, or once confirmed what it did."""
    request, organisation = asked.request, asked.organisation
    data = request.POST.copy()
    form = MonthsForm(asked.shown, asked.recorded, data)
    uploads, remarks = received(request, form, "evidence")
    kept = receive_evidence(asked.actor, organisation.id, uploads)
    before = [sha256 for sha256 in data.get("kept", "").split(",") if sha256]
    files = tuple(dict.fromkeys((*before, *kept)))
    data["kept"] = ",".join(files)  # what may be kept need not be chosen again
    tell(request, remarks, asked.shown)
    if not form.is_valid():
        return _filled(asked, form)
    confirmed = data.get("step") == CONFIRM
    entered, findings = enter_months(
        asked.actor,
        organisation.id,
        asked.recorded.version.year_be,
        asked.recorded.source.code,
        form.typed(),
        unit=form.cleaned_data["unit"],
        origin=_chosen(Origin, form.cleaned_data["origin"]),
        grade=_chosen(Grade, form.cleaned_data["grade"]),
        note=form.cleaned_data["note"] or None,
        evidence=files,
        evidence_months=form.proved(),
        reason=form.cleaned_data["reason"],
        kind=asked.kind,
        seen=form.cleaned_data["seen"],
        accept=confirmed,
    )
    if entered.rejected:
        _refuse(form, findings)
        return _filled(asked, form)
    if not entered.changes:
        messages.warning(request, asked.shown.word("entering", "nothing"))
        return _filled(asked, form)
    if not confirmed:
        return _previewed(asked, form, entered, files)
    count = str(len(entered.changes))
    messages.success(request, asked.shown.word("entering", "stored", count=count))
    code, source = organisation.code, asked.recorded.source.code
    address = reverse("months", args=(code, asked.recorded.version.year_be, source))
    return HttpResponseRedirect(address + address_query(asked.word))


def _chosen(of: type[One], text: str) -> One | None:
    return of(text) if text else None


FIELDS = {
    "line.imported_before": "reason",
    "entry.origin_missing": "origin",
    "entry.evidence_unknown": "evidence",
}
"""The fields in which some problems are mended."""


def _refuse(form: MonthsForm, findings: Iterable[Finding]) -> None:
    """Show each problem at the field that mends it."""
    code = form.recorded.source.code
    subjects = {month_code(code, one.month): name for name, one in form.of_month.items()}
    for item in findings:
        field = FIELDS.get(item.code) or subjects.get(item.subject)
        if field is None and item.code.startswith("unit."):
            field = "unit"
        form.refuse((item,), field)


def _filled(asked: _Asked, form: MonthsForm) -> HttpResponse:
    names = evidence_names(asked.actor, asked.organisation.id)
    kept = [one for one in str(form["kept"].value() or "").split(",") if one in names]
    frozen = asked.recorded.version.state is VersionState.SUBMITTED
    return printed(
        asked.request,
        "entering/months.html",
        **_head(asked),
        form=form,
        frozen=frozen,
        kept=[names[one] for one in kept],
    )


def _previewed(
    asked: _Asked, form: MonthsForm, entered: EnteredMonths, files: Iterable[str]
) -> HttpResponse:
    names = evidence_names(asked.actor, asked.organisation.id)
    data = form.data
    assert hasattr(data, "lists")  # noqa: S101 - a form that was sent
    sent = [
        (name, value) for name, values in data.lists() if name not in HIDDEN for value in values
    ]
    return printed(
        asked.request,
        "entering/months_confirm.html",
        **_head(asked),
        changes=tuple(_change(one, asked.shown) for one in entered.changes),
        same=len(entered.same),
        noticed=noticed_said(entered.noticed, asked.shown, "entering"),
        reason=form.cleaned_data["reason"],
        files=[names[one] for one in files],
        sent=sent,
    )


def _head(asked: _Asked) -> dict[str, Any]:
    recorded, shown = asked.recorded, asked.shown
    return {
        "code": asked.organisation.code,
        "organisation": shown.organisation(asked.organisation),
        "year_be": recorded.version.year_be,
        "year": shown.year(recorded.version.year_be),
        "period": label(recorded.version.period, shown.language.value),
        "source_code": recorded.source.code,
        "source": shown.source(recorded.source),
        "query": address_query(asked.word),
    }


def _change(change: MonthChange, shown: Shown) -> ChangeShown:
    after = () if change.after is None else (change.after,)
    kind = "details" if change.before == after else change.kind.value
    return ChangeShown(
        month=label(change.month, shown.language.value),
        kind=kind,
        label=shown.word("entering_changes", kind),
        before=amounts_text(change.before, shown),
        after=amounts_text(after, shown),
        imported=change.imported,
    )

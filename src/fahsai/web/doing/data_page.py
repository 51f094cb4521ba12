"""Handing in workbooks: activity data to be looked at, a report to be entered; and templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate

from fahsai.core.access.roles import Permission
from fahsai.core.thai.era import BE_OFFSET
from fahsai.core.thai.period import YEAR_KINDS
from fahsai.services.activity_upload import offer_report, offer_workbook
from fahsai.services.filled_template import filled_template
from fahsai.services.templates import activity_template, report_template
from fahsai.services.uploads import Purpose
from fahsai.web.downloads import WORKBOOK, attachment
from fahsai.web.files import FilesField, received, tell
from fahsai.web.forms import WordedForm
from fahsai.web.here import organisation_here
from fahsai.web.pages import form_page, page, printed

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor

YEARS = (2450, 2700)


class ActivityForm(WordedForm):
    """A workbook of activity data and the evidence that it names."""

    words_of: ClassVar[str] = "activity_upload"

    workbook = FilesField(Purpose.WORKBOOK, many=False)
    evidence = FilesField(Purpose.EVIDENCE, required=False)
    sheet_year = forms.IntegerField(required=False, min_value=1900, max_value=YEARS[1])

    def clean_sheet_year(self) -> int | None:
        """The year in Buddhist numbers; both eras are understood."""
        year: int | None = self.cleaned_data["sheet_year"]
        if year is None or year >= YEARS[0]:
            return year
        return year + BE_OFFSET


class ReportForm(WordedForm):
    """A report workbook and its pictures."""

    words_of: ClassVar[str] = "report_upload"

    workbook = FilesField(Purpose.WORKBOOK, many=False)
    pictures = FilesField(Purpose.PICTURE, required=False)
    whole = forms.BooleanField()


@form_page
def activity(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Choose a workbook; what it would change is shown before anything is stored."""
    here = organisation_here(request, actor, code, Permission.ENTER_DATA, of_parts=True)
    form = ActivityForm(here.shown, request)
    if request.method == "POST":
        books, _ = received(request, form, "workbook")
        evidence, remarks = received(request, form, "evidence")
        if form.is_valid() and books:
            job = offer_workbook(
                actor,
                here.owner,
                books[0],
                evidence,
                sheet_year=form.cleaned_data["sheet_year"],
            )
            tell(request, remarks, here.shown)
            return HttpResponseRedirect(reverse("job", args=(code, job)))
    return printed(
        request,
        "doing/activity.html",
        here=here,
        whole=actor.units(here.owner, Permission.SEE) is None,
        form=form,
        title=here.shown.word("doing", "activity"),
        lead=here.shown.word("doing", "activity_lead"),
        button=here.shown.word("doing", "activity_button"),
    )


@form_page
def report(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Enter a report workbook as a whole."""
    here = organisation_here(request, actor, code, Permission.WRITE_REPORT)
    form = ReportForm(here.shown, request)
    if request.method == "POST":
        books, _ = received(request, form, "workbook")
        pictures, remarks = received(request, form, "pictures")
        if form.is_valid() and books:
            job = offer_report(actor, here.owner, books[0], pictures, today=localdate())
            tell(request, remarks, here.shown)
            return HttpResponseRedirect(reverse("job", args=(code, job)))
    return printed(
        request,
        "doing/report.html",
        here=here,
        form=form,
        title=here.shown.word("doing", "report"),
        lead=here.shown.word("doing", "report_lead"),
        button=here.shown.word("doing", "report_button"),
    )


@page
def template(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The empty template of activity data; ``?filled=2566`` with the sources and that year."""
    here = organisation_here(request, actor, code, Permission.SEE, of_parts=True)
    name = here.shown.word("doing", "template_file")
    year = request.GET.get("filled", "")
    if year.isascii() and year.isdecimal() and len(year) == len(str(YEARS[0])):
        data = filled_template(
            actor,
            here.owner,
            int(year),
            kind=YEAR_KINDS.get(request.GET.get("period", "")),
            language=here.shown.language.value,
        )
        name = f"{name}-{year}"
    else:
        data = activity_template(language=here.shown.language.value)
    return attachment(data, f"{name}.xlsx", WORKBOOK)


@page
def empty_report(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The empty template of the report."""
    here = organisation_here(request, actor, code, Permission.SEE)
    name = here.shown.word("doing", "report_file")
    return attachment(report_template(), f"{name}.xlsx", WORKBOOK)

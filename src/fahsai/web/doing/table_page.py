"""The page on which a person says what the columns of a file mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.services.activity_upload import look_mapped
from fahsai.services.columns_upload import columns_of_workbook
from fahsai.services.map_table import mapping_given
from fahsai.services.sources import sources
from fahsai.web.doing.table_form import MappingForm
from fahsai.web.here import organisation_here
from fahsai.web.pages import form_page, printed
from fahsai.web.said import findings_said

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor

AGAIN = "again"


@form_page
def map_table(request: HttpRequest, actor: Actor, code: str, job_id: UUID) -> HttpResponse:
    """The tables of a workbook that was handed in, with what their columns seem to mean.

    Sent, it shows what the workbook would change; ``again`` reads the text in another way first.
    A large file is read by the worker: until then this leads to the page of that job.
    """
    here = organisation_here(request, actor, code, Permission.ENTER_DATA, of_parts=True)
    said = None
    if request.GET.get("coding") or request.GET.get("separator") or request.GET.get("decimal"):
        names = ("coding", "separator", "decimal")
        text = {one: request.GET[one] for one in names if request.GET.get(one)}
        said, _ = mapping_given({"text": text})
    answering = request.method == "POST"
    columns = columns_of_workbook(actor, here.owner, job_id, said, answering=answering)
    if columns.job is not None:
        return HttpResponseRedirect(reverse("job", args=(code, columns.job)))
    proposal = columns.proposal
    form = None
    if proposal is not None:
        form = MappingForm(here.shown, request, proposal, sources(actor, here.owner))
        if request.method == "POST" and form.is_valid():
            if request.POST.get("do") == AGAIN:
                query = "&".join(
                    f"{key}={value}" for key, value in _quoted(form.reading()["text"]).items()
                )
                return HttpResponseRedirect(f"{request.path}?{query}")
            mapping, wrong = mapping_given(form.plain())
            if mapping is not None:
                following = look_mapped(actor, here.owner, job_id, mapping)
                return HttpResponseRedirect(reverse("job", args=(code, following)))
            form.refuse(wrong)
    return printed(
        request,
        "doing/table.html",
        here=here,
        title=here.shown.word("map_table", "title"),
        lead=here.shown.word("map_table", "lead"),
        file=columns.name,
        form=form,
        findings=findings_said(columns.findings, here.shown),
        remembered=proposal is not None and proposal.remembered,
    )


def _quoted(text: dict[str, str]) -> dict[str, str]:
    from urllib.parse import quote

    return {name: quote(value) for name, value in text.items()}

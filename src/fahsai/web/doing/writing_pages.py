"""What people add to the documents: texts by section, pictures by use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.reports.dossier import PictureUse
from fahsai.core.reports.tcfo_r_02.texts import TEXT_KEYS
from fahsai.services.access import NotFoundError
from fahsai.services.pictures import keep_picture, pictures, remove_picture, thumbnail
from fahsai.services.texts import YearTexts, texts, write_texts
from fahsai.services.uploads import Purpose
from fahsai.web.doing.fields import add_field
from fahsai.web.doing.year_pages import frozen
from fahsai.web.files import FilesField, received
from fahsai.web.forms import WordedForm
from fahsai.web.here import Crumb, organisation_here, year_here
from fahsai.web.pages import form_page, page, printed
from fahsai.words.load import words

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.web.shown import Shown

LONGEST = 20_000
TEXT = "text_"


class TextsForm(WordedForm):
    """A field for each section that an organisation may write itself."""

    words_of: ClassVar[str] = "texts"

    why = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, shown: Shown, year: YearTexts, *args: Any, **options: Any) -> None:
        super().__init__(shown, *args, **options, initial={"seen": year.seen})
        for one in year.texts:
            field = forms.CharField(
                required=False,
                max_length=LONGEST,
                initial=one.body,
                widget=forms.Textarea(attrs={"rows": 5, "lang": "th"}),
            )
            about = one.about_th if shown.thai else one.about_en
            add_field(self, name_of(one.key), field, section_label(one.key, shown), about)
        self.order_fields([name_of(one.key) for one in year.texts])


def name_of(key: str) -> str:
    """The name of the field of a section: a full stop is no letter of a name."""
    return TEXT + key.replace(".", "_")


def section_label(key: str, shown: Shown) -> str:
    """How the form calls a section."""
    return shown.word("form_sections", key.replace(".", "_"))


@form_page
def year_texts(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """Write the texts of a year's report."""
    here = year_here(request, actor, code, year_be, Permission.WRITE_REPORT)
    if here.version.state is not VersionState.DRAFT:
        return frozen(request, actor, here)
    stored = texts(actor, here.owner, year_be, kind=here.kind)
    form = TextsForm(here.shown, stored, request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        count, findings = write_texts(
            actor,
            here.owner,
            year_be,
            {key: given[name_of(key)] for key in TEXT_KEYS},
            seen=given["seen"],
            why=given["why"],
            kind=here.kind,
        )
        if count is not None:
            said = here.shown.word("doing", "texts_done", count=str(count))
            messages.success(request, said)
            return HttpResponseRedirect(here.back)
        missing = [one for one in findings if one.code == "text.why_missing"]
        form.refuse(missing, "why")
        form.refuse(one for one in findings if one not in missing)
    return printed(
        request,
        "doing/form.html",
        here=here,
        form=form,
        title=here.shown.word("doing", "texts"),
        lead=here.shown.word("doing", "texts_lead"),
        button=here.shown.word("doing", "texts_button"),
    )


class PictureForm(WordedForm):
    """One picture and what it is for."""

    words_of: ClassVar[str] = "picture"

    use = forms.ChoiceField()
    picture = FilesField(Purpose.PICTURE, many=False)
    caption = forms.CharField(required=False, max_length=500)
    activity = forms.CharField(required=False, max_length=10)

    def __init__(self, shown: Shown, *args: Any, **options: Any) -> None:
        super().__init__(shown, *args, **options)
        uses = [(use.value, use_label(use, shown)) for use in PictureUse]
        self.fields["use"].choices = uses  # type: ignore[attr-defined]


class PictureShown(NamedTuple):
    """A picture that is kept."""

    id: UUID
    use: str
    caption: str
    owner: str


def use_label(use: PictureUse, shown: Shown) -> str:
    """How the report workbook calls a use."""
    entry = words("report_template")["choices"]["pictures"][use.value]
    return str(entry[shown.language])


@form_page
def year_pictures(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The pictures of the documents, and a form for another."""
    here = organisation_here(request, actor, code, Permission.WRITE_REPORT)
    form = PictureForm(here.shown, request)
    if request.method == "POST":
        uploads, _ = received(request, form, "picture")
        if form.is_valid() and uploads:
            use = PictureUse(form.cleaned_data["use"])
            given = form.cleaned_data
            keep_picture(
                actor,
                here.owner,
                uploads[0],
                use,
                caption=given["caption"],
                owner=given["activity"],
            )
            messages.success(request, here.shown.word("doing", "picture_done"))
            return HttpResponseRedirect(reverse("pictures", args=(code,)))
    kept = [
        PictureShown(one.id, use_label(one.use, here.shown), one.caption, one.owner)
        for one in pictures(actor, here.owner)
    ]
    return printed(
        request,
        "doing/pictures.html",
        here=here,
        form=form,
        kept=kept,
        title=here.shown.word("doing", "pictures"),
        lead=here.shown.word("doing", "pictures_lead"),
        button=here.shown.word("doing", "pictures_button"),
    )


@page
def small(request: HttpRequest, actor: Actor, code: str, picture_id: UUID) -> HttpResponse:
    """A small picture of our own making."""
    here = organisation_here(request, actor, code, Permission.SEE)
    data = thumbnail(actor, here.owner, picture_id)
    return HttpResponse(data, content_type="image/png")


class RemoveForm(WordedForm):
    """Why a picture is taken away."""

    words_of: ClassVar[str] = "remove_picture"

    why = forms.CharField(max_length=500)


@form_page
def remove(request: HttpRequest, actor: Actor, code: str, picture_id: UUID) -> HttpResponse:
    """Take a picture away, after asking."""
    here = organisation_here(request, actor, code, Permission.WRITE_REPORT)
    found = next((one for one in pictures(actor, here.owner) if one.id == picture_id), None)
    if found is None:
        raise NotFoundError(str(picture_id))
    list_of = reverse("pictures", args=(code,))
    form = RemoveForm(here.shown, request)
    if request.method == "POST" and form.is_valid():
        remove_picture(actor, here.owner, picture_id, why=form.cleaned_data["why"])
        messages.success(request, here.shown.word("doing", "picture_gone"))
        return HttpResponseRedirect(list_of)
    title = here.shown.word("doing", "pictures")
    return printed(
        request,
        "doing/form.html",
        here=replace(here, above=Crumb(title, list_of), back=list_of),
        form=form,
        title=here.shown.word("doing", "remove_picture"),
        lead=" – ".join(part for part in (use_label(found.use, here.shown), found.caption) if part),
        button=here.shown.word("doing", "remove_button"),
        danger=True,
    )

"""Files that a form takes, for a purpose, and what is said of those that came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages

from fahsai.core.finding import Finding, Level
from fahsai.services.uploads import Purpose, check_uploads, refused, too_large, too_many
from fahsai.web.measured import SKIPPED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

    from fahsai.services.uploads import Upload
    from fahsai.web.forms import WordedForm
    from fahsai.web.shown import Shown

ENDINGS = {
    Purpose.WORKBOOK: ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt",
    Purpose.EVIDENCE: ".pdf,.png,.jpg,.jpeg,.webp,.gif,.tif,.tiff,.heic,"
    ".xlsx,.xls,.ods,.csv,.docx,.txt",
    Purpose.PICTURE: ".png,.jpg,.jpeg",
}
"""What the window of the browser offers first; what is taken the content decides."""


class FilesInput(forms.FileInput):
    """A control that takes many files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files for a purpose; they are looked at by :func:`received`."""

    def __init__(self, purpose: Purpose, *, many: bool = True, required: bool = True) -> None:
        attrs: dict[str, Any] = {"accept": ENDINGS[purpose]}
        if many:
            attrs["multiple"] = True
        widget = FilesInput(attrs=attrs) if many else forms.FileInput(attrs=attrs)
        super().__init__(required=required, widget=widget)
        self.purpose = purpose

    def clean(self, data: Any, initial: Any = None) -> Any:
        """At least one file where one is needed; an empty one is told by its name later."""
        if not data and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return data or initial


def received(
    request: HttpRequest, form: WordedForm, field: str
) -> tuple[tuple[Upload, ...], tuple[Finding, ...]]:
    """The files of a field that may be kept, and remarks on them; problems go to the form."""
    purpose = cast("FilesField", form.fields[field]).purpose
    files = cast("Sequence[UploadedFile[Any]]", request.FILES.getlist(field))
    uploads, said = check_uploads(files, purpose)
    lost = _let_go(request, field, purpose)
    problems = [*lost, *(one for one in said if refused((one,)))]
    if lost:
        form.errors.pop(field, None)  # “choose a file”: one was chosen
    form.refuse(problems, field)
    return uploads, tuple(one for one in said if not refused((one,)))


def tell(request: HttpRequest, remarks: Iterable[Finding], shown: Shown) -> None:
    """Remarks on what was done, on the next page."""
    for one in remarks:
        say = messages.info if one.level is Level.INFO else messages.warning
        say(request, shown.says(one))


def _let_go(request: HttpRequest, field: str, purpose: Purpose) -> list[Finding]:
    """What is said of files that were let go on their way in."""
    names = [name for of, name in request.META.get(SKIPPED, ()) if of == field]
    few = [too_large(name, purpose) for name in names[:3]]
    return few + [too_many(len(names))] * (len(names) > len(few))

"""Fields of these pages that Django has no ready ones for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.web.forms import speak_errors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django import forms

    from fahsai.web.forms import WordedForm
    from fahsai.web.shown import Shown

Choices = list[tuple[str, str]]


def add_field(
    form: WordedForm, name: str, field: forms.Field, label: str, help_text: str = ""
) -> None:
    """Add a field whose label is not in the table of words, because the records name it."""
    speak_errors(field, {}, form.shown.language)
    field.label, field.help_text = label, help_text
    if help_text:
        field.widget.attrs["aria-describedby"] = f"{name}-help"
    form.fields[name] = field


def choices_of(codes: Iterable[str], shown: Shown, section: str, *, none: str = "") -> Choices:
    """A closed list with the words that pages and command line share; ``none`` first."""
    first = [("", none)] if none else []
    return [*first, *((code, shown.common(section, code)) for code in codes)]

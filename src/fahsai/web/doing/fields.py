"""Fields of these pages that Django has no ready ones for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from fahsai.core.thai.dates import parse_date
from fahsai.web.forms import speak_errors

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from fahsai.web.forms import WordedForm
    from fahsai.web.shown import Shown

Choices = list[tuple[str, str]]
LONGEST_DAY = 40


class DayField(forms.CharField):
    """A calendar date in either era, written as people write it; None where it is left blank."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "max_length": LONGEST_DAY, **options})

    default_error_messages: ClassVar[dict[str, Any]] = {"date": ""}

    def clean(self, value: Any) -> date | None:
        """The date.

        Raises:
            ValidationError: it is none; the message is the form's own.
        """
        text = super().clean(value)
        if not text:
            return None
        day, _ = parse_date(text)
        if day is None:
            raise forms.ValidationError(self.error_messages["date"], code="date")
        return day


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

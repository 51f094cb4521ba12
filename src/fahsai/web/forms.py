"""Forms of the pages: Django checks them, our words speak.

The label and help of a field stand in the words of the pages under ``[forms.<name>.<field>]``
(``label`` and, where it needs one, ``help``); what is wrong stands under ``[form_errors]``.
"""

from __future__ import annotations

import html
from copy import copy
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django import forms
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import cached_property
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.http import HttpRequest

    from fahsai.core.finding import Finding
    from fahsai.web.shown import Shown
    from fahsai.words.messages import Language


class Problem(NamedTuple):
    """One thing that is wrong: what, and the id of the field to go to."""

    text: str
    field_id: str


class FieldShown(NamedTuple):
    """One field, ready to print."""

    name: str
    id: str
    label: str
    help: str
    errors: tuple[str, ...]
    widget: str  # the control itself, as Django renders it
    kind: str  # "check", "choices", "file" or "text": how the label stands to it


class Printable(forms.BaseForm):
    """What the templates of a form ask for."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong, in the order of the fields; an empty one is named."""
        found = [Problem(str(text), "") for text in self.non_field_errors()]
        kinds = self.errors.as_data()
        for bound in self:
            for text, error in zip(bound.errors, kinds.get(bound.name, ()), strict=True):
                named = f"{bound.label}: {text}" if error.code == "required" else str(text)
                found.append(Problem(named, str(bound.id_for_label)))
        return tuple(found)

    @property
    def shown_fields(self) -> tuple[FieldShown, ...]:
        """The visible fields."""
        return tuple(field_shown(bound) for bound in self.visible_fields())


class WordedForm(Printable, forms.Form):
    """A form that speaks the language of the page."""

    words_of: ClassVar[str]
    """The section of ``[forms]`` with the words of this form."""

    use_required_attribute = False  # the browser's own messages are not in the page's language

    def __init__(self, shown: Shown, request: HttpRequest | None = None, **options: Any) -> None:
        if request is not None and request.method == "POST":
            options |= {"data": request.POST, "files": request.FILES}
        super().__init__(**options)
        self.shown = shown
        speak(self, words("web")["forms"][self.words_of], shown.language)

    def refuse(self, findings: Iterable[Finding], field: str | None = None) -> None:
        """Show what a use case found wrong, beside ``field`` or above the form."""
        from fahsai.words.messages import message

        for item in findings:
            self.add_error(field, message(item, self.shown.language))


def speak(form: forms.BaseForm, table: Mapping[str, Any], language: Language) -> None:
    """Give the fields of a form their labels, help and messages in one language.

    Args:
        form: the form; its hidden fields need no words.
        table: ``label``, ``help`` and messages (by their code) of each field, by its name.
        language: the language of the page.
    """
    for name, field in form.fields.items():
        entry = table[name] if name in table or not field.widget.is_hidden else {}
        field.label = entry["label"][language] if "label" in entry else ""
        field.help_text = entry["help"][language] if "help" in entry else ""
        speak_errors(field, entry, language)
        if field.help_text:
            field.widget.attrs["aria-describedby"] = f"{name}-help"


def speak_errors(field: forms.Field, own: Mapping[str, Any], language: Language) -> None:
    """Say what is wrong with a field in one language.

    Args:
        field: the field.
        own: the words of the field itself, by the code of what is wrong.
        language: the language of the page.
    """
    errors = words("web")["form_errors"]
    for code in field.error_messages:
        said = own.get(code) or errors.get(code, errors["invalid"])
        field.error_messages[code] = said[language]
    field.validators = [copy(one) for one in field.validators]  # all forms share Django's
    for validator in field.validators:
        code = getattr(validator, "code", "")
        said = own.get(code) or errors.get(f"{code}_limit") or errors.get(code)
        if said:
            vars(validator)["message"] = said[language]


def control(bound: forms.BoundField, attrs: dict[str, str | bool]) -> SafeString:
    """The control of a field as Django renders it.

    Django renders a template for every choice of a list; a list of sources has hundreds of them,
    so the choices of a list are put in here.
    """
    widget = bound.field.widget
    if type(widget) is not forms.Select:
        return bound.as_widget(attrs=attrs)
    given = bound.value()
    chosen = "" if given is None else str(given)
    choices: Any = widget.choices
    widget.choices = ()
    try:
        empty = bound.as_widget(attrs=attrs)
    finally:
        widget.choices = choices
    options = choices.printed(chosen) if isinstance(choices, Listed) else _options(choices, chosen)
    head, _, _ = empty.rpartition("</select>")
    return mark_safe(f"{head}{options}\n</select>")  # noqa: S308 - Django's own, and escaped


SELECTED = " selected"

Choice = tuple[str, "str | list[tuple[str, str]]"]
"""A value with its label, or the name of a group with its values."""


def _options(choices: Iterable[tuple[object, object]], chosen: str | None) -> str:
    """The options of a list; a choice whose label is a list is a group of choices."""
    return "\n".join([_option(value, label, chosen) for value, label in choices])


def _option(value: object, label: object, chosen: str | None) -> str:
    if isinstance(label, list | tuple):
        return f'<optgroup label="{_escaped(value)}">\n{_options(label, chosen)}\n</optgroup>'
    selected = SELECTED if str(value) == chosen else ""
    return f'<option value="{_escaped(value)}"{selected}>{_escaped(label)}</option>'


class Listed(BaseChoiceIterator):
    """Choices and groups of them, texts already, which many fields of a form share."""

    def __init__(self, pairs: Iterable[Choice]) -> None:
        self.pairs = tuple(pairs)

    def __iter__(self) -> Iterator[Choice]:
        """The choices and groups in their order."""
        return iter(self.pairs)

    def holds(self, value: str) -> bool:
        """Whether a value can be chosen, in a group or by itself."""
        return value in self._values

    @cached_property
    def _values(self) -> frozenset[str]:
        found: set[str] = set()
        for value, label in self.pairs:
            found.update([value] if isinstance(label, str) else [one for one, _ in label])
        return frozenset(found)

    def printed(self, chosen: str) -> str:
        """The options of a list with one of them chosen."""
        value = f'<option value="{_escaped(chosen)}"'
        return self._printed.replace(f"{value}>", f"{value}{SELECTED}>", 1)

    @cached_property
    def _printed(self) -> str:
        return _options(self.pairs, None)


def _escaped(value: object) -> str:
    """A value as text of HTML, as a template prints it: markup of ours stays as it is."""
    if type(value) is str:
        return html.escape(value)
    return "" if value is None else str(conditional_escape(str(value)))


def field_shown(bound: forms.BoundField) -> FieldShown:
    """One field of a form with its words and what is wrong with it."""
    errors = tuple(str(text) for text in bound.errors)
    attrs: dict[str, str | bool] = {}
    if errors:
        attrs["aria-invalid"] = "true"
        described = bound.field.widget.attrs.get("aria-describedby", "")
        attrs["aria-describedby"] = f"{described} {bound.name}-error".strip()
    return FieldShown(
        name=bound.name,
        id=str(bound.id_for_label),
        label=str(bound.label),
        help=str(bound.help_text),
        errors=errors,
        widget=control(bound, attrs),
        kind=_kind(bound.field.widget),
    )


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "file" if isinstance(widget, forms.FileInput) else "text"

"""What a person says of a new key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from fahsai.core.access.roles import Permission
from fahsai.services.api_keys import LONGEST_DAYS, LONGEST_NAME, KeyWanted
from fahsai.web.forms import WordedForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from fahsai.web.shown import Shown

DAYS = (30, 90, 180, LONGEST_DAYS)


class KeyForm(WordedForm):
    """Its name, what it may do, and for how long."""

    words_of = "api_key"

    name = forms.CharField(
        max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    scopes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect, initial=DAYS[1])

    def __init__(
        self,
        shown: Shown,
        allowed: Sequence[Permission],
        request: HttpRequest | None = None,
        **options: Any,
    ) -> None:
        super().__init__(shown, request, **options)
        scopes, days = self.fields["scopes"], self.fields["days"]
        scopes.choices = [  # type: ignore[attr-defined]  # a field with choices
            (one.value, shown.word("key_scopes", one.value)) for one in allowed
        ]
        scopes.initial = [Permission.SEE.value]
        days.choices = [  # type: ignore[attr-defined]
            (str(one), shown.word("keys", "for_days", days=str(one))) for one in DAYS
        ]

    def wanted(self) -> KeyWanted:
        """What was asked; the form must be valid."""
        data = self.cleaned_data
        scopes = frozenset(Permission(one) for one in data["scopes"])
        return KeyWanted(data["name"], scopes, data["days"])

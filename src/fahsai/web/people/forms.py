"""The forms of people and invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django import forms

from fahsai.core.access.roles import Role
from fahsai.web.forms import WordedForm
from fahsai.web.organisations.forms import LONGEST_NAME, LONGEST_TEXT, unit_choices

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from fahsai.core.inventory.boundary import Unit
    from fahsai.web.shown import Shown

LONGEST_ADDRESS, LONGEST_PASSWORD = 254, 1000


class RoleForm(WordedForm):
    """A role for somebody who belongs to the organisation."""

    words_of: ClassVar[str] = "role"

    role = forms.ChoiceField()
    units = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(max_length=LONGEST_TEXT, required=False)

    def __init__(
        self,
        shown: Shown,
        request: HttpRequest | None = None,
        *,
        units: Iterable[Unit],
        **options: Any,
    ) -> None:
        super().__init__(shown, request, **options)
        choices = unit_choices(units, shown)
        if not choices:
            del self.fields["units"]
        known = {"role": [(one.value, shown.role(one)) for one in Role], "units": choices}
        for name, values in known.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = values

    @property
    def role_given(self) -> Role:
        """The role that was chosen."""
        return Role(self.cleaned_data["role"])

    @property
    def units_given(self) -> tuple[UUID, ...]:
        """The units that were chosen."""
        return tuple(UUID(key) for key in self.cleaned_data.get("units", ()))


class InvitationForm(RoleForm):
    """Whom to ask to join, and as what."""

    words_of: ClassVar[str] = "invitation"

    reason = None  # type: ignore[assignment]  # an invitation needs none
    email = forms.EmailField(
        max_length=LONGEST_ADDRESS, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    field_order = ("email",)


class NewAccountForm(WordedForm):
    """The account of somebody who was invited."""

    words_of: ClassVar[str] = "new_account"

    name = forms.CharField(
        max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

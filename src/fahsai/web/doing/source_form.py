"""The form that settles one source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django import forms

from fahsai.core.inventory.activity import Grade, Origin
from fahsai.services.factor_options import RoleOptions
from fahsai.services.places import Places
from fahsai.services.sources import Span
from fahsai.web.doing.fields import DayField, add_field, choices_of
from fahsai.web.forms import WordedForm
from fahsai.web.kind_choices import kind_choices
from fahsai.web.shown import exact_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.boundary import Facility, Unit
    from fahsai.services.factor_options import FactorOption
    from fahsai.web.shown import Shown

FACTOR = "factor_"
"""How the field of a factor begins; the role follows."""
LONGEST = 2000


class Changed(NamedTuple):
    """One answer that differs from what is stored."""

    label: str
    before: str
    after: str


class Choices(NamedTuple):
    """What the form lets somebody choose from; ``kind`` is the one that the factors are of."""

    kind: str
    roles: Sequence[RoleOptions]
    places: Places


class SourceForm(WordedForm):
    """Kind, factors, parameters, place, span, exclusion, origin and grade of a source."""

    words_of: ClassVar[str] = "source"

    kind = forms.ChoiceField()
    parameters = forms.CharField(
        required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    unit = forms.ChoiceField(required=False)
    facility = forms.ChoiceField(required=False)
    origin = forms.ChoiceField(required=False)
    grade = forms.ChoiceField(required=False)
    started_on = DayField()
    started_reason = forms.CharField(required=False, max_length=LONGEST)
    ended_on = DayField()
    ended_reason = forms.CharField(required=False, max_length=LONGEST)
    excluded = forms.BooleanField(required=False)
    reason = forms.CharField(
        required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, shown: Shown, source: EmissionSource, choices: Choices, *args: Any, **options: Any
    ) -> None:
        super().__init__(shown, *args, **options)
        self.source = source
        self._fill(choices)
        order = ["kind"]
        for role in choices.roles:
            order.append(f"{FACTOR}{role.role}")
            self._add_factor(role, source.factor_keys.get(role.role, ""))
        self.order_fields(order)

    def _fill(self, choices: Choices) -> None:
        shown = self.shown
        stay = shown.word("doing", "as_it_is")
        lists = {
            "kind": kind_choices(shown),
            "unit": [("", stay), *_named(choices.places.units, shown)],
            "facility": [("", stay), *_named(choices.places.facilities, shown)],
            "origin": choices_of(Origin, shown, "origins", none=stay),
            "grade": [("", stay), *((one.value, one.value) for one in Grade)],
        }
        for name, found in lists.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def _add_factor(self, role: RoleOptions, chosen: str) -> None:
        """A list of rows; the stored choice stays in it although the words do not find it."""
        shown = self.shown
        found = [(one.key, option_text(one, shown)) for one in role.options]
        first = [("", shown.word("doing", "factor_by_program"))]
        kept = chosen and chosen not in {key for key, _ in found}
        options = [*first, *([(chosen, chosen)] if kept else []), *found]
        label = shown.word("factor_roles", role.role)
        field = forms.ChoiceField(choices=options, required=False, initial=chosen)
        add_field(self, f"{FACTOR}{role.role}", field, label, shown.word("doing", "factor_help"))

    def clean_parameters(self) -> Mapping[str, str]:
        """``name = value`` a line."""
        found: dict[str, str] = {}
        for line in self.cleaned_data["parameters"].splitlines():
            name, equals, value = (part.strip() for part in line.partition("="))
            if not line.strip():
                continue
            if not equals or not name:
                text = self.shown.word("doing", "parameter_wrong", line=line.strip())
                raise forms.ValidationError(text, code="invalid")
            found[name] = value
        return found

    def asked(self) -> dict[str, Any]:
        """What the service is asked for: only what differs from the stored source."""
        given, source = self.cleaned_data, self.source
        factors = {
            name.removeprefix(FACTOR): value
            for name, value in given.items()
            if name.startswith(FACTOR)
        }
        factors |= {role: "" for role in source.factor_keys if role not in factors}
        wanted: Mapping[str, str] = given["parameters"]
        parameters = {**dict.fromkeys(set(source.parameters) - set(wanted), ""), **wanted}
        return {
            "kind": given["kind"] if given["kind"] != source.kind else None,
            "factor_keys": _other(factors, source.factor_keys),
            "parameters": _other(parameters, source.parameters),
            "unit": given["unit"] or None,
            "facility": given["facility"] or None,
            "excluded": given["excluded"] if given["excluded"] != source.excluded else None,
            "span": self._span(),
            "reason": given["reason"].strip(),
        }

    def _span(self) -> Span | None:
        """When and why it started and ended; None where that is as it was."""
        given, source = self.cleaned_data, self.source
        said = Span(
            given["started_on"],
            given["started_reason"].strip(),
            given["ended_on"],
            given["ended_reason"].strip(),
        )
        stored = (
            source.started_on,
            source.started_reason,
            source.ended_on,
            source.ended_reason,
        )
        return None if said == stored else said

    def answers(self) -> tuple[Changed, ...]:
        """What would be other than it is, as people read it before they confirm."""
        before = {name: self.initial.get(name, "") for name in self.fields}
        before |= {f"{FACTOR}{role}": key for role, key in self.source.factor_keys.items()}
        return tuple(
            Changed(
                str(field.label),
                self._text(name, before.get(name, "")),
                self._text(name, self[name].value()),
            )
            for name, field in self.fields.items()
            if not field.widget.is_hidden
            and self._text(name, before.get(name, "")) != self._text(name, self[name].value())
        )

    def _text(self, name: str, value: Any) -> str:
        if isinstance(self.fields[name], forms.BooleanField):
            return self.shown.word("doing", "yes" if value and value != "False" else "no")
        options = dict(getattr(self.fields[name], "choices", ()))
        text = str(options.get(str(value or ""), value or ""))
        return "\n".join(text.split("\r\n")).strip()


def initial_of(source: EmissionSource, places: Places, shown: Shown) -> dict[str, Any]:
    """What a source says now, as the fields of the form hold it."""
    units = {one.id: one.code for one in places.units}
    facilities = {one.id: one.code for one in places.facilities}
    return {
        "kind": source.kind,
        "parameters": "\n".join(f"{name} = {value}" for name, value in source.parameters.items()),
        "unit": units.get(source.unit_id, "") if source.unit_id else "",
        "facility": facilities.get(source.facility_id, "") if source.facility_id else "",
        "started_on": shown.day(source.started_on) if source.started_on else "",
        "started_reason": source.started_reason,
        "ended_on": shown.day(source.ended_on) if source.ended_on else "",
        "ended_reason": source.ended_reason,
        "excluded": source.excluded,
    }


def option_text(option: FactorOption, shown: Shown) -> str:
    """One row of a list in one line."""
    row = option.factor
    name = row.name_th if shown.thai else row.name_en or row.name_th
    figure = f"{exact_text(row.published)} kgCO₂e/{shown.unit(row.unit)}"
    return f"{name} – {figure} – {shown.edition(row.edition)}"


def _named(found: Iterable[Unit | Facility], shown: Shown) -> list[tuple[str, str]]:
    return [(one.code, f"{one.code} {shown.name(one.name_th, one.name_en).text}") for one in found]


def _other(wanted: Mapping[str, str], stored: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in wanted.items() if value != stored.get(name, "")}

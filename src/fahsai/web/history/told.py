"""Fields and values of records in words that people know."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from fahsai.core.assurance.history import Meaning
from fahsai.core.quantity.exact import exact
from fahsai.core.thai.period import Period, PeriodKind, label
from fahsai.services.kinds import kind_list
from fahsai.web.shown import Text, exact_text, formula
from fahsai.words.load import words
from fahsai.words.messages import said

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fahsai.services.history import Told
    from fahsai.web.shown import Shown

REPORT = "report_template"
CHOICES: Mapping[str, tuple[str, ...]] = {
    "materiality_base": ("values", "materiality_base"),
    "origin": ("cli", "origins"),
    "state": ("cli", "states"),
    "grade": ("activity_template", "choices", "grade"),
    "use": (REPORT, "choices", "pictures"),
    "reporting_class": (REPORT, "choices", "classes"),
    "term": (REPORT, "choices", "terms"),
    "group": ("tree_census", "groups"),
    "assurance": (REPORT, "choices", "assurance"),
    "approach": (REPORT, "choices", "approaches"),
    "relation": ("web", "relations"),
    "financial": ("web", "financial_controls"),
    "belonging": ("web", "belongings"),
    "team_role": (REPORT, "choices", "roles"),
    "language": ("web", "site"),
    "point_kind": ("web", "review_kinds"),
    "point_state": ("web", "review_states"),
    "meter_kind": ("values", "meter_kind"),
    "channel_measure": ("values", "measure"),
}
"""Where the words of a closed list stand; those of the others are the history's own."""


SHEETS: Mapping[str, str] = {
    "activity": "activities",
    "calibration": "calibrations",
    "tree": "trees",
    "credit": "credits",
    "supply": "supplies",
    "measure": "measures",
    "scope3": "scope3",
}
"""The sheet of the report's workbook whose columns are the fields of a list of the form."""


def field_label(kind: str, field: str, part: str, shown: Shown, listed: str = "") -> str:
    """What people call a field of a kind of record, with the entry where it holds several.

    ``listed`` is the list of the form that an entry belongs to.
    """
    table = words("web")
    own = table["history_of"].get(kind, {}).get(field)
    column = _column(field, SHEETS[listed]) if listed in SHEETS else None
    entry = own or column or table["history_fields"].get(field)
    name = field if entry is None else str(entry[shown.language])
    return f"{name}: {_part(field, part, shown)}" if part else name


def told_text(field: str, told: Told, shown: Shown) -> Text:
    """A value as a page says it: dates in their era, codes as words, names in its language."""
    if told.meaning in NAMED:
        return shown.name(told.text, told.english)
    if told.meaning is Meaning.SOURCE_KIND:
        named = {kind.code: kind for kind in kind_list()}.get(told.text)
        return Text(told.text) if named is None else shown.name(named.name_th, named.name_en)
    if told.meaning is Meaning.CHOICE:
        return Text(_choice(field, told.text, shown))
    say = SAID.get(told.meaning)
    return Text(told.text if say is None else say(shown, told.text))


NAMED = frozenset(
    {
        *(Meaning.UNIT, Meaning.FACILITY, Meaning.SOURCE),
        *(Meaning.FACTOR, Meaning.ENTITY, Meaning.METER),
    }
)

SAID: Mapping[Meaning, Callable[[Shown, str], str]] = {
    Meaning.NUMBER: lambda _, text: exact_text(exact(text)),
    Meaning.DAY: lambda shown, text: shown.day(date.fromisoformat(text)),
    Meaning.PERIOD: lambda shown, text: _period(text, shown),
    Meaning.YEAR_BE: lambda shown, text: shown.year(int(text)),
    Meaning.YES_NO: lambda shown, text: shown.word("history_choices", text),
    Meaning.MEASURE: lambda shown, text: shown.unit(text),
    Meaning.EDITION: lambda shown, text: shown.edition(text),
    Meaning.GWP_SET: lambda shown, text: shown.gwp_set(text),
    Meaning.PERSON: lambda shown, text: text or shown.word("who", "unknown"),
    Meaning.ACCOUNT: lambda shown, text: text or shown.word("who", "unknown"),
}
"""How a value is said; one that stands here not says itself."""


def _choice(field: str, code: str, shown: Shown) -> str:
    table: Any = words("web")["history_choices"].get(field, {})
    if field in CHOICES:
        name, *sections = CHOICES[field]
        table = words(name)
        for section in sections:
            table = table[section]
    entry = table.get(code)
    if entry is None:
        return code
    spoken = str(entry[shown.language])
    return f"{code} – {spoken}" if field in {"grade", "point_kind"} else spoken


def _part(field: str, part: str, shown: Shown) -> str:
    if field == "factor_keys":
        return said("role", part, shown.language)
    if field == "earlier_sources":
        return shown.day(date.fromisoformat(part))
    if field == "gases":
        return formula(part)
    entry = _column(part, SHEETS["scope3"]) if field == "scores" else None
    return part if entry is None else str(entry[shown.language])


def _column(field: str, sheet: str) -> Mapping[str, str] | None:
    """The heading of a column of the workbook in which the report is entered."""
    found: Mapping[str, str] | None = words(REPORT)["sheets"][sheet]["columns"].get(field)
    return found


def _period(text: str, shown: Shown) -> str:
    start, end, kind = text.split("/")
    period = Period(date.fromisoformat(start), date.fromisoformat(end), PeriodKind(kind))
    return label(period, shown.language.value)

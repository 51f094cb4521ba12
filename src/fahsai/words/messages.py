"""Findings and steps as sentences, in Thai and English."""

from __future__ import annotations

import tomllib
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from fahsai.core.thai.dates import format_date
from fahsai.core.thai.era import year_text
from fahsai.core.thai.months import month_name
from fahsai.words.load import words as table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.finding import Finding
    from fahsai.core.thai.era import Era
    from fahsai.core.thai.months import Lang


class Language(StrEnum):
    """The two languages of the program, Thai first."""

    TH = "th"
    EN = "en"


@cache
def _sentences(prefix: str) -> Mapping[str, Mapping[str, str]]:
    """All tables of this folder whose file name starts with ``prefix``."""
    tables: dict[str, Mapping[str, str]] = {}
    for entry in sorted(files("fahsai.words").iterdir(), key=lambda item: item.name):
        if entry.name.startswith(prefix) and entry.name.endswith(".toml"):
            tables.update(tomllib.loads(entry.read_text("utf-8")))
    return tables


def finding_sentences() -> Mapping[str, Mapping[str, str]]:
    """The words of every finding by its code."""
    return _sentences("findings_")


def step_sentences() -> Mapping[str, Mapping[str, str]]:
    """The words of every step of a method by its code."""
    return _sentences("steps_")


class _Counted(str):
    """A value that may be told with what it counts: ``{count:reading|readings}``."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        one, bar, many = spec.partition("|")
        if not bar:
            return super().__format__(spec)
        return f"{self} {one if self == '1' else many}"


class _Given(dict[str, str]):
    """Data for a sentence: a name that is missing shows as itself, never as an error."""

    def __getitem__(self, key: str) -> str:
        return _Counted(super().__getitem__(key))

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def sentence(template: str, data: Mapping[str, str]) -> str:
    """A template with its data filled in.

    >>> [sentence("{count:reading|readings} late", {"count": count}) for count in ("1", "2")]
    ['1 reading late', '2 readings late']
    """
    return template.format_map(_Given(data))


DATES = frozenset(
    {
        "start",
        "end",
        "last_day",
        "other_start",
        "other_last_day",
        "period_start",
        "period_end",
        "report_date",
        "span_day",
        "usable_from",
        "usable_to",
    }
)
"""Data that is a calendar date, ``2026-01-15``; elsewhere such a text is a quotation."""


MONTHS = frozenset({"in_month", "in_months"})
"""Data that is one calendar month or several, ``2024-10, 2024-11``."""


SAME_CODES = {
    "parameters": "parameter",
    "one": "member_role",
    "other": "member_role",
    "asked": "activity",
    "used": "activity",
    "base_boundary": "boundary",
    "main_kind": "meter_kind",
}
"""Data whose codes are those of another section of ``values``."""


REFUSED = "refused"
"""Data that is the reason why a cell of a file was not taken, as receipts print it."""


NAMED_BY_STEM = frozenset({"parameter", "parameters"})
"""Data that name parameters of methods: ``mcf.deep`` is called by its stem."""


def _named(name: str, known: Mapping[str, Mapping[str, str]], language: Language) -> str:
    """A parameter as people call it, with the name that they have to write."""
    words = known.get(name.partition(".")[0])
    return name if words is None else f"{words[language]} ({name})"


def said(name: str, value: str, language: Language, era: Era | None = None) -> str:
    """A value of a finding or step as people say it: dates in their era, codes as words.

    Several codes stand with a comma between them.
    """
    known = table_of("values").get(SAME_CODES.get(name, name), {})
    if name == REFUSED:
        known = table_of("cli").get("reasons", {})
    if name in NAMED_BY_STEM:
        return ", ".join(_named(one, known, language) for one in value.split(", "))
    if value in known:
        return str(known[value][language])
    if known and all(one in known for one in value.split(", ")):
        return ", ".join(str(known[one][language]) for one in value.split(", "))
    if name in MONTHS:
        return ", ".join(month_words(one, language, era) for one in value.split(", "))
    return day_words(value, language, era) if name in DATES else value


def month_words(text: str, language: Language, era: Era | None = None) -> str:
    """A month, ``2024-10``, by its name with the year of the language's era.

    >>> month_words("2024-10", Language.TH), month_words("2024-10", Language.EN)
    ('ต.ค. 2567', 'Oct 2024')
    """
    year, _, number = text.partition("-")
    if not (year.isdigit() and number.isdigit()):
        return text
    lang: Lang = "th" if language is Language.TH else "en"
    return f"{month_name(int(number), 'short', lang)} {year_text(int(year), lang, era)}"


def day_words(day: str | date, language: Language, era: Era | None = None) -> str:
    """A date, or its ISO text: in Thai with the Buddhist year, in English with the Christian one.

    Another ``era`` may be asked for.

    >>> day_words("2026-01-15", Language.TH), day_words("2026-01-15", Language.EN)
    ('15 มกราคม 2569', '15 January 2026')
    """
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError:  # an open end
            return str(day)
    return format_date(day, lang="th" if language is Language.TH else "en", era=era)


def message(item: Finding, language: Language, era: Era | None = None) -> str:
    """What a finding says to a person."""
    words = finding_sentences().get(item.code)
    if words is None:
        return f"{item.code} ({item.subject})"
    data = {name: said(name, value, language, era) for name, value in item.data.items()}
    return sentence(words[language], {"subject": item.subject, **data})


def step_text(code: str, data: Mapping[str, str], language: Language) -> str:
    """What one step of a method says to a person."""
    words = step_sentences().get(code) or step_sentences().get(f"step.{code}")
    if words is None:
        return f"{code}: {', '.join(f'{k}={v}' for k, v in data.items())}"
    return sentence(words[language], data)

"""Values as a page shows them, in Thai or English."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.html import escape, format_html
from django.utils.timezone import localtime

from fahsai.core.quantity.exact import EXACT, canonical
from fahsai.core.quantity.rounding import line_tonnes, round_half_up
from fahsai.core.thai.dates import format_date
from fahsai.core.thai.era import BE_OFFSET, Era, year_text
from fahsai.core.thai.months import month_name
from fahsai.core.thai.period import label
from fahsai.services.names import edition_names, gwp_set_names, unit_symbols
from fahsai.web.era import era_asked
from fahsai.words.invitation import role_name
from fahsai.words.load import words
from fahsai.words.messages import Language, message, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.boundary import Organisation
    from fahsai.core.thai.period import Period

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
KILOBYTE = 1024


class Text(NamedTuple):
    """A text with its language where that is not the page's own ("" otherwise).

    Screen readers change their voice by it.
    """

    text: str
    lang: str = ""

    def __str__(self) -> str:
        """The bare text."""
        return self.text

    def __html__(self) -> str:
        """The text for a template, marked with its language."""
        if not self.lang:
            return escape(self.text)
        return format_html('<span lang="{}">{}</span>', self.lang, self.text)


@dataclass(frozen=True, slots=True)
class Shown:
    """The language and the era that values are shown in; no era is that of the language."""

    language: Language
    era: Era | None = field(default_factory=era_asked)

    def word(self, section: str, key: str, /, **data: str) -> str:
        """A text of the pages."""
        return sentence(words("web")[section][key][self.language], data)

    def common(self, section: str, key: str, /) -> str:
        """A word that the pages share with the command line."""
        entry = words("cli")[section].get(key)
        return key if entry is None else entry[self.language]

    def name(self, thai: str, english: str) -> Text:
        """A name in the page's language; where it has none, the other with its mark."""
        own, other, lang = (
            (thai, english, Language.EN) if self.thai else (english, thai, Language.TH)
        )
        return Text(own) if own or not other else Text(other, lang.value)

    @property
    def thai(self) -> bool:
        """Whether the page is in Thai."""
        return self.language is Language.TH

    def organisation(self, organisation: Organisation) -> Text:
        """The name of an organisation."""
        return self.name(organisation.name_th, organisation.name_en)

    def role(self, role: str) -> str:
        """What a role in an organisation is called."""
        return role_name(role, self.language)

    def source(self, source: EmissionSource) -> Text:
        """The name of an emission source."""
        return self.name(source.name_th, source.name_en)

    def day(self, day: date) -> str:
        """A date."""
        return format_date(day, "long", self.language.value, self.era)

    def period(self, period: Period) -> str:
        """A period by its name, with its days where they help."""
        return label(period, self.language.value, self.era)

    def month(self, month: Period) -> str:
        """A month in short."""
        year = year_text(month.start.year, self.language.value, self.era)
        return f"{month_name(month.start.month, 'short', self.language.value)} {year}"

    def says(self, item: Finding) -> str:
        """What a finding says."""
        return message(item, self.language, self.era)

    def instant(self, instant: datetime) -> str:
        """A date and time in Thailand."""
        local = localtime(instant)
        day = format_date(local.date(), "short", self.language.value, self.era)
        return self.word("values", "instant", day=day, time=f"{local:%H:%M}")

    def year(self, year_be: int) -> str:
        """The number of a year in the page's era."""
        return year_text(year_be - BE_OFFSET, self.language.value, self.era)

    def unit(self, code: str) -> str:
        """How a unit is written after a number."""
        named = unit_symbols().get(code)
        if named is None:
            return code
        return named.th if self.thai else named.en

    def edition(self, code: str) -> str:
        """The name of a list of factors, or of a set of them."""
        named = edition_names().get(code)
        return code if named is None else named[0 if self.thai else 1]

    def gwp_set(self, code: str) -> str:
        """The name of a set of global warming potentials."""
        named = gwp_set_names().get(code)
        return code if named is None else named[0 if self.thai else 1]

    def size(self, count: int) -> str:
        """The size of a file [bytes]."""
        return self.word("values", "kilobytes", count=f"{max(1, round(count / KILOBYTE)):,}")


def tonnes_text(kg: Decimal) -> str:
    """A mass [kg] as printed [t, 2 decimals].

    >>> from decimal import Decimal
    >>> tonnes_text(Decimal("1220210.751177"))
    '1,220.21'
    """
    return f"{line_tonnes(kg):,f}"


def exact_text(value: Decimal) -> str:
    """A figure with every digit it has, in groups of three.

    >>> from decimal import Decimal
    >>> exact_text(Decimal("463729.40"))
    '463,729.4'
    """
    whole, dot, rest = canonical(value).partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole != "-0" else f"-0{dot}{rest}"


def kilograms_text(kg: Decimal | None) -> str:
    """A mass for reading [kg, at most 6 decimals]; a dash where there is none."""
    return "–" if kg is None else exact_text(round_half_up(kg, 6))


def percent_text(part: Decimal, whole: Decimal) -> str:
    """A share of a whole [%, 1 decimal]; a dash where there is no whole.

    >>> from decimal import Decimal
    >>> percent_text(Decimal(1), Decimal(8)), percent_text(Decimal(1), Decimal(0))
    ('12.5', '–')
    """
    if not whole:
        return "–"
    return f"{round_half_up(EXACT.divide(EXACT.multiply(part, 100), whole), 1):,f}"


def formula(code: str) -> str:
    """The code of a gas as people write it.

    >>> formula("CH4_fossil"), formula("CO2e"), formula("HFC-32"), formula("c-C4F8")
    ('CH₄', 'CO₂e', 'HFC-32', 'c-C₄F₈')
    """
    name = code.removesuffix("_biogenic").removesuffix("_fossil")
    if name.startswith(("R-", "HFC", "HCFC", "CFC", "PFC", "HFE", "Halon")):
        return name
    return name.translate(SUBSCRIPTS)


@cache
@cache
def page_words(language: Language) -> Mapping[str, Any]:
    """Every text of the pages in one language, in the shape of the table."""
    return _in_language(words("web"), language)


def _in_language(table: Mapping[str, Any], language: Language) -> dict[str, Any]:
    return {
        key: entry[language] if set(entry) == set(Language) else _in_language(entry, language)
        for key, entry in table.items()
    }

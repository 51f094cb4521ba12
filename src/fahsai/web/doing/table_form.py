"""The form in which a person says what the columns of a file mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.utils.functional import cached_property

from fahsai.services.map_table import CODINGS, FIELDS, SEPARATORS, mapping_plain
from fahsai.web.doing.fields import add_field
from fahsai.web.forms import Choice, FieldShown, Listed, WordedForm, field_shown
from fahsai.web.kind_choices import kind_choices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.services.map_table import FileProposal, TableProposal
    from fahsai.web.shown import Shown

MOST_ASKED = 25
"""Words of sources that are asked on one page, each with the list of all sources and kinds.

Those that nobody knows come first; the others keep what they seem to be, or are asked next.
"""

MONTHS, SOURCES, YEARS = "month:", "sources", "years"
"""How the choice of a month begins; the choices of a column of one source, and of one year."""
LONGEST = 200
FIRST_YEAR, LAST_YEAR = 2450, 2700
Choices = Iterable[Choice]


class ColumnShown(NamedTuple):
    """A column: where it stands, its heading, examples, why it was guessed, and the choice."""

    letters: str
    heading: str
    examples: str
    why: str
    field: FieldShown


class TableShown(NamedTuple):
    """A table: its fields above the columns, its columns, and how many rows it has."""

    sheet: str
    rows: str
    fields: Sequence[FieldShown]
    columns: Sequence[ColumnShown]


class AskedShown(NamedTuple):
    """The words of a source with the hidden key and the choice of whose they are."""

    label: str
    rows: str
    key_name: str
    key: str
    field: FieldShown


class MappingForm(WordedForm):
    """The tables of a file, their columns, and whose the words of their rows are."""

    words_of = "map_table"

    def __init__(
        self,
        shown: Shown,
        request: HttpRequest,
        proposal: FileProposal,
        sources: Iterable[EmissionSource],
    ) -> None:
        super().__init__(shown, request)
        self.proposal = proposal
        self._names: list[list[str]] = []
        if proposal.read_as:
            self._text(proposal.read_as)
        for number, table in enumerate(proposal.tables):
            self._names.append(self._table(f"t{number}", table))
        answers = self._answers(sources)
        self.asked = sorted(proposal.asked, key=lambda one: bool(one.answer))[:MOST_ASKED]
        for number, words in enumerate(self.asked):
            self._choice(f"a{number}", words.label, answers, words.answer)

    def _text(self, read_as: Mapping[str, str]) -> None:
        separators = [(one, self.shown.word("map_separators", _NAMES[one])) for one in SEPARATORS]
        for name, choices in (
            ("coding", [(one, one) for one in CODINGS]),
            ("separator", separators),
            ("decimal", [(".", "."), (",", ",")]),
        ):
            label = self.shown.word("map_table", name)
            self._choice(name, label, choices, read_as[name])

    def _choice(self, name: str, label: str, choices: Choices, initial: str) -> None:
        listed = choices if isinstance(choices, Listed) else Listed(choices)
        if not listed.holds(initial):
            choices = Listed((*choices, (initial, initial)))
        field = forms.ChoiceField(choices=choices, required=False, initial=initial)
        add_field(self, name, field, label)

    def _table(self, name: str, table: TableProposal) -> list[str]:
        """The fields of one table, above its columns."""
        word, mapping = self.shown.word, table.mapping
        none = ("", word("map_table", "not_said"))
        take = forms.BooleanField(required=False, initial=True)
        add_field(self, f"{name}-take", take, word("map_table", "take", sheet=mapping.sheet))
        for key in ("name", "unit", "source", "month"):
            value = getattr(mapping, key)
            field = forms.CharField(required=False, max_length=LONGEST, initial=value)
            add_field(self, f"{name}-{key}", field, word("map_table", key), word("map_help", key))
        year = forms.IntegerField(
            required=False,
            min_value=FIRST_YEAR,
            max_value=LAST_YEAR,
            initial=mapping.year_be or None,
        )
        add_field(self, f"{name}-year_be", year, word("map_table", "year_be"))
        for key, codes in (
            ("year_kind", ("fiscal", "calendar")),
            ("date_means", ("day", "month")),
            ("date_order", ("dmy", "mdy")),
            ("era", ("be", "ce")),
        ):
            choices = [(one, word("map_choices", one)) for one in codes]
            initial = getattr(mapping, key)
            self._choice(
                f"{name}-{key}",
                word("map_table", key),
                choices if key == "date_order" else [none, *choices],
                initial,
            )
        partial = forms.BooleanField(required=False, initial=mapping.partial)
        add_field(self, f"{name}-partial", partial, word("map_table", "partial"))
        add = forms.BooleanField(required=False, initial=mapping.add)
        add_field(self, f"{name}-add", add, word("map_table", "add"))
        above = [one for one in self.fields if one.startswith(f"{name}-")]
        said = _said(table)
        fields = self._column_choices()
        for column in table.columns:
            self._choice(
                f"{name}_{column.letters}", column.letters, fields, said.get(column.letters, "")
            )
        return above

    def _column_choices(self) -> Listed:
        fields = [(one, self.shown.word("map_fields", one)) for one in (*FIELDS, SOURCES, YEARS)]
        months = [
            (f"{MONTHS}{number:02}", self.shown.word("map_table", "a_month", number=f"{number:02}"))
            for number in range(1, 13)
        ]
        return Listed([("", self.shown.word("map_table", "not_used")), *fields, *months])

    def _answers(self, sources: Iterable[EmissionSource]) -> Listed:
        word = self.shown.word
        there = [(one.code, f"{one.code} {self.shown.source(one)}") for one in sources]
        label = word("map_table", "new_of_kind", kind="{}")
        kinds = kind_choices(self.shown, "kind:{}", label)
        first = [("", word("map_table", "ask_later")), ("-", word("map_table", "leave_out"))]
        return Listed([*first, *there, *kinds])

    # --- what the template prints -----------------------------------------------------------

    @property
    def text_fields(self) -> tuple[FieldShown, ...]:
        """How a text file is read."""
        names = ("coding", "separator", "decimal")
        return tuple(field_shown(self[name]) for name in names if name in self.fields)

    @property
    def tables(self) -> tuple[TableShown, ...]:
        """The tables with their columns."""
        shown = []
        for number, table in enumerate(self.proposal.tables):
            columns = tuple(
                ColumnShown(
                    one.letters,
                    one.heading,
                    ", ".join(one.examples),
                    self.shown.common("guesses", one.why) if one.why else "",
                    field_shown(self[f"t{number}_{one.letters}"]),
                )
                for one in table.columns
            )
            fields = tuple(field_shown(self[name]) for name in self._names[number])
            shown.append(TableShown(table.mapping.sheet, f"{table.rows:,}", fields, columns))
        return tuple(shown)

    @cached_property
    def words_asked(self) -> tuple[AskedShown, ...]:
        """The words of sources, with whose they seem to be."""
        return tuple(
            AskedShown(
                one.label, f"{one.rows:,}", f"k{number}", one.key, field_shown(self[f"a{number}"])
            )
            for number, one in enumerate(self.asked)
        )

    @property
    def more_asked(self) -> str:
        """That there are more words than are asked on this page; else empty."""
        count = len(self.proposal.asked)
        if count <= len(self.asked):
            return ""
        counts = {"shown": f"{len(self.asked):,}", "count": f"{count:,}"}
        return self.shown.word("map_table", "asked_more", **counts)

    # --- what was said ----------------------------------------------------------------------

    def plain(self) -> dict[str, Any]:
        """The mapping that the form says, as plain data; the form must be valid."""
        data = self.cleaned_data
        before = mapping_plain(self.proposal.mapping)
        tables = [
            self._said_of(f"t{number}", plain, table)
            for number, (plain, table) in enumerate(
                zip(before["tables"], self.proposal.tables, strict=True)
            )
            if data[f"t{number}-take"]
        ]
        given = {
            str(self.data.get(f"k{number}", "")): data.get(f"a{number}", "")
            for number in range(len(self.asked))
        }
        answers = {key: value for key, value in given.items() if key and value}
        text = {name: data[name] for name in ("coding", "separator", "decimal") if name in data}
        return {
            "tables": tables,
            "answers": {**before.get("answers", {}), **answers},
            "text": text,
        }

    def reading(self) -> dict[str, Any]:
        """How the text is to be read, with nothing said of its columns."""
        names = ("coding", "separator", "decimal")
        return {"text": {name: self.cleaned_data[name] for name in names if name in self.fields}}

    def _said_of(self, name: str, plain: dict[str, Any], table: TableProposal) -> dict[str, Any]:
        data = self.cleaned_data
        said = dict(plain)
        for key in (
            "name",
            "unit",
            "source",
            "month",
            "year_kind",
            "date_means",
            "date_order",
            "era",
        ):
            said[key] = data[f"{name}-{key}"]
        said["year_be"] = data[f"{name}-year_be"] or 0
        said["partial"] = data[f"{name}-partial"]
        said["add"] = data[f"{name}-add"]
        columns, months, sources, years = {}, {}, {}, {}
        over = plain.get("years", {})
        for column in table.columns:
            means = data[f"{name}_{column.letters}"]
            if means.startswith(MONTHS):
                months[column.letters] = means.removeprefix(MONTHS)
            elif means == SOURCES:
                known = plain.get("sources", {}).get(column.letters)
                sources[column.letters] = known or column.heading or column.letters
            elif means == YEARS and (over or said["year_be"]):
                years[column.letters] = over.get(column.letters, str(said["year_be"]))
            elif means:
                columns[means] = column.letters
        years.update({place: over[place] for place in sources if place in over})
        return {
            **said,
            "columns": columns,
            "months": months,
            "sources": sources,
            "years": years,
        }


_NAMES = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar"}


def _said(table: TableProposal) -> dict[str, str]:
    """What each column of a table is taken for, as a choice of the form."""
    mapping = table.mapping
    said = {place: field for field, place in mapping.columns.items()}
    said.update({place: f"{MONTHS}{month}" for place, month in mapping.months.items()})
    said.update(dict.fromkeys(mapping.years, YEARS))
    said.update(dict.fromkeys(mapping.sources, SOURCES))
    return said

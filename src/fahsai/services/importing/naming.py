"""Whose the words of a table's rows are: a source that is there, or a new one of a kind."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid5

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import EmissionSource, Grade, Origin
from fahsai.core.quantity.exact import ZERO
from fahsai.core.quantity.units import MeasureUnit
from fahsai.core.thai.period import month
from fahsai.gateways.workbooks.cell_text import bare_scope, squeezed
from fahsai.gateways.workbooks.office.values import CURRENT
from fahsai.gateways.workbooks.table.headings import split_unit
from fahsai.gateways.workbooks.table.mapping import KIND, LEFT_OUT, answer_key
from fahsai.gateways.workbooks.table.values import TABLE
from fahsai.reference.load_kinds import kinds
from fahsai.reference.load_units import load_units
from fahsai.reference.unit_words import parse_for_kind
from fahsai.services.sheets.years import (
    SHEET_IDS,
    Amount,
    SheetRow,
    SheetYear,
    assumed,
    row_source,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from fahsai.gateways.workbooks.table.values import RowWords
    from fahsai.services.importing.house import House

UNKNOWN_SOURCE, UNKNOWN_UNIT, NO_UNIT, LEFT = (
    "source-unknown",
    "unit-unknown",
    "unit-missing",
    "left-out",
)
"""Why an amount of a table is refused although it was read."""


class Named(NamedTuple):
    """Whose the words of a row are: a source, or why there is none; ``new`` where it is made.

    ``key`` is what a row of these words is, whatever file it comes in; ``origin`` and ``grade``
    are those of its amounts, about which a table says nothing.
    """

    source: EmissionSource | None
    refusal: str = ""
    new: bool = False
    unit: MeasureUnit | None = None
    key: str = ""
    origin: Origin = Origin.ESTIMATED
    grade: Grade = Grade.Z


class Naming:
    """Finds the sources that the words of one file name, for one organisation."""

    def __init__(
        self, sha256: str, organisation_id: UUID, house: House, answers: Mapping[str, str]
    ) -> None:
        self._sha256, self._owner, self._house = sha256, organisation_id, house
        self.answers = {
            "|".join(map(squeezed, key.split("|"))): value for key, value in answers.items()
        }
        self._named: dict[tuple[str, ...], Named] = {}
        self._asked: Counter[str] = Counter()
        self._new: dict[str, tuple[EmissionSource, str]] = {}
        self._parts: dict[str, int] = {}
        self._findings: list[Finding] = []

    def whose(self, table: str, words: RowWords, unit_text: str) -> Named:
        """The source that the words of a row name; counted where somebody has to be asked."""
        named = self.found(table, words, unit_text)
        if named.refusal == UNKNOWN_SOURCE:
            self._asked[words_key(words)] += 1
        return named

    def found(self, table: str, words: RowWords, unit_text: str) -> Named:
        """The source that the words of a row name, and the unit of its amounts; found once.

        Args:
            table: what the rows of the table are kept under, to point at one in findings.
            words: those of the row.
            unit_text: the unit of the amount.
        """
        asked = (words.label, words.code, words.account, words.part, words.group, unit_text)
        named = self._named.get(asked)
        if named is None:
            named = self._named[asked] = _described(self._find(table, words, unit_text), words)
        return named

    def findings(self) -> list[Finding]:
        """What was guessed and what has to be asked, once for each source."""
        said = list(self._findings)
        for source, label in self._new.values():
            kind = kinds()[source.kind]
            said.append(
                finding(
                    "table.source_new",
                    Level.INFO,
                    label,
                    kind=kind.code,
                    name_th=kind.name_th,
                    name_en=kind.name_en,
                )
            )
        for key, count in self._asked.items():
            said.append(finding("table.source_ask", Level.WARNING, key, rows=str(count)))
        for text, number in self._parts.items():
            said.append(finding("table.part_unknown", Level.WARNING, text, row=str(number)))
        return said

    def _find(self, table: str, words: RowWords, unit_text: str) -> Named:
        key = words_key(words)
        if not key:
            return Named(None, "missing")
        answer = self.answers.get(key, "")
        if answer == LEFT_OUT:
            return Named(None, LEFT)
        subject = f"{table}!{words.number}"
        source = self._known(words, key, answer)
        if source is not None:
            return self._with_unit(source, unit_text, subject)
        kind = answer.removeprefix(KIND) if answer.startswith(KIND) else ""
        if kind in kinds():
            return self._with_unit(self._made(words, key, kind, {}), unit_text, subject, new=True)
        if answer:
            return Named(None, UNKNOWN_SOURCE)
        return self._recognised(table, words, key, unit_text)

    def _known(self, words: RowWords, key: str, answer: str) -> EmissionSource | None:
        """A source that is there: the one that was answered, else by code, account, words, name."""
        house = self._house
        if answer:
            return house.by_code.get(squeezed(answer))
        for text, among in (
            (words.code, house.by_code),
            (words.account, house.by_account),
            (words.label, house.by_code),
        ):
            if text and (found := among.get(squeezed(text))) is not None:
                return found
        made = house.made.get(self._id(key))
        if made is not None:
            return made
        by_name = house.by_name.get(squeezed(words.label))
        unit = house.units.get(squeezed(words.part))
        if by_name is not None and words.part and by_name.unit_id not in {unit, None}:
            return None  # the same words in another part of the organisation are another source
        return by_name

    def _recognised(self, table: str, words: RowWords, key: str, unit_text: str) -> Named:
        """A new source of the kind that the words speak of, by the rules of recognition."""
        label, _ = split_unit(words.label)
        asked = SheetRow(
            sheet=table,
            cell=str(words.number),
            number=words.number,
            key=key,
            label=label or words.label,
            group=(words.group,) if words.group else (),
            scope=bare_scope(words.group) if words.group else "",
            unit_text=unit_text,
            factor=None,
            kg=ZERO,
            counted=True,
            amounts=(Amount(month(2000, 1), "", "", ZERO),),
        )
        head = SheetYear(table, TABLE, CURRENT, None, None, "", (), self._sha256)
        found, said = row_source(head, asked, {})
        if found.source is not None and found.lines:
            unit = load_units().get(found.lines[0].unit)
            source = self._made(words, key, found.source.kind, found.source.parameters)
            return Named(source, new=True, unit=unit)
        of_kind = [one for one in said if one.code.startswith("source.")]
        if of_kind or not said:
            return Named(None, UNKNOWN_SOURCE)
        self._findings.extend(said)
        return Named(None, NO_UNIT if not unit_text.strip() else UNKNOWN_UNIT)

    def _made(
        self, words: RowWords, key: str, kind: str, parameters: Mapping[str, str]
    ) -> EmissionSource:
        """A new source of a kind, named by the words of the table."""
        part = self._house.units.get(squeezed(words.part))
        if words.part and part is None:
            self._parts[words.part] = self._parts.get(words.part, words.number)
        label, _ = split_unit(words.label)
        source = EmissionSource(
            id=self._id(key),
            code=words.code or f"R{words.number:02}",
            kind=kind,
            name_th=label or words.account or words.code,
            unit_id=part,
            utility_account=words.account,
            parameters=dict(parameters),
        )
        known = self._new.setdefault(key, (source, words.label or words.account or words.code))
        return known[0]

    def _id(self, key: str) -> UUID:
        """The lasting identity of a source that words of tables made."""
        return uuid5(self._owner, str(uuid5(SHEET_IDS, f"{TABLE}|{key}")))

    def _with_unit(
        self, source: EmissionSource, unit_text: str, subject: str, *, new: bool = False
    ) -> Named:
        """A known source with the unit of its amounts: what the text means for its kind."""
        if not unit_text.strip():
            return Named(None, NO_UNIT)
        unit, said = parse_for_kind(unit_text, source.kind, subject)
        if unit is None:
            unit = _of_kind(said, source.kind)
        if unit is None:
            self._findings.extend(said)
            return Named(None, UNKNOWN_UNIT)
        return Named(source, new=new, unit=unit)


def words_key(words: RowWords) -> str:
    """The words of a row as the key of its source, by which a person answers whose it is."""
    return answer_key(words.label, words.code, words.account, words.part)


def _described(found: Named, words: RowWords) -> Named:
    """The same, with what holds for every row of the words."""
    if found.source is None or found.unit is None:
        return found._replace(key=f"{words_key(words)}|")
    origin, grade = assumed(kinds()[found.source.kind])
    key = f"{words_key(words)}|{found.unit.code}"
    return found._replace(key=key, origin=origin, grade=grade)


def _of_kind(said: Iterable[Finding], kind: str) -> MeasureUnit | None:
    """The one candidate of an ambiguous unit that measures what the kind is recorded in."""
    usual = load_units().get(kinds()[kind].unit)
    fitting = [
        unit
        for one in said
        if one.code == "unit.ambiguous"
        for code in one.data["candidates"].split(", ")
        if (unit := load_units().get(code)) is not None
        and usual is not None
        and unit.dimension == usual.dimension
    ]
    return fitting[0] if len(fitting) == 1 else None

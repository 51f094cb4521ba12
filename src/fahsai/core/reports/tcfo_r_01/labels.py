"""The printed texts of a row: names of sources, units, references and remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.core.factors.choice import DecidedBy
from fahsai.core.inventory.result import ReportingClass
from fahsai.core.quantity.exact import canonical
from fahsai.core.reports.source_names import name_in_unit
from fahsai.core.reports.tcfo_r_01.columns import Column
from fahsai.core.thai.months import month_name
from fahsai.core.thai.period import BE_OFFSET

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from fahsai.core.factors.choice import FactorChoice
    from fahsai.core.factors.factor import EmissionFactor
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.quantity.units import UnitTable
    from fahsai.core.reports.dossier import Dossier
    from fahsai.core.thai.period import Period

SCOPES_BEFORE_3 = (ReportingClass.SCOPE_1, ReportingClass.SCOPE_2)


class Labels:
    """Texts from the word table of the document, for one dossier."""

    def __init__(self, dossier: Dossier, words: Mapping[str, Any], units: UnitTable) -> None:
        self.words = words
        self._measures = units
        self._units = {unit.id: unit.name_th for unit in dossier.units}

    def source(self, result: SourceResult) -> str:
        """The source's name, with its unit where the organisation has several."""
        source = result.source
        unit = self._units.get(source.unit_id) if source.unit_id is not None else None
        if unit is None or len(self._units) == 1:
            return source.name_th
        return name_in_unit(source.name_th, unit)

    def row(self, result: SourceResult, where: ReportingClass) -> str:
        """The source's name, marked where a part of it is reported apart from the rest."""
        return self.marked(self.source(result), result, where)

    def marked(self, name: str, result: SourceResult, where: ReportingClass) -> str:
        """A name with the mark of what is reported apart: biogenic CO2, upstream energy."""
        if where is ReportingClass.BIOGENIC:
            return f"{name} {self.words['rows']['biogenic']}"
        if where is ReportingClass.SCOPE_3 and any(
            scope in result.by_class for scope in SCOPES_BEFORE_3
        ):
            return f"{name} {self.words['rows']['upstream']}"
        return name

    def bounded(self, result: SourceResult, where: ReportingClass, *, pending: bool) -> str:
        """A source as Fr-01 names it; one without result is said not to be counted."""
        if pending:
            return str(self.words["fr_01"]["pending"]).format(name=result.source.name_th)
        return self.marked(result.source.name_th, result, where)

    def unit(self, code: str) -> str:
        """A unit as people write it."""
        known = self._measures.get(code)
        return known.symbol_th if known is not None else code

    def gas(self, column: Column) -> str:
        """The heading of a gas column."""
        return str(self.words["gases"][column])

    def mass_unit(self, column: Column, masses: Mapping[str, Decimal]) -> str:
        """The unit of a quantity that is the mass of a gas."""
        if column in {Column.HFCS, Column.PFCS, Column.OTHER} and len(masses) > 1:
            return self.unit("kg")
        gas = self.gas(column) if len(masses) > 1 else next(iter(masses)).split("_")[0]
        known, _ = self._measures.parse(f"kg{gas}", "")
        return self.unit("kg") if known is None else f"kg{gas}"

    def reference(self, factor: EmissionFactor) -> str:
        """Column Z: the list and the place there, then what the list itself leans on.

        A factor of no list that has a Thai name is cited as it was entered.
        """
        edition = self.words["editions"].get(factor.edition)
        if edition is None:
            return f"{factor.edition}:{factor.key} — {factor.source}"
        citation = self._say("citation", edition=edition, position=factor.position)
        _, _, behind = factor.source.partition("; ")
        return f"{citation}; {behind}" if behind else citation

    def named(self, table: str, code: str) -> str:
        """The Thai name of a set with its code behind; an unknown one by its code alone."""
        name = self.words[table].get(code)
        return code if name is None else f"{name} ({code})"

    def remark(self, result: SourceResult, choice: FactorChoice) -> str:
        """What a verifier should know of the choice."""
        parts = [result.source.code]
        if choice.decided_by is DecidedBy.PERSON:
            parts.append(self._say("picked", reason=choice.reason or self.words["none"]))
        elif choice.activity not in choice.asked[:1]:
            parts.append(self._say("substituted", asked=choice.asked[0], used=choice.activity))
        return self._joined(parts, result)

    def no_factor(self, result: SourceResult) -> str:
        """The remark of a row without factor: the equation it comes from.

        Without an equation its activity already is the emission.
        """
        equation = self.words["method_sources"].get(result.method)
        said = self.words["rows"]["no_factor"] if equation is None else equation
        return self._joined([result.source.code, str(said)], result)

    def method(self, result: SourceResult) -> str:
        """Column Z of a row without factor: the method and the activity it began with."""
        name = self.words["methods"].get(result.method, result.method)
        if not result.unit:
            return str(name)
        return self._say(
            "method", method=name, quantity=canonical(result.quantity), unit=self.unit(result.unit)
        )

    def pending(self, result: SourceResult) -> str:
        """Why a source has no number."""
        key = "no_lines" if result.complete else "no_result"
        return f"{result.source.code}: {self.words['rows'][key]}"

    def uncounted(self, result: SourceResult) -> str:
        """Why a source is complete and adds nothing to the scopes."""
        key = "uncounted" if result.quantity else "nothing_used"
        return self._say(key, quantity=canonical(result.quantity), unit=self.unit(result.unit))

    @staticmethod
    def period(period: Period) -> str:
        """Months from and to: ต.ค. 2564 – ก.ย. 2565."""
        return f"{_month_of(period.start)} – {_month_of(period.last_day)}"

    def _say(self, key: str, **data: object) -> str:
        return str(self.words["rows"][key]).format(**data)

    def _joined(self, parts: list[str], result: SourceResult) -> str:
        if result.source.evidence_note:
            parts.append(result.source.evidence_note)
        return "; ".join(part for part in parts if part)


def _month_of(day: date) -> str:
    return f"{month_name(day.month, 'short')} {day.year + BE_OFFSET}"

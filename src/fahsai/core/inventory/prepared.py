"""The units of a source as its method and its own parameters convert them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.packs import Inputs
from fahsai.core.methods.preparation import Preparation, names_by_unit, prepare, value_needed
from fahsai.core.quantity.units import UnitTable

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.methods.preparation import Ratio
    from fahsai.core.methods.steps import MethodStep

    Convert = Callable[[str, str], Decimal | None]

USE_UNIT = "use_unit"
"""The parameter of a kind that names the unit of fuel or energy its activity becomes."""


class PreparedUnits(NamedTuple):
    """Conversion of recorded units to those of factors, with the steps that led there."""

    plain: Convert
    units: UnitTable
    preparation: Preparation
    inputs: Inputs

    def convert(self, unit: str, to_unit: str) -> Decimal | None:
        """How many ``to_unit`` of a factor one recorded ``unit`` is; None where it is none."""
        factor = self.plain(unit, to_unit)
        if factor is None:
            found = self._ratio(unit, to_unit)
            factor = None if found is None else found[1]
        return None if factor is None else factor * self.preparation.share

    def steps(self, unit: str, to_unit: str) -> tuple[MethodStep, ...]:
        """How a recorded unit became that of the factor, where more than the unit table did it."""
        found = self._ratio(unit, to_unit) if self.plain(unit, to_unit) is None else None
        return (*(found[0].steps if found else ()), *self.preparation.steps)

    def lacking(self, unit: str) -> tuple[Finding, ...]:
        """``method.value_needed`` for what would turn a recorded unit into that of a factor."""
        names = next(
            (
                names
                for start, names in self.preparation.lacking.items()
                if self.units.factor(unit, start) is not None
            ),
            (),
        )
        return tuple(value_needed(self.inputs, name) for name in names)

    def idle(self, unit: str, kind: SourceKind) -> tuple[Finding, ...]:
        """``source.parameter_idle`` for what a recorded unit has no need of: trips of a trip."""
        by_unit = names_by_unit(kind.method)
        fitting = [
            names for start, names in by_unit.items() if self.units.factor(unit, start) is not None
        ]
        unneeded = frozenset[str]().union(*by_unit.values()).difference(*fitting)
        return tuple(
            finding(
                "source.parameter_idle",
                Level.WARNING,
                self.inputs.subject,
                parameter=name,
                unit=unit,
            )
            for name, text in self.inputs.parameters.items()
            if name in unneeded and name not in kind.parameters and text.strip()
        )

    def _ratio(self, unit: str, to_unit: str) -> tuple[Ratio, Decimal] | None:
        for ratio in self.preparation.ratios:
            before = self.units.factor(unit, ratio.start)
            after = self.units.factor(ratio.end, to_unit)
            if before is not None and after is not None:
                return ratio, before * ratio.per_unit * after
        return None


def prepared_units(
    kind: SourceKind, inputs: Inputs, plain: Convert, units: UnitTable
) -> tuple[PreparedUnits | None, tuple[Finding, ...]]:
    """The conversions of a source of this kind.

    Findings: those of :func:`~fahsai.core.methods.preparation.prepare`.
    """
    found, findings = prepare(kind.method, inputs, kind.parameters.get(USE_UNIT, ""))
    return None if found is None else PreparedUnits(plain, units, found, inputs), findings

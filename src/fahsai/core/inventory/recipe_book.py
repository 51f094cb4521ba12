"""Recipes remembered within one calculation: like sources share one choice of factors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fahsai.core.inventory.recipe import Recipe, make_recipe

if TYPE_CHECKING:
    from decimal import Decimal

    from fahsai.core.finding import Finding
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.kinds import SourceKind
    from fahsai.core.inventory.rules import Rules


class RecipeBook:
    """Makes each recipe once; its findings are said again for each source that uses it."""

    def __init__(self, rules: Rules, year: int) -> None:
        self.rules = rules
        self._year = year
        self._made: dict[object, tuple[Recipe, tuple[Finding, ...]]] = {}

    def recipe(
        self,
        source: EmissionSource,
        kind: SourceKind,
        unit: str,
        year: Decimal | None,
        used: Decimal | None = None,
    ) -> tuple[Recipe, tuple[Finding, ...]]:
        """The recipe of a source recorded in ``unit``.

        ``year`` is :func:`year_of_method`; ``used`` the factor that the file of its records counts
        with, where a choice needs it.
        """
        key = (
            kind.code,
            unit,
            tuple(sorted(source.factor_keys.items())) if source.factor_keys else (),
            tuple(sorted(source.counted_parameters.items())) if source.parameters else (),
            source.choice_reason,
            year,
            used,
        )
        made = self._made.get(key)
        if made is None:
            made = make_recipe(source, kind, unit, self._year, self.rules, year, used)
            self._made[key] = made
            return made
        recipe, findings = made
        if not findings:
            return made
        return recipe, tuple(replace(item, subject=source.code) for item in findings)

"""The fifteen categories of scope 3 of a calculation, named and as JSON; reads no records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fahsai.core.inventory.scope3 import CategorySum, by_category
from fahsai.core.quantity.exact import canonical
from fahsai.reference.load_kinds import kinds
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fahsai.core.inventory.result import Calculation


def category_names(category: int | None) -> Mapping[str, str]:
    """The name of a category of scope 3 in Thai and English; of none, that there is none."""
    if category is None:
        return dict(words("scope3")["no_category"])
    found: Mapping[str, str] = words("report_template")["scope3"][str(category)]
    return {"th": found["th"], "en": found["en"]}


def categories_json(calculation: Calculation) -> list[dict[str, Any]]:
    """The categories of scope 3 as plain JSON, decimals as strings [kg CO2e]."""
    return [
        {
            "category": one.category,
            **{f"name_{language}": name for language, name in category_names(one.category).items()},
            "iso_14064_1": one.iso,
            "co2e": canonical(one.kg),
            "sources": [result.source.code for result in one.counted],
            "without_result": [result.source.code for result in one.waiting],
        }
        for one in categories_of_calculation(calculation)
    ]


def categories_of_calculation(calculation: Calculation) -> tuple[CategorySum, ...]:
    """All fifteen categories of a calculation, those without a source too."""
    return by_category(calculation.sources, kinds())

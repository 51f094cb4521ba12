"""How a year is computed and headed, as it is sent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from fahsai.api.answers import FIRST_YEAR_BE, LAST_YEAR_BE
from fahsai.api.shapes.boundary import VersionShape
from fahsai.api.shapes.common import FindingShape
from fahsai.api.shapes.written import LINES, Body, Figure, Text
from fahsai.core.assurance.materiality import MaterialityBase
from fahsai.core.inventory.group import Approach
from fahsai.core.quantity.exact import canonical

LONGEST_CRITERIA = 20_000


class SettingsBody(Body):
    """What is to change; a setting that is left out stays as it is.

    ``base_year_be`` null takes the base year away.  A list of factors that is left out follows the
    report date.
    """

    factor_set: str = Field("", max_length=60, pattern=r"^[a-z0-9-]*$")
    report_date: date | None = None
    energy_upstream: bool | None = None
    base_year_be: int | None = Field(None, ge=FIRST_YEAR_BE, le=LAST_YEAR_BE)
    turnaround: bool | None = None
    materiality_percent: Figure | None = None
    materiality_base: MaterialityBase | None = None
    assurance: Literal["limited", "reasonable"] | None = None
    approach: Approach | None = None
    scope3_criteria: str | None = Field(None, max_length=LONGEST_CRITERIA, pattern=LINES)
    reason: Text = ""

    def changes(self) -> dict[str, Any]:
        """The settings that are sent, by the names of the use case."""
        sent = self.model_dump(exclude_unset=True, exclude={"reason"})
        kept = {name: value for name, value in sent.items() if value is not None}
        if "base_year_be" in sent:
            kept["base_year_be"] = sent["base_year_be"]
        for name in ("approach", "materiality_base"):
            if name in kept:
                kept[name] = kept[name].value
        if "materiality_percent" in kept:
            kept["materiality_percent"] = canonical(Decimal(kept["materiality_percent"]))
        if not kept.get("factor_set"):
            kept.pop("factor_set", None)
        return kept


class SettingsKept(Schema):
    """The version with its settings as they are now, and what is to be said of them."""

    version: VersionShape
    findings: list[FindingShape]

"""Entries of the form's lists: the core's value to the data of a ``FormRecord`` and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from fahsai.core.inventory.base_year import (
    BaseYearChange,
    BaseYearForm,
    BaseYearPolicy,
    ChangeKind,
)
from fahsai.core.inventory.trees import TreeGroup, TreeRow
from fahsai.core.reports.dossier import (
    ActivityRecord,
    Calibration,
    CreditProject,
    EnergySupply,
    Horizon,
    Measure,
    Production,
    Scope3Assessment,
    TreeStock,
)
from fahsai.records.canonical_json import plain
from fahsai.records.models import FormRecordKind

if TYPE_CHECKING:
    from fahsai.records.canonical_json import JSON
    from fahsai.records.models import FormRecord

FormValue = (
    ActivityRecord
    | Calibration
    | TreeStock
    | TreeRow
    | CreditProject
    | EnergySupply
    | Measure
    | Scope3Assessment
    | Production
    | BaseYearPolicy
    | BaseYearChange
    | BaseYearForm
)


class _Shape(NamedTuple):
    """The value of a kind, and how those of its fields are read that JSON keeps as text."""

    make: Callable[..., FormValue]
    read: Mapping[str, Callable[[str], object]]


_SHAPES = {
    FormRecordKind.ACTIVITY: _Shape(ActivityRecord, {"held_on": date.fromisoformat}),
    FormRecordKind.CALIBRATION: _Shape(
        Calibration, {"measured_error": Decimal, "allowed_error": Decimal}
    ),
    FormRecordKind.TREE: _Shape(TreeStock, {"biomass_kg": Decimal, "carbon_tonnes_co2e": Decimal}),
    FormRecordKind.TREE_CENSUS: _Shape(
        TreeRow,
        {
            "measured_on": date.fromisoformat,
            "group": TreeGroup,
            "girth_cm": Decimal,
            "diameter_cm": Decimal,
            "height_m": Decimal,
        },
    ),
    FormRecordKind.CREDIT: _Shape(CreditProject, {"quantity": Decimal}),
    FormRecordKind.SUPPLY: _Shape(EnergySupply, {}),
    FormRecordKind.MEASURE: _Shape(Measure, {"term": Horizon}),
    FormRecordKind.SCOPE3: _Shape(Scope3Assessment, {}),
    FormRecordKind.PRODUCTION: _Shape(Production, {"quantity": Decimal}),
    FormRecordKind.BASE_POLICY: _Shape(BaseYearPolicy, {"threshold_percent": Decimal}),
    FormRecordKind.BASE_CHANGE: _Shape(
        BaseYearChange,
        {"change_kind": ChangeKind, "happened_on": date.fromisoformat, "effect_kg": Decimal},
    ),
    FormRecordKind.BASE_FORM: _Shape(BaseYearForm, {}),
}


LISTED = frozenset(_SHAPES) - {
    FormRecordKind.TREE_CENSUS,
    FormRecordKind.BASE_POLICY,
    FormRecordKind.BASE_CHANGE,
    FormRecordKind.BASE_FORM,
}
"""The lists of a year that the report workbook holds as a whole: what it leaves out is gone."""


def form_kind(value: FormValue) -> FormRecordKind:
    """The list an entry belongs to."""
    return next(kind for kind, shape in _SHAPES.items() if shape.make is type(value))


def form_data(value: FormValue) -> JSON:
    """The fields of an entry, as a ``FormRecord`` keeps them."""
    return plain({field.name: getattr(value, field.name) for field in fields(value)})


def form_value(row: FormRecord) -> FormValue:
    """The entry that a row keeps.

    Raises:
        KeyError: an ``exclusion`` or an answer, whose data is read as it is.
    """
    shape = _SHAPES[FormRecordKind(row.kind)]
    data: dict[str, Any] = row.data
    return shape.make(
        **{
            name: shape.read[name](kept) if name in shape.read and kept is not None else kept
            for name, kept in data.items()
        }
    )

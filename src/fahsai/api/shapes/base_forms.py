"""A filled TCFO_R_01 that becomes the base year: what it makes, beside its own figures."""

from __future__ import annotations

from typing import Any

from ninja import Schema

from fahsai.api.shapes.activity import ChangeShape, ReceiptShape, receipt_shape
from fahsai.api.shapes.common import Exact, FindingShape, PeriodShape, finding_shapes
from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding
from fahsai.services.base_form_json import taken_json
from fahsai.services.receipts import receipt_of
from fahsai.services.take_base_year import BaseYearTaken


class FormFigureShape(Schema):
    """A sum of the form beside ours; null where one of them has no such figure.

    ``name`` is ``total`` (scopes 1 to 3), ``1``, ``2``, ``3``, ``separate``, or a gas of scope 1
    such as ``gas.CH4``.
    """

    name: str
    stated_kg: Exact | None
    computed_kg: Exact | None
    difference_kg: Exact | None
    differs: bool


class FormPartShape(Schema):
    """One cause of a row's difference [kgCO2e]."""

    cause: str
    kg: Exact
    th: str
    en: str


class FormLineShape(Schema):
    """A row of the form; ``as_stated`` where its own figure counts and nothing was calculated."""

    cell: str
    label: str
    stated_kg: Exact | None
    computed_kg: Exact | None
    as_stated: bool
    parts: list[FormPartShape]


class FollowingShape(Schema):
    """A year after the base year, and the base year that it names before and afterwards."""

    version: str
    year_be: int
    state: VersionState
    before: int | None
    after: int | None


class FormImportShape(Schema):
    """The records that the form makes."""

    held: int
    receipt: ReceiptShape
    changes: list[ChangeShape]


class BaseFormShape(Schema):
    """What a form would make of the base year (``accepted`` false), or has made.

    ``changes`` counts all that is another thing afterwards, 0 for the same form again.
    ``records_beside`` are records that the year has from elsewhere; ``asks_records`` and
    ``asks_reason`` tell what has to be said before it can be accepted.  ``import_`` is null where
    those records stay.
    """

    accepted: bool
    year_be: int
    period: PeriodShape
    file: str
    sheet: str
    changes: int
    records_beside: int
    asks_records: bool
    asks_reason: bool
    complete: bool
    figures: list[FormFigureShape]
    lines: list[FormLineShape]
    following: list[FollowingShape]
    imported: FormImportShape | None
    findings: list[FindingShape]


def base_form_answer(answer: BaseYearTaken, findings: tuple[Finding, ...]) -> BaseFormShape:
    """The answer to a form that was sent."""
    return base_form_shape(taken_json(answer), findings)


def base_form_shape(plain: Any, findings: tuple[Finding, ...]) -> BaseFormShape:
    """The same of what a job keeps."""
    brought = plain["import"]
    imported = None
    if brought is not None:
        kinds = [
            dict(zip(ChangeShape.model_fields, one, strict=True)) for one in brought["changes"]
        ]
        imported = FormImportShape(
            held=brought["held"],
            receipt=receipt_shape(receipt_of(brought["receipt"])),
            changes=[ChangeShape.model_validate(one) for one in kinds],
        )
    return BaseFormShape.model_validate(
        {**plain, "imported": imported, "findings": finding_shapes(findings)}
    )

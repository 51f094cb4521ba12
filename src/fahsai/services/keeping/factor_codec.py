"""Factors, choices and steps as plain data and back: what a stored calculation keeps whole."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from fahsai.core.factors.choice import Candidate, DecidedBy, FactorChoice, Rank, Reason
from fahsai.core.factors.factor import (
    Basis,
    Derivation,
    EmissionFactor,
    FactorGrade,
    Publisher,
)
from fahsai.core.methods.steps import MethodStep

if TYPE_CHECKING:
    from collections.abc import Mapping

Plain = dict[str, Any]
FactorKey = tuple[str, str]


def factor_plain(factor: EmissionFactor) -> Plain:
    """Every field of a factor, numbers as text with the digits they were printed with."""
    derivation = factor.derivation
    return {
        **{
            field.name: getattr(factor, field.name)
            for field in fields(EmissionFactor)
            if field.name not in {"id", "gases", "published", "derivation", "uncertainty"}
        },
        # Only where there is one: what was kept before factors could have any reads the same.
        **({"uncertainty": factor.uncertainty} if factor.uncertainty else {}),
        "id": str(factor.id),
        "basis": factor.basis.value,
        "publisher": factor.publisher.value,
        "grade": factor.grade.value,
        "gases": {gas: str(mass) for gas, mass in factor.gases.items()},
        "published": str(factor.published),
        "derivation": {
            "rule": derivation.rule,
            "inputs": dict(derivation.inputs),
            "equation": derivation.equation,
            "reference": derivation.reference,
            "circular": derivation.circular,
        },
    }


def plain_factor(data: Mapping[str, Any]) -> EmissionFactor:
    """The factor that :func:`factor_plain` wrote."""
    return EmissionFactor(
        **{
            **data,
            "id": UUID(data["id"]),
            "basis": Basis(data["basis"]),
            "publisher": Publisher(data["publisher"]),
            "grade": FactorGrade(data["grade"]),
            "gases": {gas: Decimal(mass) for gas, mass in data["gases"].items()},
            "published": Decimal(data["published"]),
            "derivation": Derivation(**data["derivation"]),
        }
    )


def factor_key(factor: EmissionFactor) -> FactorKey:
    """What names a factor among those of a calculation."""
    return factor.edition, factor.key


def choice_plain(choice: FactorChoice) -> Plain:
    """A choice; its factors are named only, their copies are kept once a calculation."""
    return {
        "role": choice.role,
        "activity": choice.activity,
        "asked": list(choice.asked),
        "chosen": None if choice.chosen is None else list(factor_key(choice.chosen)),
        "unit_factor": None if choice.unit_factor is None else str(choice.unit_factor),
        "decided_by": choice.decided_by.value,
        "reason": choice.reason,
        "unit": choice.unit,
        "candidates": [
            {
                "factor": list(factor_key(one.factor)),
                "kept": one.kept,
                "reason": one.reason.value,
                "rank": list(one.rank),
                "unit_factor": None if one.unit_factor is None else str(one.unit_factor),
                "figure": None if one.figure is None else str(one.figure),
            }
            for one in choice.candidates
        ],
    }


def plain_choice(
    data: Mapping[str, Any], factors: Mapping[FactorKey, EmissionFactor]
) -> FactorChoice:
    """The choice that :func:`choice_plain` wrote, with its factors."""
    return FactorChoice(
        role=data["role"],
        activity=data["activity"],
        asked=tuple(data["asked"]),
        chosen=None if data["chosen"] is None else factors[_pair(data["chosen"])],
        unit_factor=_decimal(data["unit_factor"]),
        candidates=tuple(
            Candidate(
                factors[_pair(one["factor"])],
                one["kept"],
                Reason(one["reason"]),
                Rank(*one["rank"]),
                _decimal(one["unit_factor"]),
                _decimal(one["figure"]),
            )
            for one in data["candidates"]
        ),
        decided_by=DecidedBy(data["decided_by"]),
        reason=data["reason"],
        unit=data["unit"],
    )


def step_plain(step: MethodStep) -> Plain:
    """A step of a method."""
    return {"code": step.code, "data": dict(step.data)}


def plain_step(data: Mapping[str, Any]) -> MethodStep:
    """The step that :func:`step_plain` wrote."""
    return MethodStep(data["code"], dict(data["data"]))


def _pair(data: list[str]) -> FactorKey:
    edition, key = data
    return edition, key


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

"""What an amount is made of: shares of several types that add up to one, or a single type."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.choice import one_of
from fahsai.core.methods.packs import read_parameter
from fahsai.core.quantity.exact import canonical, exact, total

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from fahsai.core.methods.packs import Inputs

ALL = exact(1)


class Split(NamedTuple):
    """How a source says what something is made of.

    ``share`` begins the names of the shares, ``choice`` names a single type; ``allowed`` are the
    types there are (none: any word), ``default`` the type of a source that names none.
    """

    share: str
    choice: str
    allowed: tuple[str, ...] = ()
    default: str = ""


def composition(
    inputs: Inputs, split: Split
) -> tuple[Mapping[str, Decimal] | None, tuple[Finding, ...]]:
    """The share of each type in an amount.

    Findings: ``method.shares_do_not_add``, ``method.choice_missing``, ``method.choice_unknown``
    and those of the figures.

    Args:
        inputs: pack and parameters of the source.
        split: how the source says it.

    Returns:
        The share of each type [1], or None with findings.

    >>> from fahsai.core.methods.packs import Inputs
    >>> of_waste = Split("share", "waste_type", default="bulk")
    >>> composition(Inputs(None, {"waste_type": "food"}, "S1"), of_waste)[0]
    {'food': Decimal('1')}
    """
    start = f"{split.share}."
    shares: dict[str, Decimal] = {}
    findings: list[Finding] = []
    for name, text in inputs.parameters.items():
        if name.startswith(start) and text.strip():
            value, problems = read_parameter(name, text, inputs.subject)
            findings.extend(problems)
            if value is not None:
                shares[name.removeprefix(start)] = value
    if findings:
        return None, tuple(findings)
    if not shares:
        return _single(inputs, split)
    findings.extend(_unknown(inputs, split, shares))
    added = total(shares.values())
    if added != ALL:
        findings.append(
            finding(
                "method.shares_do_not_add",
                Level.ERROR,
                inputs.subject,
                shares=f"{start}*",
                total=canonical(added),
            )
        )
    return (None if findings else shares), tuple(findings)


def _single(
    inputs: Inputs, split: Split
) -> tuple[Mapping[str, Decimal] | None, tuple[Finding, ...]]:
    """All of one type, the one that the source names."""
    if not split.allowed:
        return {inputs.parameters.get(split.choice, "").strip() or split.default: ALL}, ()
    word, findings = one_of(inputs, split.choice, split.allowed, split.default)
    return (None if word is None else {word: ALL}), findings


def _unknown(inputs: Inputs, split: Split, shares: Mapping[str, Decimal]) -> list[Finding]:
    """What is said of shares of types that there are not."""
    return [
        finding(
            "method.choice_unknown",
            Level.ERROR,
            inputs.subject,
            choice=split.choice,
            value=one,
            allowed=", ".join(split.allowed),
        )
        for one in shares
        if split.allowed and one not in split.allowed
    ]

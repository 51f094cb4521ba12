"""Figures of a source that belong to one year: ``stock.2568``, ``returned.2568``.

The year is Buddhist or Christian and of the same kind as the inventory's own, so that the stock at
the end of one year is the stock at the start of the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.packs import ParameterOrigin, Resolved, read_parameter
from fahsai.core.methods.parameter_kinds import kind_of
from fahsai.core.thai.era import BE_OFFSET, christian_year

if TYPE_CHECKING:
    from fahsai.core.methods.packs import Inputs

YEAR_DIGITS = 4


def figure_of_year(
    inputs: Inputs, name: str, year: int, default: str = ""
) -> tuple[Resolved | None, tuple[Finding, ...]]:
    """What a source says of one year.

    Findings: ``method.parameter_missing``, ``method.year_twice`` and those of the figure.

    Args:
        inputs: pack and parameters of the source.
        name: what the figure is, such as ``stock``.
        year: Christian year.
        default: the text that holds where nothing stands; empty where the figure must be given.

    Returns:
        The figure, or None with a finding.

    >>> from fahsai.core.methods.packs import Inputs
    >>> found, _ = figure_of_year(Inputs(None, {"stock.2568": "12.5"}, "S1"), "stock", 2025)
    >>> found.value
    Decimal('12.5')
    """
    subject, spelled = inputs.subject, f"{name}.{year + BE_OFFSET}"
    texts = {
        text
        for key in (spelled, f"{name}.{year}")
        if (text := inputs.parameters.get(key, "").strip())
    }
    if len(texts) > 1:
        return None, (finding("method.year_twice", Level.ERROR, subject, parameter=spelled),)
    origin = ParameterOrigin.SOURCE if texts else ParameterOrigin.ABSENT
    text = texts.pop() if texts else default
    unit = kind_of(name).unit
    if not text:
        missing = finding(
            "method.parameter_missing",
            Level.ERROR,
            subject,
            parameter=spelled,
            unit=unit,
            pack=inputs.pack.code if inputs.pack else "–",
        )
        return None, (missing,)
    value, problems = read_parameter(name, text, subject)
    if value is None:
        return None, problems
    return Resolved(spelled, value, unit, origin, ""), ()


def wrong_years(inputs: Inputs, names: tuple[str, ...]) -> tuple[Finding, ...]:
    """``method.year_name`` for each figure of these kinds whose year cannot be read.

    Args:
        inputs: pack and parameters of the source.
        names: what the figures are, such as ``stock``.

    Returns:
        The findings.

    >>> from fahsai.core.methods.packs import Inputs
    >>> said = wrong_years(Inputs(None, {"stock": "1", "stock.2568": "1"}, "S1"), ("stock",))
    >>> [one.data["parameter"] for one in said]
    ['stock']
    """
    return tuple(
        finding("method.year_name", Level.ERROR, inputs.subject, parameter=name, stem=start)
        for name in inputs.parameters
        for start in names
        if (name == start or name.startswith(f"{start}."))
        and not _is_year(name.removeprefix(f"{start}."))
    )


def _is_year(text: str) -> bool:
    plain = text.isascii() and text.isdigit() and len(text) == YEAR_DIGITS
    return plain and christian_year(int(text)) is not None

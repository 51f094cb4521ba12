"""Figures of a source that belong to one year: ``stock.2568``, ``returned.2568``.

The year is Buddhist or Christian and of the same kind as the inventory's own, so that the stock at
the end of one year is the stock at the start of the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.packs import ParameterOrigin, Resolved, read_parameter
from fahsai.core.methods.parameter_kinds import kind_of, stem
from fahsai.core.thai.era import BE_OFFSET, christian_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fahsai.core.methods.packs import Inputs

YEAR_DIGITS = 4
NOT_SAID = "0"


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


def figures_of_year(
    inputs: Inputs, names: tuple[str, ...]
) -> tuple[Mapping[str, Resolved], tuple[Finding, ...]]:
    """What a source says of the reported year, of figures that it need not have.

    A name without a year is refused: it would count in every year, the base year too.

    Findings: ``method.year_name``, ``method.year_twice`` and those of the figures.

    Args:
        inputs: parameters of the source, and the year.
        names: what the figures are, such as ``recovered_kg``.

    Returns:
        The figures that there are, by those names, and the findings.

    >>> from fahsai.core.methods.packs import Inputs
    >>> of_two = {"recovered_kg.2567": "5", "recovered_kg.2568": "600"}
    >>> found, _ = figures_of_year(Inputs(None, of_two, "S1", year=2025), ("recovered_kg",))
    >>> found["recovered_kg"].name, found["recovered_kg"].value
    ('recovered_kg.2568', Decimal('600'))
    """
    findings = wrong_years(inputs, names)
    found: dict[str, Resolved] = {}
    for name in names:
        figure, said = figure_of_year(inputs, name, inputs.year, NOT_SAID)
        if figure is not None and figure.origin is ParameterOrigin.SOURCE:
            found[name] = figure
        findings += said
    return found, findings


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
        finding("method.year_name", Level.ERROR, inputs.subject, parameter=name, stem=stem(name))
        for name in without_year(inputs.parameters, names)
    )


def without_year(names: Iterable[str], of_year: tuple[str, ...]) -> tuple[str, ...]:
    """The names that say no year, among figures that belong to one.

    >>> without_year(["stock", "stock.2568", "recovered_kg.b"], ("stock", "recovered_kg"))
    ('stock', 'recovered_kg.b')
    """
    return tuple(
        name
        for name in names
        if stem(name) in of_year and (year_said(name) is None or name.count(".") > 1)
    )


def year_said(name: str) -> int | None:
    """The Christian year that the name of a figure says, None where it says none.

    >>> year_said("stock.2568"), year_said("deposit.2025.food"), year_said("mcf.deep")
    (2025, 2025, None)
    """
    text = name.partition(".")[2].partition(".")[0]
    plain = text.isascii() and text.isdigit() and len(text) == YEAR_DIGITS
    return christian_year(int(text)) if plain else None

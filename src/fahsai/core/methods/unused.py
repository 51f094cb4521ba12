"""Parameters of a source that its method does nothing with: slips before and behind the dot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.parameter_kinds import RESERVED, stem

if TYPE_CHECKING:
    from collections.abc import Collection

    from fahsai.core.methods.packs import Inputs
    from fahsai.core.methods.table import Method


def unused_parameters(
    method: Method, inputs: Inputs, used: Collection[str] | None = ()
) -> tuple[Finding, ...]:
    """A warning for each parameter that nothing is done with, such as a misspelt one.

    A name is that of a figure or choice of the method; behind a dot stands a type of waste, a
    treatment and the like where the method worked with it (``used``), what a composition is of
    (``splits``), or a year (``of_year``).

    Findings: ``method.parameter_unused``.

    Args:
        method: the method.
        inputs: pack and parameters of the source.
        used: the full names that it worked with; None where it came to nothing, and nobody can
            tell which it would have.

    Returns:
        The findings.

    >>> from fahsai.core.methods.packs import Inputs
    >>> from fahsai.core.methods.table import METHODS
    >>> fod = METHODS["landfill_fod"]
    >>> given = Inputs(None, {"doc.food": "0.15", "doc.fod": "0.3", "share.food": "1"}, "S1")
    >>> [one.data["parameter"] for one in unused_parameters(fod, given, ["doc.food"])]
    ['doc.fod']
    """
    known = method.needed + method.optional
    return tuple(
        finding(
            "method.parameter_unused",
            Level.WARNING,
            inputs.subject,
            parameter=name,
            known=", ".join(known) or "–",
        )
        for name in inputs.parameters
        if not _done_with(name, method, used)
    )


def _done_with(name: str, method: Method, used: Collection[str] | None) -> bool:
    """Whether a method does something with a parameter of that name."""
    start = stem(name)
    if start in RESERVED:
        return True
    if start not in method.needed + method.optional:
        return False
    on_its_own = name == start or start in method.splits + method.of_year
    return on_its_own or used is None or name in used

"""Named parameter packs, and the parameters of one source resolved from pack and source.

A figure that a method needs is looked for on the source first (``mcf.deep``, then ``mcf``),
then in the pack, and remembers where it was found.  Nothing is assumed silently: a missing,
unreadable or impossible figure is a finding, and so is a figure that is only an assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.methods.parameter_kinds import kind_of, stem
from fahsai.core.methods.steps import MethodStep, step
from fahsai.core.quantity.exact import ZERO, canonical, exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure of a pack, with its source; ``assumption`` marks a figure to be replaced.

    ``low`` and ``high`` [unit of the figure] are the range that ``range_source`` states for it.
    """

    name: str
    value: Decimal
    unit: str
    source: str
    note: str = ""
    assumption: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    range_source: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A named set of parameters from one body of work, in one edition."""

    code: str
    version: str
    name_th: str
    name_en: str
    source: str
    parameters: Mapping[str, Parameter]

    @property
    def label(self) -> str:
        """Code and version, as a calculation records it."""
        return f"{self.code}@{self.version}"

    def find(self, name: str) -> Parameter | None:
        """The parameter of that name, or the one of its stem that stands for all."""
        return self.parameters.get(name) or self.parameters.get(stem(name))

    def variants(self, name: str) -> tuple[str, ...]:
        """What may follow a stem in this pack: ``mcf`` has ``deep``, ``shallow`` ..."""
        start = f"{name}."
        return tuple(key.removeprefix(start) for key in self.parameters if key.startswith(start))


class ParameterOrigin(StrEnum):
    """Where a resolved parameter came from."""

    PACK = "pack"
    SOURCE = "source"
    ABSENT = "absent"  # nobody gave it, and what nobody gives is none of it


class Resolved(NamedTuple):
    """A parameter with the value a calculation used and where that came from."""

    name: str
    value: Decimal
    unit: str
    origin: ParameterOrigin
    source: str  # the reference of the pack's figure; empty when the source gave it
    pack: str = ""  # the pack's label


class YearRecorded(NamedTuple):
    """What the records of an earlier year come to [activity unit of the method].

    ``year`` is Christian; ``whole`` tells that nothing of that year is kept elsewhere.
    """

    year: int
    quantity: Decimal
    whole: bool = True


class Inputs(NamedTuple):
    """What a method is given for one source: its pack, its own parameters, its code.

    ``species`` is the gas or blend that the source lets out, empty where the method makes gases
    of its own.  ``year`` is the reported one (Christian; that of its last day).  ``earlier`` are
    the records of the years before, for a method that looks at them; ``closed`` tells that the
    source had ended before the year began.
    """

    pack: Pack | None
    parameters: Mapping[str, str]
    subject: str
    species: str = ""
    year: int = 0
    earlier: tuple[YearRecorded, ...] = ()
    closed: bool = False


def resolve(
    pack: Pack | None,
    overrides: Mapping[str, str],
    needed: Sequence[str],
    subject: str,
) -> tuple[Mapping[str, Resolved], tuple[Finding, ...]]:
    """The needed parameters, from the source where it gives them, else from the pack.

    Findings: ``method.parameter_missing``, ``method.pack_missing``,
    ``method.parameter_not_a_number``, ``method.parameter_out_of_range``,
    ``method.assumption_used``, ``method.figure_entered``.

    Args:
        pack: the chosen pack, or None when the site has not chosen one.
        overrides: parameters of the source, by name, as exact text.
        needed: names of the parameters the method needs.
        subject: code of the source, for the findings.

    Returns:
        The resolved parameters by name (without those that could not be), and the findings.
    """
    resolved: dict[str, Resolved] = {}
    findings: list[Finding] = []
    missing: list[str] = []
    for name in needed:
        given = given_text(overrides, name)
        published = pack.find(name) if pack else None
        if given:
            value, problems = read_parameter(name, given, subject)
            findings.extend(problems)
            if value is not None:
                resolved[name] = Resolved(
                    name, value, kind_of(name).unit, ParameterOrigin.SOURCE, ""
                )
                findings.extend(_entered(resolved[name], subject))
        elif pack and published:
            resolved[name] = Resolved(
                name,
                published.value,
                published.unit,
                ParameterOrigin.PACK,
                published.source,
                pack.label,
            )
            if published.assumption:
                findings.append(_assumed(published, subject))
        else:
            missing.append(name)
    findings.extend(_missing(pack, missing, subject))
    return resolved, tuple(findings)


def resolve_all(
    inputs: Inputs, names: Sequence[str]
) -> tuple[Mapping[str, Resolved] | None, tuple[Finding, ...]]:
    """All of the parameters of a source, or None when one could not be resolved.

    Findings: those of :func:`resolve`.

    Args:
        inputs: pack and parameters of the source.
        names: names of the parameters the method needs.

    Returns:
        The resolved parameters by name, or None, and the findings.
    """
    found, findings = resolve(inputs.pack, inputs.parameters, names, inputs.subject)
    return (found if len(found) == len(set(names)) else None), findings


def given_text(overrides: Mapping[str, str], name: str) -> str:
    """What the source gives for a parameter: by its full name, else by its stem, else nothing.

    >>> given_text({"mcf": "0.8"}, "mcf.deep"), given_text({"mcf": " "}, "mcf.deep")
    ('0.8', '')
    """
    return overrides.get(name, "").strip() or overrides.get(stem(name), "").strip()


def read_parameter(
    name: str, text: str, subject: str
) -> tuple[Decimal | None, tuple[Finding, ...]]:
    """The number a source gives for a parameter, when it is one and lies in range.

    Findings: ``method.parameter_not_a_number``, ``method.parameter_out_of_range``.

    Args:
        name: name of the parameter.
        text: its value as text [unit of its kind].
        subject: code of the source, for the findings.

    Returns:
        The value, or None with a finding.

    >>> read_parameter("mcf", "0.8", "S1")
    (Decimal('0.8'), ())
    """
    kind = kind_of(name)
    try:
        value = exact(text.strip())
    except DecimalException:
        value = Decimal("NaN")
    if not value.is_finite():
        problem = finding(
            "method.parameter_not_a_number", Level.ERROR, subject, parameter=name, value=text
        )
        return None, (problem,)
    if value < ZERO or (kind.highest is not None and value > kind.highest):
        problem = finding(
            "method.parameter_out_of_range",
            Level.ERROR,
            subject,
            parameter=name,
            value=text,
            unit=kind.unit,
            highest="∞" if kind.highest is None else canonical(kind.highest),
        )
        return None, (problem,)
    return value, ()


def parameter_steps(parameters: Iterable[Resolved]) -> tuple[MethodStep, ...]:
    """One step a parameter: its value and where that came from."""
    return tuple(_parameter_step(one) for one in parameters)


def _parameter_step(one: Resolved) -> MethodStep:
    if one.origin is ParameterOrigin.PACK:
        return step(
            "parameter.from_pack",
            name=one.name,
            value=one.value,
            unit=one.unit,
            pack=one.pack,
            source=one.source,
        )
    if one.origin is ParameterOrigin.ABSENT:
        return step("parameter.taken_as_none", name=one.name, value=one.value, unit=one.unit)
    return step("parameter.from_source", name=one.name, value=one.value, unit=one.unit)


def _assumed(parameter: Parameter, subject: str) -> Finding:
    return finding(
        "method.assumption_used",
        Level.WARNING,
        subject,
        parameter=parameter.name,
        value=canonical(parameter.value),
        unit=parameter.unit,
        source=parameter.source,
    )


def _entered(figure: Resolved, subject: str) -> Iterable[Finding]:
    """What is said of a figure that no table of ours shows."""
    if kind_of(figure.name).own_word:
        yield finding(
            "method.figure_entered",
            Level.WARNING,
            subject,
            parameter=figure.name,
            value=canonical(figure.value),
            unit=figure.unit,
        )


def _missing(pack: Pack | None, names: Sequence[str], subject: str) -> list[Finding]:
    if names and pack is None:
        listed = ", ".join(names)
        return [finding("method.pack_missing", Level.ERROR, subject, parameters=listed)]
    return [
        finding(
            "method.parameter_missing",
            Level.ERROR,
            subject,
            parameter=name,
            unit=kind_of(name).unit,
            pack=pack.code if pack else "",
        )
        for name in names
    ]

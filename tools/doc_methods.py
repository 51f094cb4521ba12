"""The generated parts of ``docs/methods``: each equation as its function's docstring has it."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core import methods

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "biological-treatment": ("biological_treatment",),
    "by-factor": ("by_factor",),
    "combustion": ("combustion",),
    "electricity": ("electricity",),
    "gas-release": ("gas_release", "refrigerant"),
    "livestock": ("livestock",),
    "scope-3": ("scope3",),
    "septic-tank": ("septic_tank",),
    "soils": ("soils",),
    "solid-waste": ("solid_waste",),
    "supplied-heat": ("supplied_heat",),
    "trees": ("trees",),
    "waste-burning": ("waste_burning",),
    "wastewater": ("wastewater",),
    "welding": ("welding",),
}
"""The modules of ``core/methods`` whose equations a page of ``docs/methods`` prints."""

SECTION = re.compile(r"^(Equation|Reference|Args|Returns|Findings|Raises): ?", re.MULTILINE)


class Equation(NamedTuple):
    """What a docstring says of an equation."""

    name: str
    says: str
    equation: str
    reference: str
    takes: tuple[str, ...]
    gives: str
    example: str


def equations(module: str) -> tuple[Equation, ...]:
    """The equations of a module of ``core/methods``, in its order.

    A function is one when its docstring states an equation with its reference.
    """
    held = import_module(f"{methods.__name__}.{module}")
    found = (
        _equation(name, inspect.getdoc(value) or "")
        for name, value in vars(held).items()
        if inspect.isfunction(value)
        and value.__module__ == held.__name__
        and not name.startswith("_")
    )
    return tuple(one for one in found if one.equation and one.reference)


def _equation(name: str, text: str) -> Equation:
    lines = text.splitlines()
    first = next((n for n, line in enumerate(lines) if line.startswith(">>>")), len(lines))
    said = "\n".join(lines[:first])
    parts = SECTION.split(said)
    named = dict(zip(parts[1::2], parts[2::2], strict=True))
    last = named.get("Returns", "")
    return Equation(
        name,
        _flat(parts[0].split("\n\n")[0]),
        _flat(named.get("Equation", "")),
        _flat(named.get("Reference", "")),
        tuple(_arguments(named.get("Args", ""))),
        _flat(_indented(last)),
        "\n".join(lines[first:]).rstrip(),
    )


def _indented(text: str) -> str:
    """The block below a section's name; what stands at the margin again is no longer of it."""
    kept = []
    for line in text.splitlines():
        if line and not line.startswith(" "):
            break
        kept.append(line)
    return "\n".join(kept)


def _arguments(text: str) -> list[str]:
    found: list[str] = []
    for line in _indented(text).splitlines():
        if re.match(r"^ {4}\S", line):
            found.append(line.strip())
        elif line.strip() and found:
            found[-1] += f" {line.strip()}"
    return found


def _flat(text: str) -> str:
    return " ".join(text.replace("``", "`").split())


def _printed(one: Equation) -> str:
    takes = "\n".join(f"  - {_flat(argument)}" for argument in one.takes)
    rows = [
        f"### `{one.name}`",
        "",
        one.says,
        "",
        f"- equation: {one.equation}",
        f"- reference: {one.reference}",
        *([f"- takes:\n{takes}"] if takes else []),
        *([f"- gives: {one.gives}"] if one.gives else []),
    ]
    if one.example:
        rows += ["", "```python", one.example, "```"]
    return "\n".join(rows)


def family(page: str) -> Callable[[], str]:
    """The part of one page: all its equations."""

    def part() -> str:
        found = [one for module in FAMILIES[page] for one in equations(module)]
        return "\n\n".join(map(_printed, found))

    return part


METHOD_PARTS: Mapping[str, Callable[[], str]] = {
    f"equations-{page}": family(page) for page in FAMILIES
}
"""The parts by the name that stands in their marker."""

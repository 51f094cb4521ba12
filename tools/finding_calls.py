"""Where the program says something about data: the calls of ``finding`` in the source."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).resolve().parents[1] / "src" / "fahsai"

HELPERS: dict[str, tuple[str, ...]] = {"finding": (), "cell_finding": ("column_th", "column_en")}
"""Functions whose first arguments are the code and the level of a finding and whose keywords are
its data; beside them what the function says by itself."""

COPIES = {
    "core/finding.py",  # the helper itself
    "gateways/workbooks/report/cells.py",  # the helper for cells
    "core/inventory/calculate.py",  # makes the data of findings hashable
    "services/keeping/calculations.py",  # reads findings back from the records
    "services/working/plain.py",  # reads findings back from a job
}
"""Files that may build a ``Finding`` with a code that is not written there."""


class FindingCall(NamedTuple):
    """One place that makes a finding; ``keys`` is None where the data cannot be read."""

    place: str
    code: str | None
    level: str | None
    keys: frozenset[str] | None


def finding_calls() -> tuple[FindingCall, ...]:
    """Every call in the package, in the order of its files."""
    return tuple(call for path in sorted(SOURCE.rglob("*.py")) for call in _calls(path))


def _calls(path: Path) -> Iterator[FindingCall]:
    file = path.relative_to(SOURCE).as_posix()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or _name(node.func) not in {*HELPERS, "Finding"}:
            continue
        code = node.args[0] if node.args else None
        literal = isinstance(code, ast.Constant) and isinstance(code.value, str)
        level = node.args[1] if len(node.args) > 1 else None
        keys = [keyword.arg for keyword in node.keywords]
        own = HELPERS.get(_name(node.func))
        said = None if own is None or None in keys else (*own, *keys)
        yield FindingCall(
            place=f"{file}:{node.lineno}",
            code=code.value if literal else None,  # type: ignore[union-attr]
            level=level.attr.lower() if isinstance(level, ast.Attribute) else None,
            keys=None if said is None else frozenset(key for key in said if key),
        )


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def levels() -> dict[str, set[str]]:
    """The levels at which each code is said, where the call writes the level."""
    said: dict[str, set[str]] = {}
    for call in finding_calls():
        if call.code is not None:
            said.setdefault(call.code, set()).update({call.level} if call.level else ())
    return said

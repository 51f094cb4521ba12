"""Pin the installed packages: what runs the program, and what only its developers need."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]


def closure(requirements: list[str]) -> dict[str, str]:
    """Every installed package that the requirements pull in, with its version."""
    found: dict[str, str] = {}
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        requirement = waiting.pop()
        try:
            package = distribution(requirement.name)
        except PackageNotFoundError:
            continue
        name = package.metadata["Name"].lower().replace("_", "-")
        extras = requirement.extras or {""}
        if name in found and not requirement.extras:
            continue
        found[name] = package.version
        for text in package.requires or []:
            child = Requirement(text)
            if child.marker is None or any(child.marker.evaluate({"extra": e}) for e in extras):
                waiting.append(child)
    return found


def main() -> None:
    """Write ``requirements/run.txt`` and ``requirements/dev.txt``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    run = closure(project["project"]["dependencies"])
    dev = closure(project["dependency-groups"]["dev"])
    for name, pins in (("run", run), ("dev", {k: v for k, v in dev.items() if k not in run})):
        lines = [f"{package}=={version}" for package, version in sorted(pins.items())]
        (ROOT / "requirements" / f"{name}.txt").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()

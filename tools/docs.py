"""Write the generated parts of the documentation, or check that they are in step.

A generated part stands between ``<!-- generated: name -->`` and ``<!-- end -->``; the names are
the functions of :data:`tools.doc_parts.PARTS`.  ``python tools/docs.py`` writes the parts,
``python tools/docs.py --check`` only looks and answers with status 1 when one is out of step.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.doc_parts import PARTS  # noqa: E402 - the root must be known first

MARKED = re.compile(r"(<!-- generated: (?P<name>[a-z0-9-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def pages() -> list[Path]:
    """Every page of the documentation."""
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def renewed(text: str) -> str:
    """A page with its generated parts made again.

    Raises:
        KeyError: a part of that name is not known.
    """
    return MARKED.sub(lambda part: f"{part[1]}{PARTS[part['name']]()}\n{part[3]}", text)


def stale_pages() -> list[Path]:
    """The pages whose generated parts are out of step."""
    return [page for page in pages() if (text := page.read_text("utf-8")) != renewed(text)]


def main() -> int:
    """Write or check."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--check", action="store_true", help="only look; status 1 when stale")
    given = options.parse_args()
    stale = stale_pages()
    for page in stale:
        name = page.relative_to(ROOT)
        if given.check:
            print(f"{name} is out of step: run make docs", file=sys.stderr)
        else:
            page.write_text(renewed(page.read_text("utf-8")), "utf-8")
            print(f"written: {name}")
    return 1 if given.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())

"""Speed as ratios of one run, medians of several rounds; no test asserts a time.

* calculation: lines a second of the calculation that `fahsai calculate` uses (factor choice and
  explanation included) against a bare loop over the same decimals, and at 200,000 lines with seven
  gases each against NumPy too;
* Monte Carlo: 1,000 lines x 10,000 draws against a plain numpy loop over the same draws;
* document: seconds for the Word form of 300 sources;
* imports: 40,000 rows from a file's bytes to the committed records, against openpyxl that reads
  the same cells;
* intake: messages a second from a broker to the disk, against clients that only receive;
* pages: processor time of each page with 5,000 lines, against an answer that looks nothing up.

Named as arguments, only those are measured.  ``tools/load.py`` measures many people at once
against a real server.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.benches.timing import say

BENCHES = ("calculation", "monte_carlo", "document", "imports", "intake", "pages")
"""In this order; imports and pages keep records, in a home that is thrown away."""


def main(asked: list[str]) -> int:
    """Run every measurement, or those that are asked for."""
    unknown = [name for name in asked if name not in BENCHES]
    if unknown:
        say(f"no such measurement: {', '.join(unknown)}; there are {', '.join(BENCHES)}")
        return 2
    with tempfile.TemporaryDirectory(prefix="fahsai-bench-") as home:
        os.environ["FAHSAI_HOME"] = home
        os.environ.pop("DATABASE_URL", None)
        for name in BENCHES:
            if not asked or name in asked:
                _measure(name)
    return 0


def _measure(name: str) -> None:
    """Each is loaded when its turn comes: records are set up by those that keep some."""
    match name:
        case "calculation":
            from tools.benches.calculation import bench_calculation as measure
        case "monte_carlo":
            from tools.benches.monte_carlo import bench_monte_carlo as measure
        case "document":
            from tools.benches.document import bench_document as measure
        case "imports":
            from tools.benches.imports import bench_imports as measure
        case "intake":
            from tools.benches.intake import bench_intake as measure
        case _:
            from tools.benches.pages import bench_pages as measure
    measure()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

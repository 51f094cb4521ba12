"""Seconds for the Word form of 300 sources."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from tools.benches.inventories import inventory, rules
from tools.benches.timing import say, timed

from fahsai.core.inventory.boundary import Organisation
from fahsai.core.inventory.calculate import calculate
from fahsai.core.reports.dossier import Dossier
from fahsai.core.reports.tcfo_r_02 import tcfo_r_02
from fahsai.documents.tcfo_r_02.write import write_docx
from fahsai.words.load import words


def bench_document() -> None:
    """Print the time of the Word form of 300 sources, and what it is of the calculation."""
    known = rules()
    data = inventory(300)
    calculation, _ = calculate(data, known)
    dossier = Dossier(
        organisation=Organisation(
            uuid5(NAMESPACE_URL, "bench"), "BENCH", "เทศบาลสมมติ", "", "", "", ""
        ),
        version=1,
        state="draft",
        period=data.period,
        report_date=data.report_date,
        prepared_by="",
        units=(),
        facilities=(),
        team=(),
        calculation=calculation,
        base_year=None,
        sources=data.sources,
        lines=data.lines,
    )

    def document() -> bytes:
        return write_docx(tcfo_r_02(dossier, words("tcfo_r_02"), known.kinds), {})

    took = timed(3, calculate_300=lambda: calculate(data, known), write_300=document)
    say(
        f"the Word form of 300 sources: {took['write_300']:.2f} s, "
        f"{took['write_300'] / took['calculate_300']:.0f} times its "
        "calculation (goal: under 3 s)"
    )

"""Whatever an office writes: every cell is stored or rejected, and every sum ties."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.services.books import (
    CARS,
    DIESEL,
    ODD_UNIT,
    PAPER,
    POWER,
    RIDDLE,
    WATER,
    Line,
    Sheet,
    office,
    template,
)
from tests.services.towns import OWNER, bare, everything

from fahsai.core.quantity.exact import total
from fahsai.gateways.workbooks.office.values import FISCAL
from fahsai.gateways.workbooks.template.book import TemplateLine, TemplateSource, TemplateYear
from fahsai.records.ids import new_id
from fahsai.records.models import ActivityRow
from fahsai.services.import_activity import ImportResult, import_activity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

pytestmark = pytest.mark.usefixtures("sqlite_database")

MODEST = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))

CELLS = st.one_of(
    st.none(),
    st.integers(0, 10**6),
    st.decimals(0, 10**6, places=4).map(float),
    st.sampled_from(["-", "12 ลิตร", "๑๒", "1,234.50", "ไม่มี", True, ""]),
)
LINES = st.sampled_from([DIESEL, CARS, POWER, PAPER, WATER, RIDDLE, ODD_UNIT])


@st.composite
def rows(draw: st.DrawFn) -> tuple[Line, ...]:
    chosen = draw(st.lists(LINES, min_size=1, max_size=6))
    return tuple(
        Line(one.label, one.factor, one.unit, one.scope, tuple(draw(CELLS) for _ in range(12)))
        for one in chosen
    )


@st.composite
def office_sheets(draw: st.DrawFn) -> tuple[Sheet, ...]:
    titles = draw(st.lists(st.sampled_from(["ปี 2566", "ปี 2567", "เดือน"]), min_size=1, max_size=3))
    return tuple(
        Sheet(draw(rows()), name=f"แผ่น {chr(65 + place)}", title=title)
        for place, title in enumerate(titles)
    )


def conserved(owner: UUID, result: ImportResult, held_kg: Decimal = Decimal(0)) -> None:
    receipt = result.receipt
    assert receipt.rows_read == receipt.rows_stored + receipt.rows_rejected
    assert receipt.cells_read == receipt.cells_stored + receipt.cells_rejected
    assert all(check.ties for check in receipt.sums), receipt.sums
    stored = list(ActivityRow.rows.of(owner).current())
    assert len(stored) == receipt.cells_stored + result.held
    after = total((*(one.after for one in receipt.sums), held_kg))
    assert total(row.quantity for row in stored) == after


def imported(owner: UUID, data: bytes) -> ImportResult | None:
    result, findings = import_activity(OWNER, owner, data, "any.xlsx", accept=True)
    assert result is not None or any(one.level == "error" for one in findings)
    return result


@MODEST
@given(office_sheets())
def test_any_office_workbook(sheets: tuple[Sheet, ...]) -> None:
    owner = bare(str(new_id()))
    data = office(*sheets)
    result = imported(owner, data)
    if result is None:
        return
    conserved(owner, result)
    before = everything()
    again = imported(owner, data)
    assert again is not None
    assert again.changes == ()
    assert everything() == before


@MODEST
@given(rows(), rows())
def test_any_correction(first: tuple[Line, ...], second: tuple[Line, ...]) -> None:
    """After a correction the records hold what the corrected file alone would have given.

    Besides that only what it spoils, as it was stored before.
    """
    owner, other = bare(str(new_id())), bare(str(new_id()))
    imported(owner, office(Sheet(first)))
    before = held(owner)
    corrected, fresh = (
        imported(owner, office(Sheet(second))),
        imported(other, office(Sheet(second))),
    )
    if corrected is None or fresh is None:
        return
    given_now = held(other)
    spoilt = [row for row in held(owner) if row not in given_now]
    assert set(spoilt) <= set(before)
    assert len(spoilt) == corrected.held
    assert sorted([*given_now, *spoilt]) == held(owner)
    conserved(owner, corrected, total(row[2] for row in spoilt))


def held(owner: UUID) -> list[tuple[Any, ...]]:
    return sorted(
        (row.row_key or "", row.period_start, row.quantity, row.unit, row.sheet_factor)
        for row in ActivityRow.rows.of(owner).current()
    )


KINDS = ("electricity.paid", "stationary.diesel", "paper.uncoated", "no.such.kind", "")
UNITS = ("kWh", "ลิตร", "litre", "kg", "ลังใหญ่", "")
FIGURES = st.one_of(st.none(), st.decimals(0, 10**9, places=6))


@st.composite
def template_years(
    draw: st.DrawFn,
) -> tuple[Sequence[TemplateSource], list[TemplateLine], list[TemplateLine]]:
    sources = [
        TemplateSource(
            f"S{number}",
            draw(st.sampled_from(KINDS)),
            f"แหล่ง {number}",
            "OPS",
            activity_unit=draw(st.sampled_from(UNITS)),
            origin=draw(st.sampled_from(("", "paid", "หลอก"))),
            grade=draw(st.sampled_from(("", "X", "Q"))),
        )
        for number in range(draw(st.integers(1, 4)))
    ]

    def lines() -> list[TemplateLine]:
        return [
            TemplateLine(
                draw(st.sampled_from([one.code for one in sources])),
                draw(st.sampled_from(UNITS)),
                tuple(draw(FIGURES) for _ in range(12)),
            )
            for _ in range(draw(st.integers(0, 4)))
        ]

    return sources, lines(), lines()


@MODEST
@given(template_years(), st.sampled_from([2564, 2565]))
def test_any_template(
    years: tuple[Sequence[TemplateSource], list[TemplateLine], list[TemplateLine]],
    base_year: int,
) -> None:
    sources, current, base = years
    owner = bare(str(new_id()))
    data = template(sources, current, base=TemplateYear(base_year, FISCAL, tuple(base)))
    result = imported(owner, data)
    if result is None:
        return
    conserved(owner, result)
    before = everything()
    again = imported(owner, data)
    assert again is not None
    assert again.changes == ()
    assert everything() == before


def test_a_figure_of_34_digits_is_conserved() -> None:
    owner = bare()
    exact = Decimal("1234567890.123456789012345678901234")
    result = imported(owner, office(Sheet((DIESEL.but(0, str(exact)),))))
    assert result is not None
    conserved(owner, result)

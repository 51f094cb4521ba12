"""A preview says what mistakes the year would have with the file; the year then says the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.services.parted import LINES, book, months, parted_town
from tests.services.test_mistakes_of_year import bills, template, told
from tests.services.towns import OWNER, TODAY, bare, everything

from fahsai.gateways.workbooks.office.values import FISCAL
from fahsai.gateways.workbooks.template.book import (
    TemplateBook,
    TemplateLine,
    TemplateSource,
    TemplateYear,
)
from fahsai.services.calculate_year import calculate_year
from fahsai.services.import_activity import import_activity
from fahsai.services.templates import activity_template

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.services.import_activity import ImportResult

pytestmark = pytest.mark.usefixtures("each_database")

ACCOUNTS = ("020011111111", "020022222222", "020033333333")
CALM = tuple(
    TemplateLine(code, "kWh", bills(first))
    for code, first in (("P01", 8000), ("P02", 6100), ("P03", 7400))
)
SLIP = (replace(CALM[0], quantities=bills(8000, (4, "82000"))), *CALM[1:])
OF_THE_FORM = {"mistake.order_missing", "mistake.picture_missing"}


def look(owner: UUID, data: bytes, actor: Actor = OWNER, *, accept: bool = False) -> ImportResult:
    result, said = import_activity(actor, owner, data, "a.xlsx", accept=accept)
    assert result is not None, said
    return result


def noticed(result: ImportResult) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in result.noticed:
        found.setdefault(one.code, set()).add(one.subject)
    return found


def test_a_preview_says_what_the_year_says_after_it() -> None:
    owner = bare()
    lines = (*SLIP[:2], replace(CALM[2], quantities=bills(7400, (9, ""))))
    data = template(lines, *ACCOUNTS)
    before = everything()
    preview = look(owner, data)
    assert everything() == before
    found = noticed(preview)
    assert found["mistake.quantity_jump"] == {"P01"}
    assert found["mistake.months_missing"] == {"P03"}
    assert look(owner, data, accept=True).noticed == ()
    year = told(calculate_year(OWNER, owner, 2566, today=TODAY))
    assert {code: said for code, said in year.items() if code not in OF_THE_FORM} == {
        code: {"2566 v1"} if said == {"2566"} else said for code, said in found.items()
    }
    assert look(owner, data).changes == ()
    assert look(owner, data).noticed == ()


def test_what_is_said_already_is_not_said_again() -> None:
    owner = bare()
    look(owner, template(SLIP, *ACCOUNTS), accept=True)
    other = (*SLIP[:1], replace(CALM[1], quantities=bills(6100, (2, "0"))), *SLIP[2:])
    assert noticed(look(owner, template(other, *ACCOUNTS))) == {"mistake.zero_month": {"P02"}}
    mended = look(owner, template(CALM, *ACCOUNTS))
    assert mended.changes
    assert mended.noticed == ()


def test_sources_of_other_files_stand_beside() -> None:
    """The same figures in a second file, of a meter that is there already."""
    owner = bare()
    look(owner, template(CALM[:1], *ACCOUNTS[:1]), accept=True)
    sources = (
        TemplateSource(
            "P01", "electricity.paid", "ไฟฟ้าอาคาร 1", "", activity_unit="kWh", origin="paid",
            grade="Y", utility_account=ACCOUNTS[0],
        ),
        TemplateSource(
            "Q01", "electricity.paid", "ไฟฟ้าอาคารใหม่", "", activity_unit="kWh", origin="paid",
            grade="Y", utility_account=ACCOUNTS[0],
        ),
    )  # fmt: skip
    lines = (CALM[0], replace(CALM[0], source="Q01"))
    both = TemplateBook(sources=sources, current=TemplateYear(2566, FISCAL, lines))
    found = noticed(look(owner, activity_template(both)))
    assert found["mistake.same_meter"] == {"Q01"}
    assert found["mistake.same_series"] == {"Q01"}


def test_the_year_before_is_what_it_would_be_too() -> None:
    owner = bare()
    sources = (
        TemplateSource(
            "P01", "electricity.paid", "ไฟฟ้า", "", activity_unit="kWh", origin="paid", grade="Y"
        ),
    )
    line = TemplateLine("P01", "kWh", bills(8000))
    last = TemplateBook(sources=sources, current=TemplateYear(2565, FISCAL, (line,)))
    look(owner, activity_template(last), accept=True)
    ten = tuple(None if one is None else one * 10 for one in bills(8000))
    now = TemplateBook(
        sources=sources,
        current=TemplateYear(2566, FISCAL, (replace(line, quantities=ten),)),
    )
    assert noticed(look(owner, activity_template(now)))["mistake.year_jump"] == {"P01"}
    copied = replace(now, current=TemplateYear(2566, FISCAL, (line,)))
    assert noticed(look(owner, activity_template(copied)))["mistake.copied_year"] == {"P01"}


def test_who_enters_for_a_part_hears_of_its_own_sources_only() -> None:
    town = parted_town()
    collector = town.collector("ENG")
    own = [line for line in LINES if line.source in {"D01", "P02"}]
    jump = (*months(5_300)[:11], Decimal(530_000))
    wrong = [replace(line, quantities=jump) if line.source == "P02" else line for line in own]
    from tests.services.parted import SOURCES, UNITS

    sources = [one for one in SOURCES if one.code in {"D01", "P02"}]
    units = [one for one in UNITS if one.code.startswith("ENG")]
    preview = look(town.id, book(sources, wrong, units), collector)
    assert noticed(preview) == {"mistake.quantity_jump": {"P02"}}
    same = [
        replace(line, quantities=months(71_000)) if line.source == "P02" else line for line in own
    ]
    assert noticed(look(town.id, book(sources, same, units), collector)) == {}

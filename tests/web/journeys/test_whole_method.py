"""The parts of the method that have pages of their own, worked through in a real browser.

The demonstration's owner answers warnings, states uncertainty and biomass, counts trees, declares
the base-year policy, compares two years, maps the columns of a bill file and consolidates a group;
every page is reached by links and buttons alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import FilePayload
from tests.web.browser import browsing, serving, watch
from tests.web.homes import DEMO, DEMO_YEAR, copied
from tests.web.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.homes import Home

PLACE = f"/organisations/{DEMO}/"
YEAR = f"{PLACE}{DEMO_YEAR}/"
WOOD, FLEET = "S04", "S05"
JOURNEYS = ((390, "th", True), (1240, "en", True), (1240, "th", False))
"""Width, language, and whether scripts run."""

CENSUS = (
    "วันที่วัด\tพื้นที่\tกลุ่มพรรณไม้\tเส้นรอบวง (ซม.)\tความสูง (ม.)\tจำนวน (ต้น)\n"
    "15 ก.ย. 2565\tสวนหลวง\tไม้ทั่วไป\t62.86\t12\t3"
)
BILLS = "15/01/65;แบตเตอรี่;1,5;ลิตร\n16/02/65;น้ำมันดีเซล;20;ลิตร\n".encode("cp874")


@pytest.fixture(params=JOURNEYS, ids=lambda given: f"{given[1]}-{given[0]}-{given[2]}")
def owner(request: pytest.FixtureRequest, tmp_path: Path, demo_home: Home) -> Iterator[Visitor]:
    width, language, scripts = request.param
    prints = tmp_path / "printed.txt"
    with (
        serving(copied(demo_home, tmp_path / "home"), prints_to=prints) as base,
        browsing(tmp_path / "browser", width, language, java_script=scripts) as context,
    ):
        seen = watch(context, base, language)
        seen.page.set_default_timeout(15_000)
        yield Visitor(seen, width, language, prints, scripts)
        seen.quiet()


def test_the_whole_method_by_page(owner: Visitor) -> None:
    owner.open(YEAR)
    answers_a_warning(owner)
    states_uncertainty(owner)
    answers_about_biomass(owner)
    counts_trees(owner)
    looks_at_scope_3(owner)
    declares_the_policy(owner)
    compares_two_years(owner)
    maps_columns(owner)
    consolidates_a_group(owner)


def answers_a_warning(owner: Visitor) -> None:
    owner.follow("/findings/", within=".rooms")
    owner.stop("50-findings")
    waiting = owner.page.locator(".findings .finding-warning").count()
    owner.follow("/answer/", within=".findings")
    owner.stop("51-answer")
    owner.fill(reason="ตรวจกับใบเสร็จแล้ว")
    owner.send()
    assert owner.page.locator(".findings", has_text="ตรวจกับใบเสร็จแล้ว").count() == 1
    assert owner.page.locator(".findings .finding-warning").count() == waiting - 1
    owner.stop("52-answered")


def states_uncertainty(owner: Visitor) -> None:
    owner.follow("/uncertainty/", within=".rooms")
    assert owner.page.locator("figure.chart").count() == 0
    owner.stop("53-nothing-known")
    for code, activity, factor in ((FLEET, "5", "5"), ("S01", "2", "-20/+44 lognormal")):
        owner.follow(f"/lines/{code}/do/uncertainty/", within="main")
        owner.fill(activity=activity, activity_reason="ใบรับรองการสอบเทียบ")
        owner.fill(factor=factor, factor_reason="ตารางของผู้จัดทำค่า")
        if code == FLEET:
            owner.stop("54-intervals")
        owner.send()
    owner.stop("55-known")
    assert owner.page.locator("figure.chart").count() == 1
    fleet = owner.page.locator("table").last.locator(f'tr:has(a[href*="/lines/{FLEET}/"])')
    assert "±7.07 %" in fleet.inner_text()  # 5 % and 5 %


def answers_about_biomass(owner: Visitor) -> None:
    owner.follow("/sources/", within=".rooms")
    owner.follow(f"/lines/{WOOD}/", within=".rows")
    owner.follow(f"/lines/{WOOD}/do/biomass/", within="main")
    owner.stop("56-biomass")
    owner.fill(law="no", evidence="หนังสืออนุญาต")
    owner.send()
    assert owner.page.locator("code", has_text="biomass.not_renewable").count() >= 1
    owner.stop("57-not-renewable")
    owner.follow(f"/{DEMO_YEAR}/", within=".crumbs")


def counts_trees(owner: Visitor) -> None:
    owner.follow("/trees/", within=".rooms")
    owner.follow("/trees/census/", within="main")
    owner.fill(table=CENSUS)
    owner.stop("58-census")
    owner.send()
    assert re.search(r"876\.3\d", owner.page.inner_text("main"))  # 3 x 292.1 kg CO2
    owner.stop("59-trees")


def looks_at_scope_3(owner: Visitor) -> None:
    owner.follow("/scope3/", within=".rooms")
    assert owner.page.locator("tbody tr").count() == 15
    owner.stop("60-scope3")


def declares_the_policy(owner: Visitor) -> None:
    owner.follow("/base-year/", within=".rooms")
    owner.follow("/base-year/policy/", within="main")
    owner.stop("61-policy")
    owner.fill(threshold="2.5", text="คำนวณปีฐานใหม่เมื่อเกินเกณฑ์")
    owner.send()
    owner.follow("/base-year/change/", within="main")
    owner.stop("62-change")
    owner.fill(happened_on="2022-03-31", effect="-1250.5", reason="โอนโรงสูบน้ำ")
    owner.fill(change_kind="structural")
    owner.send()
    assert owner.page.locator(".banner-warning").count() == 1  # far more than 2.5 %
    owner.stop("63-base-year")


def compares_two_years(owner: Visitor) -> None:
    owner.follow("/compare/", within=".rooms")
    owner.stop("64-compare")
    assert owner.page.locator("main table").count() >= 2
    owner.send(".filter button")
    owner.stop("65-compared")


def maps_columns(owner: Visitor) -> None:
    owner.follow(PLACE, within=".crumbs")
    owner.follow("/hand-in/activity/")
    owner.attach("workbook", FilePayload(name="บิล.csv", mimeType="text/csv", buffer=BILLS))
    owner.send()
    owner.wait_for('main a[href$="/columns/"]')
    owner.stop("66-guessed")
    owner.follow("/columns/", within="main")
    owner.stop("67-columns")
    owner.send("main form button[value=look]")
    owner.stop("68-columns-preview")


def consolidates_a_group(owner: Visitor) -> None:
    owner.open(PLACE)
    owner.follow("/entities/", within="main")
    owner.stop("69-no-entities")
    owner.fill(code="JV", name_th="กิจการร่วมค้าน้ำใส", name_en="Clear Water JV")
    owner.send()
    owner.stop("70-entity")
    owner.follow("/holding/", within="main")
    owner.stop("71-holding")
    owner.fill(start="2020-01-01", relation="joint_venture", equity_percent="60")
    owner.fill(financial="joint", basis="สัญญาร่วมทุน")
    owner.page.locator("[name=operational]").check()
    owner.send()
    owner.stop("72-held")
    owner.follow("/entities/parts/", within="main")
    fleet = owner.page.locator("[name=subject] option", has_text=FLEET).get_attribute("value")
    venture = owner.page.locator("[name=entity] option", has_text="JV").get_attribute("value")
    assert fleet
    assert venture
    owner.fill(belonging="source", subject=fleet, entity=venture, reason="รถของกิจการร่วมค้า")
    owner.stop("73-parts")
    owner.send()
    owner.open(YEAR)
    owner.follow("/group/", within=".rooms")
    owner.stop("74-group")
    assert owner.page.locator("main table").count() == 4
    assert owner.page.locator(".tag-submitted").count() == 2

"""A year from nothing to its submission, by everybody who works on it, in a real browser.

Administrator, data manager, collector, verifier and approver take their turns at one browser; they
get from page to page by links and buttons alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import FilePayload
from tests.services.books import template
from tests.services.hostile_files import PDF, picture
from tests.web.browser import browsing, click_through, serving, watch
from tests.web.homes import empty_home
from tests.web.journeys.visitor import PASSWORD, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE, YEAR = "thesaban-mai", 2565
PLACE = f"/organisations/{CODE}/"

UNITS = (("OPS", "สำนักปลัด", "Clerk's office"), ("ENG", "กองช่าง", "Engineering"))
ADMINISTRATOR = "admin@example.org"
INVITED = ("data_manager", "collector", "approver", "verifier")
BILL = "บิลไฟ.pdf"

JOURNEYS = ((390, "th", True), (1240, "en", True), (1240, "th", False))
"""Width, language, and whether scripts run."""


def email(role: str) -> str:
    return f"{role.replace('_', '-')}@example.org"


@pytest.fixture(params=JOURNEYS, ids=lambda given: f"{given[1]}-{given[0]}-{given[2]}")
def visitor(
    request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path
) -> Iterator[Visitor]:
    width, language, scripts = request.param
    (tmp_path / "home").mkdir()
    home = empty_home(tmp_path / "home", migrated_file)
    prints = tmp_path / "printed.txt"
    access = {"FAHSAI_ACCESS": "accounts", "FAHSAI_MAIL_URL": "console:"}
    with (
        serving(home, access, prints_to=prints) as base,
        browsing(tmp_path / "browser", width, language, java_script=scripts) as context,
    ):
        seen = watch(context, base, language)
        seen.page.set_default_timeout(15_000)
        yield Visitor(seen, width, language, prints, scripts)
        seen.quiet()


def test_a_year_from_nothing_to_its_submission(visitor: Visitor) -> None:
    sets_up_and_founds(visitor)
    invites(visitor)
    for role in INVITED:
        joins(visitor, role)
    brings_the_data(visitor)
    writes_the_report(visitor)
    enters_months(visitor)
    makes_the_documents(visitor)
    raises_a_point(visitor)
    answers_and_closes(visitor)
    submits_and_reopens(visitor)
    looks_after_the_organisation(visitor)


def sets_up_and_founds(admin: Visitor) -> None:
    token = admin.printed(r"/setup/\n[^\n]*: (\S+)\n")
    admin.open("/")
    admin.stop("01-set-up")
    admin.fill(token=token, name="สมชาย ดูแลระบบ", email=ADMINISTRATOR)
    admin.fill(password1=PASSWORD, password2=PASSWORD)
    admin.send()
    assert admin.path == "/"
    admin.stop("02-no-organisation")
    admin.follow("/found/")
    admin.stop("03-found")
    admin.fill(code=CODE, name_th="เทศบาลตำบลใหม่", name_en="New Town", kind="เทศบาลตำบล")
    admin.fill(province="ชลบุรี")
    admin.send()
    assert admin.path == PLACE
    admin.stop("04-organisation")
    admin.follow("/units/")
    admin.stop("05-no-units")
    for code, thai, english in UNITS:
        admin.fill(code=code, name_th=thai, name_en=english)
        admin.send()
    admin.stop("06-units")


def invites(admin: Visitor) -> None:
    admin.follow(PLACE, within=".crumbs")
    admin.follow("/people/")
    for role in INVITED:
        admin.follow("/people/invite/")
        admin.fill(email=email(role), role=role)
        if role == "collector":
            admin.page.locator("main label", has_text="ENG").click()
        admin.send()
    admin.stop("07-people")
    assert admin.page.locator("main table").last.locator("tbody tr").count() == len(INVITED)
    admin.sign_out()


def joins(guest: Visitor, role: str) -> None:
    pattern = rf"(?s)To: {email(role)}.*?(http://\S+/invitations/\S+)"
    guest.page.goto(guest.printed(pattern))
    if role == INVITED[0]:
        guest.stop("08-invitation")
    guest.fill(name=f"สมศรี {role}", password=PASSWORD)
    guest.send()
    if role == INVITED[0]:
        guest.stop("09-sign-in")
    guest.sign_in(email(role))
    assert guest.path == PLACE
    guest.stop(f"10-begins-as-{role}")
    guest.sign_out()


def brings_the_data(manager: Visitor) -> None:
    manager.sign_in(email("data_manager"))
    manager.follow(PLACE)
    manager.follow("/hand-in/activity/")
    manager.stop("11-hand-in")
    manager.attach("workbook", excel("ข้อมูลกิจกรรม.xlsx", template()))
    manager.attach("evidence", FilePayload(name=BILL, mimeType="application/pdf", buffer=PDF))
    manager.send()
    manager.wait_for("button[value=accept]")
    manager.stop("12-preview")
    click_through(manager.page.locator("button[value=accept]"))
    manager.wait_for(f'.links a[href*="/{YEAR}/"]')
    manager.stop("13-stored")
    manager.follow(f"/{YEAR}/", within=".links")
    assert manager.page.inner_text(".card-total .figure") != "0.00"
    manager.stop("14-overview")
    manager.follow("/sources/", within=".rooms")
    manager.follow("/lines/D01/", within=".rows")
    manager.stop("15-source")
    manager.follow("/lines/D01/do/settle/")
    manager.stop("16-settle")
    engineers = manager.page.locator("[name=unit] option", has_text="ENG").get_attribute("value")
    assert engineers  # theirs is the collector's unit
    manager.fill(origin="paid", unit=engineers, reason="อ่านจากใบเสร็จ")
    manager.send()
    manager.stop("17-check-answers")
    manager.send()
    manager.follow("/lines/D01/do/evidence/")
    manager.stop("18-evidence")
    note = FilePayload(name="ใบเสร็จน้ำมัน.pdf", mimeType="application/pdf", buffer=PDF + b"%2")
    manager.attach("proof", note)
    manager.send()
    assert manager.page.locator(".notice").count() >= 1
    assert manager.page.locator("main a", has_text="ใบเสร็จน้ำมัน.pdf").count() >= 1


def writes_the_report(manager: Visitor) -> None:
    manager.follow(f"/{YEAR}/", within=".rooms")
    manager.follow("/texts/")
    manager.stop("19-texts")
    manager.page.locator("textarea[name^=text_]").first.fill("เทศบาลตั้งใจลดการปล่อยก๊าซเรือนกระจก")
    manager.send()
    manager.follow("/pictures/")
    manager.stop("20-pictures")
    image = FilePayload(name="ผัง.png", mimeType="image/png", buffer=picture(size=(600, 400)))
    manager.fill(use="org_chart", caption="ผังองค์กร")
    manager.attach("picture", image)
    manager.send()
    manager.wait_for(".thumbnail")
    manager.sign_out()


def enters_months(collector: Visitor) -> None:
    collector.sign_in(email("collector"))
    assert collector.path == f"{PLACE}{YEAR}/"
    collector.stop("21-collector")
    for secret in ("people", "units", "events"):
        assert collector.status(f"{PLACE}{secret}/") == 403
    assert collector.status(f"{PLACE}{YEAR}/lines/E01/") == 404
    assert collector.status(f"{PLACE}{YEAR}/documents/") == 403
    collector.follow("/sources/", within=".rooms")
    assert collector.page.locator(".rows tbody tr").count() == 1
    assert collector.page.locator("main", has_text="E01").count() == 0
    collector.follow("/lines/D01/", within=".rows")
    collector.follow("/sources/D01/months/")
    collector.stop("22-months")
    collector.fill(**{"m2021-10": "๑๔.๕"})
    collector.send("button[value=preview]")
    collector.stop("23-months-preview")
    collector.send("button[value=confirm]")
    assert collector.page.locator(".notice").count() == 1
    assert collector.page.input_value('[name="m2021-10"]') == "14.5"
    collector.sign_out()


def makes_the_documents(manager: Visitor) -> None:
    manager.sign_in(email("data_manager"))
    manager.follow("/documents/make/")
    manager.stop("24-documents")
    manager.send()
    manager.wait_for(f'.links a[href*="/{YEAR}/"]')
    manager.stop("25-documents-made")
    manager.follow("/documents/", within=".links")
    manager.stop("26-downloads")
    links = manager.page.locator(".downloads a[download]")
    assert links.count() >= 2
    for place in range(links.count()):
        with manager.page.expect_download() as waited:
            links.nth(place).click()
        assert Path(waited.value.path()).read_bytes()[:4] in {b"PK\x03\x04", b"%PDF"}
    manager.sign_out()


def raises_a_point(verifier: Visitor) -> None:
    verifier.sign_in(email("verifier"))
    verifier.stop("27-verifier")
    verifier.follow("/cells/", within="main")
    verifier.fill(document="TCFO_R_02")
    verifier.send(".filter button")
    verifier.stop("28-cells")
    click_through(verifier.page.locator(".rows tbody a", has_text="E01").first)
    click_through(verifier.page.locator("main tbody th a").first)
    with verifier.page.expect_download() as waited:
        verifier.page.locator("main a", has_text=BILL).first.click()
    assert Path(waited.value.path()).read_bytes() == PDF
    verifier.stop("29-record")
    verifier.follow("/review/raise/", within="main")
    verifier.stop("30-raise")
    verifier.fill(kind="CAR", text="ขอดูบิลไฟฟ้าเดือนตุลาคมฉบับเต็ม")
    verifier.send()
    assert verifier.page.locator("h1", has_text="CAR-01").count() == 1
    verifier.stop("31-point")
    verifier.sign_out()


def answers_and_closes(people: Visitor) -> None:
    for role, move in (("data_manager", "answer"), ("verifier", "close")):
        people.sign_in(email(role))
        people.follow("/review/", within=".rooms")
        people.stop(f"32-points-{role}")
        people.follow("/review/CAR-01/")
        people.follow(f"/review/CAR-01/{move}/")
        people.stop(f"33-{move}")
        people.fill(text="แนบบิลฉบับเต็มแล้ว")
        people.send()
        people.sign_out()


def submits_and_reopens(approver: Visitor) -> None:
    approver.sign_in(email("approver"))
    approver.stop("34-approver")
    approver.follow("/submit/")
    approver.stop("35-submit")
    approver.page.locator("[name=sure]").check()
    approver.send()
    assert approver.page.locator("main .tag-submitted").count() >= 1
    approver.stop("36-submitted")
    approver.follow("/reopen/")
    approver.stop("37-reopen")
    approver.fill(reason="พบบิลเพิ่มหนึ่งใบ")
    approver.send()
    assert approver.page.locator("main .tag-draft").count() >= 1
    approver.follow("/versions/", within=".rooms")
    assert approver.page.locator("main .panel").count() == 2
    approver.stop("38-versions")
    approver.sign_out()


def looks_after_the_organisation(admin: Visitor) -> None:
    admin.sign_in(ADMINISTRATOR)
    admin.follow(PLACE, within=".crumbs")
    admin.stop("39-organisation")
    admin.follow("/people/")
    click_through(admin.page.locator("main tbody th a", has_text="data_manager"))
    admin.stop("40-member")
    admin.fill(role="writer")
    admin.send()
    assert admin.page.locator("main tbody tr").count() == 2
    admin.follow(PLACE, within=".crumbs")
    admin.follow("/events/")
    assert admin.page.locator("main tbody tr").count() > 10
    admin.stop("41-events")
    admin.follow(PLACE, within=".crumbs")
    admin.follow(f"/{YEAR}/", within="main")
    admin.follow("/sources/", within=".rooms")
    admin.follow("/lines/D01/", within=".rows")
    click_through(admin.page.locator('main a[href*="/history/source/"]').first)
    admin.stop("42-history")
    admin.open(PLACE)
    admin.follow("/keys/")
    admin.fill(name="ระบบบัญชี")
    admin.send("main form.form button")
    admin.stop("43-key")
    secret = admin.page.inner_text(".notice code")
    answer = admin.page.request.get(
        f"{admin.seen.base}/api/v1/organisations", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.ok
    assert CODE in answer.text()
    admin.follow("/api/v1/", within=".bottom")
    admin.stop("44-api")
    click_through(admin.page.locator(".who a").first)
    admin.stop("45-account")


def excel(name: str, data: bytes) -> FilePayload:
    """A workbook to attach."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return FilePayload(name=name, mimeType=kind, buffer=data)

"""The pages of a collector: what concerns own units is handed in, all else stays closed."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.services.hostile_files import PDF
from tests.services.parted import YEAR, book, parted_town
from tests.web.people import browser_of, member

from fahsai.core.access.roles import Role

pytestmark = pytest.mark.usefixtures("no_organisation")


def test_a_collector_hands_in_for_own_units_only() -> None:
    town = parted_town()
    browser = browser_of(member(town.id, Role.COLLECTOR, units=[town.units["ENG"]]))
    overview = browser.get(reverse("year", args=("parted", YEAR))).content.decode()
    hand_in = reverse("hand_in_activity", args=("parted",))
    assert f'href="{hand_in}"' in overview
    page = browser.get(hand_in)
    assert page.status_code == 200
    assert reverse("report_template", args=("parted",)) not in page.content.decode()
    empty = reverse("activity_template", args=("parted",))
    for query in ("", f"?filled={YEAR}"):
        assert browser.get(empty + query).status_code == 200
    sent = browser.post(hand_in, {"workbook": SimpleUploadedFile("ก.xlsx", book())})
    job = browser.get(sent.headers["Location"]).content.decode()
    assert "import.outside_part" in job
    assert "71000" not in job
    assert 'value="accept"' not in job
    own = reverse("add_evidence", args=("parted", YEAR, "D01"))
    assert own in browser.get(reverse("line", args=("parted", YEAR, "D01"))).content.decode()
    assert browser.post(own, {"proof": SimpleUploadedFile("a.pdf", PDF)}).status_code == 302
    theirs = reverse("add_evidence", args=("parted", YEAR, "P01"))
    assert browser.get(theirs).status_code == 404
    closed = (
        reverse("settle", args=("parted", YEAR, "D01")),
        reverse("hand_in_report", args=("parted",)),
        reverse("report_template", args=("parted",)),
        reverse("pictures", args=("parted",)),
        reverse("make_documents", args=("parted", YEAR)),
    )
    for place in closed:
        assert browser.get(place).status_code == 403, place

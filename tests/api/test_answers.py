"""How the API answers: problems in two languages, figures as text, files, pages, limits."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from jsonschema import Draft202012Validator
from tests.api.operations import OPERATIONS
from tests.api.people import HERE, People, problem_of, program
from tests.services.books import template
from tests.services.towns import everything
from tests.web.homes import DEMO, DEMO_YEAR
from tests.web.people import browser_of
from tools.docs import ROOT

from fahsai.api import limits
from fahsai.api.shapes.calculation import CalculationShape
from fahsai.core.access.roles import Role
from fahsai.core.quantity.exact import exact, total
from fahsai.services.access import organisation_by_code
from fahsai.services.actors import LOCAL_OWNER
from fahsai.web.limits import Limit
from fahsai.web.security import HEADERS

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("api")
API = "/api/v1"
DATA = template()


@pytest.fixture
def owner(people: People) -> Client:
    """A program of the administrator."""
    return program(people.keys[Role.ADMINISTRATOR])


def of(people: People, rest: str) -> str:
    return f"{API}/organisations/{people.demo.organisation_id}{rest}"


def workbook() -> SimpleUploadedFile:
    return SimpleUploadedFile("ข้อมูล.xlsx", DATA)


def numbers(value: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """Every JSON number of an answer that is no integer."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from numbers(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from numbers(one, name)
    elif isinstance(value, float):
        yield name, value


def test_no_answer_holds_a_float_and_every_amount_has_a_unit(people: People, owner: Client) -> None:
    for operation in OPERATIONS:
        answer = operation.ask(owner, people.demo)
        if answer.headers["Content-Type"] == "application/json":
            assert list(numbers(answer.json())) == [], operation.id
    totals = owner.get(of(people, "/years/2565/totals")).json()
    assert set(totals["total"]) == {"value", "unit"}
    assert totals["total"]["unit"] == "kgCO2e"
    line = owner.get(of(people, "/years/2565/lines"), {"source": "S05"}).json()["items"][0]
    assert line["quantity"]["unit"]


def test_the_calculation_is_that_of_the_command_line(people: People, owner: Client) -> None:
    answer = owner.get(of(people, "/years/2565/calculation")).json()
    schema = json.loads((ROOT / "docs" / "calculation.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(answer)
    CalculationShape.model_validate(answer)
    stored = schema["$defs"]["stored_answer"]["properties"]
    assert set(CalculationShape.model_fields) == set(stored)
    totals = owner.get(of(people, "/years/2565/totals")).json()
    assert totals["total"]["value"] == answer["total"]
    assert totals["calculation"] == answer["calculation"]


def test_totals_add_up_from_their_classes(people: People, owner: Client) -> None:
    totals = owner.get(of(people, "/years/2565/totals")).json()
    scopes = [
        exact(one["co2e"]["value"])
        for one in totals["by_class"]
        if one["reporting_class"] in {"1", "2", "3"}
    ]
    assert total(scopes) == exact(totals["total"]["value"]) > 0


def test_lines_are_filtered_and_come_in_pages(people: People, owner: Client) -> None:
    address = of(people, "/years/2565/lines")
    every = owner.get(address, {"size": 500}).json()
    assert every["total"] == len(every["items"]) > 20
    found = []
    for page in (1, 2, 3):
        found += owner.get(address, {"page": page, "size": 10}).json()["items"]
    assert found == every["items"][:30]
    beyond = owner.get(address, {"page": 1000}).json()
    assert beyond["items"] == []
    of_source = owner.get(address, {"source": "S05", "month": "2022-01"}).json()["items"]
    assert [one["code"] for one in of_source] == ["S05/2565-01"]
    assert of_source[0]["period"]["start"] == "2022-01-01"
    for name in ("origin", "grade"):
        for value in {one[name] for one in every["items"]}:
            answer = owner.get(address, {name: value, "size": 500}).json()
            assert answer["total"] == sum(one[name] == value for one in every["items"])


def test_what_has_not_changed_is_not_sent_again(people: People, owner: Client) -> None:
    for rest in ("/years/2565/totals", "/years/2565/calculation", "/years/2565/findings"):
        first = owner.get(of(people, rest))
        again = owner.get(of(people, rest), HTTP_IF_NONE_MATCH=first.headers["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        assert owner.get(of(people, rest), HTTP_IF_NONE_MATCH='"other"').status_code == 200


def test_files_are_attachments_named_by_their_hash(people: People, owner: Client) -> None:
    for rest in (
        f"/documents/{people.demo.document_id}/content",
        f"/evidence/{people.demo.evidence_id}/content",
    ):
        answer = owner.get(of(people, rest))
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
        assert "<" not in answer.headers["Content-Disposition"]
        assert "html" not in answer.headers["Content-Type"]
        assert answer.headers["ETag"] == f'"{sha256(answer.content).hexdigest()}"'
    listed = owner.get(of(people, "/evidence")).json()["items"]
    assert listed[0]["sha256"] == answer.headers["ETag"].strip('"')


def test_a_printed_figure_leads_to_its_records(people: People, owner: Client) -> None:
    cells = owner.get(of(people, f"/documents/{people.demo.document_id}/cells"), {"size": 500})
    assert cells.json()["total"] > 50
    traced = owner.get(
        of(people, f"/documents/{people.demo.document_id}/trace"), {"place": people.demo.place}
    ).json()
    assert traced["current"] is True
    assert traced["trace"]["lines"][0]["line"]["provenance"]["cell"]
    assert traced["cell"]["source_id"] == traced["trace"]["source"]["id"]
    summed = next(one for one in cells.json()["items"] if one["source_id"] is None)
    answer = owner.get(
        of(people, f"/documents/{people.demo.document_id}/trace"), {"place": summed["place"]}
    )
    assert answer.json()["trace"] is None


@pytest.mark.parametrize(("accepted", "language"), [("th", "th"), ("en-GB,th;q=0.5", "en")])
def test_problems_speak_the_language_that_is_asked(
    people: People, accepted: str, language: str
) -> None:
    answer = program(None).get(of(people, ""), HTTP_ACCEPT_LANGUAGE=accepted)
    assert problem_of(answer) == "key_needed"
    assert answer.headers["Content-Language"] == language
    thai = any("ก" <= letter <= "๙" for letter in answer.json()["title"])
    assert thai is (language == "th")


@pytest.mark.parametrize(
    ("rest", "query", "field", "code"),
    [
        ("/years/2565/lines", {"page": "0"}, "page", "greater_than_equal"),
        ("/years/2565/lines", {"size": "501"}, "size", "less_than_equal"),
        ("/years/2565/lines", {"month": "2022-13"}, "month", "string_pattern_mismatch"),
        ("/years/2565/lines", {"origin": "guessed"}, "origin", "enum"),
        ("/years/2565/lines", {"sorce": "S05"}, "sorce", "extra_forbidden"),
        ("/years/99999999999999999999/lines", {}, "year_be", "less_than_equal"),
        ("/sources/5", {}, "source_id", "uuid_parsing"),
        ("/years/2565/trace", {}, "name", "missing"),
        ("/years/2565/totals", {"period": "lunar"}, "period", "literal_error"),
        ("/sources", {"excluded": "perhaps"}, "excluded", "bool_parsing"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(
    people: People, owner: Client, rest: str, query: dict[str, str], field: str, code: str
) -> None:
    answer = owner.get(of(people, rest), query)
    assert problem_of(answer) == "invalid"
    said = answer.json()["fields"]
    assert [(one["name"], one["code"]) for one in said] == [(field, code)]
    assert said[0]["th"] != said[0]["en"]
    assert "{" not in said[0]["en"]


def test_broken_letters_are_never_a_failure(people: People, owner: Client) -> None:
    for text in ("%00", "%ff%fe", "%ED%A0%80", "a%00b", "%F0%9F%92%A9" * 20):
        for address in (
            of(people, f"/years/2565/trace?name={text}"),
            of(people, f"/years/2565/lines?source={text}"),
            of(people, f"/documents/{people.demo.document_id}/trace?place={text}"),
            f"{API}/factors?words={text}",
            f"{API}/organisations/{text}",
            f"{API}/{text}",
        ):
            answer = owner.get(address)
            assert answer.status_code in {200, 404, 422}, address
            if answer.status_code != 200:
                problem_of(answer)


def test_an_unknown_address_or_method_is_a_problem(people: People, owner: Client) -> None:
    for address in (f"{API}/nothing", "/api/", "/api/v2/organisations", f"{API}/organisations/"):
        assert problem_of(owner.get(address)) == "not_found"
    for method in (owner.put, owner.delete, owner.patch, owner.options, owner.post):
        answer = method(of(people, ""))
        assert problem_of(answer) == "method_not_allowed"
        assert answer.headers["Allow"] == "GET"


def test_a_failure_tells_nothing(
    people: People, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("fahsai.api.calculations.calculate_year", broken)
    answer = owner.get(of(people, "/years/2565/totals"))
    assert problem_of(answer) == "failed"
    assert "secret" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_a_session_of_the_pages_opens_nothing(people: People) -> None:
    browser = browser_of(people.administrator)
    assert browser.get("/").status_code in {200, 302}
    before = everything()
    assert problem_of(browser.get(of(people, "/sources"))) == "key_needed"
    answer = browser.post(of(people, "/imports"), {"file": workbook(), "accept": "true"})
    assert problem_of(answer) == "key_needed"
    assert everything() == before


def test_every_answer_has_the_headers_of_the_pages(people: People, owner: Client) -> None:
    for answer in (
        owner.get(of(people, "")),
        program(None).get(of(people, "")),
        owner.get(f"{API}/openapi.json"),
        owner.get(f"{API}/nothing"),
    ):
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Set-Cookie" not in answer.headers


def test_a_key_that_asks_too_often_waits(
    people: People, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PER_MINUTE", 3)
    monkeypatch.setattr("fahsai.api.limits.time.time", lambda: 1_000_000.0)
    for _ in range(3):
        assert owner.get(of(people, "")).status_code == 200
    answer = owner.get(of(people, ""))
    assert problem_of(answer) == "too_many_requests"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    other = program(people.keys[Role.VERIFIER])
    assert other.get(of(people, "")).status_code == 200
    monkeypatch.setattr("fahsai.api.limits.time.time", lambda: 1_000_060.0)
    assert owner.get(of(people, "")).status_code == 200


def test_a_flood_from_one_network_is_told_when_to_come_back(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    del people
    monkeypatch.setattr("fahsai.web.limits.ASKING", Limit("asking", 0))
    answer = Client(**HERE).get("/api/v1/organisations")
    assert answer.status_code == 429
    assert problem_of(answer) == "too_many_from_here"
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_a_workbook_is_shown_first_and_accepted_then(people: People, owner: Client) -> None:
    address = of(people, "/imports")
    before = everything()
    shown = owner.post(address, {"file": workbook()}).json()
    assert shown["accepted"] is False
    assert shown["changes"]
    unchanged = {name: rows for name, rows in everything().items() if name != "ApiKey"}
    assert unchanged == {name: rows for name, rows in before.items() if name != "ApiKey"}
    done = owner.post(address, {"file": workbook(), "accept": "true"}).json()
    assert done["accepted"] is True
    assert done["changes"] == shown["changes"]
    rows = done["receipt"]["rows"]
    assert rows["read"] == rows["stored"] + rows["rejected"] > 0
    assert all(one["ties"] for one in done["receipt"]["sums"])
    again = owner.post(address, {"file": workbook(), "accept": "true"}).json()
    assert again["changes"] == []
    kept = owner.get(address).json()["items"][0]
    assert kept["receipt"]["file_name"] == "ข้อมูล.xlsx"
    assert owner.get(f"{address}/{kept['id']}").json() == kept


def test_a_table_is_explained_first_and_imported_then(people: People, owner: Client) -> None:
    text = "15/01/2567;ของแปลก;1,5;ลิตร\n16/01/2567;ของแปลก;2;ลิตร\n".encode("cp874")

    def table() -> SimpleUploadedFile:
        return SimpleUploadedFile("log.csv", text)

    answer = owner.post(of(people, "/import-columns"), {"file": table()})
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["read_as"] == {"coding": "cp874", "separator": ";", "decimal": ","}
    assert told["sure"] is False
    assert [one["means"] for one in told["tables"][0]["columns"]] == [
        "date",
        "source",
        "quantity",
        "unit",
    ]
    assert told["words"] == [{"key": "ของแปลก", "label": "ของแปลก", "rows": 2, "answer": ""}]
    mapping = {**told["mapping"], "answers": {"ของแปลก": "kind:mobile.diesel"}}
    sent = {"file": table(), "mapping": json.dumps(mapping)}
    looked = owner.post(of(people, "/imports"), sent)
    assert looked.status_code == 200, looked.content
    assert {one["kind"] for one in looked.json()["changes"]} == {"added"}
    assert looked.json()["receipt"]["read_as"]["coding"] == "cp874"
    wrong = owner.post(of(people, "/imports"), {"file": table(), "mapping": '{"tables": 1}'})
    assert problem_of(wrong) == "import_refused"
    assert wrong.json()["findings"][0]["code"] == "table.mapping_wrong"


def test_a_request_that_is_repeated_gets_its_first_answer(people: People, owner: Client) -> None:
    address = of(people, "/imports")

    def send(key: str, client: Client = owner, **data: str) -> Any:
        sent = {"file": workbook(), "accept": "true", **data}
        return client.post(address, sent, HTTP_IDEMPOTENCY_KEY=key)

    first = send("march-1")
    assert first.json()["changes"]
    assert send("march-1").json() == first.json()
    assert send("march-2").json()["changes"] == []
    assert problem_of(send("march-1", accept="false")) == "idempotency_key_reused"
    assert problem_of(send("ก")) == "invalid"
    other = send("march-1", program(people.keys[Role.DATA_MANAGER]))
    assert other.json()["changes"] == []  # the key of another person is another key


def test_a_refused_request_may_be_sent_again(people: People, owner: Client) -> None:
    address = of(people, "/imports")
    wrong = SimpleUploadedFile("a.xlsx", b"\x00\x01 nothing")
    refused = owner.post(address, {"file": wrong}, HTTP_IDEMPOTENCY_KEY="k")
    assert problem_of(refused) == "import_refused"
    assert refused.json()["findings"][0]["code"] == "upload.type_unknown"
    right = owner.post(address, {"file": workbook()}, HTTP_IDEMPOTENCY_KEY="k")
    assert right.status_code == 200


def test_bodies_of_another_kind_or_size_are_refused(people: People, owner: Client) -> None:
    address = of(people, "/imports")
    for content, media_type in (
        (b'{"file": 1}', "application/json"),
        (b'{"file": ', "application/json"),
        (b"\xff\x00", "text/plain"),
        (b"file=a", "application/x-www-form-urlencoded"),
    ):
        assert problem_of(owner.post(address, content, content_type=media_type)) == "media_type"
    broken = owner.post(address, b"--x\r\n", content_type="multipart/form-data")
    assert problem_of(broken) in {"bad_request", "invalid"}
    assert problem_of(owner.post(address, {"accept": "true"})) == "invalid"
    large = owner.post(address, {"file": workbook()}, CONTENT_LENGTH=str(11 * 1024 * 1024))
    assert problem_of(large) == "too_large"


def test_formulas_of_a_workbook_stay_text(people: People, owner: Client) -> None:
    book = openpyxl.load_workbook(BytesIO(DATA))
    out = BytesIO()
    book.save(out)
    name = '=HYPERLINK("http://x")<script>.xlsx'
    answer = owner.post(of(people, "/imports"), {"file": SimpleUploadedFile(name, out.getvalue())})
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.json()["receipt"]["file_name"].endswith(".xlsx")


class TestLocalOwner:
    """Until there are accounts, this machine needs no key."""

    pytestmark = pytest.mark.usefixtures("records")

    def address(self) -> str:
        organisation = organisation_by_code(LOCAL_OWNER, DEMO)
        return f"{API}/organisations/{organisation.id}"

    def test_reads_and_writes_from_this_machine(self) -> None:
        here = program(None)
        assert here.get(f"{self.address()}/years/{DEMO_YEAR}/totals").status_code == 200
        assert len(here.get(f"{API}/organisations").json()["items"]) == 2
        answer = here.post(f"{self.address()}/imports", {"file": workbook()})
        assert answer.status_code == 200

    @pytest.mark.parametrize(
        "asked",
        [
            {"REMOTE_ADDR": "203.0.113.7"},
            {"HTTP_HOST": "fahsai.example"},
            {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        ],
        ids=str,
    )
    def test_nobody_else_does(self, asked: dict[str, str]) -> None:
        client = Client(raise_request_exception=False, **{**HERE, **asked})
        for path in (self.address(), f"{API}/openapi.json", f"{API}/"):
            assert problem_of(client.get(path)) == "not_local"

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
            ({"HTTP_SEC_FETCH_SITE": "same-site"}, 403),
            ({"HTTP_ORIGIN": "https://evil.example"}, 403),
            ({"HTTP_ORIGIN": "null"}, 403),
            ({"HTTP_ORIGIN": "http://127.0.0.1:9999"}, 403),
            ({"HTTP_SEC_FETCH_SITE": "same-origin"}, 200),
            ({"HTTP_ORIGIN": "http://127.0.0.1:8000"}, 200),
        ],
        ids=str,
    )
    def test_no_page_of_another_site_writes(self, headers: dict[str, Any], status: int) -> None:
        answer = program(None).post(f"{self.address()}/imports", {"file": workbook()}, **headers)
        assert answer.status_code == status
        if status == 403:
            assert problem_of(answer) == "cross_site"

    def test_a_wrong_key_is_not_forgiven(self) -> None:
        assert problem_of(program("fahsai_x_y").get(self.address())) == "key_needed"


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.usefixtures("people")
def test_the_reference_is_a_page_without_script(language: str) -> None:
    from tests.web.test_markup import Page

    answer = program(None).get(f"{API}/", {"lang": language})
    assert answer.status_code == 200
    page = Page(answer.content.decode())
    assert not page.faults
    assert page.all("script", "style") == []
    assert not [one for _, one in page.tags if "style" in one]
    headings = {one["id"] for one in page.all("h3") if "id" in one}
    assert {one.id for one in OPERATIONS} <= headings
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


@pytest.mark.usefixtures("people")
def test_the_document_is_open_api_in_two_languages() -> None:
    thai, english = (
        program(None).get(f"{API}/openapi.json", HTTP_ACCEPT_LANGUAGE=one).json()
        for one in ("th", "en")
    )
    assert thai["openapi"] == english["openapi"] == "3.1.0"
    assert thai["info"]["title"] != english["info"]["title"]
    assert thai["paths"].keys() == english["paths"].keys()


def test_who_comes_second_at_the_same_moment_is_told_so(
    people: People, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_: object, **__: object) -> None:
        raise IntegrityError("duplicate key")

    monkeypatch.setattr("fahsai.api.imports.import_activity", lose)
    answer = owner.post(of(people, "/imports"), {"file": workbook()})
    assert answer.status_code == 409
    assert problem_of(answer) == "changed_meanwhile"
    assert b"duplicate" not in answer.content


def test_scope_3_by_category_adds_up(people: People, owner: Client) -> None:
    answer = owner.get(of(people, "/years/2565/scope3")).json()
    by_class = owner.get(of(people, "/years/2565/totals")).json()["by_class"]
    whole = next(one["co2e"] for one in by_class if one["reporting_class"] == "3")
    assert answer["total"] == whole
    assert [one["category"] for one in answer["categories"]] == list(range(1, 16))
    assert total(exact(one["co2e"]["value"]) for one in answer["categories"]) == exact(
        whole["value"]
    )
    first = answer["categories"][0]
    assert first["name"]["en"] == "Purchased goods and services"
    assert first["assessment"]["scores"]

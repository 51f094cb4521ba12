"""Sources by time, main meters and quantities by the API, and times that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.api.people import key_of, problem_of, program
from tests.api.test_meters import Keeper, codes, rows

from fahsai.core.access.roles import Permission, Role

if TYPE_CHECKING:
    from tests.api.people import People

pytestmark = pytest.mark.xdist_group("api")

PUMP: dict[str, Any] = {"code": "P01", "kind": "electricity", "name_th": "โรงสูบน้ำ"}
SAID = {name: value for name, value in PUMP.items() if name != "code"}


@pytest.fixture
def keeper(people: People) -> Keeper:
    return Keeper(people, people.keys[Role.ADMINISTRATOR])


def made(keeper: Keeper, body: dict[str, Any]) -> dict[str, Any]:
    answer = keeper.post("", body)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()["meter"]
    return found


def quantities(keeper: Keeper, query: str, *, key: str | None = None, status: int = 200) -> Any:
    client = keeper.client if key is None else program(key)
    answer = client.get(f"{keeper.place.rpartition('/')[0]}/quantities?{query}")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_meter_is_moved_to_another_source_from_a_day_on(keeper: Keeper) -> None:
    one = made(keeper, {**PUMP, "source": "S01"})
    assert one["sources"] == [
        {"source_id": one["source_id"], "source": "S01", "start": None, "until": None}
    ]
    place, reason = f"/{one['id']}", {"reason": "ย้าย"}
    before = rows()
    assert codes(keeper.put(place, {**SAID, "source": "S05", **reason})) == [
        "meter.source_from_needed"
    ]
    wrong = keeper.put(place, {**SAID, "source": "S05", "source_from": "always", **reason})
    assert problem_of(wrong) == "invalid"
    assert rows() == before
    body = {**SAID, "source": "S05", "source_from": "2026-03-01", **reason}
    after = keeper.put(place, body).json()["meter"]
    assert [(span["source"], span["start"], span["until"]) for span in after["sources"]] == [
        ("S01", None, "2026-03-01"),
        ("S05", "2026-03-01", None),
    ]
    assert keeper.get(place) == after
    corrected = keeper.put(place, {**body, "source_from": "beginning"}).json()["meter"]
    assert [span["source"] for span in corrected["sources"]] == ["S05"]


def test_a_source_of_another_unit_is_told_when_it_is_set(keeper: Keeper) -> None:
    assert keeper.post("", {**PUMP, "source": "S19"}).json()["findings"] == []  # electricity
    answer = keeper.post("", {**PUMP, "code": "P02", "source": "S05"})  # diesel
    assert answer.status_code == 200
    (said,) = answer.json()["findings"]
    assert (said["code"], said["level"]) == ("meter.source_unit_unfit", "warning")
    assert "S05" in said["th"]
    assert "S05" in said["en"]


def test_a_channel_alone_is_changed_or_dropped(keeper: Keeper) -> None:
    one = made(keeper, PUMP)
    kwh = {"name": "kwh", "measure": "register", "unit": "kWh", "modulus": "1000000"}
    body = {**SAID, "channels": [kwh], "reason": "ป้ายเครื่อง"}
    after = keeper.put(f"/{one['id']}", body).json()["meter"]
    assert [(held["name"], held["modulus"]) for held in after["channels"]] == [
        ("kwh", "1000000"),
        ("kw", None),
    ]
    body = {**SAID, "drop_channels": ["kw"], "reason": "ไม่มีแล้ว"}
    after = keeper.put(f"/{one['id']}", body).json()["meter"]
    assert [held["name"] for held in after["channels"]] == ["kwh"]
    assert codes(keeper.put(f"/{one['id']}", body)) == ["meter.channel_unknown"]


def test_a_main_meter_is_one_of_the_same_organisation(keeper: Keeper, people: People) -> None:
    main = made(keeper, PUMP)
    part = made(keeper, {**PUMP, "code": "P02", "part_of": "P01"})
    assert (part["part_of"], part["part_of_id"]) == ("P01", main["id"])
    other = Keeper(people, people.stranger)
    other.place = other.place.replace(
        str(people.demo.organisation_id), str(people.hostile.organisation_id)
    )
    made(other, {**PUMP, "code": "X01"})
    before = rows()
    assert codes(keeper.post("", {**PUMP, "code": "P03", "part_of": "X01"})) == [
        "meter.main_unknown"
    ]
    loop = {**SAID, "part_of": "P02", "reason": "x"}
    assert codes(keeper.put(f"/{main['id']}", loop)) == ["meter.main_loop"]
    assert rows() == before


def test_who_may_not_settle_moves_no_meter(keeper: Keeper, people: People) -> None:
    one = made(keeper, {**PUMP, "source": "S01"})
    body = {**SAID, "source": "S05", "source_from": "2026-03-01", "reason": "ย้าย"}
    before = rows()
    for key, status in ((people.keys[Role.COLLECTOR], 403), (people.stranger, 404)):
        client = program(key)
        answer = client.put(f"{keeper.place}/{one['id']}", body, content_type="application/json")
        assert answer.status_code == status
    assert rows() == before


def test_rows_say_whose_they_are_and_of_what_kind(keeper: Keeper, people: People) -> None:
    made(keeper, PUMP)
    made(keeper, {**PUMP, "code": "P02", "part_of": "P01"})
    made(keeper, {**PUMP, "code": "W01", "kind": "water"})
    time = "from=2026-03-02&to=2026-03-02"
    found = quantities(keeper, f"{time}&by=organisation&meter=P01&meter=P02&meter=W01")
    assert [
        (one["subject"], one["kind"], one["unit"], one["meters"], one["left_out"])
        for one in found["quantities"]
    ] == [
        ("fahsai-demo", "electricity", "kWh", 1, ["P02"]),
        ("fahsai-demo", "water", "m3", 1, []),
    ]
    assert all(one["name"] for one in found["quantities"])
    said = {one["code"]: one["en"] for one in found["findings"]}
    assert said["meter.no_source"].startswith("2 meters without an emission source")
    assert said["meter.parts_left_out"].startswith("1 sub-meter is left out")
    (single,) = quantities(keeper, f"{time}&meter=P01")["quantities"]
    assert single["subject"] == "P01"
    quantities(keeper, time, key=people.stranger, status=404)


@pytest.mark.parametrize(
    ("query", "name", "code"),
    [
        ("from=yesterday", "from", "time_unreadable"),
        ("to=2026-13-01", "to", "time_unreadable"),
        ("from=2026-03-02T10:00:00", "from", "time_unreadable"),  # no zone
        ("to=2569-02-29", "to", "time_unreadable"),  # no such day in 2026
        ("from=2026-03-02&to=2026-03-01", "to", "time_order"),
        ("from=2026-03-02T10:00:00Z&to=2026-03-02T10:00:00Z", "to", "time_order"),
    ],
)
def test_a_time_that_cannot_be_used_names_its_field(
    query: str, name: str, code: str, keeper: Keeper, people: People
) -> None:
    meter = f"{keeper.place}/{people.demo.meter_id}"
    home = keeper.place.rpartition("/")[0]
    for address in (
        *(f"{meter}/{rest}" for rest in ("readings", "intervals", "rates", "events")),
        *(f"{home}/{rest}" for rest in ("quantities", "quantities/export")),
        f"{meter}/readings/export",
    ):
        answer = keeper.client.get(f"{address}?{query}")
        wanted = "times_refused" if code == "time_order" else "invalid"
        assert problem_of(answer) == wanted, address
        (field,) = answer.json()["fields"]
        assert (field["where"], field["name"], field["code"]) == ("query", name, code)
        assert field["th"]
        assert field["en"]


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-03-02&to=2026-03-02",
        "from=2569-03-02&to=2/3/2569",
        "from=2569-03-02&to=2 มี.ค. 2569",
    ],
)
def test_dates_are_of_either_era(query: str, keeper: Keeper) -> None:
    made(keeper, PUMP)
    (one,) = quantities(keeper, f"{query}&meter=P01")["quantities"]
    assert (one["start"], one["end"]) == ("2026-03-01T17:00:00Z", "2026-03-02T17:00:00Z")


def test_a_narrow_key_reads_no_quantities(keeper: Keeper, people: People) -> None:
    key = key_of(people.administrator, people.demo.organisation_id, Permission.ENTER_DATA)
    quantities(keeper, "", key=key, status=403)

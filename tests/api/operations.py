"""Every operation of the OpenAPI document with a request that works."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.services.books import template
from tests.services.filled_forms import filled_form

from fahsai.api.document import METHODS, openapi
from fahsai.api.urls import ROOT, api
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from django.test import Client
    from tests.api.people import Places

DOCUMENT = openapi(api, ROOT, Language.EN)
NEEDED: dict[str, dict[str, str | None]] = {
    "read_trace": {"name": "S05"},
    "read_cell_trace": {"place": None},
    "compare_versions": {"from_year": None},
}


BODIES: dict[str, dict[str, Any]] = {
    "declare_base_year_policy": {"threshold_percent": "5", "text": "มติสภา"},
    "record_base_year_change": {
        "base_year_be": "2564",
        "change_kind": "structural",
        "happened_on": "2022-03-31",
        "effect_kg": "-1250.5",
        "reason": "โอนโรงสูบน้ำ",
    },
    "put_entity": {"code": "ENT", "name_th": "นิติบุคคลใหม่", "reason": "ทดสอบ"},
    "withdraw_entity": {"reason": "ขายกิจการแล้ว"},
    "put_holdings": {
        "holdings": [
            {
                "from": "2020-01-01",
                "relation": "joint_venture",
                "equity_percent": "60",
                "financial_control": "joint",
                "operational_control": True,
                "basis": "สัญญาร่วมทุน",
            }
        ],
        "reason": "ตามสัญญา",
    },
    "put_trees": {
        "rows": [
            {
                "measured_on": "2022-09-15",
                "place": "สวน",
                "group": "general",
                "diameter_cm": "20",
                "height_m": "12",
            }
        ]
    },
    "put_settings": {"materiality_percent": "5", "reason": "ตามมติ"},
    "put_intervals": {"intervals": [{"of": "activity", "interval": "5", "reason": "ใบรับรอง"}]},
    "put_scope3_decision": {"category": 6, "has_source": True, "scores": {"magnitude": "3"}},
    "add_meter": {
        "code": "W01",
        "kind": "water",
        "name_th": "มาตรน้ำ",
        "channels": [{"name": "m3", "measure": "register", "unit": "ลบ.ม.", "digits": 2}],
    },
    "put_meter": {
        "kind": "electricity",
        "name_th": "หม้อแปลง 1",
        "place": "ห้องไฟฟ้า",
        "reason": "ย้ายที่",
    },
    "replace_register": {
        "channel": "kwh",
        "at": "2026-01-15T08:30:00+07:00",
        "last": "98765.4",
        "first": "0",
        "reason": "เครื่องเสีย",
    },
    "withdraw_meter": {"reason": "เพิ่มผิด"},
    "withdraw_replacement": {"reason": "ไม่ได้เปลี่ยน"},
    "make_meter_token": {"name": "เกตเวย์"},
    "make_gateway_token": {"name": "กล่อง 1", "meters": ["E01"]},
    "amend_base_year_change": {"included_in": "1", "why": "รวมในฉบับที่ 1 แล้ว"},
}
IN_JSON = frozenset({"add_meter", "replace_register", "make_meter_token", "make_gateway_token"})
"""What is posted as JSON; other posts are forms."""

OF_ONES_OWN = {"organisation_id", "year_be", "change_number"}
"""Parts of addresses that are numbers of an organisation's own, or the organisation itself."""


class Operation(NamedTuple):
    """One operation of the document."""

    id: str
    method: str
    path: str
    declared: dict[str, Any]

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts of its address."""
        return tuple(re.findall(r"\{(\w+)\}", self.path))

    @property
    def of_an_organisation(self) -> bool:
        return "organisation_id" in self.parts

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids that it takes besides the organisation's."""
        return tuple(one for one in self.parts if one not in OF_ONES_OWN)

    def ask(self, client: Client, places: Places, **other: object) -> Any:
        """Send the request for what an organisation has."""
        given = {**places._asdict(), **other}
        address = self.path.format(**{name: given[name] for name in self.parts})
        query = {
            name: str(given[name] if value is None else value)
            for name, value in NEEDED.get(self.id, {}).items()
        }
        if self.id == "read_trace":
            query["name"] = str(other.get("name", query["name"]))
        if self.method == "get":
            return _read(client.get(address, query))
        body: dict[str, Any] = dict(BODIES.get(self.id, {}))
        if self.id == "put_entity_link":
            body = {"belonging": "source", "code": places.source_code, "whose": "itself"}
        if self.method == "delete":
            return client.delete(address)
        if self.method == "put":
            return client.put(address, body, content_type="application/json")
        if self.id in IN_JSON:
            return client.post(address, body, content_type="application/json")
        if self.id in {"import_workbook", "propose_columns"}:
            body = {"file": SimpleUploadedFile("a.xlsx", template())}
        elif self.id == "take_base_year_form":
            form = filled_form(period="ต.ค. 2560 - ก.ย. 2561")
            body = {"file": SimpleUploadedFile("TCFO_R_01.xlsx", form)}
        elif self.id == "answer_finding":
            body = {"mark": given["mark"], "reason": "ตรวจแล้ว"}
        return client.post(address, body)


def _read(answer: Any) -> Any:
    """An answer; a file of it is closed at its end."""
    if answer.streaming:
        list(answer)
    return answer


OPERATIONS = [
    Operation(one["operationId"], method, path, one)
    for path, methods in DOCUMENT["paths"].items()
    for method, one in methods.items()
    if method in METHODS
]
OF_METERS = frozenset({"post_readings", "post_meter_readings"})
"""Operations that a meter opens with its own token: tests/api/test_post_readings.py."""

OF_ACCOUNTS = [one for one in OPERATIONS if one.id not in OF_METERS]
OF_AN_ORGANISATION = [one for one in OPERATIONS if one.of_an_organisation]

"""Accounts with keys: an owner, colleagues, somebody of another organisation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.test import Client
from django.utils import timezone
from tests.kept_documents import kept_documents
from tests.services.books import template
from tests.web.homes import CHANGE, DEMO, HOSTILE
from tests.web.people import member

from fahsai.core.access.roles import PERMISSIONS, Permission, Role
from fahsai.core.finding import Level
from fahsai.core.inventory.mistakes.answer import mark_of
from fahsai.core.metering.meter import MeterKind
from fahsai.records.models import Account
from fahsai.services.access import organisation_by_code
from fahsai.services.accounts import actor_of
from fahsai.services.activity_upload import offer_workbook
from fahsai.services.actors import LOCAL_OWNER
from fahsai.services.api_keys import FOR_PEOPLE_ONLY, KeyWanted, make_key
from fahsai.services.calculate_year import calculate_year
from fahsai.services.evidence import keep_evidence
from fahsai.services.evidence_files import evidence_files
from fahsai.services.gateway_tokens import GatewayEntry, make_gateway_token
from fahsai.services.legal_entities import EntityEntry, add_legal_entity
from fahsai.services.meter_tokens import make_token
from fahsai.services.meters import MeterEntry, add_meter
from fahsai.services.receipts import receipts
from fahsai.services.replace_register import ExchangeEntry, replace_register
from fahsai.services.sources import sources
from fahsai.services.uploads import Upload

HERE: dict[str, Any] = {"HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1"}


NOTHING = UUID(int=0)


class Places(NamedTuple):
    """One thing of each kind that an organisation has."""

    organisation_id: UUID
    source_id: UUID
    import_id: UUID
    document_id: UUID
    evidence_id: UUID
    entity_id: UUID
    source_code: str
    job_id: UUID
    year_be: int
    place: str
    from_year: int
    mark: str = "0" * 16  # of a warning of the year
    change_number: int = CHANGE  # of a change since the base year
    meter_id: UUID = NOTHING
    token_id: UUID = NOTHING
    replacement_id: UUID = NOTHING
    gateway_token_id: UUID = NOTHING
    meter_code: str = "E01"


class People(NamedTuple):
    """Keys, by what their accounts are."""

    keys: dict[Role, str]  # of the demonstration, with all that the role may
    narrow: str  # an administrator's key that may only enter data
    blind: str  # an administrator's key that may do all but enter data
    stranger: str  # an administrator's key of the other organisation
    administrator: Account
    demo: Places
    hostile: Places


def key_of(account: Account, organisation_id: UUID, *scopes: Permission, days: int = 30) -> str:
    """A key that the account makes for itself; with all it may where no scope is given."""
    actor = actor_of(account.id)
    assert actor is not None
    allowed = {one for one in Permission if actor.may(organisation_id, one)} - FOR_PEOPLE_ONLY
    wanted = KeyWanted("ทดสอบ", frozenset(scopes or allowed), days)
    made, findings = make_key(actor, organisation_id, wanted, now=timezone.now())
    assert made is not None, findings
    return made.secret


def places(code: str, year_be: int) -> Places:
    """What an organisation has, with a file of evidence."""
    organisation = organisation_by_code(LOCAL_OWNER, code)
    one = organisation.id
    keep_evidence(LOCAL_OWNER, one, {"บิล<b>.html": b"<script>alert(1)</script>"})
    document = kept_documents(one)[0]
    result = calculate_year(LOCAL_OWNER, one, year_be, today=timezone.localdate())
    meter_id, token_id, replacement_id = metered(one)
    gateway, said = make_gateway_token(
        LOCAL_OWNER, one, GatewayEntry("ตู้", every_meter=True), now=timezone.now()
    )
    assert gateway is not None, said
    return Places(
        organisation_id=one,
        source_id=sources(LOCAL_OWNER, one)[0].id,
        source_code=sources(LOCAL_OWNER, one)[0].code,
        entity_id=_entity(one),
        import_id=receipts(LOCAL_OWNER, one)[0].id,
        document_id=document.id,
        evidence_id=evidence_files(LOCAL_OWNER, one)[0].id,
        job_id=offer_workbook(LOCAL_OWNER, one, Upload("a.xlsx", "", template())),
        meter_id=meter_id,
        token_id=token_id,
        replacement_id=replacement_id,
        gateway_token_id=gateway.token.id,
        year_be=year_be,
        from_year=year_be if code == HOSTILE else year_be - 1,
        mark=next(mark_of(said) for said in result.findings if said.level is Level.WARNING),
        place=_place(one, document.id, {source.source.id for source in result.calculation.sources}),
    )


def _entity(organisation_id: UUID) -> UUID:
    """A legal entity that nothing belongs to: it moves no figure."""
    made, said = add_legal_entity(LOCAL_OWNER, organisation_id, "JV", EntityEntry("ร่วมทุน"))
    assert made is not None, said
    return made.id


def metered(organisation_id: UUID, unit: str = "") -> tuple[UUID, UUID, UUID]:
    """A meter with a token, and a register that was exchanged in it."""
    entry = MeterEntry(MeterKind.ELECTRICITY, "หม้อแปลง 1", unit=unit)
    meter, said = add_meter(LOCAL_OWNER, organisation_id, "E01", entry)
    assert meter is not None, said
    now = timezone.now()
    token, said = make_token(LOCAL_OWNER, organisation_id, meter.id, "เกตเวย์", now=now)
    assert token is not None, said
    exchange = ExchangeEntry("kwh", now - timedelta(days=30), reason="หมดอายุ")
    kept, said = replace_register(LOCAL_OWNER, organisation_id, meter.id, exchange, now=now)
    assert kept is not None, said
    return meter.id, token.token.id, kept.id


def _place(organisation_id: UUID, document_id: UUID, known: set[UUID]) -> str:
    from fahsai.services.document_cells import document_cells

    cells = document_cells(LOCAL_OWNER, organisation_id, document_id)
    return next(one.place for one in cells if one.source_id in known and not one.base_year)


def settle() -> People:
    """Accounts in each role of the demonstration with a key each; the records must be open."""
    demo, hostile = places(DEMO, 2565), places(HOSTILE, 2566)
    accounts = {role: member(demo.organisation_id, role) for role in Role}
    administrator = accounts[Role.ADMINISTRATOR]
    other = member(hostile.organisation_id, Role.ADMINISTRATOR, name="other")
    scopes = PERMISSIONS[Role.ADMINISTRATOR] - FOR_PEOPLE_ONLY
    return People(
        keys={role: key_of(one, demo.organisation_id) for role, one in accounts.items()},
        narrow=key_of(administrator, demo.organisation_id, Permission.ENTER_DATA),
        blind=key_of(administrator, demo.organisation_id, *(scopes - {Permission.ENTER_DATA})),
        stranger=key_of(other, hostile.organisation_id),
        administrator=administrator,
        demo=demo,
        hostile=hostile,
    )


def program(key: str | None) -> Client:
    """A program on this machine that sends a key (none where None)."""
    sent: dict[str, Any] = {} if key is None else {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    return Client(raise_request_exception=False, **HERE, **sent)


def problem_of(response: Any) -> str:
    """The code of a refusal, which must be a problem."""
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert set(body) == {"type", "code", "status", "title", "detail", "fields", "findings"}
    assert body["type"] == f"urn:fahsai:problem:{body['code']}"
    assert body["title"]
    assert body["detail"]
    assert "{" not in body["detail"]
    return str(body["code"])

"""Comparing years and versions, and the base year: its policy, changes since, the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Form, Path, Query, Router, Schema
from pydantic import Field

from fahsai.api.answers import (
    FIRST_YEAR_BE,
    LAST_VERSION,
    LAST_YEAR_BE,
    AskedVersion,
    YearBe,
    tagged,
    year_of,
)
from fahsai.api.document import told
from fahsai.api.key import asking
from fahsai.api.problems import RefusedError
from fahsai.api.shapes.years import (
    BaseYearChangeShape,
    BaseYearShape,
    ChangeAmended,
    ComparisonShape,
    PolicyKept,
    base_year_shape,
    kept_change_shape,
)
from fahsai.core.access.roles import Permission
from fahsai.core.inventory.base_year import BaseYearChange, BaseYearPolicy, ChangeKind
from fahsai.core.thai.period import YEAR_KINDS
from fahsai.services.access import NotFoundError, admit, organisation_of
from fahsai.services.base_year import base_year_of
from fahsai.services.base_year_records import (
    KeptChange,
    amend_change,
    base_year_changes,
    record_change,
    set_base_year_policy,
)
from fahsai.services.compare_versions import VersionNamed, compare_versions
from fahsai.services.difference_json import difference_json

router = Router()
OF_AN_ORGANISATION = "/organisations/{organisation_id}"
OF_A_YEAR = f"{OF_AN_ORGANISATION}/years/{{year_be}}"
LONGEST = 4000
LONGEST_PROPOSAL = 240

LAST_CHANGE = 1_000_000

NUMBER = r"^-?(0|[1-9][0-9]{0,19})(\.[0-9]{1,12})?$"
Number = Annotated[str, Form(pattern=NUMBER)]


class FromAsked(Schema):
    """The version to compare with; the newest of its year where no number is said."""

    from_year: int = Field(ge=FIRST_YEAR_BE, le=LAST_YEAR_BE)
    from_version: int | None = Field(None, ge=1, le=LAST_VERSION)
    from_period: Literal["fiscal", "calendar"] | None = None


@router.get(
    f"{OF_A_YEAR}/comparison",
    response=ComparisonShape,
    by_alias=True,
    **told("compare_versions", "comparisons", 404, unchanged=True),
)
def compare(
    request: HttpRequest,
    organisation_id: UUID,
    year_be: YearBe,
    version: AskedVersion,
    other: Annotated[FromAsked, Query()],
) -> HttpResponse:
    """Why this version differs from another, by cause and by source."""
    actor = asking(request)
    asked = year_of(version)
    kind = None if other.from_period is None else YEAR_KINDS[other.from_period]
    compared = compare_versions(
        actor,
        organisation_id,
        VersionNamed(other.from_year, other.from_version, kind),
        VersionNamed(year_be, asked["number"], asked["kind"]),
        today=asked["today"],
    )
    code = organisation_of(actor, organisation_id).code
    return tagged(request, difference_json(compared, code))


@router.get(
    f"{OF_A_YEAR}/base-year",
    response=BaseYearShape,
    **told("read_base_year", "base_years", 404, unchanged=True),
)
def read_base_year(
    request: HttpRequest, organisation_id: UUID, year_be: YearBe, version: AskedVersion
) -> HttpResponse:
    """The policy, the changes since the base year, and whether it is calculated anew."""
    seen = base_year_of(asking(request), organisation_id, year_be, **year_of(version))
    return tagged(request, base_year_shape(seen).model_dump(mode="json"))


@router.post(
    f"{OF_AN_ORGANISATION}/base-year-policy",
    response=PolicyKept,
    **told("declare_base_year_policy", "base_years", 404, 409, 413, 415),
)
def declare_policy(
    request: HttpRequest,
    organisation_id: UUID,
    threshold_percent: Number,
    structural: Annotated[bool, Form()] = True,  # noqa: FBT002 - a field of the form
    method: Annotated[bool, Form()] = True,  # noqa: FBT002
    error: Annotated[bool, Form()] = True,  # noqa: FBT002
    text: Annotated[str, Form(max_length=LONGEST)] = "",
    reason: Annotated[str, Form(max_length=LONGEST)] = "",
) -> PolicyKept:
    """Declare from which effect on the base year is calculated anew; a later one for a reason."""
    policy = BaseYearPolicy(Decimal(threshold_percent), structural, method, error, text.strip())
    changed, findings = set_base_year_policy(
        asking(request), organisation_id, policy, reason=reason
    )
    if findings:
        raise RefusedError("base_year_refused", findings=findings)
    return PolicyKept(changed=changed)


@router.post(
    f"{OF_AN_ORGANISATION}/base-year-changes",
    response=BaseYearChangeShape,
    **told("record_base_year_change", "base_years", 404, 409, 413, 415),
)
def record(
    request: HttpRequest,
    organisation_id: UUID,
    base_year_be: Annotated[int, Form(ge=FIRST_YEAR_BE, le=LAST_YEAR_BE)],
    change_kind: Annotated[ChangeKind, Form()],
    happened_on: Annotated[date, Form()],
    effect_kg: Number,
    reason: Annotated[str, Form(min_length=1, max_length=LONGEST)],
    source_code: Annotated[str, Form(max_length=200)] = "",
    included_in: Annotated[int, Form(ge=0, le=LAST_VERSION)] = 0,
    answers: Annotated[str, Form(max_length=LONGEST_PROPOSAL)] = "",
) -> BaseYearChangeShape:
    """Record a change since a base year; the same one again is answered and not recorded."""
    actor = asking(request)
    admit(actor, organisation_id, Permission.SETTLE)
    change = BaseYearChange(
        base_year_be,
        change_kind,
        happened_on,
        Decimal(effect_kg),
        reason.strip(),
        source_code.strip(),
        included_in,
        answers.strip(),
    )
    known = [one for one in base_year_changes(actor, organisation_id) if one.change == change]
    if not known:
        _, findings = record_change(actor, organisation_id, change)
        if findings:
            raise RefusedError("base_year_refused", findings=findings)
        known = [one for one in base_year_changes(actor, organisation_id) if one.change == change]
    return kept_change_shape(known[0])


class ChangeSaid(Schema):
    """What of a recorded change is otherwise; what is not given stays as it is."""

    base_year_be: int | None = Field(None, ge=FIRST_YEAR_BE, le=LAST_YEAR_BE)
    change_kind: ChangeKind | None = None
    happened_on: date | None = None
    effect_kg: str | None = Field(None, pattern=NUMBER)
    reason: str | None = Field(None, min_length=1, max_length=LONGEST)
    source_code: str | None = Field(None, max_length=200)
    included_in: int | None = Field(None, ge=0, le=LAST_VERSION)


@router.post(
    f"{OF_AN_ORGANISATION}/base-year-changes/{{change_number}}",
    response=ChangeAmended,
    **told("amend_base_year_change", "base_years", 404, 409, 413, 415),
)
def amend(
    request: HttpRequest,
    organisation_id: UUID,
    change_number: Annotated[int, Path(ge=0, le=LAST_CHANGE)],
    said: Annotated[ChangeSaid, Form()],
    why: Annotated[str, Form(min_length=1, max_length=LONGEST)],
    withdrawn: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
) -> ChangeAmended:
    """Say a recorded change otherwise, or take it back (``withdrawn``), for a reason."""
    actor = asking(request)
    admit(actor, organisation_id, Permission.SETTLE)
    kept = _kept_change(base_year_changes(actor, organisation_id), change_number)
    given = said.model_dump(exclude_none=True)
    if "effect_kg" in given:
        given["effect_kg"] = Decimal(given["effect_kg"])
    wanted = None if withdrawn else replace(kept.change, **given)
    changed, findings = amend_change(actor, organisation_id, change_number, wanted, why)
    if findings:
        raise RefusedError("base_year_refused", findings=findings)
    if withdrawn:
        return ChangeAmended(changed=changed, change=None)
    after = _kept_change(base_year_changes(actor, organisation_id), change_number)
    return ChangeAmended(changed=changed, change=kept_change_shape(after))


def _kept_change(changes: tuple[KeptChange, ...], number: int) -> KeptChange:
    for one in changes:
        if one.number == number:
            return one
    raise NotFoundError(str(number))

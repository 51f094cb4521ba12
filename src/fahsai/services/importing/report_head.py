"""What a report workbook says of the organisation itself and of how its year is computed."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.base_year import TRIGGERS, BaseYearPolicy
from fahsai.records.locks import hold_records
from fahsai.records.models import OrganisationProfile, Person
from fahsai.services.base_year_records import base_year_policy, set_base_year_policy
from fahsai.services.inventories import settings_in_use
from fahsai.services.keeping.base_years import unfit_base, usual_base
from fahsai.services.keeping.organisations import describe_anew
from fahsai.services.keeping.people import person_named
from fahsai.services.keeping.versions import Settings, keep_settings
from fahsai.services.rules import factor_set_following, factor_set_in_force

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.gateways.workbooks.report.book import OrganisationEntry
    from fahsai.services.inventories import Version

OF_PRODUCTION = "production_unit"
"""The one field of the profile that follows from the content of the report."""


def keep_profile(
    actor: Actor, owner: UUID, entry: OrganisationEntry, name: str, *, may_manage: bool
) -> tuple[int, tuple[Finding, ...]]:
    """Bring the profile in line with a report workbook; how many rows that made.

    Args:
        actor: who enters the workbook.
        owner: the organisation.
        entry: what the workbook says of it.
        name: the workbook's name, the reason that is kept with a change.
        may_manage: whether the actor may change the profile; if not it stays.

    Findings: ``report.profile_left`` with what the workbook says otherwise.
    """
    hold_records(owner)
    head = OrganisationProfile.rows.of(owner).current().first()
    production = entry.production or entry.base_production
    wanted = {
        "name_th": entry.name_th or (head.name_th if head else entry.code),
        "name_en": entry.name_en,
        "kind": entry.kind,
        "address": entry.address,
        "province": entry.province,
        OF_PRODUCTION: production.unit if production else "",
    }
    if head is None:  # the founding tells of it
        OrganisationProfile(organisation_id=owner, actor_id=actor.id, **wanted).save()
        return 1, ()
    changed = [key for key, value in wanted.items() if getattr(head, key) != value]
    if not may_manage:
        left = ", ".join(key for key in changed if key != OF_PRODUCTION)
        if not left:
            return 0, ()
        return 0, (finding("report.profile_left", Level.WARNING, name, profile_fields=left),)
    if not changed:
        return 0, ()
    describe_anew(actor.id, head, wanted, name)
    return 1, ()


def keep_report_settings(
    actor: Actor,
    version: Version,
    entry: OrganisationEntry,
    name: str,
    *,
    today: date,
    may_settle: bool,
) -> tuple[Finding, ...]:
    """Bring the settings of a version in line with a report workbook.

    Args:
        actor: who enters the workbook.
        version: a draft.
        entry: what the workbook says of the year.
        name: the workbook's name, the reason that is kept with a change.
        today: the report date where neither the workbook nor the version gives one.
        may_settle: whether the actor may settle how a year is computed; if not, all stays.

    Returns:
        ``report.settings_left`` with what the workbook says otherwise, where that stays;
        ``version.base_year_turnaround``, an error, where nothing is kept.
    """
    if may_settle:
        report_date = entry.report_date or (version.settings or _new(today)).report_date
        before = version.settings or replace(_new(report_date), base_year_be=usual_base(version))
        preparer = (
            str(person_named(version.organisation_id, entry.prepared_by))
            if entry.prepared_by
            else ""
        )
        wanted = _settings(before, entry, preparer)
        refused = unfit_base(version, wanted)
        if not refused:
            keep_settings(actor.id, version, wanted, why=name)
        return refused
    before = settings_in_use(actor, version, today)
    wanted = _settings(before, entry, _preparer_known(version.organisation_id, entry.prepared_by))
    left = [
        one.name
        for one in fields(Settings)
        if getattr(before, one.name) != getattr(wanted, one.name)
    ]
    if not left:
        return ()
    said = finding("report.settings_left", Level.WARNING, name, settings_fields=", ".join(left))
    return (said,)


def _new(day: date) -> Settings:
    return Settings(factor_set_in_force(day), day)


def _preparer_known(owner: UUID, name: str) -> str:
    """The id of the person of a name, who is not kept here; the name when there is none."""
    person = Person.rows.of(owner).filter(name=name).first() if name else None
    return str(person.id) if person else name


def _settings(before: Settings, entry: OrganisationEntry, preparer: str) -> Settings:
    """The settings that a workbook asks for; the list of factors follows the report date."""
    report_date = entry.report_date or before.report_date
    return replace(
        before,
        factor_set=factor_set_following(before.factor_set, before.report_date, report_date),
        report_date=report_date,
        prepared_by=preparer,
        materiality_percent=entry.materiality_percent,
        assurance=entry.assurance,
        approach=entry.approach,
        scope3_criteria=entry.scope3_criteria,
        base_year_be=entry.base_year_be or before.base_year_be,
        turnaround=before.turnaround if entry.turnaround is None else entry.turnaround,
    )


def keep_report_policy(
    actor: Actor, owner: UUID, entry: OrganisationEntry, name: str, *, may_settle: bool
) -> tuple[Finding, ...]:
    """Declare the base-year policy that a report workbook states; one that states none leaves it.

    Findings: those of :func:`~fahsai.services.base_year_records.set_base_year_policy`, or
    ``base_year.policy_left`` where the actor may not settle and it says otherwise.
    """
    kinds = {kind.value: getattr(entry, f"base_{kind.value}") for kind in TRIGGERS}
    stated = {kind: yes for kind, yes in kinds.items() if yes is not None}
    if entry.base_threshold is None and not entry.base_policy and not stated:
        return ()
    stands = base_year_policy(actor, owner).policy
    before = stands or BaseYearPolicy()
    wanted = replace(
        before,
        threshold_percent=before.threshold_percent
        if entry.base_threshold is None
        else entry.base_threshold,
        text=entry.base_policy or before.text,
        **stated,
    )
    if wanted == stands:
        return ()
    if not may_settle:
        return (finding("base_year.policy_left", Level.WARNING, name),)
    return set_base_year_policy(actor, owner, wanted, reason=name)[1]

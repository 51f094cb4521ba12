"""The years that follow a base year, and the form that it was taken from, as they are kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.records.events import record_event
from fahsai.records.form_values import form_data
from fahsai.records.models import FormRecord, FormRecordKind
from fahsai.records.supersede import supersede
from fahsai.services.inventories import Settings, Version, set_settings, settings_in_use, versions
from fahsai.services.keeping.base_years import base_form_row
from fahsai.services.rules import factor_set_in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.base_year import BaseYearForm
    from fahsai.core.thai.period import Period


class Following(NamedTuple):
    """A year after the base year: what it names as its base now, and what it will.

    A submitted version stays as it is.
    """

    version: Version
    before: int | None
    after: int | None

    @property
    def changes(self) -> bool:
        """Whether it names another base year afterwards."""
        return self.before != self.after


def years_following(
    actor: Actor, organisation_id: UUID, period: Period, today: date
) -> tuple[Following, ...]:
    """The newest version of each year after a period, the earliest year first."""
    newest: dict[UUID, Version] = {}
    for one in versions(actor, organisation_id):  # the newest stands first
        newest.setdefault(one.inventory_id, one)
    found = []
    for one in sorted(newest.values(), key=lambda version: version.period.start):
        if one.period.start <= period.start:
            continue
        before = settings_in_use(actor, one, today).base_year_be
        frozen = one.state is VersionState.SUBMITTED
        found.append(Following(one, before, before if frozen else period.year_be))
    return tuple(found)


def base_settings(
    actor: Actor,
    organisation_id: UUID,
    period: Period,
    following: Sequence[Following],
    today: date,
) -> Settings:
    """How the base year will be computed: as it is settled, else like the year that names it."""
    own = version_of_period(actor, organisation_id, period)
    if own is not None and own.settings is not None:
        return own.settings
    naming = [
        one.version.settings
        for one in sorted(
            following,
            key=lambda one: (one.version.period.kind is period.kind, one.version.period.start),
            reverse=True,
        )
        if one.after == period.year_be
    ]
    named = next((one for one in naming if one is not None), None)
    if named is None:
        return Settings(factor_set_in_force(today), today, base_year_be=period.year_be)
    return Settings(
        named.factor_set,
        named.report_date,
        energy_upstream=named.energy_upstream,
        base_year_be=period.year_be,
        approach=named.approach,
    )


def version_of_period(actor: Actor, organisation_id: UUID, period: Period) -> Version | None:
    """The newest version of the year of a period; None where it is not opened."""
    days = (period.start, period.end)
    every = versions(actor, organisation_id)
    return next((one for one in every if (one.period.start, one.period.end) == days), None)


def name_base(actor: Actor, following: Iterable[Following], why: str) -> tuple[Finding, ...]:
    """Settle the base year of the years that follow; those without settings take it anyhow.

    Returns:
        What stands in the way, as of :func:`~fahsai.services.inventories.set_settings`.
    """
    said: list[Finding] = []
    for one in following:
        settings = one.version.settings
        if settings is not None and one.changes:
            wanted = replace(settings, base_year_be=one.after)
            said.extend(set_settings(actor, one.version, wanted, why)[1])
    return tuple(said)


def form_stands(organisation_id: UUID, form: BaseYearForm) -> tuple[bool, bool]:
    """Whether a form is on record as the base year's, and whether any is."""
    head = base_form_row(organisation_id)
    return head is not None and head.data == form_data(form), head is not None


def keep_form(actor: Actor, organisation_id: UUID, form: BaseYearForm, why: str) -> None:
    """Keep from which form the base year was taken, with its own sums, and who said so."""
    head = base_form_row(organisation_id)
    data = form_data(form)
    if head is not None and head.data == data:
        return
    if head is None:
        row = FormRecord(
            organisation_id=organisation_id,
            actor_id=actor.id,
            kind=FormRecordKind.BASE_FORM.value,
            position=0,
            data=data,
            why=why,
        )
    else:
        row = supersede(head, actor_id=actor.id, data=data, why=why)
    row.save()
    record_event(
        organisation_id=organisation_id,
        actor_id=actor.id,
        verb="base_year.taken",
        object_type="base_year",
        object_id=row.id,
        payload={"data": data, "reason": why},
    )


def submitted_stay(following: Iterable[Following], year_be: int) -> tuple[Finding, ...]:
    """``base_year.submitted_stays`` where submitted versions name another base year."""
    names = [
        one.version.name
        for one in following
        if one.version.state is VersionState.SUBMITTED and one.after != year_be
    ]
    if not names:
        return ()
    said = finding("base_year.submitted_stays", Level.INFO, str(year_be), versions=", ".join(names))
    return (said,)

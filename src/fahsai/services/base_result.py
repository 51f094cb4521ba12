"""The result of a base year, and what is to be said of it beside the year that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.base_year import decide, decision_findings
from fahsai.core.inventory.source_list import changed_sources
from fahsai.records.models import FormRecord
from fahsai.services.access import NotFoundError
from fahsai.services.base_proposals import proposals_of
from fahsai.services.base_year_records import changes_in, policy_in
from fahsai.services.calculate_year import (
    YearResult,
    calculate_year,
    frozen_calculations,
    kept_result,
)
from fahsai.services.inventories import settings_in_use
from fahsai.services.keeping.base_years import base_version, unfit_base
from fahsai.services.keeping.consolidated import approach_of, outside_of
from fahsai.services.keeping.frozen import rows_of, sources_of
from fahsai.services.keeping.groups import group_of

if TYPE_CHECKING:
    from datetime import date

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.base_year import Decision
    from fahsai.services.inventories import Version


def base_of(
    actor: Actor, version: Version, year_be: int, today: date, *, of_lines: bool = True
) -> YearResult:
    """The base year's result: what a submitted version froze beside its own, else the current.

    A year of the same kind comes first: a calendar year is compared with a calendar year.

    Raises:
        NotFoundError: nothing was entered for that year.
    """
    base = base_version(version, year_be)
    if base is None:
        raise NotFoundError(str(year_be))
    kept = frozen_calculations(version).get(base.inventory_id)
    if kept is None:
        return calculate_year(
            actor,
            version.organisation_id,
            year_be,
            today=today,
            kind=base.period.kind,
            of_lines=of_lines,
        )
    settings = settings_in_use(actor, base, today)
    return kept_result(base, settings, kept, named_by=version, of_lines=of_lines)


def said_of_base(result: YearResult, base: YearResult) -> tuple[Finding, ...]:
    """What is to be said of another year as the base of a result.

    Findings: ``version.base_year_turnaround``, ``version.base_other_edition``,
    ``version.base_other_approach``, ``version.base_year_draft``, those of
    :func:`~fahsai.core.inventory.source_list.changed_sources`, and of
    :func:`~fahsai.core.inventory.base_year.decision_findings` where the organisation has declared
    a policy.
    """
    said = list(unfit_base(result.version, result.settings))
    if base.calculation.factor_set != result.calculation.factor_set:
        said.append(
            finding(
                "version.base_other_edition",
                Level.WARNING,
                result.version.name,
                edition=result.calculation.factor_set,
                base_edition=base.calculation.factor_set,
            )
        )
    said += _of_other_approach(result, base)
    if result.version.state is base.version.state is VersionState.DRAFT:
        said.append(_movable(result, base))
    owner = result.version.organisation_id
    said += changed_sources(
        base.calculation,
        result.calculation,
        sources_of(result.version),
        result.findings,
        outside_base=outside_of(owner, base.calculation_id),
        outside_now=outside_of(owner, result.calculation_id),
    )
    decided = decision_of(result, base)
    if decided is not None:
        said += decision_findings(decided, base.version.year_be)
    return tuple(said)


def _of_other_approach(result: YearResult, base: YearResult) -> tuple[Finding, ...]:
    """``version.base_other_approach`` where two years of a group are drawn by unlike approaches."""
    if group_of(result.version).alone and group_of(base.version).alone:
        return ()
    here, there = (
        approach_of(one.version, one.calculation_id, one.settings.approach)
        for one in (result, base)
    )
    if here is there:
        return ()
    unlike = finding(
        "version.base_other_approach",
        Level.WARNING,
        result.version.name,
        boundary=here.value,
        base=base.version.name,
        base_boundary=there.value,
    )
    return (unlike,)


def _movable(result: YearResult, base: YearResult) -> Finding:
    """That the base year is a draft: whoever changes a source or a record moves it."""
    return finding(
        "version.base_year_draft", Level.WARNING, result.version.name, base=base.version.name
    )


def decision_of(result: YearResult, base: YearResult) -> Decision | None:
    """Whether the base year is calculated anew; None where no policy was declared.

    A submitted version has the policy and the changes that it froze.
    """
    rows = rows_of(result.version, FormRecord)
    policy = policy_in(rows)
    if policy is None:
        return None
    changes = [one.change for one in changes_in(rows)]
    return decide(
        base.version.year_be,
        base.version.period.start,
        base.calculation.total_kg,
        policy,
        changes,
        proposals=proposals_of(result, base, changes),
        complete=base.calculation.complete,
    )

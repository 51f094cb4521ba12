"""Sections 7 and 8: people, flow of data, calibration, quality scores."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fahsai.core.inventory.activity import Origin
from fahsai.core.inventory.points import (
    ACTIVITY_POINTS,
    FACTOR_POINTS,
    quality_level,
    weighted_quality,
)
from fahsai.core.quantity.exact import ZERO, total
from fahsai.core.quantity.rounding import round_half_up
from fahsai.core.reports.diagram import Flow, Return
from fahsai.core.reports.dossier import TeamRole
from fahsai.core.reports.tcfo_r_02.content import (
    Group,
    GroupedTable,
    Role,
    RoleBlock,
    Row,
    Table,
)
from fahsai.core.reports.tcfo_r_02.emissions import class_name
from fahsai.core.reports.tcfo_r_02.frame import S1, S2, S3, SEPARATE
from fahsai.core.reports.tcfo_r_02.monitoring import origins
from fahsai.core.reports.tcfo_r_02.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal
    from uuid import UUID

    from fahsai.core.inventory.result import ReportingClass, SourceResult
    from fahsai.core.inventory.uncertainty.assess import Uncertainty
    from fahsai.core.reports.dossier import Calibration, TeamMember
    from fahsai.core.reports.tcfo_r_02.frame import Frame
    from fahsai.core.reports.tcfo_r_02.wording import Wording

ROLES = (TeamRole.DATA_MANAGER, TeamRole.COLLECTOR, TeamRole.WRITER, TeamRole.INTERNAL_AUDITOR)
"""The four roles of section 7.1, in the form's order."""

_ACTIVITY_LETTERS = {points: grade.value for grade, points in ACTIVITY_POINTS.items()}
_FACTOR_LETTERS = {points: grade for grade, points in FACTOR_POINTS.items()}
_CALIBRATION_CLASSES = ("1", "2", "3", "separate")


def role_blocks(frame: Frame) -> tuple[RoleBlock, ...]:
    """Section 7.1: one block a unit; a role that nobody has is said in the first block."""
    team = _team(frame)
    by_unit: dict[UUID | None, list[TeamMember]] = {}
    for member in team:
        known = member.unit_id if member.unit_id in frame.units else None
        by_unit.setdefault(known, []).append(member)
    order = [None, *(unit.id for unit in frame.dossier.units)]
    present = [unit_id for unit_id in order if unit_id in by_unit] or [None]
    vacant = {role for role in ROLES if all(member.role is not role for member in team)}
    return tuple(
        RoleBlock(
            frame.dossier.organisation.name_th if unit_id is None else frame.units[unit_id],
            _roles(frame, by_unit.get(unit_id, []), vacant if unit_id == present[0] else set()),
        )
        for unit_id in present
    )


def _team(frame: Frame) -> tuple[TeamMember, ...]:
    """The members with a role of 7.1; the person responsible for data manages it by default."""
    team = [member for member in frame.dossier.team if member.role in ROLES]
    if any(member.role is TeamRole.DATA_MANAGER for member in team):
        return tuple(team)
    return (*(m for m in frame.dossier.team if m.role is TeamRole.DATA_OWNER), *team)


def _roles(frame: Frame, members: list[TeamMember], vacant: set[TeamRole]) -> tuple[Role, ...]:
    roles = []
    for role in ROLES:
        people = tuple(
            (member.name, member.position, member.duty)
            for member in members
            if member.role is role
            or (role is TeamRole.DATA_MANAGER and member.role is TeamRole.DATA_OWNER)
        )
        if not people and role in vacant:
            people = ((frame.wording.plain("nothing"), "", ""),)
        if people:
            roles.append(Role(frame.wording.word("roles", role.value), people))
    return tuple(roles)


def quality_flow(frame: Frame) -> Flow:
    """The chart of section 7.2 on who does what, drawn from the team."""
    people = Counter(member.role for member in _team(frame))
    people[TeamRole.DATA_MANAGER] += people.pop(TeamRole.DATA_OWNER, 0)
    roles = (TeamRole.COLLECTOR, *(role for role in ROLES if role is not TeamRole.COLLECTOR))
    layers = []
    for role in roles:
        count = people[role]
        said = frame.wording.word("diagram", "people", count=count) if count else ""
        layers.append((frame.wording.word("diagram", role.value, people=said),))
    layers.append((frame.wording.word("diagram", "executive"),))
    layers.append((frame.wording.word("diagram", "verifier"),))
    back = Return(start=3, end=0, text=frame.wording.word("diagram", "returned"))
    return Flow(tuple(layers), (back,))


def data_flow(frame: Frame) -> Flow:
    """The chart of section 7.2 on the way of the data, drawn from the sources."""
    wording, calculation = frame.wording, frame.dossier.calculation
    results = [result for result in calculation.sources if not result.source.excluded]
    counts = Counter(origin for result in results for origin in origins(frame, result))
    tonnes = {
        "scope_1": (S1,),
        "scope_2": (S2,),
        "scope_3": (S3,),
        "separate": SEPARATE,
    }
    scopes = tuple(
        wording.word("diagram", key, tonnes=wording.total(_sum(frame, classes)))
        for key, classes in tonnes.items()
    )
    return Flow(
        (
            tuple(wording.word("diagram", o.value, count=counts[o]) for o in Origin),
            (wording.word("diagram", "records", count=len(results)),),
            (
                wording.word(
                    "diagram",
                    "factors",
                    factor_set=wording.named("factor_sets", calculation.factor_set),
                ),
            ),
            scopes,
            (wording.word("diagram", "report"),),
        )
    )


def _sum(frame: Frame, classes: Iterable[ReportingClass]) -> Decimal:
    by_class = frame.dossier.calculation.by_class
    return total(by_class.get(where, ZERO) for where in classes)


def calibrations(frame: Frame) -> GroupedTable:
    """Section 7.3, by scope; meters of the utilities are calibrated by their owner."""
    labels = frame.wording.words["calibration"]["groups"]
    groups = []
    for code, label in zip(_CALIBRATION_CLASSES, labels, strict=True):
        rows = tuple(
            _calibration(frame, item)
            for item in frame.dossier.calibrations
            if item.reporting_class == code
        )
        nothing = Row((frame.wording.plain("nothing"), "", "", "", "", "", ""))
        groups.append(Group(label, rows or (nothing,)))
    columns = (
        "scope", "source", "device", "by", "accuracy", "measured", "allowed", "document",
    )  # fmt: skip
    return GroupedTable("7.3", columns, tuple(groups), figures=("measured", "allowed"))


def _calibration(frame: Frame, item: Calibration) -> Row:
    by = item.calibrated_by
    if item.owned_by_utility and not by:
        by = frame.wording.word("calibration", "by_owner")
    measured, allowed = (
        "" if value is None else f"{figure(value)} {item.error_unit}".strip()
        for value in (item.measured_error, item.allowed_error)
    )
    if (
        item.measured_error is not None
        and item.allowed_error is not None
        and abs(item.measured_error) > item.allowed_error
    ):
        measured = frame.wording.word("calibration", "exceeded", error=measured)
    return Row((item.source, item.device, by, item.accuracy, measured, allowed, item.document))


def scores(frame: Frame) -> Table:
    """Table 5 of section 8: A x B and its level for each source in its main class.

    Scope after scope, and inside each in the order of sections 4 and 5.
    """
    rows = tuple(
        _score(frame, result)
        for where in (S1, S2, S3, *SEPARATE)
        for result in frame.of(where)
        if _main_class(frame, result) is where
    )
    columns = ("class", "source", "A", "B", "AxB", "level")
    return Table("8", columns, rows, figures=("A", "B", "AxB", "level"))


def known_in_words(frame: Frame) -> tuple[str, ...]:
    """Sentences of ours below table 5: the mean score, and how well the total is known.

    Of the uncertainty only what the organisation knows of, with the part of the total that it
    speaks of; nothing where it knows of none.
    """
    said = []
    mean = weighted_quality(
        (one.total_kg, one.activity_points, one.factor_points)
        for one in frame.dossier.calculation.sources
        if one.complete
    )
    if mean is not None:
        score = figure(round_half_up(mean.points, 2))
        said.append(frame.wording.text("weighted_quality", score=score, level=mean.level))
    interval = interval_in_words(frame.dossier.uncertainty, frame.wording)
    return (*said, interval) if interval else tuple(said)


def interval_in_words(known: Uncertainty | None, wording: Wording) -> str:
    """The sentence that prints how well the total is known; empty where nobody knows."""
    width = None if known is None else known.total.width
    if known is None or width is None or not width.kg:
        return ""
    below, above, half, covered = (
        "" if value is None else figure(round_half_up(value, 2))
        for value in (
            width.below_percent,
            width.above_percent,
            width.half_percent,
            known.total.covered_percent,
        )
    )
    return wording.text(
        "known",
        low=wording.total(width.low_kg),
        high=wording.total(width.high_kg),
        tonnes=wording.total(width.kg),
        below=below,
        above=above,
        half=half,
        covered=covered,
        draws=f"{known.draws:,}",
        seed=known.seed,
    )


def _main_class(frame: Frame, result: SourceResult) -> ReportingClass | None:
    reported = (S1, S2, S3, *SEPARATE)
    classes = frame.classes(result)
    return next((where for where in reported if where in classes), None)


def _score(frame: Frame, result: SourceResult) -> Row:
    where = _main_class(frame, result) or S1
    label = where.value if where in (S1, S2, S3) else frame.wording.word("uncertainty", "separate")
    name = class_name(frame, result, where)
    if not result.complete:
        return Row(
            (label, name, "", "", "", frame.wording.plain("not_calculated")), result.source.id
        )
    a, b = result.activity_points, result.factor_points
    return Row(
        (
            label,
            name,
            f"{_ACTIVITY_LETTERS[a]} ({a})",
            f"{_FACTOR_LETTERS[b]} ({b})",
            str(a * b),
            str(quality_level(a, b)),
        ),
        result.source.id,
    )

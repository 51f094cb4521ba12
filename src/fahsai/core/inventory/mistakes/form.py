"""Rules about what a verifier asks for beside the figures: calibration, evidence, pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import Origin
from fahsai.core.inventory.mistakes.doubles import SHORTEST_METER, meter_number
from fahsai.core.inventory.mistakes.habits import UTILITIES
from fahsai.core.inventory.recognise import normalise
from fahsai.core.quantity.exact import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.mistakes.case import Calibrated, Case

ORDER = "appointment_order"


def calibration_error(case: Case) -> Iterator[Finding]:
    """A meter whose error at calibration is above the one that is allowed (form 7.3)."""
    for one in case.form.calibrations if case.form else ():
        if one.measured is None or one.allowed is None or one.by_utility or not one.own:
            continue
        if abs(one.measured) > abs(one.allowed):
            yield finding(
                "mistake.calibration_error",
                Level.WARNING,
                case.name,
                device=one.device or one.source,
                measured=canonical(one.measured),
                allowed=canonical(one.allowed),
                unit=one.error_unit,
            )


def calibration_absent(case: Case) -> Iterator[Finding]:
    """A counted source measured with the organisation's own meter, without a calibration.

    That of another year will do: certificates last longer than a year.
    """
    if case.form is None:
        return
    for entry in case.entries:
        source = entry.source
        measured = any(line.origin is Origin.MEASURED for line in entry.lines)
        counted = entry.kind is not None and entry.kind.method != "not_counted"
        if source is None or not measured or not counted or source.kind in UTILITIES:
            continue
        if not any(_of(one, source) for one in case.form.calibrations):
            yield finding(
                "mistake.calibration_absent", Level.WARNING, entry.subject, label=entry.label
            )


def evidence_missing(case: Case) -> Iterator[Finding]:
    """A source with records that name no evidence."""
    if case.form is None:
        return
    if not any(line.evidence for entry in case.entries for line in entry.lines):
        if any(entry.lines for entry in case.entries):
            yield finding("mistake.evidence_none", Level.WARNING, case.name)
        return
    for entry in case.entries:
        bare = sum(not line.evidence for line in entry.lines)
        if bare:
            yield finding(
                "mistake.evidence_missing",
                Level.WARNING,
                entry.subject,
                label=entry.label,
                count=str(bare),
                of=str(len(entry.lines)),
            )


def picture_missing(case: Case) -> Iterator[Finding]:
    """A picture that the form has a place for and that nobody put there."""
    if case.form is None:
        return
    absent = [one for one in case.form.required if one not in case.form.pictures and one != ORDER]
    if absent:
        yield finding(
            "mistake.picture_missing", Level.WARNING, case.name, picture_uses=", ".join(absent)
        )
    bare = [number for number in case.form.meetings if number not in case.form.pictured]
    if bare:
        yield finding(
            "mistake.meeting_unpictured", Level.WARNING, case.name, numbers=", ".join(bare)
        )


def order_missing(case: Case) -> Iterator[Finding]:
    """No order that appoints the working group (form 11.2)."""
    if case.form is not None and ORDER in case.form.required and ORDER not in case.form.pictures:
        yield finding("mistake.order_missing", Level.WARNING, case.name)


def _of(calibrated: Calibrated, source: EmissionSource) -> bool:
    """Whether a row of form 7.3 speaks of a source: by its code, its name, or its meter."""
    said = normalise(f"{calibrated.source} {calibrated.device}")
    number = meter_number(source.utility_account)
    names = [normalise(one) for one in (source.name_th, source.name_en, source.equipment) if one]
    return (
        source.code.lower() in said.split()
        or any(name in said or normalise(calibrated.source) == name for name in names)
        or (len(number) >= SHORTEST_METER and number in meter_number(said))
    )

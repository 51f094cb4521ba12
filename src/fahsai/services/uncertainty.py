"""How well the total of a year is known, by both approaches of the IPCC; kept as it was made."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from django.db import IntegrityError, transaction

from fahsai.core.access.roles import Permission
from fahsai.core.access.states import VersionState
from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.activity import UNCERTAINTY
from fahsai.core.inventory.points import Quality, weighted_quality
from fahsai.core.inventory.result import TOTALLED
from fahsai.core.inventory.uncertainty.assess import (
    DRAWS,
    LARGEST_SEED,
    MOST_DRAWS,
    SEED,
    VERSION,
    Drawing,
    Line,
    Sums,
    Uncertainty,
    assess,
    line_of,
)
from fahsai.core.inventory.uncertainty.figures import needs_lines, source_figures
from fahsai.core.inventory.uncertainty.interval import interval, wider
from fahsai.core.inventory.uncertainty.meter import meter_interval
from fahsai.core.inventory.uncertainty.simulation import FEWEST, GENERATOR
from fahsai.core.inventory.uncertainty.stated import REASON, stated_findings
from fahsai.core.reports.dossier import Calibration
from fahsai.records.canonical_json import canonical_json
from fahsai.records.events import record_event
from fahsai.records.form_values import form_value
from fahsai.records.models import FormRecord, FormRecordKind, UncertaintyRow, VersionLink
from fahsai.reference.load_packs import packs
from fahsai.services.access import admit
from fahsai.services.calculate_year import YearResult, calculate_year
from fahsai.services.keeping.calculations import load_source_lines
from fahsai.services.keeping.frozen import rows_of
from fahsai.services.keeping.uncertainties import (
    figure_plain,
    stored_uncertainty,
    uncertainty_of_row,
    uncertainty_plain,
)
from fahsai.services.sources import settle_source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.activity import EmissionSource
    from fahsai.core.inventory.result import SourceResult
    from fahsai.core.inventory.uncertainty.stated import Known
    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.inventories import Version


class YearUncertainty(NamedTuple):
    """How well a year is known; ``findings`` are all that is said of it.

    ``quality`` is the score of the form's section 8 over the whole inventory.
    """

    year: YearResult
    uncertainty: Uncertainty
    quality: Quality | None
    findings: tuple[Finding, ...]


class Asked(NamedTuple):
    """How approach 2 is to draw; the same seed draws the same again."""

    draws: int = DRAWS
    seed: int = SEED


USUAL = Asked()
"""How every page and document draws, where nobody asks for something else."""


def uncertainty_of_year(
    actor: Actor,
    organisation_id: UUID,
    year_be: int,
    *,
    today: date,
    number: int | None = None,
    kind: PeriodKind | None = None,
    asked: Asked = USUAL,
) -> YearUncertainty:
    """The uncertainty of a version of a year.

    Raises:
        NotFoundError: nothing was entered for that year, or it has no such version.
        ForbiddenError: the actor sees some units only; an interval speaks of the whole.
        ValueError: more or fewer draws than may be asked for, or such a seed (:func:`problems`).
    """
    admit(actor, organisation_id)
    year = calculate_year(
        actor, organisation_id, year_be, today=today, number=number, kind=kind, of_lines=False
    )
    return uncertainty_of(actor, year, asked)


def uncertainty_of(actor: Actor, year: YearResult, asked: Asked = USUAL) -> YearUncertainty:
    """The uncertainty of a result that was read before.

    A submitted version answers what it froze.  Where no source is known with all
    of its figures, there is nothing to keep.
    """
    owner = year.version.organisation_id
    admit(actor, owner)
    if problems(asked):
        raise ValueError(str(asked))
    found = None
    if asked == USUAL:
        frozen = frozen_uncertainty(year.version)
        found = None if frozen is None else uncertainty_of_row(owner, frozen)
    if found is None:
        found = _known_or_made(actor, year, asked)
    results = year.calculation.sources
    said = tuple(item for one in results for item in stated_findings(one.source))
    quality = weighted_quality(
        (one.total_kg, one.activity_points, one.factor_points) for one in results if one.complete
    )
    return YearUncertainty(year, found, quality, (*said, *found.findings))


def problems(asked: Asked) -> tuple[Finding, ...]:
    """``uncertainty.draws_unusable`` where so many draws, or such a seed, cannot be asked for."""
    if FEWEST <= asked.draws <= MOST_DRAWS and 0 <= asked.seed <= LARGEST_SEED:
        return ()
    return (
        finding(
            "uncertainty.draws_unusable",
            Level.ERROR,
            f"{asked.draws}, {asked.seed}",
            fewest=f"{FEWEST:,}",
            most=f"{MOST_DRAWS:,}",
        ),
    )


def frozen_uncertainty(version: Version) -> UUID | None:
    """The row that a submitted version froze; None for a draft and for one submitted without."""
    if version.state is not VersionState.SUBMITTED:
        return None
    links = VersionLink.rows.of(version.organisation_id).filter(
        version_id=version.id, table_name=TABLE
    )
    return links.values_list("row_id", flat=True).first()


TABLE = UncertaintyRow._meta.db_table  # noqa: SLF001 - Django's way to a table's name


def row_to_freeze(actor: Actor, year: YearResult) -> UUID | None:
    """The kept row of a draft that is being submitted; None where it is not known at all."""
    made = uncertainty_of(actor, year).uncertainty
    rows = UncertaintyRow.rows.of(year.version.organisation_id)
    lines = _lines(year)
    found = rows.filter(
        calculation_id=year.calculation_id, sha256=_inputs(made.calculation, lines, USUAL)
    )
    return found.values_list("id", flat=True).first()


def state_interval(
    actor: Actor, organisation_id: UUID, code: str, what: str, text: str, reason: str
) -> tuple[EmissionSource | None, tuple[Finding, ...]]:
    """State how well one figure of a source is known; see :func:`state_intervals`."""
    return state_intervals(actor, organisation_id, code, {what: (text, reason)})


def state_intervals(
    actor: Actor,
    organisation_id: UUID,
    code: str,
    wanted: Mapping[str, tuple[str, str]],
    *,
    seen: str | None = None,
) -> tuple[EmissionSource | None, tuple[Finding, ...]]:
    """State how well the activity of a source is known, and its factors.

    Args:
        actor: who says so.
        organisation_id: whose source it is.
        code: the source.
        wanted: by what it is of (``activity``, ``factor`` or the role of another factor) the 95 %
            interval, such as ``5`` or ``-20/+44 lognormal`` [%], and why: a certificate, a table
            with its page, whose judgement.  An empty interval takes back what was stated.
        seen: the word of :func:`~fahsai.services.sources.source_seen` of when somebody looked.

    Returns:
        The source as it stands now; or None with ``uncertainty.unusable``,
        ``uncertainty.reason_missing`` and findings of
        :func:`~fahsai.services.sources.settle_source`.

    Raises:
        NotFoundError: there is no source of that code.
    """
    admit(actor, organisation_id, Permission.SETTLE)
    parameters: dict[str, str] = {}
    said = []
    for what, (text, reason) in wanted.items():
        name, said_text, why = f"{UNCERTAINTY}{what}", text.strip(), reason.strip()
        stated = interval(said_text)
        if said_text and stated is None:
            said.append(
                finding("uncertainty.unusable", Level.ERROR, code, parameter=name, value=said_text)
            )
        elif said_text and not why:
            said.append(finding("uncertainty.reason_missing", Level.ERROR, code, parameter=name))
        parameters[name] = "" if stated is None else stated.text
        parameters[f"{name}{REASON}"] = "" if stated is None else why
    if said:
        return None, tuple(said)
    reasons = "; ".join(dict.fromkeys(why.strip() for _, why in wanted.values() if why.strip()))
    return settle_source(
        actor, organisation_id, code, parameters=parameters, reason=reasons, seen=seen
    )


def _known_or_made(actor: Actor, year: YearResult, asked: Asked) -> Uncertainty:
    owner = year.version.organisation_id
    lines = _lines(year)
    calculation = year.calculation
    inputs = _inputs(calculation.sha256, lines, asked)
    found = stored_uncertainty(owner, year.calculation_id, inputs)
    if found is not None:
        return found
    sums = Sums(calculation.sha256, calculation.total_kg, calculation.by_class)
    drawing = Drawing(asked.seed, asked.draws, GENERATOR, _library())
    made = assess(sums, _with_products(year, lines), drawing, year.version.name)
    if made.total.width is not None:
        with suppress(IntegrityError):  # somebody else kept the same one at this moment
            _keep(actor, year, inputs, made)
    return made


@transaction.atomic
def _keep(actor: Actor, year: YearResult, inputs: str, made: Uncertainty) -> None:
    owner = year.version.organisation_id
    row = UncertaintyRow.rows.of(owner).create(
        calculation_id=year.calculation_id, sha256=inputs, data=uncertainty_plain(made)
    )
    record_event(
        organisation_id=owner,
        actor_id=actor.id,
        verb="uncertainty.calculated",
        object_type="calculation",
        object_id=year.calculation_id,
        payload={"uncertainty": str(row.id), "sha256": inputs},
    )


def _lines(year: YearResult) -> tuple[Line, ...]:
    """The sources that are part of the total with their figures."""
    known = _meters(year)
    tables = packs()
    return tuple(
        line_of(one, source_figures(one, tables, _meter(known, one.source)))
        for one in _counted(year)
    )


def _with_products(year: YearResult, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines again where only the results of single records tell which factor made what."""
    known, tables = _meters(year), packs()
    results = {one.source.id: one for one in _counted(year)}
    made = []
    for line in lines:
        result = results[line.source_id]
        if needs_lines(result) and not result.lines:
            owner = year.version.organisation_id
            counted = load_source_lines(owner, year.calculation_id, line.source_id)
            result = result._replace(lines=counted)
            meter = _meter(known, result.source)
            made.append(line_of(result, source_figures(result, tables, meter)))
        else:
            made.append(line)
    return tuple(made)


def _counted(year: YearResult) -> tuple[SourceResult, ...]:
    return tuple(
        one
        for one in year.calculation.sources
        if any(one.by_class.get(where) for where in TOTALLED)
    )


def _meters(year: YearResult) -> Mapping[str, Known]:
    """What the calibrations of the year say of the meters of sources, by what they name.

    A calibration names its source by its code or by its name, as the form has it; of several
    meters of one source the worst counts.
    """
    records = (
        form_value(row)
        for row in rows_of(year.version, FormRecord)
        if row.kind == FormRecordKind.CALIBRATION.value
        and row.inventory_id in {None, year.version.inventory_id}
    )
    found: dict[str, Known] = {}
    for one in records:
        if not isinstance(one, Calibration):
            continue
        document = one.document or one.device
        known = meter_interval(one.measured_error, one.allowed_error, one.error_unit, document)
        named = one.source.strip()
        if known is None or not named:
            continue
        before = found.get(named)
        if before is None or wider(before.interval, known.interval) is known.interval:
            found[named] = known
    return found


def _meter(known: Mapping[str, Known], source: EmissionSource) -> Known | None:
    return known.get(source.code) or known.get(source.name_th.strip())


def _inputs(calculation: str, lines: Sequence[Line], asked: Asked) -> str:
    """The hash of everything that the result is made of."""
    plain = {
        "version": VERSION,
        "calculation": calculation,
        "seed": str(asked.seed),
        "draws": asked.draws,
        "generator": GENERATOR,
        "library": _library(),
        "lines": [
            [line.code, [figure_plain(figure) for figure in line.figures.figures]] for line in lines
        ],
    }
    return sha256(canonical_json(plain).encode()).hexdigest()


def _library() -> str:
    return f"numpy {np.__version__}"

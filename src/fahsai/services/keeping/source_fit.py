"""Whether what a meter counts can be multiplied by the factors of the source that it measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.metered import unit_unfit
from fahsai.core.metering.channel import Measure
from fahsai.records.convert import source_value
from fahsai.records.models import Source
from fahsai.services.keeping.as_printed import as_entered
from fahsai.services.keeping.own_factors import kept_factors
from fahsai.services.keeping.versions import every_version
from fahsai.services.rules import factor_sets, rules_for

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from fahsai.core.metering.declared import ChannelEntry


def unfit_source(
    organisation_id: UUID,
    code: str,
    channels: Sequence[ChannelEntry],
    source_ids: Collection[UUID],
) -> tuple[Finding, ...]:
    """``meter.source_unit_unfit`` for each source that cannot be counted in the meter's unit.

    It is asked with the factors of the newest year that was settled, or else the newest there are.
    A warning: a conversion of that source, or another factor, mends it as well.

    Args:
        organisation_id: whose meter; the caller has asked who acts.
        code: of the meter, for the findings.
        channels: of the meter, their units as we spell them.
        source_ids: the sources that are new to it.
    """
    main = next((one for one in channels if one.measure is not Measure.RATE), None)
    if main is None or not source_ids:
        return ()
    settled = (one.settings for one in every_version(organisation_id))
    pinned = next((one.factor_set for one in settled if one is not None), max(factor_sets()))
    rules = rules_for(pinned).with_own(kept_factors(organisation_id))
    said = []
    for row in Source.rows.of(organisation_id).current().filter(key__in=source_ids):
        source = as_entered(source_value(row))
        if unit_unfit(source, main.unit, rules):
            kind = rules.kinds.get(source.kind)
            told = finding(
                "meter.source_unit_unfit",
                Level.WARNING,
                code,
                channel=main.name,
                unit=main.unit,
                source=source.code,
                name=source.name_th,
                wanted="-" if kind is None else kind.unit,
            )
            said.append(told)
    return tuple(said)

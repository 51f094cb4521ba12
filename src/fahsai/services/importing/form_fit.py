"""Whether a filled form may become the base year, and what is to be said of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from fahsai.core.finding import Finding, Level, finding
from fahsai.core.inventory.base_year import COMMON_THRESHOLD
from fahsai.core.quantity.exact import EXACT
from fahsai.core.quantity.rounding import round_half_up
from fahsai.records.models import OrganisationProfile
from fahsai.services.importing.base_named import version_of_period

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from fahsai.core.access.actor import Actor
    from fahsai.core.thai.period import Period
    from fahsai.gateways.workbooks.book import ActivityBook
    from fahsai.services.sheets.form_compared import FormFigure

HUNDRED, THOUSAND = Decimal(100), Decimal(1000)


def unfit_year(
    actor: Actor, organisation_id: UUID, period: Period, today: date
) -> tuple[Finding, ...]:
    """What keeps a year from being a base year at all."""
    subject = str(period.year_be)
    if period.end > today:
        over = finding(
            "base_year.not_over", Level.ERROR, subject, last_day=period.last_day.isoformat()
        )
        return (over,)
    version = version_of_period(actor, organisation_id, period)
    if version is None or version.settings is None or not version.settings.turnaround:
        return ()
    turned = finding("version.base_year_turnaround", Level.ERROR, version.name, year=subject)
    return (turned,)


def of_another(organisation_id: UUID, book: ActivityBook) -> tuple[Finding, ...]:
    """``base_year.other_organisation`` where the form names somebody else."""
    written = book.cover.organisation if book.cover is not None else ""
    profile = OrganisationProfile.rows.of(organisation_id).current().first()
    if not written or profile is None:
        return ()
    names = {_plain(profile.name_th), _plain(profile.name_en)} - {""}
    if any(name in _plain(written) or _plain(written) in name for name in names):
        return ()
    other = finding(
        "base_year.other_organisation",
        Level.WARNING,
        book.file_name,
        written=written,
        organisation=profile.name_th,
    )
    return (other,)


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def difference_said(year_be: int, whole: FormFigure) -> Iterable[Finding]:
    """``base_year.form_differs``, a warning from the share that organisations commonly declare."""
    if whole.stated is None or whole.ours is None or not whole.differs:
        return
    moved = EXACT.subtract(whole.ours, whole.stated)
    share = (
        EXACT.divide(EXACT.multiply(abs(moved), HUNDRED), whole.stated) if whole.stated else None
    )
    large = share is None or share >= COMMON_THRESHOLD
    yield finding(
        "base_year.form_differs",
        Level.WARNING if large else Level.INFO,
        str(year_be),
        stated=_tonnes(whole.stated),
        ours=_tonnes(whole.ours),
        percent="-" if share is None else f"{round_half_up(share, 2):,f}",
    )


def _tonnes(kg: Decimal) -> str:
    """[kg CO2e] as printed [t CO2e, three decimals]."""
    return f"{round_half_up(EXACT.divide(kg, THOUSAND), 3):,f}"

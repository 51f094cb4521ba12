"""What the address of a year's page asks for, and the year that answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.timezone import localdate

from fahsai.core.access.actor import Actor
from fahsai.core.access.roles import Permission
from fahsai.core.inventory.boundary import Organisation
from fahsai.services.access import ForbiddenError, organisation_by_code
from fahsai.services.calculate_year import YearResult, calculate_year
from fahsai.services.inventories import Version, versions
from fahsai.web.language import language_of
from fahsai.web.shown import Shown
from fahsai.web.year_address import address_query, asked_period, asked_version, period_word

if TYPE_CHECKING:
    from django.http import HttpRequest


class Reading(NamedTuple):
    """A year as one reader sees it.

    ``whole`` is False for who sees some parts of the organisation only: the result is then of
    those parts, and what speaks of all of it (documents, the form) is not shown.
    """

    actor: Actor
    organisation: Organisation
    result: YearResult
    versions: tuple[Version, ...]
    shown: Shown
    whole: bool

    @property
    def period_word(self) -> str:
        """Which of two years of the number, empty where there is one."""
        return period_word(self.result.version, self.versions)

    @property
    def number(self) -> int | None:
        """The number of an older version, None for the newest."""
        here = self.result.version
        same = (one.number for one in self.versions if one.inventory_id == here.inventory_id)
        return None if here.number == max(same, default=here.number) else here.number

    @property
    def query(self) -> str:
        """The end of the addresses of this version's pages."""
        return address_query(self.period_word, self.number)


def read_year(
    request: HttpRequest, actor: Actor, code: str, year_be: int, *, whole_only: bool = False
) -> Reading:
    """The year that an address names, without the results of its single lines.

    ``?version=1`` asks for an older version, ``?period=calendar`` for the calendar year where a
    fiscal one has the same number.

    Raises:
        NotFoundError: there is no such organisation, year or version for this actor.
        ForbiddenError: the page speaks of the whole organisation (``whole_only``), and the actor
            sees some parts of it.
    """
    organisation = organisation_by_code(actor, code)
    whole = actor.units(organisation.id, Permission.SEE) is None
    if whole_only and not whole:
        raise ForbiddenError(Permission.SEE)
    _, kind = asked_period(request)
    result = calculate_year(
        actor,
        organisation.id,
        year_be,
        today=localdate(),
        number=asked_version(request),
        kind=kind,
        of_lines=False,
    )
    shown = Shown(language_of(request))
    return Reading(actor, organisation, result, versions(actor, organisation.id), shown, whole)

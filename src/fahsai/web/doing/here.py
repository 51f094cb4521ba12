"""Which organisation and year a page works on, and whether the one who asks may."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse
from django.utils.timezone import localdate

from fahsai.core.inventory.boundary import Organisation
from fahsai.core.thai.period import YEAR_KINDS
from fahsai.services.access import NotFoundError, admit, admit_part, organisation_by_code
from fahsai.services.inventories import Version, version_of_year, versions
from fahsai.web.language import language_of
from fahsai.web.shown import Shown
from fahsai.web.year_address import address_query, period_word

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.core.access.roles import Permission
    from fahsai.core.thai.period import PeriodKind
    from fahsai.web.shown import Text


class Crumb(NamedTuple):
    """The page above this one."""

    text: object
    address: str


class Here(NamedTuple):
    """An organisation, with the language of the page."""

    organisation: Organisation
    shown: Shown
    back: str
    above: Crumb | None = None

    @property
    def code(self) -> str:
        """The organisation's code."""
        return self.organisation.code

    @property
    def name(self) -> Text:
        """The organisation's name."""
        return self.shown.organisation(self.organisation)


class YearHere(NamedTuple):
    """A year of an organisation: always its newest version, since older ones are frozen."""

    organisation: Organisation
    shown: Shown
    back: str
    version: Version
    query: str
    above: Crumb | None = None

    @property
    def code(self) -> str:
        """The organisation's code."""
        return self.organisation.code

    @property
    def name(self) -> Text:
        """The organisation's name."""
        return self.shown.organisation(self.organisation)

    @property
    def year_be(self) -> int:
        """The Buddhist year."""
        return self.version.year_be

    @property
    def year(self) -> str:
        """The year in the page's era."""
        return self.shown.year(self.version.year_be)

    @property
    def kind(self) -> PeriodKind:
        """Which of two years of one number."""
        return self.version.period.kind

    @property
    def today(self) -> date:
        """The date in Thailand."""
        return localdate()

    def address(self, name: str, *parts: object) -> str:
        """The address of another page of this year."""
        return reverse(name, args=(self.code, self.version.year_be, *parts)) + self.query


def organisation_here(
    request: HttpRequest, actor: Actor, code: str, needed: Permission, *, of_parts: bool = False
) -> Here:
    """The organisation of a page that needs a right: in some part of it, where that is enough.

    Raises:
        NotFoundError: there is none of that code for this actor.
        ForbiddenError: the actor may not.
    """
    organisation = organisation_by_code(actor, code)
    (admit_part if of_parts else admit)(actor, organisation.id, needed)
    shown = Shown(language_of(request))
    return Here(organisation, shown, reverse("organisation", args=(code,)))


def year_here(
    request: HttpRequest,
    actor: Actor,
    code: str,
    year_be: int,
    needed: Permission,
    *,
    of_parts: bool = False,
) -> YearHere:
    """The year of a page that needs a right; ``?period=calendar`` as on the page of the year.

    ``of_parts`` tells that the right is enough in some part of the organisation.

    Raises:
        NotFoundError: there is no such year for this actor.
        ForbiddenError: the actor may not.
    """
    organisation = organisation_by_code(actor, code)
    (admit_part if of_parts else admit)(actor, organisation.id, needed)
    word = request.GET.get("period", "")
    if word and word not in YEAR_KINDS:
        raise NotFoundError(word)
    version = version_of_year(actor, organisation.id, year_be, kind=YEAR_KINDS.get(word))
    query = address_query(period_word(version, versions(actor, organisation.id)))
    back = reverse("year", args=(code, year_be)) + query
    return YearHere(organisation, Shown(language_of(request)), back, version, query)

"""Which organisation, year and version a page works on, and whether the one who asks may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse
from django.utils.timezone import localdate

from fahsai.services.access import admit, admit_part, organisation_by_code
from fahsai.services.inventories import version_of_year, versions
from fahsai.web.language import language_of
from fahsai.web.shown import Shown
from fahsai.web.year_address import address_query, asked_period, asked_version, period_word

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.core.access.roles import Permission
    from fahsai.core.inventory.boundary import Organisation
    from fahsai.core.thai.period import PeriodKind
    from fahsai.services.inventories import Version
    from fahsai.web.shown import Text


class Crumb(NamedTuple):
    """The page above this one."""

    text: object
    address: str


@dataclass(frozen=True)
class OrganisationHere:
    """An organisation, with the language of the page and where its way back leads."""

    organisation: Organisation
    shown: Shown
    back: str
    above: Crumb | None = None

    @property
    def owner(self) -> UUID:
        """The organisation's id, as the services ask for it."""
        return self.organisation.id

    @property
    def code(self) -> str:
        """The organisation's code."""
        return self.organisation.code

    @property
    def name(self) -> Text:
        """The organisation's name."""
        return self.shown.organisation(self.organisation)


@dataclass(frozen=True, kw_only=True)
class YearHere(OrganisationHere):
    """A version of a year of an organisation, with how the addresses of its pages end."""

    version: Version
    query: str

    @property
    def year_be(self) -> int:
        """The Buddhist year."""
        return self.version.year_be

    @property
    def year(self) -> str:
        """The year in the page's era."""
        return self.shown.year(self.version.year_be)

    @property
    def version_name(self) -> str:
        """The version in words."""
        return self.shown.word("values", "version", number=str(self.version.number))

    @property
    def year_and_version(self) -> str:
        """Both, as the way to a page names them."""
        return f"{self.year} {self.version_name}"

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
    request: HttpRequest,
    actor: Actor,
    code: str,
    needed: Permission | None = None,
    *,
    of_parts: bool = False,
) -> OrganisationHere:
    """The organisation of a page, where that needs a right (in some part of it: ``of_parts``).

    Raises:
        NotFoundError: there is none of that code for this actor.
        ForbiddenError: the actor may not.
    """
    organisation = organisation_by_code(actor, code)
    if needed is not None:
        (admit_part if of_parts else admit)(actor, organisation.id, needed)
    shown = Shown(language_of(request))
    return OrganisationHere(organisation, shown, reverse("organisation", args=(code,)))


def year_here(
    request: HttpRequest,
    actor: Actor,
    code: str,
    year_be: int,
    needed: Permission | None = None,
    *,
    of_parts: bool = False,
) -> YearHere:
    """The newest version of the year of a page; ``?period=calendar`` as on the page of the year.

    Raises:
        NotFoundError: there is no such year for this actor.
        ForbiddenError: the actor may not.
    """
    here = organisation_here(request, actor, code, needed, of_parts=of_parts)
    _, kind = asked_period(request)
    version = version_of_year(actor, here.owner, year_be, kind=kind)
    query = address_query(period_word(version, versions(actor, here.owner)))
    return _of_year(here, version, query)


def version_here(request: HttpRequest, actor: Actor, code: str, year_be: int) -> YearHere:
    """The version of a year that the address names by ``?version=1``, or the newest.

    Raises:
        NotFoundError: there is no such organisation, year or version for this actor.
    """
    here = organisation_here(request, actor, code)
    word, kind = asked_period(request)
    number = asked_version(request)
    version = version_of_year(actor, here.owner, year_be, number=number, kind=kind)
    return _of_year(here, version, address_query(word, number))


def _of_year(here: OrganisationHere, version: Version, query: str) -> YearHere:
    back = reverse("year", args=(here.code, version.year_be)) + query
    return YearHere(here.organisation, here.shown, back, version=version, query=query)

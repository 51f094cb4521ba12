"""The version of a year that an address of the reviewers' pages names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.inventory.boundary import Organisation
from fahsai.services.access import organisation_by_code
from fahsai.services.inventories import Version, version_of_year
from fahsai.web.language import language_of
from fahsai.web.shown import Shown
from fahsai.web.year.asked import asked_period, asked_version
from fahsai.web.year_address import address_query

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fahsai.core.access.actor import Actor
    from fahsai.web.shown import Text


class ReviewedYear(NamedTuple):
    """A version of a year, with how its addresses end and the language that is asked in."""

    organisation: Organisation
    version: Version
    query: str
    shown: Shown

    @property
    def code(self) -> str:
        """The code of the organisation."""
        return self.organisation.code

    @property
    def year_be(self) -> int:
        """The Buddhist year."""
        return self.version.year_be

    @property
    def name(self) -> Text:
        """The name of the organisation."""
        return self.shown.organisation(self.organisation)

    @property
    def year(self) -> str:
        """The year in the page's era."""
        return self.shown.year(self.version.year_be)

    @property
    def crumb(self) -> str:
        """The year and version, as the way to this page names them."""
        return f"{self.year} {self.version_name}"

    @property
    def version_name(self) -> str:
        """The version in words."""
        return self.shown.word("values", "version", number=str(self.version.number))


def reviewed_year(request: HttpRequest, actor: Actor, code: str, year_be: int) -> ReviewedYear:
    """The newest version of the year, or the one that ``?version=1`` names.

    Raises:
        NotFoundError: there is no such organisation, year or version for this actor.
    """
    organisation = organisation_by_code(actor, code)
    number = asked_version(request)
    word, kind = asked_period(request)
    version = version_of_year(actor, organisation.id, year_be, number=number, kind=kind)
    return ReviewedYear(
        organisation, version, address_query(word, number), Shown(language_of(request))
    )

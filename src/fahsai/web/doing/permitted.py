"""What somebody may do with a year: the links that a page of it shows.

Two templates print them, each where its page includes it:

* ``fahsai/doing/actions.html`` on the pages of a year takes ``code``, ``year_be``, ``query`` (the
  end of the year's address), ``period`` (its word, where the number is not enough), ``draft``
  (whether its newest version is one), ``may``, and ``may_enter`` (in some part at least);
* ``fahsai/doing/source_actions.html`` on the page of a source takes ``code``, ``year_be``,
  ``name`` (the source's code), ``query``, ``may`` and ``biomass`` (whether the questions on
  renewable biomass are asked of it).

``may`` is what :func:`permitted` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fahsai.core.access.roles import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from fahsai.core.access.actor import Actor


class Permitted(NamedTuple):
    """One word for each kind of deed that the pages of a year offer.

    ``enter`` is said of some part at least, all others of the whole organisation.
    """

    enter: bool
    settle: bool
    write: bool
    submit: bool
    review: bool
    see_history: bool


def permitted(actor: Actor, organisation_id: UUID) -> Permitted:
    """What the actor may do: enter data for some part, all else for the whole organisation."""

    def may(permission: Permission) -> bool:
        return actor.units(organisation_id, permission) is None

    return Permitted(
        enter=actor.may(organisation_id, Permission.ENTER_DATA),
        settle=may(Permission.SETTLE),
        write=may(Permission.WRITE_REPORT),
        submit=may(Permission.SUBMIT),
        review=may(Permission.REVIEW),
        see_history=may(Permission.SEE_HISTORY),
    )

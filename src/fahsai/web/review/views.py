"""The pages of review points: a list, one point with its thread, and a form for each step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect

from fahsai.core.access.roles import Permission
from fahsai.core.assurance.review import FINAL, Move, PointState, ReviewKind
from fahsai.core.thai.digits import to_arabic
from fahsai.services.review import (
    admit_mover,
    answer_point,
    close_point,
    point,
    points,
    raise_point,
    reject_answer,
    withdraw_point,
)
from fahsai.web.here import version_here
from fahsai.web.pager import paged
from fahsai.web.pages import form_page, page, printed
from fahsai.web.review.forms import FORMS, LONGEST_SUBJECT, PointsFilter, RaiseForm
from fahsai.web.review.review_page import point_shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

    from fahsai.core.access.actor import Actor
    from fahsai.core.finding import Finding
    from fahsai.services.review import Point
    from fahsai.web.here import YearHere

DONE: Mapping[Move, Callable[..., tuple[Point | None, tuple[Finding, ...]]]] = {
    Move.ANSWER: answer_point,
    Move.CLOSE: close_point,
    Move.REJECT: reject_answer,
    Move.WITHDRAW: withdraw_point,
}


@page
def review(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """The points of a version, of one state or kind when the address asks for it."""
    year = version_here(request, actor, code, year_be)
    wanted = PointsFilter(year.shown, data=request.GET)
    wanted.is_valid()
    asked = wanted.cleaned_data  # what is no choice is left out, and said above the list
    found = points(
        actor,
        year.owner,
        year.version,
        state=PointState(asked["state"]) if asked.get("state") else None,
        kind=ReviewKind(asked["kind"]) if asked.get("kind") else None,
    )
    return printed(
        request,
        "review/points.html",
        year=year,
        form=wanted,
        kept=[(name, request.GET[name]) for name in ("version", "period") if name in request.GET],
        pager=paged([point_shown(one, year.shown) for one in found], request, year.shown),
        may_raise=_reviews(actor, year),
    )


@page
def review_point(
    request: HttpRequest, actor: Actor, code: str, year_be: int, point: str
) -> HttpResponse:
    """One point with everything that was said."""
    year = version_here(request, actor, code, year_be)
    return printed(
        request,
        "review/point.html",
        year=year,
        point=point_shown(_point(actor, year, point), year.shown),
        history=actor.units(year.owner, Permission.SEE_HISTORY) is None,
    )


@form_page
def review_raise(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """Raise a point; ``?subject=S05`` says about what."""
    year = version_here(request, actor, code, year_be)
    admit_mover(actor, year.owner)
    about = request.GET.get("subject", "")[:LONGEST_SUBJECT]
    form = RaiseForm(year.shown, request, initial={"subject": about})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        raised, said = raise_point(
            actor,
            year.owner,
            year.version,
            ReviewKind(given["kind"]),
            given["text"],
            given["subject"],
            to_arabic(given["amount"]),
        )
        if raised is not None:
            done = year.shown.word("review", "raised", code=raised.code)
            messages.success(request, done)
            return _to_point(year, raised.code)
        form.refuse(said)
    return printed(request, "review/raise.html", year=year, form=form)


@form_page
def review_answer(
    request: HttpRequest, actor: Actor, code: str, year_be: int, point: str
) -> HttpResponse:
    """Answer a point."""
    return _step(request, actor, version_here(request, actor, code, year_be), point, Move.ANSWER)


@form_page
def review_close(
    request: HttpRequest, actor: Actor, code: str, year_be: int, point: str
) -> HttpResponse:
    """Accept the answer; the page says that this is final before it is done."""
    return _step(request, actor, version_here(request, actor, code, year_be), point, Move.CLOSE)


@form_page
def review_reject(
    request: HttpRequest, actor: Actor, code: str, year_be: int, point: str
) -> HttpResponse:
    """Refuse the answer."""
    return _step(request, actor, version_here(request, actor, code, year_be), point, Move.REJECT)


@form_page
def review_withdraw(
    request: HttpRequest, actor: Actor, code: str, year_be: int, point: str
) -> HttpResponse:
    """Take a point back; the page says that this is final before it is done."""
    return _step(request, actor, version_here(request, actor, code, year_be), point, Move.WITHDRAW)


def _step(
    request: HttpRequest, actor: Actor, year: YearHere, code: str, move: Move
) -> HttpResponse:
    """The form of a step; what stands in its way is said above it, and nothing is stored."""
    admit_mover(actor, year.owner, move)
    found = _point(actor, year, code)
    form = FORMS[move](year.shown, request)
    if request.method == "POST" and form.is_valid():
        given = [form.cleaned_data["text"]]
        if "amount" in form.fields:
            given.append(to_arabic(form.cleaned_data["amount"]))
        after, said = DONE[move](actor, year.owner, year.version, code, *given)
        if after is not None:
            messages.success(request, year.shown.word("review_done", move, code=code))
            return _to_point(year, code)
        form.refuse(said)
    return printed(
        request,
        "review/step.html",
        year=year,
        form=form,
        point=point_shown(found, year.shown),
        possible=move in found.moves,
        title=year.shown.word("review_moves", move),
        final=year.shown.word("review_final", move) if move in FINAL else "",
    )


def _point(actor: Actor, year: YearHere, code: str) -> Point:
    return point(actor, year.owner, year.version, code)


def _to_point(year: YearHere, code: str) -> HttpResponse:
    return HttpResponseRedirect(year.address("review_point", code))


def _reviews(actor: Actor, year: YearHere) -> bool:
    return actor.units(year.owner, Permission.REVIEW) is None

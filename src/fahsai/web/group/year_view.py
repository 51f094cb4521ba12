"""A year of a group: every approach side by side, and what was eliminated."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.timezone import localdate

from fahsai.core.inventory.consolidated import scopes_kg
from fahsai.core.quantity.rounding import percent
from fahsai.services.group_year import group_year
from fahsai.web.group.shown import entity_text
from fahsai.web.pages import page, printed
from fahsai.web.shown import Text, tonnes_text
from fahsai.web.year.asked import read_year
from fahsai.web.year.frame import year_frame

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fahsai.core.access.actor import Actor
    from fahsai.core.inventory.consolidated import EntityTotals
    from fahsai.services.group_year import GroupYear, View
    from fahsai.web.shown import Shown


class RowShown(NamedTuple):
    """An entity, or the group: figures in tonnes as they are printed."""

    entity: str
    share: str
    whole: str
    counted: str
    eliminated: str
    left_out: str


class ApproachShown(NamedTuple):
    """A year by one approach."""

    key: str
    title: str
    chosen: bool
    complete: bool
    rows: tuple[RowShown, ...]
    total: RowShown
    eliminations: tuple[str, ...]
    investments: tuple[str, ...]
    said: tuple[str, ...]


class GroupPage(NamedTuple):
    """The page; ``sums`` are approach, total and whether the report counts it."""

    alone: bool
    whole: str
    sums: tuple[tuple[str, str, bool], ...]
    approaches: tuple[ApproachShown, ...]


@page
def year_group(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """The group's year by operational control, financial control and equity share."""
    reading = read_year(request, actor, code, year_be, whole_only=True)
    version = reading.result.version
    told = group_year(
        actor,
        reading.organisation.id,
        year_be,
        today=localdate(),
        number=version.number,
        kind=version.period.kind,
    )
    content = group_page(told, reading.shown)
    frame = year_frame(reading, "group")
    return printed(request, "year/group.html", year=frame, page=content)


def group_page(told: GroupYear, shown: Shown) -> GroupPage:
    """All approaches of a year."""
    approaches = tuple(_approach(one, told, shown) for one in told.views)
    return GroupPage(
        told.group.alone,
        tonnes_text(told.whole.total_kg),
        tuple((one.title, one.total.counted, one.chosen) for one in approaches),
        approaches,
    )


def _approach(view: View, told: GroupYear, shown: Shown) -> ApproachShown:
    answer = view.consolidation
    sums = answer.entities
    total = RowShown(
        shown.word("year_group", "total"),
        "",
        tonnes_text(told.whole.total_kg),
        tonnes_text(answer.total_kg),
        tonnes_text(answer.eliminated_kg),
        tonnes_text(answer.left_out_kg),
    )
    return ApproachShown(
        key=answer.approach.value,
        title=shown.word("approaches", answer.approach),
        chosen=answer.approach is told.chosen,
        complete=answer.calculation.complete,
        rows=tuple(_row(one, shown) for one in sums),
        total=total,
        eliminations=tuple(
            shown.word(
                "year_group",
                "sold",
                source=f"{one.result.source.code} {Text(one.result.source.name_th)}",
                buyer=entity_text(told.group.entity(one.buyer), shown),
                seller=entity_text(told.group.entity(one.seller), shown),
                tonnes=tonnes_text(one.kg),
            )
            for one in answer.eliminations
        ),
        investments=tuple(
            shown.word(
                "year_group",
                "investment",
                entity=entity_text(one.entity, shown),
                category=str(one.investment_category),
                tonnes=tonnes_text(one.investment_kg),
            )
            for one in sums
            if one.investment_category is not None
        ),
        said=tuple(shown.says(one) for one in view.findings),
    )


def _row(one: EntityTotals, shown: Shown) -> RowShown:
    return RowShown(
        entity_text(one.entity, shown),
        percent(one.share),
        *(
            tonnes_text(scopes_kg(gases))
            for gases in (one.whole, one.counted, one.eliminated, one.left_out)
        ),
    )

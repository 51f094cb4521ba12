"""The page of a sample of a year's records."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.timezone import localdate

from fahsai.core.assurance.sampling import Weighing
from fahsai.core.thai.period import label
from fahsai.services.access import admit
from fahsai.services.sampling import sample_lines
from fahsai.web.here import version_here
from fahsai.web.pages import page, printed
from fahsai.web.review.forms import SampleForm
from fahsai.web.shown import Text, exact_text, kilograms_text, percent_text, tonnes_text

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fahsai.core.access.actor import Actor
    from fahsai.services.sampling import Sample, SampledLine
    from fahsai.web.shown import Shown


class LineShown(NamedTuple):
    """One drawn record; ``source`` and ``record`` name its trace."""

    number: int
    code: str
    source: str
    record: str
    name: Text
    period: str
    quantity: str
    unit: str
    kg: str


class SampleShown(NamedTuple):
    """A sample with its seed: whoever gives the same seed draws the same."""

    seed: str
    drawn: str
    covered: str
    hash: str
    lines: tuple[LineShown, ...]


@page
def sample(request: HttpRequest, actor: Actor, code: str, year_be: int) -> HttpResponse:
    """Draw a sample by the seed that the address gives; without one, ask for it."""
    year = version_here(request, actor, code, year_be)
    admit(actor, year.owner)
    asked = "seed" in request.GET
    form = SampleForm(year.shown, data=request.GET) if asked else SampleForm(year.shown)
    drawn = None
    if asked and form.is_valid():
        given = form.cleaned_data
        found = sample_lines(
            actor,
            year.owner,
            year_be,
            today=localdate(),
            size=given["size"],
            seed=given["seed"],
            weighing=Weighing(given["weighing"]),
            number=year.version.number,
            kind=year.version.period.kind,
        )
        drawn = _shown(found, year.shown)
    return printed(
        request,
        "review/sample.html",
        year=year,
        form=form,
        sample=drawn,
        kept=[(name, request.GET[name]) for name in ("version", "period") if name in request.GET],
    )


def _shown(found: Sample, shown: Shown) -> SampleShown:
    return SampleShown(
        seed=found.seed,
        drawn=shown.word("sample", "drawn", count=f"{len(found.lines):,}", of=f"{found.of:,}"),
        covered=shown.word(
            "sample",
            "covered",
            part=tonnes_text(found.covered_kg),
            whole=tonnes_text(found.total_kg),
            share=percent_text(found.covered_kg, found.total_kg),
        ),
        hash=found.year.calculation.sha256,
        lines=tuple(_line(number, one, shown) for number, one in enumerate(found.lines, 1)),
    )


def _line(number: int, one: SampledLine, shown: Shown) -> LineShown:
    return LineShown(
        number=number,
        code=one.code,
        source=one.source.code,
        record=one.code.rpartition("/")[2],
        name=shown.source(one.source),
        period=label(one.line.period, shown.language.value),
        quantity=exact_text(one.line.quantity),
        unit=shown.unit(one.line.unit),
        kg=kilograms_text(one.co2e_kg),
    )

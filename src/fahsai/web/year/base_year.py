"""The base year of a reported year: the policy, what changed since, and what follows from it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate

from fahsai.core.inventory.base_year import Outcome, Weight
from fahsai.core.quantity.exact import ZERO, canonical
from fahsai.core.quantity.rounding import round_half_up
from fahsai.services.base_year import base_year_of
from fahsai.web.said import Said, findings_said
from fahsai.web.shown import tonnes_text
from fahsai.web.year.compare import version_key
from fahsai.web.year.mended import place_of
from fahsai.words.explain import cause_words

if TYPE_CHECKING:
    from fahsai.core.inventory.base_proposal import Proposal
    from fahsai.core.inventory.base_year import Decision
    from fahsai.services.base_year import BaseYearSeen
    from fahsai.web.shown import Shown
    from fahsai.web.year.asked import Reading

WORDS = "base_year"


class ChangeShown(NamedTuple):
    """One change on record; ``address`` leads to where it is said otherwise."""

    number: str
    day: str
    kind: str
    source: str
    tonnes: str
    reason: str
    weight: str
    counted: bool
    address: str


class ProposalShown(NamedTuple):
    """A change that the records show; ``address`` leads to where it is recorded."""

    text: str
    kind: str
    tonnes: str
    address: str


class Line(NamedTuple):
    """One line of the arithmetic."""

    label: str
    figure: str


class SaidHere(NamedTuple):
    """A finding and where it is mended ("" where no page does)."""

    said: Said
    address: str


class BaseYearPage(NamedTuple):
    """The whole page."""

    base: str
    lead: str
    compare: str
    form: str
    declared: bool
    text: str
    policy: tuple[Line, ...]
    outcome: str
    remark: str
    recalculate: bool
    arithmetic: tuple[Line, ...]
    changes: tuple[ChangeShown, ...]
    proposals: tuple[ProposalShown, ...]
    findings: tuple[SaidHere, ...]


def base_year_page(reading: Reading) -> BaseYearPage:
    """The page of the version that is read."""
    version, shown = reading.result.version, reading.shown
    seen = base_year_of(
        reading.actor,
        reading.organisation.id,
        version.year_be,
        today=localdate(),
        number=version.number,
        kind=version.period.kind,
    )
    outcome = "" if seen.decision is None else seen.decision.outcome.value
    return BaseYearPage(
        base=_base(seen, shown),
        lead=_lead(seen, shown),
        compare=_compare(seen, reading),
        form=_form(seen, shown),
        declared=seen.policy is not None,
        text="" if seen.policy is None else seen.policy.text,
        policy=_policy(seen, shown),
        outcome=_outcome(seen, shown),
        remark=_remark(seen, shown),
        recalculate=outcome == Outcome.RECALCULATE.value,
        arithmetic=() if seen.decision is None else _arithmetic(seen.decision, shown),
        changes=_changes(seen, reading),
        proposals=tuple(_proposal(one, reading) for one in seen.proposals),
        findings=_findings(seen, reading),
    )


def _base(seen: BaseYearSeen, shown: Shown) -> str:
    if seen.base is None:
        return ""
    number = shown.word("values", "version", number=str(seen.base.version.number))
    return f"{shown.year(seen.base.version.year_be)} {number}"


def _lead(seen: BaseYearSeen, shown: Shown) -> str:
    """What the base year is, in one sentence."""
    if seen.base is None:
        return shown.word(WORDS, "lead_none")
    if seen.same:
        return shown.word(WORDS, "lead_same")
    total = tonnes_text(seen.base.calculation.total_kg)
    return shown.word(WORDS, "lead", year=_base(seen, shown), tonnes=total)


def _form(seen: BaseYearSeen, shown: Shown) -> str:
    """From which form the base year was taken, with the form's own total."""
    if seen.form is None:
        return ""
    stated = seen.form.stated.get("total")
    return shown.word(
        "base_form",
        "taken_from",
        file=seen.form.file_name,
        sheet=seen.form.sheet,
        tonnes="–" if stated is None else tonnes_text(Decimal(stated)),
        count=str(seen.form.as_stated),
    )


def _compare(seen: BaseYearSeen, reading: Reading) -> str:
    if seen.base is None or seen.same:
        return ""
    given = (reading.organisation.code, reading.result.version.year_be)
    query = reading.query
    joined = f"{query}&" if query else "?"
    return f"{reverse('year_compare', args=given)}{joined}from={version_key(seen.base.version)}"


def _policy(seen: BaseYearSeen, shown: Shown) -> tuple[Line, ...]:
    if seen.policy is None:
        return ()
    names = [shown.word("base_kinds", one.value) for one in seen.policy.triggers]
    return (
        Line(shown.word(WORDS, "threshold"), f"{canonical(seen.policy.threshold_percent)} %"),
        Line(shown.word(WORDS, "triggers"), ", ".join(names)),
    )


def _arithmetic(decision: Decision, shown: Shown) -> tuple[Line, ...]:
    percent = "–" if decision.percent is None else f"{round_half_up(decision.percent, 4):,f} %"
    figures = (
        ("base_total", tonnes_text(decision.base_kg)),
        ("cumulative", tonnes_text(decision.cumulative_kg)),
        ("net", _signed(decision.net_kg)),
        ("percent", percent),
        ("threshold", f"{canonical(decision.threshold_percent)} %"),
    )
    lines = [Line(shown.word(WORDS, key), figure) for key, figure in figures]
    waiting = decision.waiting
    if waiting is not None:
        share = f"{round_half_up(waiting.percent, 4):,f} %"
        lines += [
            Line(shown.word(WORDS, "waiting"), str(len(waiting.proposals))),
            Line(shown.word(WORDS, "waiting_size"), tonnes_text(waiting.effect_kg)),
            Line(shown.word(WORDS, "waiting_percent"), share),
        ]
    return tuple(lines)


def _outcome(seen: BaseYearSeen, shown: Shown) -> str:
    """What follows for the base year, in words; "" where nothing is decided."""
    if seen.decision is None:
        return ""
    waits = seen.decision.waiting is not None
    return shown.word("base_outcomes", "waiting" if waits else seen.decision.outcome.value)


def _remark(seen: BaseYearSeen, shown: Shown) -> str:
    """Whether the threshold would be reached if all open proposals count."""
    waiting = None if seen.decision is None else seen.decision.waiting
    if waiting is None:
        return ""
    return shown.word(WORDS, "waiting_reaches" if waiting.reaches else "waiting_below")


def _changes(seen: BaseYearSeen, reading: Reading) -> tuple[ChangeShown, ...]:
    shown = reading.shown
    weights = () if seen.decision is None else seen.decision.weighed
    rows = []
    for place, kept in enumerate(seen.changes):
        weight = weights[place].weight if weights else None
        rows.append(
            ChangeShown(
                str(kept.number + 1),
                shown.day(kept.change.happened_on),
                shown.word("base_kinds", kept.change.change_kind.value),
                kept.change.source_code,
                _signed(kept.change.effect_kg),
                kept.change.reason,
                "" if weight is None else shown.word("base_weights", weight.value),
                weight is Weight.COUNTED,
                _address(reading, "base_change_amend", kept.number),
            )
        )
    return tuple(rows)


def _proposal(one: Proposal, reading: Reading) -> ProposalShown:
    shown, change = reading.shown, one.change
    text = shown.word(
        "base_proposals",
        one.note,
        source=change.source_code,
        day=shown.day(change.happened_on),
        reason=change.reason,
    )
    if one.difference is not None:
        causes = ", ".join(
            f"{cause_words(cause, shown.language)} {_signed(kg)}"
            for cause, kg in one.difference.by_cause().items()
        )
        text = f"{text} ({causes})"
    kind = shown.word(WORDS, "no_kind")
    if one.kind is not None:
        kind = shown.word("base_kinds", one.kind.value)
    address = _address(reading, "base_change")
    joined = "&" if "?" in address else "?"
    return ProposalShown(
        text, kind, _signed(change.effect_kg), f"{address}{joined}{urlencode({'of': one.key})}"
    )


def _findings(seen: BaseYearSeen, reading: Reading) -> tuple[SaidHere, ...]:
    codes = frozenset(one.source.code for one in reading.result.calculation.sources)
    rows = []
    for item in seen.findings:
        if item.code.startswith("base_year."):
            continue  # the decision has its own place on this page
        place = place_of(item, reading, codes)
        (said,) = findings_said((item,), reading.shown)
        rows.append(SaidHere(said, place.address if place else ""))
    return tuple(rows)


def _address(reading: Reading, route: str, *parts: object) -> str:
    """A page of the year's newest version: what is recorded is recorded for all of them."""
    given = (reading.organisation.code, reading.result.version.year_be, *parts)
    word = reading.period_word
    return reverse(route, args=given) + (f"?period={word}" if word else "")


def _signed(kg: Decimal) -> str:
    text = tonnes_text(kg.copy_abs())
    return text if kg == ZERO else f"+{text}" if kg > ZERO else f"−{text}"

"""One version beside another: what moved the total, cause by cause and source by source."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from django import forms
from django.urls import reverse
from django.utils.timezone import localdate

from fahsai.core.inventory.compare import add
from fahsai.core.inventory.result import TOTALLED, ReportingClass
from fahsai.core.quantity.exact import EXACT, ZERO
from fahsai.core.quantity.rounding import round_half_up
from fahsai.core.thai.period import YEAR_KINDS
from fahsai.services.access import NotFoundError
from fahsai.services.compare_versions import VersionNamed, VersionsCompared, compare_versions
from fahsai.web.doing.fields import add_field
from fahsai.web.forms import WordedForm
from fahsai.web.pager import Pager, paged
from fahsai.web.shown import Text, exact_text, percent_text, tonnes_text
from fahsai.web.year.bars import LENGTH, length
from fahsai.web.year_address import address_query, period_word
from fahsai.words.explain import cause_words, difference_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from django.http import HttpRequest

    from fahsai.core.inventory.compare import ByClass, Difference, Move, SourceDifference
    from fahsai.services.calculate_year import YearResult
    from fahsai.services.inventories import Version
    from fahsai.web.shown import Shown
    from fahsai.web.year.asked import Reading

FROM = "from"
PAGE_SIZE = 50
WORDS = {kind: word for word, kind in YEAR_KINDS.items()}


class CompareForm(WordedForm):
    """Which version to compare with; it is sent by GET and changes nothing."""

    words_of: ClassVar[str] = "year_compare"


class BarShown(NamedTuple):
    """One step of the waterfall, in units of the picture."""

    key: str
    x: str
    width: str


class StepShown(NamedTuple):
    """One cause of the change, or the total before or after [t CO2e]."""

    label: str
    tonnes: str
    classes: tuple[str, ...]
    bar: BarShown
    whole: bool


class ClassRow(NamedTuple):
    """One class before and after [t CO2e]."""

    label: str
    before: str
    after: str
    change: str
    percent: str


class PartShown(NamedTuple):
    """One part of a source's change: its cause, size [t CO2e] and sentence."""

    cause: str
    tonnes: str
    where: str
    text: str


class SourceRow(NamedTuple):
    """One source before and after [t CO2e, scopes 1 to 3]; ``address`` is "" where it has none."""

    code: str
    name: Text
    address: str
    before: str
    after: str
    change: str
    parts: tuple[PartShown, ...]


class Comparison(NamedTuple):
    """The whole page; without another version only the form."""

    form: CompareForm
    before: str
    after: str
    lead: str
    exact: str
    notice: str
    scopes: tuple[str, ...]
    steps: tuple[StepShown, ...]
    summary: str
    classes: tuple[ClassRow, ...]
    pager: Pager[SourceRow] | None
    unchanged: str


def comparison(request: HttpRequest, reading: Reading) -> Comparison:
    """The version of the page beside the one that ``?from=2564:v1`` names.

    Where none is named: the base year, else the version before, else the year before.

    Raises:
        NotFoundError: there is no version of that name.
    """
    shown = reading.shown
    others = [one for one in reading.versions if one.id != reading.result.version.id]
    named = request.GET.get(FROM, "")
    other = _named(named, others, reading.versions) if named else _usual(reading, others)
    form = _form(reading, others, other)
    if other is None:
        return Comparison(form, "", "", "", "", "", (), (), "", (), None, "")
    compared = compare_versions(
        reading.actor,
        reading.organisation.id,
        VersionNamed(other.year_be, other.number, other.period.kind),
        _asked(reading.result.version),
        today=localdate(),
    )
    difference = compared.difference
    moved = sorted(
        (one for one in difference.sources if one.moves),
        key=lambda one: (-abs(one.change_kg), one.source.code),
    )
    page = paged(moved, request, shown, PAGE_SIZE)
    still = len(difference.sources) - len(moved)
    return Comparison(
        form=form,
        before=_label(compared.before, shown),
        after=_label(compared.after, shown),
        lead=_lead(difference, shown),
        exact=shown.word("year_compare", "exact", kg=_signed(difference.change_kg, exact_text)),
        notice=_notice(compared, shown),
        scopes=tuple(shown.common("classes", where) for where in TOTALLED),
        steps=_steps(compared, shown),
        summary=_summary(difference, shown),
        classes=tuple(_class_row(difference, where, shown) for where in _classes(difference)),
        pager=page.showing([_source_row(one, compared, reading) for one in page.items]),
        unchanged=shown.word("year_compare", "unchanged", count=f"{still:,}") if still else "",
    )


def version_key(version: Version) -> str:
    """How the address names a version: ``2564:v1``, with ``:calendar`` for a calendar year."""
    word = WORDS.get(version.period.kind, "")
    return f"{version.year_be}:v{version.number}" + (f":{word}" if word != "fiscal" else "")


def _named(key: str, others: Sequence[Version], every: Sequence[Version]) -> Version | None:
    found = next((one for one in others if version_key(one) == key), None)
    if found is None and key not in {version_key(one) for one in every}:
        raise NotFoundError(key)
    return found


def _usual(reading: Reading, others: Sequence[Version]) -> Version | None:
    """What a version is compared with where nobody says: its base year, or what came before."""
    here, base = reading.result.version, reading.result.settings.base_year_be
    alike = [one for one in others if one.period.kind is here.period.kind] or list(others)
    of_base = [one for one in alike if one.year_be == base and one.year_be != here.year_be]
    before = [
        one
        for one in alike
        if (one.inventory_id == here.inventory_id and one.number < here.number)
        or one.period.start < here.period.start
    ]
    return next(iter((*of_base, *before, *alike)), None)


def _form(reading: Reading, others: Sequence[Version], chosen: Version | None) -> CompareForm:
    shown = reading.shown
    form = CompareForm(shown, initial={FROM: version_key(chosen) if chosen else ""})
    field = forms.ChoiceField(
        choices=[(version_key(one), _version_label(one, others, shown)) for one in others],
        required=False,
    )
    add_field(form, FROM, field, shown.word("year_compare", "with"))
    return form


def _version_label(version: Version, versions: Sequence[Version], shown: Shown) -> str:
    """A version as the list of all of them names it."""
    number = shown.word("values", "version", number=str(version.number))
    two = {one.period.kind for one in versions if one.year_be == version.year_be}
    year = shown.period(version.period) if len(two) > 1 else shown.year(version.year_be)
    return f"{year} {number} ({shown.common('states', version.state)})"


def _asked(version: Version) -> VersionNamed:
    return VersionNamed(version.year_be, version.number, version.period.kind)


def _label(year: YearResult, shown: Shown) -> str:
    number = shown.word("values", "version", number=str(year.version.number))
    return f"{shown.year(year.version.year_be)} {number}"


def _lead(difference: Difference, shown: Shown) -> str:
    change = difference.change_kg
    direction = "rise" if change > ZERO else "fall" if change < ZERO else "equal"
    return shown.word(
        "year_compare",
        direction,
        before=tonnes_text(difference.before_kg),
        after=tonnes_text(difference.after_kg),
        change=_signed(change),
        percent=percent_text(change, difference.before_kg),
    )


def _notice(compared: VersionsCompared, shown: Shown) -> str:
    """What keeps the two from being compared plainly: sources without a result."""
    codes = [
        f"{_label(year, shown)} {one.source.code}"
        for year in (compared.before, compared.after)
        for one in year.calculation.sources
        if not one.complete
    ]
    return shown.word("year_compare", "incomplete", codes=", ".join(codes)) if codes else ""


def _steps(compared: VersionsCompared, shown: Shown) -> tuple[StepShown, ...]:
    """The waterfall: the total before, what each cause adds or takes away, the total after."""
    difference = compared.difference
    causes = difference.by_cause()
    reached = [difference.before_kg]
    for kg in causes.values():
        reached.append(add((reached[-1], kg)))
    longest = max((*reached, difference.after_kg), default=ZERO)
    lowest = min((*reached, ZERO))
    span = add((longest, lowest.copy_negate()))
    rows = [_whole(compared.before, difference.before_kg, span, lowest, shown)]
    for (cause, kg), start in zip(causes.items(), reached, strict=False):
        left = min(start, add((start, kg)))
        bar = BarShown(
            "rise" if kg > 0 else "fall",
            _x(add((left, lowest.copy_negate())), span),
            length(abs(kg), span),
        )
        by_class = tuple(_signed(difference.by_cause(where).get(cause, ZERO)) for where in TOTALLED)
        label = cause_words(cause, shown.language)
        rows.append(StepShown(label, _signed(kg), by_class, bar, whole=False))
    rows.append(_whole(compared.after, difference.after_kg, span, lowest, shown))
    return tuple(rows)


def _whole(
    year: YearResult, kg: Decimal, span: Decimal, lowest: Decimal, shown: Shown
) -> StepShown:
    """The total of one of the two."""
    sums = year.calculation.by_class
    bar = BarShown("whole", _x(lowest.copy_negate(), span), length(kg, span))
    cells = tuple(tonnes_text(sums.get(where, ZERO)) for where in TOTALLED)
    return StepShown(_label(year, shown), tonnes_text(kg), cells, bar, whole=True)


def _x(kg: Decimal, span: Decimal) -> str:
    """Where a bar begins, in units of the picture."""
    if span <= 0:
        return "0.0"
    return f"{round_half_up(EXACT.divide(EXACT.multiply(kg, LENGTH), span), 1):f}"


def _summary(difference: Difference, shown: Shown) -> str:
    parts = ", ".join(
        f"{cause_words(cause, shown.language)} {_signed(kg)}"
        for cause, kg in difference.by_cause().items()
    )
    return shown.word("year_compare", "summary", parts=parts)


def _classes(difference: Difference) -> tuple[ReportingClass, ...]:
    """The scopes, and what stands beside them where either year has any."""
    held = [
        where
        for where in ReportingClass
        if difference.before.get(where, ZERO) or difference.after.get(where, ZERO)
    ]
    return (*TOTALLED, *(one for one in held if one not in TOTALLED))


def _class_row(difference: Difference, where: ReportingClass, shown: Shown) -> ClassRow:
    before = difference.before.get(where, ZERO)
    change = difference.change_of(where)
    return ClassRow(
        shown.common("classes", where),
        tonnes_text(before),
        tonnes_text(difference.after.get(where, ZERO)),
        _signed(change),
        percent_text(change, before),
    )


def _source_row(one: SourceDifference, compared: VersionsCompared, reading: Reading) -> SourceRow:
    held = compared.after if one.after is not None else compared.before
    query = address_query(
        period_word(held.version, reading.versions),
        _older(held.version, reading.versions),
    )
    given = (reading.organisation.code, held.version.year_be, one.source.code)
    return SourceRow(
        one.source.code,
        reading.shown.source(one.source),
        reverse("line", args=given) + query,
        "–" if one.before is None else tonnes_text(_counted(one.before)),
        "–" if one.after is None else tonnes_text(_counted(one.after)),
        _signed(one.change_kg),
        tuple(_part(move, reading.shown) for move in one.moves),
    )


def _older(version: Version, versions: Sequence[Version]) -> int | None:
    """The number of a version that is not its year's newest."""
    same = (one.number for one in versions if one.inventory_id == version.inventory_id)
    return None if version.number == max(same, default=version.number) else version.number


def _counted(by_class: ByClass) -> Decimal:
    return add(kg for where, kg in by_class.items() if where in TOTALLED)


def _part(move: Move, shown: Shown) -> PartShown:
    where = move.reporting_class
    return PartShown(
        cause_words(move.part.cause, shown.language),
        _signed(move.part.kg),
        "" if where is None else shown.common("classes", where),
        difference_words(move.part, shown.language),
    )


def _signed(kg: Decimal, say: Callable[[Decimal], str] = tonnes_text) -> str:
    """A change with its sign; what is shown as nothing has none."""
    text = say(kg.copy_abs())
    if not text.strip("0."):
        return text
    return f"+{text}" if kg > 0 else f"−{text}"

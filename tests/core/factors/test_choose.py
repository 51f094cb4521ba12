"""The choice of a factor: every filter, rank and tie-break, both ways."""

from __future__ import annotations

from decimal import Decimal
from string import Formatter
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from tests.core.factors.factor_makers import convertible, make_edition, make_factor, make_set

from fahsai.core.factors.choice import DecidedBy, FactorChoice, Reason
from fahsai.core.factors.choose import choose
from fahsai.core.factors.factor import FactorGrade, FactorSet, Publisher
from fahsai.core.finding import Finding, Level
from fahsai.words.load import words

if TYPE_CHECKING:
    from fahsai.core.factors.factor import EmissionFactor


def ask(
    factor_set: FactorSet,
    *activities: str,
    unit: str = "kg",
    year: int = 2022,
    picked: str | None = None,
    reason: str = "",
    used: Decimal | None = None,
) -> tuple[FactorChoice, tuple[Finding, ...]]:
    choice, findings = choose(
        factor_set,
        "direct",
        activities or ("fuel",),
        unit,
        year,
        convertible,
        picked,
        reason,
        "S-1",
        used,
    )
    for found in findings:
        can_be_said(found)
    return choice, findings


def can_be_said(found: Finding) -> None:
    """Each finding has words in both languages whose placeholders its data fill."""
    texts = words("findings_factors")[found.code]
    for language in ("th", "en"):
        names = {name for _, name, _, _ in Formatter().parse(texts[language]) if name}
        assert names <= {"subject", *found.data}, found.code
        assert texts[language].format(subject=found.subject, **found.data)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [found.code for found in findings]


def reasons(choice: FactorChoice) -> dict[str, Reason]:
    return {candidate.factor.key: candidate.reason for candidate in choice.candidates}


def test_the_only_candidate_is_taken_and_the_unit_converted() -> None:
    choice, findings = ask(make_set(make_factor("a", "2")), unit="t")
    assert choice.chosen is not None
    assert choice.chosen.key == "a"
    assert choice.unit_factor == 1000
    assert choice.candidates[0].figure == 2000
    assert choice.decided_by is DecidedBy.ONLY
    assert findings == ()


def test_rank_beats_year_grade_and_position() -> None:
    own = make_factor(
        "own", "9", edition="own", publisher=Publisher.OWN, year=2015, grade=FactorGrade.F
    )
    choice, findings = ask(make_set(make_factor("tgo", "1"), own=(own,)))
    assert choice.chosen is own
    assert choice.decided_by is DecidedBy.RANK
    assert reasons(choice) == {"own": Reason.KEPT, "tgo": Reason.LOWER_RANK}
    assert findings == ()


def test_every_step_of_the_ladder_of_publishers() -> None:
    ladder = [
        Publisher.SUPPLIER,
        Publisher.TGO,
        Publisher.NATIONAL,
        Publisher.REGIONAL,
        Publisher.INTERNATIONAL,
    ]
    rows = [make_factor(p.value, "1", publisher=p) for p in reversed(ladder)]
    for publisher in ladder:
        choice, _ = ask(make_set(*rows))
        assert choice.chosen is not None
        assert choice.chosen.publisher is publisher
        rows.remove(choice.chosen)


def test_equal_rank_more_than_a_tenth_apart_has_no_result() -> None:
    rows = (make_factor("low", "0.7933"), make_factor("high", "2.32", position=2))
    choice, findings = ask(make_set(*rows))
    assert choice.chosen is None
    assert choice.unit_factor is None
    assert choice.decided_by is DecidedBy.NOTHING
    assert [candidate.kept for candidate in choice.candidates] == [True, True]
    assert codes(findings) == ["factor.choose"]
    assert findings[0].level is Level.ERROR
    assert "list:low = 0.7933 kgCO2e/kg" in findings[0].data["candidates"]
    assert "list:high = 2.32 kgCO2e/kg" in findings[0].data["candidates"]


def test_the_file_tells_which_of_factors_far_apart_its_author_chose() -> None:
    rows = (make_factor("low", "0.7933"), make_factor("high", "2.32", position=2))
    choice, findings = ask(make_set(*rows), used=Decimal("2.32"))
    assert choice.chosen is rows[1]
    assert choice.decided_by is DecidedBy.FILE
    assert reasons(choice) == {"high": Reason.KEPT, "low": Reason.NOT_PICKED}
    assert [(one.code, one.level) for one in findings] == [("factor.by_file", Level.INFO)]
    for other in ("2.3", "1", "0"):
        choice, findings = ask(make_set(*rows), used=Decimal(other))
        assert choice.chosen is None
        assert codes(findings) == ["factor.choose"]
    twins = (*rows, make_factor("twin", "2.32", position=3))
    choice, _ = ask(make_set(*twins), used=Decimal("2.32"))
    assert choice.chosen is None  # two rows of that figure: which one nobody can tell
    near = (make_factor("a", "2.3", year=2021), make_factor("b", "2.32", position=2))
    choice, findings = ask(make_set(*near), used=Decimal("2.3"))
    assert choice.decided_by is not DecidedBy.FILE  # near ones are decided by rule
    assert findings == ()


def test_the_tenth_itself_is_still_decided() -> None:
    choice, findings = ask(make_set(make_factor("a", "1.0"), make_factor("b", "1.1", position=2)))
    assert choice.chosen is not None
    assert findings == ()
    _, findings = ask(make_set(make_factor("a", "1.0"), make_factor("b", "1.1001", position=2)))
    assert codes(findings) == ["factor.choose"]


def test_a_zero_beside_a_figure_is_a_conflict_and_two_zeros_are_not() -> None:
    _, findings = ask(make_set(make_factor("a", "0"), make_factor("b", "1")))
    assert codes(findings) == ["factor.choose"]
    _, findings = ask(make_set(make_factor("a", "0"), make_factor("b", "0", position=2)))
    assert findings == ()


def test_the_spread_is_compared_per_unit_of_the_line() -> None:
    rows = (make_factor("kg", "2"), make_factor("t", "2000", unit="t", position=2))
    choice, findings = ask(make_set(*rows))
    assert choice.chosen is not None
    assert findings == ()


def test_lower_ranks_do_not_make_a_conflict() -> None:
    rows = (make_factor("tgo", "1"), make_factor("far", "5", publisher=Publisher.INTERNATIONAL))
    choice, findings = ask(make_set(*rows))
    assert choice.chosen is rows[0]
    assert findings == ()


def test_nearest_year_then_grade_then_position() -> None:
    old = make_factor("old", "1", year=2018)
    near = make_factor("near", "1.01", year=2021, position=2)
    choice, _ = ask(make_set(old, near))
    assert choice.chosen is near
    assert choice.decided_by is DecidedBy.YEAR
    assert reasons(choice)["old"] is Reason.YEAR_DISTANCE

    fair = make_factor("fair", "1", grade=FactorGrade.E)
    good = make_factor("good", "1.01", position=2)
    choice, _ = ask(make_set(fair, good))
    assert choice.chosen is good
    assert choice.decided_by is DecidedBy.GRADE
    assert reasons(choice)["fair"] is Reason.GRADE

    second = make_factor("second", "1", position=7)
    first = make_factor("first", "1.01", position=3)
    choice, _ = ask(make_set(second, first))
    assert choice.chosen is first
    assert choice.decided_by is DecidedBy.POSITION
    assert reasons(choice)["second"] is Reason.TIE_BREAK_POSITION


def test_units_that_do_not_convert_are_named_not_guessed() -> None:
    choice, findings = ask(make_set(make_factor("a", "2", unit="litre")))
    assert choice.chosen is None
    assert reasons(choice) == {"a": Reason.UNIT}
    assert codes(findings) == ["factor.unit"]
    assert findings[0].data["units"] == "litre"


def test_a_row_in_the_wrong_unit_steps_aside_for_one_that_converts() -> None:
    choice, findings = ask(
        make_set(make_factor("per_litre", "2", unit="litre"), make_factor("per_kg", "3"))
    )
    assert choice.chosen is not None
    assert choice.chosen.key == "per_kg"
    assert choice.decided_by is DecidedBy.ONLY
    assert reasons(choice)["per_litre"] is Reason.UNIT
    assert findings == ()


def test_falling_to_a_later_activity_is_said() -> None:
    rows = make_set(make_factor("diesel", "2.7", activity="mobile.diesel"))
    choice, findings = ask(rows, "mobile.b7", "mobile.diesel")
    assert choice.activity == "mobile.diesel"
    assert choice.asked == ("mobile.b7", "mobile.diesel")
    assert codes(findings) == ["factor.fallback"]
    assert findings[0].level is Level.WARNING
    assert findings[0].data == {"asked": "mobile.b7", "used": "mobile.diesel"}
    _, findings = ask(rows, "mobile.diesel", "mobile.b7")
    assert findings == ()


def test_nothing_at_all_is_an_error() -> None:
    choice, findings = ask(make_set(make_factor("a", "1")), "unheard.of")
    assert choice.chosen is None
    assert choice.activity == ""
    assert codes(findings) == ["factor.none"]
    assert findings[0].level is Level.ERROR


def test_a_persons_pick_wins_over_a_conflict() -> None:
    rows = (make_factor("low", "0.7933"), make_factor("high", "2.32", position=2))
    for picked in ("high", "list:high"):
        choice, findings = ask(make_set(*rows), picked=picked, reason="แบบฟอร์มของหน่วยงาน")
        assert choice.chosen is rows[1]
        assert choice.decided_by is DecidedBy.PERSON
        assert choice.reason == "แบบฟอร์มของหน่วยงาน"
        assert reasons(choice) == {"high": Reason.KEPT, "low": Reason.NOT_PICKED}
        assert findings == ()


def test_a_pick_may_lie_outside_the_asked_activity_but_not_outside_the_set() -> None:
    rows = make_set(make_factor("a", "1"), make_factor("b", "7", activity="other"))
    choice, findings = ask(rows, "fuel", picked="b")
    assert choice.chosen is not None
    assert choice.activity == "other"
    assert codes(findings) == ["factor.pick_other_activity"]
    assert ask(rows, "fuel", picked="a")[1] == ()
    choice, findings = ask(rows, "fuel", picked="nowhere")
    assert choice.chosen is None
    assert codes(findings) == ["factor.pick_unknown"]
    assert "list:a" in findings[0].data["candidates"]


def test_a_pick_whose_unit_does_not_convert_has_no_result() -> None:
    choice, findings = ask(make_set(make_factor("a", "1", unit="litre")), picked="a")
    assert choice.chosen is None
    assert codes(findings) == ["factor.unit"]


def test_a_bare_key_means_the_first_list_that_has_it() -> None:
    first, second = make_factor("a", "1", edition="one"), make_factor("a", "1.05", edition="two")
    factor_set = FactorSet("set", (make_edition("one", first), make_edition("two", second)))
    assert ask(factor_set, picked="a")[0].chosen is first
    assert ask(factor_set, picked="two:a")[0].chosen is second


def test_another_set_of_the_same_name_is_not_answered_from_memory() -> None:
    one, other = make_set(make_factor("a", "1")), make_set(make_factor("a", "2"))
    figures = [ask(factor_set)[0].candidates[0].figure for factor_set in (one, other, one)]
    assert figures == [1, 2, 1]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(Publisher),
            st.integers(2010, 2030),
            st.sampled_from(FactorGrade),
            st.decimals(min_value=1, max_value=3, places=2),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_the_winner_is_the_best_ranked_and_all_candidates_are_kept_on_record(
    drawn: list[tuple[Publisher, int, FactorGrade, Decimal]],
) -> None:
    rows: list[EmissionFactor] = [
        make_factor(f"k{n}", str(figure), publisher=publisher, year=year, grade=grade, position=n)
        for n, (publisher, year, grade, figure) in enumerate(drawn)
    ]
    choice, findings = ask(make_set(*rows))
    assert {candidate.factor.key for candidate in choice.candidates} == {row.key for row in rows}
    best = min(candidate.rank.publisher for candidate in choice.candidates)
    figures = [c.figure for c in choice.candidates if c.rank.publisher == best and c.figure]
    if max(figures) > min(figures) * Decimal("1.1"):
        assert choice.chosen is None
        assert codes(findings) == ["factor.choose"]
    else:
        winner = min(choice.candidates, key=lambda candidate: candidate.rank)
        assert choice.chosen is winner.factor
        assert [c.factor for c in choice.candidates if c.kept] == [choice.chosen]


def test_biogenic_carbon_and_a_direct_emission_do_not_stand_for_each_other() -> None:
    rows = make_set(make_factor("e20", "1.8"), make_factor("twin", "0.4", activity="fuel.biogenic"))
    choice, findings = ask(rows, "fuel", picked="twin")
    assert choice.chosen is None
    assert codes(findings) == ["factor.pick_other_role"]
    assert "list:e20" in findings[0].data["candidates"]

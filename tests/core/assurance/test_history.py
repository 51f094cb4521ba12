"""The steps of a record: nothing is lost between the rows of its chain and its history."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fahsai.core.assurance.history import Entry, Name, StepKind, said, steps

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from(("", "ก", "kWh")),
    st.lists(st.sampled_from("ab"), max_size=2),
    st.dictionaries(st.sampled_from("xyz"), st.sampled_from(("", "1", "2")), max_size=3),
)
ENTRIES = st.builds(Entry, st.dictionaries(st.sampled_from("abcd"), VALUES), st.booleans())
CHAINS = st.lists(ENTRIES, min_size=1, max_size=8)


@given(CHAINS)
def test_each_row_is_one_step_in_its_order(chain: list[Entry]) -> None:
    assert [step.number for step in steps(chain)] == list(range(1, len(chain) + 1))


@given(CHAINS)
def test_the_changes_one_after_the_other_give_what_the_last_row_says(chain: list[Entry]) -> None:
    now: dict[Name, object] = {}
    for step, entry in zip(steps(chain), chain, strict=True):
        now.update((change.name, change.after) for change in step.changes)
        assert {name: value for name, value in now.items() if value is not None} == said(
            entry.fields
        )


@given(CHAINS)
def test_before_is_what_the_row_before_said(chain: list[Entry]) -> None:
    for earlier, step in zip([Entry({}), *chain], steps(chain), strict=False):
        for change in step.changes:
            assert change.before == said(earlier.fields).get(change.name)
            assert change.before != change.after


def kinds(withdrawn: str) -> list[StepKind]:
    return [step.kind for step in steps([Entry({"a": 1}, sign == "x") for sign in withdrawn])]


def test_a_record_is_made_changed_withdrawn_and_brought_back() -> None:
    assert kinds("..x..") == [
        StepKind.MADE,
        StepKind.CHANGED,
        StepKind.WITHDRAWN,
        StepKind.RESTORED,
        StepKind.CHANGED,
    ]


def test_what_says_nothing_is_no_change_and_no_or_zero_say_something() -> None:
    empty: dict[str, Any] = {"text": "", "list": [], "table": {}, "none": None}
    first, second = steps([Entry({**empty, "no": False, "zero": 0}), Entry(empty)])
    assert {one.name.field: one.after for one in first.changes} == {"no": False, "zero": 0}
    assert {one.name.field: one.after for one in second.changes} == {"no": None, "zero": None}


def test_only_the_entry_of_a_table_that_changed_is_told() -> None:
    chain = [Entry({"p": {"mcf": "0.8", "doc": "1"}}), Entry({"p": {"mcf": "0.5", "doc": "1"}})]
    (change,) = steps(chain)[1].changes
    assert change == (Name("p", "mcf"), "0.8", "0.5")


def test_changes_stand_in_the_order_of_the_fields_and_what_is_gone_comes_last() -> None:
    chain = [Entry({"gone": 1, "b": 1}), Entry({"c": 2, "b": 2, "a": 2})]
    assert [one.name.field for one in steps(chain)[1].changes] == ["c", "b", "a", "gone"]


def test_no_chain_has_no_steps() -> None:
    assert steps([]) == ()

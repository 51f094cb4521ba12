"""The list of kinds on the pages: every kind once, in groups that have names."""

from __future__ import annotations

import pytest
from tests.web.doing.answers import answers_of

from fahsai.core.thai.era import Era
from fahsai.services.kinds import kind_list
from fahsai.web.forms import Listed
from fahsai.web.kind_choices import kind_choices
from fahsai.web.shown import Shown
from fahsai.words.messages import Language


@pytest.mark.parametrize("language", list(Language))
def test_every_kind_stands_once_in_a_group_with_a_name(language: Language) -> None:
    groups = kind_choices(Shown(language, Era.BE), "kind:{}")
    of_groups = [kinds for _, kinds in groups if isinstance(kinds, list)]
    listed = [value for kinds in of_groups for value, _ in kinds]
    assert len(of_groups) == len(groups)
    assert sorted(listed) == sorted(f"kind:{one.code}" for one in kind_list())
    names = [name for name, _ in groups]
    assert len(set(names)) == len(names) > 10
    assert any("15" in name for name in names)  # of scope 3 by category


def test_a_group_is_printed_with_the_chosen_one() -> None:
    listed = Listed([("", "choose"), ("A & B", [("a", "<1>"), ("b", "2")])])
    assert listed.holds("b")
    assert not listed.holds("A & B")
    page = f'<select name="kind">{listed.printed("b")}</select>'
    assert '<optgroup label="A &amp; B">' in page
    assert "&lt;1&gt;" in page
    assert answers_of(page)["kind"] == "b"

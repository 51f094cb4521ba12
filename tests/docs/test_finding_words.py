"""Every finding that the program makes has words, and every word a finding that is made."""

from __future__ import annotations

import string

import pytest
from tools.doc_parts import finding_tables
from tools.finding_calls import COPIES, FindingCall, finding_calls

from fahsai.core.finding import Finding, Level
from fahsai.words.load import words
from fahsai.words.messages import Language, finding_sentences, message

CALLS = finding_calls()
MADE = {call.code for call in CALLS if call.code is not None}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_scan_sees_the_calls() -> None:
    assert len(CALLS) > 100
    assert {"factor.choose", "unit.unknown", "report.duplicate", "version.incomplete"} <= MADE


def test_codes_are_written_where_findings_are_made() -> None:
    hidden = {call.place.rpartition(":")[0] for call in CALLS if call.code is None}
    assert hidden <= COPIES


def test_every_finding_has_words() -> None:
    assert MADE - set(finding_sentences()) == set()


def test_no_words_stand_for_a_finding_that_is_never_made() -> None:
    assert set(finding_sentences()) - MADE == set()


def test_no_code_has_words_in_two_tables() -> None:
    codes = [code for name in finding_tables() for code in words(name)]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.code}@{call.place}")
def test_the_data_fill_the_words(call: FindingCall) -> None:
    if call.code is None or call.keys is None:
        assert call.place.rpartition(":")[0] in COPIES or call.code is not None
        return
    for language in Language:
        text = finding_sentences()[call.code][language]
        assert fields(text) <= call.keys | {"subject"}, text


@pytest.mark.parametrize("code", sorted(MADE))
def test_the_words_are_sentences_in_two_languages(code: str) -> None:
    item = Finding(code, Level.INFO, "X")
    thai, english = message(item, Language.TH), message(item, Language.EN)
    assert any("ก" <= letter <= "๙" for letter in thai)
    assert len(english.split()) > 3
    assert thai != english
    assert finding_sentences()[code].keys() == {"th", "en"}

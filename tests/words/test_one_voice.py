"""One word for one thing wherever people read, and no page that sends them to a terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from fahsai.words.load import words
from fahsai.words.messages import finding_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TABLES = (
    "activity_template",
    "api",
    "calculation",
    "cli",
    "events",
    "invitation_letter",
    "report_template",
    "values",
    "web",
)
"""All but the official forms, whose words are those of their publisher."""

ONE_WORD = {
    r"(?<!เ)ท่าน": "คุณ",
    "เข้าสู่ระบบ": "ลงชื่อเข้าใช้",
    "แบบกรอก": "แม่แบบ",
    "ชนิด(ของ)?แหล่ง|ประเภทของแหล่ง": "ประเภทแหล่งปล่อย",
    "หน่วยงานหรือสถานที่": "ส่วนงานหรือหน่วยสาธารณูปโภค",
    "แฟ้ม": "ไฟล์",
    "ยื่น": "ส่ง",
    "[Ss]ettled? (a|this|the) source": "set kind and factor",
}
"""What is not said, with what is said instead."""

COMMAND = re.compile(
    r"(?<![\w-])--[a-z]|\bfahsai [a-z]|\bFAHSAI_[A-Z]|\bmake demo\b|[ก-๙] reopen\b"
)

OF_THE_MACHINE = {
    "setup.token_wrong",
    "account_forms.set_up.token.help",
}
"""What may name a command: the token of the set-up stands where the program was started."""


def texts(table: Mapping[str, Any] | list[Any] | str) -> Iterator[str]:
    """Every text of a table, however deep."""
    if isinstance(table, str):
        yield table
    elif isinstance(table, list):
        for entry in table:
            yield from texts(entry)
    elif isinstance(table, dict):
        for entry in table.values():
            yield from texts(entry)


def named_texts(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a table of tables with the path to each."""
    for key, entry in table.items():
        if isinstance(entry, str):
            yield f"{path}{key}", entry
        else:
            yield from named_texts(entry, f"{path}{key}.")


@pytest.mark.parametrize("said", ONE_WORD)
def test_one_word_for_one_thing(said: str) -> None:
    every = [*texts(dict(finding_sentences()))]
    for name in TABLES:
        every.extend(texts(dict(words(name))))
    assert len(every) > 2000
    wrong = [text for text in every if re.search(said, text)]
    assert wrong == [], ONE_WORD[said]


def test_what_pages_say_of_data_names_no_command() -> None:
    """The command line adds its own line to a finding (``cli_hints``)."""
    for code, entry in finding_sentences().items():
        if code.startswith("deploy.") or code in OF_THE_MACHINE:
            continue
        for text in entry.values():
            assert not COMMAND.search(text), code


def test_words_of_pages_name_no_command() -> None:
    named = {name for name, text in named_texts(words("web")) if COMMAND.search(text)}
    assert {name.rpartition(".")[0] for name in named} - OF_THE_MACHINE == set()

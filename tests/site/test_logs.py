"""The log as JSON: one object a line, whatever is told beside the message."""

from __future__ import annotations

import json
import logging
import logging.config

import pytest

from fahsai.site.logs import JsonLines, logging_settings


def line(**told: object) -> dict[str, object]:
    record = logging.LogRecord("fahsai.intake", logging.INFO, "x.py", 1, "ได้รับ %d", (5,), None)
    vars(record).update(told)
    text = JsonLines().format(record)
    assert "\n" not in text
    read: dict[str, object] = json.loads(text)
    return read


def test_a_line_says_when_who_and_what() -> None:
    said = line(readings=7, topic="fahsai/a/b")
    assert said["message"] == "ได้รับ 5"
    assert (said["logger"], said["level"]) == ("fahsai.intake", "info")
    assert (said["readings"], said["topic"]) == (7, "fahsai/a/b")
    assert str(said["at"]).endswith("+00:00")


def test_an_error_is_on_the_same_line() -> None:
    try:
        int("เสีย")
    except ValueError as error:
        said = line(exc_info=(ValueError, error, error.__traceback__))
    assert "เสีย" in str(said["error"])


@pytest.mark.parametrize("form", ["text", "json"])
def test_both_forms_can_be_set_up(form: str) -> None:
    made = logging_settings(form)
    assert made["handlers"]["terminal"]["formatter"] == form
    logging.config.DictConfigurator(made)

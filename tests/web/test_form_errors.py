"""What is wrong with a field is said with its limit or an example, in the language of the page."""

from __future__ import annotations

from typing import ClassVar

import pytest
from django import forms
from django.test import RequestFactory

from fahsai.web.doing.fields import add_field
from fahsai.web.forms import WordedForm
from fahsai.web.organisations.open_year import YearForm
from fahsai.web.people.forms import InvitationForm
from fahsai.web.shown import Shown
from fahsai.words.messages import Language


class _Form(WordedForm):
    words_of: ClassVar[str] = "open_year"

    kind = forms.CharField(max_length=3, min_length=2)
    year = forms.IntegerField(min_value=5, max_value=9)


def said(form: forms.BaseForm, name: str) -> list[str]:
    return [str(one) for one in form.errors.get(name, [])]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("name", "text", "limit"),
    [("kind", "abcd", "3"), ("kind", "a", "2"), ("year", "10", "9"), ("year", "4", "5")],
)
def test_a_limit_is_named(language: Language, name: str, text: str, limit: str) -> None:
    form = _Form(Shown(language), data={name: text})
    (problem,) = said(form, name)
    assert limit in problem
    assert "%(" not in problem
    assert "Ensure" not in problem


@pytest.mark.parametrize("language", Language)
def test_fields_that_are_named_by_records_speak_too(language: Language) -> None:
    form = WordedFormOf(Shown(language), data={"text": "x" * 6})
    add_field(form, "text", forms.CharField(max_length=5), "label")
    (problem,) = said(form, "text")
    assert "5" in problem
    assert "Ensure" not in problem


class WordedFormOf(WordedForm):
    words_of: ClassVar[str] = "open_year"


@pytest.mark.parametrize("language", Language)
def test_an_example_shows_what_is_meant(language: Language) -> None:
    asked = RequestFactory().post("/", {"year": "abc", "kind": "fiscal"})
    year = YearForm(Shown(language), asked)
    assert "2568" in said(year, "year")[0]
    invitation = InvitationForm(Shown(language), data={"email": "somebody"}, units=())
    assert "@" in said(invitation, "email")[0]

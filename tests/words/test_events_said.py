"""The history is read by people: whatever ``record_event`` is called with has words.

The calls are found in the source, so no new verb or kind of thing stands on a page as its code.
"""

from __future__ import annotations

import ast
from enum import EnumType
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

import fahsai
from fahsai.services.sign_in_audit import OBJECT, SignInVerb
from fahsai.words.load import words
from fahsai.words.messages import Language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SOURCE = Path(fahsai.__file__).parent
WRITER = "record_event"
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Said(NamedTuple):
    """What one call of ``record_event`` may write."""

    place: str
    verbs: frozenset[str]
    things: frozenset[str]


class Page(NamedTuple):
    """A file of the source with its module."""

    tree: ast.Module
    module: ModuleType

    def values(self, node: ast.expr, function: Function, name: str) -> Iterator[str]:
        """The texts that an argument called ``name`` may be.

        Raises:
            TypeError: the argument is written in a way that this reading does not know.
        """
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.IfExp(body=one, orelse=other):
                yield from self.values(one, function, name)
                yield from self.values(other, function, name)
            case ast.Name(id=parameter) if parameter in _parameters(function):
                others = [self] if function.name.startswith("_") else _pages_with(function.name)
                for page in others:
                    for call, caller in page.calls(function.name):
                        given = _keywords(call)[parameter]
                        yield from page.values(given, caller, parameter)
            case ast.Name(id=constant):
                yield str(getattr(self.module, constant))
            case ast.Subscript(value=ast.Name(id=table)):
                yield from getattr(self.module, table).values()
            case ast.Attribute(value=ast.Name(id=parameter), attr="value"):
                annotation = _parameters(function)[parameter].annotation
                assert isinstance(annotation, ast.Name)
                kinds = getattr(self.module, annotation.id)
                assert isinstance(kinds, EnumType)
                yield from (one.value for one in kinds)  # type: ignore[var-annotated]
            case _:
                raise TypeError(f"{self.module.__name__}: {name}={ast.unparse(node)}")

    def calls(self, called: str) -> Iterator[tuple[ast.Call, Function]]:
        """The calls of a function in this file, with the function that each stands in."""
        for function in ast.walk(self.tree):
            if not isinstance(function, Function):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and _name(node.func) == called:
                    yield node, function


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _parameters(function: Function) -> Mapping[str, ast.arg]:
    arguments = function.args
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return {one.arg: one for one in every}


def _keywords(call: ast.Call) -> Mapping[str, ast.expr]:
    return {one.arg: one.value for one in call.keywords if one.arg}


def _pages_with(function: str) -> Iterator[Page]:
    """The files in which a function is called."""
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text("utf-8")
        if f"{function}(" in text.replace(f"def {function}(", ""):
            inside = path.relative_to(SOURCE).with_suffix("")
            yield Page(ast.parse(text), import_module(".".join(("fahsai", *inside.parts))))


def _said() -> Iterator[Said]:
    for page in _pages_with(WRITER):
        for call, function in page.calls(WRITER):
            given = _keywords(call)
            yield Said(
                f"{page.module.__name__}:{call.lineno}",
                frozenset(page.values(given["verb"], function, "verb")),
                frozenset(page.values(given["object_type"], function, "object_type")),
            )


SAID = tuple(_said())
OF_ORGANISATIONS = tuple(one for one in SAID if one.things != {OBJECT})


def test_the_reading_sees_every_way_of_writing_a_verb() -> None:
    verbs = {verb for one in OF_ORGANISATIONS for verb in one.verbs}
    assert {
        "document.made",  # written in the call
        "role.given",  # one of two
        "source.added",  # a constant of another file
        "unit.withdrawn",  # handed to a function of the file
        "review.rejected",  # out of a table
    } <= verbs
    assert all(one.verbs and one.things for one in SAID)
    calls = sum(
        path.read_text("utf-8").count(f"{WRITER}(") for path in (SOURCE / "services").rglob("*.py")
    )
    assert len(SAID) == calls


def test_every_verb_and_every_thing_has_words_in_both_languages() -> None:
    known = words("events")
    for one in OF_ORGANISATIONS:
        for verb in one.verbs:
            assert set(known["verbs"].get(verb, ())) == set(Language), (one.place, verb)
        for thing in one.things:
            assert set(known["things"].get(thing, ())) == set(Language), (one.place, thing)


def test_no_words_stand_for_what_is_never_done() -> None:
    known = words("events")
    assert set(known["verbs"]) == {verb for one in OF_ORGANISATIONS for verb in one.verbs}
    assert set(known["things"]) == {thing for one in OF_ORGANISATIONS for thing in one.things}


def test_every_event_of_an_account_has_words_in_both_languages() -> None:
    known = words("web")["account_events"]
    (audit,) = (one for one in SAID if one.things == {OBJECT})
    assert audit.verbs == {one.value for one in SignInVerb} == set(known)
    assert all(set(entry) == set(Language) for entry in known.values())

"""The reference of the API as a page: drawn by us from its OpenAPI document.

The browsers that libraries ship for such documents run inline scripts, which our pages forbid
without exception; this page needs no script at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.views.decorators.http import require_safe

from fahsai.web.language import language_of
from fahsai.web.pages import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.http import HttpRequest, HttpResponse

    from fahsai.words.messages import Language

    Document = Callable[[Language], Mapping[str, Any]]

METHODS = ("get", "post", "put", "patch", "delete")


class Field(NamedTuple):
    """One parameter of an operation, or one field of a shape."""

    name: str
    where: str
    kind: str
    needed: bool
    text: str


class Operation(NamedTuple):
    """One operation."""

    id: str
    method: str
    path: str
    summary: str
    text: str
    parameters: tuple[Field, ...]
    answers: tuple[tuple[str, str], ...]  # status, and the shape or codes


class Group(NamedTuple):
    """The operations of one noun."""

    name: str
    text: str
    operations: tuple[Operation, ...]


class Shape(NamedTuple):
    """One shape of the answers."""

    name: str
    text: str
    fields: tuple[Field, ...]


def reference_page(document: Document) -> Callable[[HttpRequest], HttpResponse]:
    """The view of the page; ``document`` makes the OpenAPI document in a language."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        """Every operation and shape; it says nothing of anybody, so anybody may read it."""
        openapi = document(language_of(request))
        return printed(
            request,
            "api_reference/reference.html",
            info=openapi["info"],
            groups=tuple(_groups(openapi)),
            shapes=tuple(_shapes(openapi)),
        )

    return view


def _groups(openapi: Mapping[str, Any]) -> Iterable[Group]:
    operations = [
        (one["tags"][0], _operation(path, method, one))
        for path, methods in openapi["paths"].items()
        for method, one in methods.items()
        if method in METHODS
    ]
    for tag in openapi["tags"]:
        of_tag = tuple(one for name, one in operations if name == tag["name"])
        yield Group(tag["name"], tag["description"], of_tag)


def _operation(path: str, method: str, one: Mapping[str, Any]) -> Operation:
    parameters = [
        Field(
            entry["name"],
            entry["in"],
            _kind(entry["schema"]),
            entry["required"],
            entry["description"],
        )
        for entry in one["parameters"]
    ]
    for content in one.get("requestBody", {}).get("content", {}).values():
        parameters += _fields(content["schema"], "body")
    return Operation(
        one["operationId"],
        method.upper(),
        path,
        one["summary"],
        one["description"],
        tuple(parameters),
        tuple((str(status), _answer(answer)) for status, answer in one["responses"].items()),
    )


def _answer(answer: Mapping[str, Any]) -> str:
    """The shape of an answer, or the codes of a refusal."""
    for media_type, content in answer.get("content", {}).items():
        if media_type == "application/json":
            return _kind(content["schema"])
    return str(answer["description"])


def _shapes(openapi: Mapping[str, Any]) -> Iterable[Shape]:
    for name, schema in sorted(openapi["components"]["schemas"].items()):
        if schema.get("type") == "object" and schema.get("properties"):
            text = str(schema.get("description", ""))
            yield Shape(name, text, tuple(_fields(schema, "")))


def _fields(schema: Mapping[str, Any], where: str) -> Iterable[Field]:
    needed = schema.get("required", ())
    for name, part in schema.get("properties", {}).items():
        yield Field(name, where, _kind(part), name in needed, str(part.get("description", "")))


def _kind(schema: Mapping[str, Any]) -> str:
    """What a schema asks for, in one line.

    >>> _kind({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]})
    'date | null'
    >>> _kind({"type": "array", "items": {"$ref": "#/components/schemas/Amount"}})
    'Amount[]'
    """
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return " | ".join(str(one) for one in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"{_kind(schema.get('items', {}))}[]"
    return str(schema.get("format") or schema.get("type") or "any")

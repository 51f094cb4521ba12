"""The OpenAPI document: made of the operations, its sentences in either language."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

import fahsai
from fahsai.api.problems import MEDIA_TYPE, STATUS
from fahsai.api.shapes.problem import ProblemShape
from fahsai.words.load import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ninja import NinjaAPI

    from fahsai.words.messages import Language

Json = dict[str, Any]
ALWAYS = (400, 401, 403, 422, 429, 500)
"""Statuses of refusals that every operation may answer with."""

REF = "#/components/schemas/{model}"
ETAG: Json = {"ETag": {"schema": {"type": "string"}, "description": "SHA-256"}}
LOCATION: Json = {"Location": {"schema": {"type": "string"}, "description": "read_job"}}
METHODS = ("get", "post", "put", "patch", "delete")


def told(
    operation_id: str,
    tag: str,
    *refusals: int,
    unchanged: bool = False,
    later: bool = False,
    files: Iterable[str] = (),
    sends: Iterable[str] = (),
) -> Json:
    """What the document says of an operation besides its shapes.

    Args:
        operation_id: its stable name, and the key of its words.
        tag: the noun it belongs to.
        refusals: statuses it may refuse with, besides those of every operation.
        unchanged: it has an ETag, and answers 304 to who knows it.
        later: it may answer 202 with a job that somebody else does.
        files: the media types of the file that it answers with.
        sends: the media types of the bytes that it is sent, where that is no shape of ours.
    """
    responses: dict[int, Json] = {}
    binary = {"schema": {"type": "string", "format": "binary"}}
    if files:
        content = dict.fromkeys(files, binary)
        responses[200] = {"description": "OK", "content": content, "headers": ETAG}
    elif unchanged:
        responses[200] = {"headers": ETAG}
    if unchanged or files:
        responses[304] = {"description": "Not Modified", "headers": ETAG}
    if later:
        responses[202] = {"headers": LOCATION}
    for status in sorted({*ALWAYS, *refusals}):
        responses[status] = _refusal(status)
    extra: Json = {"responses": responses}
    if unchanged or files:
        known = {"in": "header", "name": "If-None-Match", "schema": {"type": "string"}}
        extra["parameters"] = [{**known, "required": False}]
    if sends:
        extra["requestBody"] = {"required": True, "content": dict.fromkeys(sends, binary)}
    return {"operation_id": operation_id, "tags": [tag], "openapi_extra": extra}


def _refusal(status: int) -> Json:
    codes = ", ".join(code for code, one in STATUS.items() if one == status)
    answer: Json = {
        "description": codes,
        "content": {MEDIA_TYPE: {"schema": {"$ref": REF.format(model="ProblemShape")}}},
    }
    text = {"schema": {"type": "string"}}
    if status == STATUS["key_needed"]:
        answer["headers"] = {"WWW-Authenticate": text}
    if status == STATUS["too_many_requests"]:
        answer["headers"] = {"Retry-After": text}
    return answer


def _made(api: NinjaAPI, root: str) -> Json:
    document: Json = deepcopy(dict(api.get_openapi_schema(path_prefix=root)))
    shapes = document["components"]["schemas"]
    _, problems = models_json_schema([(ProblemShape, "serialization")], ref_template=REF)
    for name, shape in problems["$defs"].items():
        shapes.setdefault(name, shape)
    document["info"]["version"] = fahsai.__version__
    return document


@cache
def openapi(api: NinjaAPI, root: str, language: Language) -> Json:
    """The document in a language: titles, summaries and parameters are words of ours."""
    document = _made(api, root)
    table = words("api")
    document["info"]["title"] = table["document"]["title"][language]
    document["info"]["description"] = table["document"]["description"][language]
    names = {name: entry[language] for name, entry in table["tags"].items()}
    document["tags"] = [{"name": name, "description": text} for name, text in names.items()]
    parameters = table["parameters"]
    for path in document["paths"].values():
        for method in METHODS:
            if method not in path:
                continue
            operation = path[method]
            entry = table["operations"][operation["operationId"]]
            operation["summary"] = entry["summary"][language]
            operation["description"] = entry["description"][language]
            for one in operation["parameters"]:
                one["description"] = parameters[one["name"]][language]
                _without_null(one["schema"])
            for content in operation.get("requestBody", {}).get("content", {}).values():
                for one in content["schema"].get("properties", {}).values():
                    _without_null(one)
    return document


def _without_null(schema: Json) -> None:
    """Say of a parameter that may be left out what it is where it is sent: never ``null``."""
    said = [one for one in schema.pop("anyOf", ()) if one.get("type") != "null"]
    for one in said:
        schema |= one

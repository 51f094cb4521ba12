"""What went wrong, as RFC 9457 has it."""

from __future__ import annotations

from typing import Literal

from ninja import Schema

from fahsai.api.shapes.common import FindingShape


class FieldProblem(Schema):
    """One part of a request that cannot be used; ``code`` is stable, the words are not."""

    where: Literal["path", "query", "header", "cookie", "body"]
    name: str
    code: str
    th: str
    en: str


class ProblemShape(Schema):
    """A refusal; ``title`` and ``detail`` are in the language of Accept-Language."""

    type: str
    code: str
    status: int
    title: str
    detail: str
    fields: list[FieldProblem]
    findings: list[FindingShape]

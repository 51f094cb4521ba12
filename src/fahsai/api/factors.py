"""The published factors, looked up by words."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from fahsai.api.answers import AskedPage, page_of
from fahsai.api.document import told
from fahsai.api.shapes.calculation import FactorPage, FactorShape
from fahsai.services.calculation_json import factor_json
from fahsai.services.factor_list import factor_list

router = Router()
LONGEST = 200


class FactorsAsked(Schema):
    """Which factors."""

    words: str = Field("", max_length=LONGEST)
    edition: str | None = Field(None, max_length=LONGEST)


@router.get("/factors", response=FactorPage, **told("list_factors", "factors"))
def list_factors(
    request: HttpRequest, asked: Annotated[FactorsAsked, Query()], page: AskedPage
) -> FactorPage:
    """Rows that contain every word, in Thai or English, in the order of their lists."""
    del request
    part = page_of(factor_list(asked.words.split(), asked.edition), page)
    items = [FactorShape.model_validate(factor_json(one)) for one in part.items]
    return FactorPage(items=items, **part.beside)

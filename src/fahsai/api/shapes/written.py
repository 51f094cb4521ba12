"""Texts and figures as they are sent in JSON: no control characters, exact, of a bounded length."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

LONGEST_CODE, LONGEST_NAME, LONGEST_TEXT = 64, 300, 2000
PLAIN = r"^[^\x00-\x1f]*$"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"

Code = Annotated[str, Field(min_length=1, max_length=LONGEST_CODE, pattern=PLAIN)]
Name = Annotated[str, Field(max_length=LONGEST_NAME, pattern=PLAIN)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT, pattern=LINES)]
Figure = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?$")]
"""A figure from nothing up, as text."""


class Body(Schema):
    """A body of JSON with known fields only."""

    model_config = ConfigDict(extra="forbid")

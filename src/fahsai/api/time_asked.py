"""From when to when somebody asks: dates of Thailand in either era, or instants with their zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any

from django.utils import timezone
from ninja import Schema
from pydantic import AwareDatetime, Field, ValidationInfo, WrapValidator
from pydantic import ValidationError as UnreadableError
from pydantic_core import PydanticCustomError

from fahsai.api.problems import RefusedError, field_problem
from fahsai.core.metering.length import instant
from fahsai.core.thai.dates import parse_date
from fahsai.core.thai.era import BE_OFFSET

USUAL = timedelta(days=7)
FIRST_YEAR, LAST_YEAR = 2000, 2200
"""No reading is of another year; whoever asks for more gets these."""

FIRST_YEAR_BE = 2400
"""From there on a year is one of the Buddhist era."""


def _read(value: Any, usual: Any, info: ValidationInfo) -> date | datetime | None:
    """A date or an instant; what is neither is refused by the name of its field."""
    del info
    try:
        said: date | datetime | None = usual(value)
    except UnreadableError:
        dated = isinstance(value, str) and ":" not in value  # a clock needs its zone
        day, _ = parse_date(value) if dated else (None, ())
        if day is None:
            raise PydanticCustomError("time_unreadable", "no time") from None
        return day
    if said is not None and said.year >= FIRST_YEAR_BE:
        return _christian(said)
    return said


def _christian(said: date | datetime) -> date | datetime:
    try:
        return said.replace(year=said.year - BE_OFFSET)
    except ValueError:  # no such day in that era: it is one of the far future
        return said


Moment = Annotated[AwareDatetime | date | None, WrapValidator(_read)]


class TimeAsked(Schema):
    """From when to when; a date is a day in Thailand, the last one included."""

    start: Moment = Field(None, alias="from")
    end: Moment = Field(None, alias="to")

    @property
    def edges(self) -> tuple[int, int]:
        """Both ends [unix s]; the last seven days where nobody says.

        Raises:
            RefusedError: the end does not come after the beginning.
        """
        end = int(timezone.now().timestamp()) if self.end is None else _instant(self.end, 1)
        usual = end - int(USUAL.total_seconds())
        start = usual if self.start is None else _instant(self.start, 0)
        if start >= end:
            wrong = field_problem({"loc": ("query", "to"), "type": "time_order"})
            raise RefusedError("times_refused", fields=(wrong,))
        return start, end


def _instant(said: datetime | date, days: int) -> int:
    """An instant [unix s]; of a date the beginning of the day, or of ``days`` after it."""
    if not FIRST_YEAR <= said.year <= LAST_YEAR:
        return instant(date(FIRST_YEAR if said.year < FIRST_YEAR else LAST_YEAR, 1, 1))
    if isinstance(said, datetime):
        return int(said.timestamp() // 1)
    return instant(said + timedelta(days=days))

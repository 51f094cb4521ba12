"""How the program's log is written: as text for people, or one JSON object a line for machines."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request"}
"""What every record has; the rest was told beside the message."""


class JsonLines(logging.Formatter):
    """One object a line: when, how grave, who says it, what, and all that was told beside it."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        said |= {name: value for name, value in vars(record).items() if name not in _USUAL}
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)


def logging_settings(form: str) -> dict[str, Any]:
    """Django's ``LOGGING`` for ``text`` or ``json``.

    A page that fails tells the reader nothing: what went wrong goes to the terminal.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
            "json": {"()": "fahsai.site.logs.JsonLines"},
        },
        "handlers": {
            "terminal": {"class": "logging.StreamHandler", "formatter": form},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "loggers": {
            "django": {"handlers": ["terminal"], "level": "ERROR", "propagate": False},
            "fahsai": {"handlers": ["terminal"], "level": "WARNING", "propagate": True},
            "fahsai.intake": {"level": "INFO"},
            "fahsai.mqtt": {"level": "INFO"},  # that a broker is back, beside that it was lost
            # Requests that are refused at the door could otherwise fill the log from outside.
            "django.security": {"handlers": ["nowhere"], "propagate": False},
        },
    }

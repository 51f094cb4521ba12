"""Letters that nobody waits for: how long one takes must not tell who has an account here."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPException
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

LOG = logging.getLogger("django.fahsai.accounts")
AT_ONCE = ThreadPoolExecutor(2, thread_name_prefix="fahsai-letters")


def post_aside(letter: EmailMessage) -> None:
    """Hand a letter to the mail server while the answer is on its way."""
    AT_ONCE.submit(_post, letter)


def _post(letter: EmailMessage) -> None:
    try:
        letter.send()
    except (OSError, SMTPException):
        LOG.exception("a letter could not be sent")

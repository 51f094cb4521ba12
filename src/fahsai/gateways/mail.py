"""Letters to people: handed to the mail server that the settings name (a terminal by default)."""

from __future__ import annotations

from django.core.mail import EmailMessage


def post(to: str, subject: str, text: str) -> bool:
    """Hand one letter over; whether the server took it.

    Line ends in the subject are spaces: what people call things never becomes a header.
    """
    letter = EmailMessage(subject=" ".join(subject.split()), body=text, to=[to])
    try:
        letter.send()
    except OSError:  # no connection, or the server refused (SMTPException is one)
        return False
    return True

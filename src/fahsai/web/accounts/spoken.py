"""The language that is spoken at this moment, where no request is at hand."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language

from fahsai.words.messages import Language


def page_language() -> Language:
    """The language that :class:`fahsai.web.language.KeepLanguage` chose for the request."""
    asked = get_language()
    return Language(asked if asked in set(Language) else settings.LANGUAGE_CODE)

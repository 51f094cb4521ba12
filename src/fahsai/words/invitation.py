"""The letter that invites somebody, in both languages: its reader has not chosen one yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fahsai.words.load import words
from fahsai.words.messages import Language, day_words, sentence

if TYPE_CHECKING:
    from datetime import date

RULE = "-" * 60


def role_name(role: str, language: Language) -> str:
    """What a role is called."""
    return str(words("values")["member_role"][role][language])


def invitation_letter(
    *, name_th: str, name_en: str, role: str, link: str, expires_on: date
) -> tuple[str, str]:
    """Subject and text of the letter.

    Args:
        name_th: the organisation in Thai.
        name_en: and in English.
        role: the code of the role that is offered.
        link: the whole address of the page to accept on.
        expires_on: the day from which the link no longer works.
    """
    table = words("invitation_letter")["letter"]
    subjects, bodies = [], []
    for language, name in ((Language.TH, name_th), (Language.EN, name_en)):
        data = {
            "name": " ".join(name.split()),
            "role": role_name(role, language),
            "link": link,
            "expires_on": day_words(expires_on, language),
        }
        subjects.append(sentence(table["subject"][language], data))
        bodies.append(sentence(table["body"][language], data).strip())
    return " / ".join(subjects), f"\n\n{RULE}\n\n".join(bodies) + "\n"

"""What is sealed opens for its purpose, under the secret it was sealed with, and as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fahsai.services.sealing import SealedElsewhereError, seal, unseal

if TYPE_CHECKING:
    from pytest_django import Settings


@given(some.text(max_size=200))
def test_what_was_sealed_comes_back(text: str) -> None:
    sealed = seal(text, "a purpose")
    assert unseal(sealed, "a purpose") == text
    assert sealed != seal(text, "a purpose")  # two of the same cannot be told to be so


def test_nothing_else_opens_it(settings: Settings) -> None:
    sealed = seal("JBSWY3DPEHPK3PXP", "a purpose")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    for other in (sealed[:-6] + "AAAAA=", "", "ก", "JBSWY3DPEHPK3PXP"):
        with pytest.raises(SealedElsewhereError):
            unseal(other, "a purpose")
    with pytest.raises(SealedElsewhereError):
        unseal(sealed, "another purpose")
    settings.SECRET_KEY = "x" * 50
    with pytest.raises(SealedElsewhereError):
        unseal(sealed, "a purpose")

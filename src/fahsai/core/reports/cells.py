"""Where a figure stands in a document, so that the trace of a number can point at it."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID


class DocumentCell(NamedTuple):
    """One printed figure of one document.

    ``document`` is the form's code (``TCFO_R_01``), ``place`` the address inside it
    (``Fr-04.1!AO12``, ``5.1 row 3``), ``source_id`` the emission source it speaks of (None for a
    total), ``label`` what the figure is in words, ``text`` the figure as it is printed;
    ``base_year`` where it speaks of another year than the reported one.
    """

    document: str
    place: str
    source_id: UUID | None
    label: str
    text: str
    base_year: bool = False

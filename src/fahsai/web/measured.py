"""Files on their way in: counted and measured, so that no disk is filled by what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from fahsai.services.uploads import LARGEST, LARGEST_TOGETHER, MOST_FILES

if TYPE_CHECKING:
    from django.http import HttpRequest

SKIPPED = "fahsai.skipped"
"""Where a request keeps the names of files that were let go, by field."""


class Measured(FileUploadHandler):
    """Lets a file go as soon as more of it came than any page takes, whatever its header said."""

    chunk_size = 256 * 1024

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._files = self._size = self._together = 0

    def new_file(self, *given: Any, **named: Any) -> None:
        """The next file begins."""
        super().new_file(*given, **named)
        self._files += 1
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass on a piece, unless it is one too many."""
        del start
        self._size += len(raw_data)
        self._together += len(raw_data)
        full = self._size > LARGEST or self._together > LARGEST_TOGETHER
        if full or self._files > 2 * MOST_FILES:
            assert self.request is not None  # noqa: S101 - Django gives it to every handler
            skipped = self.request.META.setdefault(SKIPPED, [])
            skipped.append((self.field_name, self.file_name or ""))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Hand the file to whoever keeps it."""
        del file_size

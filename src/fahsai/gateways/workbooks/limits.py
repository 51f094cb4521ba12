"""How large a file may be that is read, and what reading a broken one may raise."""

from __future__ import annotations

import zipfile
import zlib

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
MAX_RATIO = 250
RATIO_MATTERS_ABOVE_BYTES = 20 * 1024 * 1024
MAX_ENTRIES = 5000

MAX_ROWS = 100_000
"""Rows of one file, headings counted: with twelve columns they are stored within half a minute and
0.8 GB on two slow cores (``docs/decisions/rows-of-one-file.md``); more are refused, not begun."""

MAX_CELLS = 2_000_000
"""Places of all sheets of one file from A1 to the last filled cell of each."""

DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    NotImplementedError,
    RuntimeError,
)
"""What reading a broken archive may raise; each ends as the finding ``workbook.damaged``."""

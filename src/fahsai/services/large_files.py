"""Large files: how they come in from a disk, and how far the reading of one is."""

from __future__ import annotations

from fahsai.gateways.workbooks.on_disk import taken
from fahsai.gateways.workbooks.progress import telling

__all__ = ["taken", "telling"]

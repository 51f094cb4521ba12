"""The content of form TCFO_R_02 (local government, V01): report, its cells, its own texts."""

from fahsai.core.reports.tcfo_r_02.addresses import cells
from fahsai.core.reports.tcfo_r_02.content import R02
from fahsai.core.reports.tcfo_r_02.report import tcfo_r_02
from fahsai.core.reports.tcfo_r_02.texts import TEXT_KEYS

__all__ = ["R02", "TEXT_KEYS", "cells", "tcfo_r_02"]

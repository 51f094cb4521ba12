"""The content of the workbook TCFO_R_01 (V-Sheet): sheets Fr-01 to Fr-05, factors, remarks."""

from fahsai.core.reports.tcfo_r_01.addresses import cells
from fahsai.core.reports.tcfo_r_01.content import R01, ReportTables
from fahsai.core.reports.tcfo_r_01.report import tcfo_r_01

__all__ = ["R01", "ReportTables", "cells", "tcfo_r_01"]

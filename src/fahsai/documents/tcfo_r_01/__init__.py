"""The workbook TCFO_R_01 (V-Sheet) as an Excel file."""

from fahsai.documents.tcfo_r_01.workbook import write_xlsx

__all__ = ["write_xlsx"]

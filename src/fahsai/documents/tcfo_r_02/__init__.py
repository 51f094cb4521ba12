"""The document TCFO_R_02 as Word file and PDF."""

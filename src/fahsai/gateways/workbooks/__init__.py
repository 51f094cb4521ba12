"""Workbooks that Thai offices hand over, read exactly, and our own template, written and read."""

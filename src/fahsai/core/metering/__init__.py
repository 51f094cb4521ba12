"""Meters: message → reading → interval quantity; registers, gaps and data quality."""

"""Exact decimals with units, gases, GWP sets and rounding."""

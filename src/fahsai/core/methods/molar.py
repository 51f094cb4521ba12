"""Molecular weights [g/mol], in the whole numbers that the IPCC's equations are printed with.

Source: IPCC 2006 Guidelines (44/12 of carbon, 44/28 of nitrogen, 16/12 of methane's carbon); argon
39.95, rounded likewise.
"""

from __future__ import annotations

CARBON = 12
METHANE = 16
NITROGEN = 28
"""Of the two atoms that nitrous oxide has."""

ARGON = 40
CARBON_DIOXIDE = 44
NITROUS_OXIDE = 44

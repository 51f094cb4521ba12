"""The forty meters of one seed, and a month of theirs."""

from __future__ import annotations

from datetime import date

import pytest

from fahsai.core.metering.simulation.days import begin_of
from fahsai.core.metering.simulation.fault import Plan
from fahsai.core.metering.simulation.simulation import Simulation
from fahsai.reference.load_simulation import site

APRIL = begin_of(date(2026, 4, 1))
MAY = begin_of(date(2026, 5, 1))


@pytest.fixture(scope="session")
def faultless() -> Simulation:
    """Nothing goes wrong."""
    return Simulation(site(7), Plan.NONE)


@pytest.fixture(scope="session")
def faulty() -> Simulation:
    """The same meters, where much goes wrong."""
    return Simulation(site(7), Plan.MANY)

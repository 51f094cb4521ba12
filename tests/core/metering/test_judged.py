"""Meters and faults of our own, a few seeds; ``tests.core.metering.judged`` runs more of them."""

from __future__ import annotations

import pytest
from tests.core.metering.devices import DEVICES, Device
from tests.core.metering.judged import Score, judge


@pytest.mark.parametrize("device", DEVICES, ids=lambda one: one.name)
@pytest.mark.parametrize("paced", [True, False], ids=["paced", "unpaced"])
def test_faults_are_told_and_months_are_right(device: Device, *, paced: bool) -> None:
    """Also where nobody said how often the device is read."""
    score = Score()
    for seed, known in ((100, True), (101, False)):
        judge(score, device, seed, known=known, paced=paced)
    assert score.missed == []
    assert score.false == []
    assert sum(score.hits.values()) >= 4
    assert [month for month in score.months if month[0] > 0.001] == []

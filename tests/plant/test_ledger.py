"""Energy totals add up."""

from __future__ import annotations

import pytest

from pilotwire.plant.charger import NO_DRAW, Draw
from pilotwire.plant.deadlines import MS_PER_HOUR
from pilotwire.plant.ledger import Energies, Ledger

FLOW = Draw(current_a=(16, 0, 0), grid_w=3_600, inlet_w=3_500, preheat_w=500, battery_w=2_500)


def test_a_new_ledger_is_empty() -> None:
    assert Ledger().totals(NO_DRAW, 1_000) == Energies()


def test_totals_sum_up_to_what_came_from_the_grid() -> None:
    ledger = Ledger()
    ledger.accrue(FLOW, MS_PER_HOUR // 2)
    totals = ledger.totals(FLOW, MS_PER_HOUR // 2)
    assert totals.grid_wh == pytest.approx(3_600)
    assert totals.battery_wh == pytest.approx(2_500)
    assert totals.grid_wh == pytest.approx(totals.cable_wh + totals.preheat_wh + totals.battery_wh + totals.charger_wh)


def test_looking_adds_nothing() -> None:
    ledger = Ledger()
    ledger.accrue(FLOW, 1_000)
    assert ledger.totals(FLOW, 5_000) == ledger.totals(FLOW, 5_000)

"""The battery: energy, limit, and the taper cut into steps."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotwire.plant.battery import NEAR_WH, TAPER_STEPS, Battery, Pack
from pilotwire.plant.deadlines import MS_PER_HOUR, NEVER

RATED_W = 7_000.0
BATTERY = Battery(capacity_kwh=50, taper_from_percent=90, taper_to=0.1)


def charge(pack: Pack, power_w: float = RATED_W) -> list[tuple[int, float]]:
    """Charge to the limit; each moment with the power from then on."""
    now_ms = 0
    course = []
    while True:
        power = min(power_w, pack.accepted_w(RATED_W))
        course.append((now_ms, power))
        boundary = pack.next_boundary(now_ms, power)
        if boundary == NEVER:
            return course
        assert boundary > now_ms
        pack.accrue(power, boundary - now_ms)
        now_ms = boundary


def test_below_the_taper_everything_is_accepted() -> None:
    assert Pack(BATTERY, 50, 100).accepted_w(RATED_W) == inf


def test_the_taper_falls_step_by_step_to_nothing_at_the_limit() -> None:
    pack = Pack(BATTERY, 80, 100)
    powers = [power for _, power in charge(pack)]
    assert len(powers) == TAPER_STEPS + 2
    assert powers == sorted(powers, reverse=True)
    assert powers[1] == pytest.approx(RATED_W, rel=0.02)
    assert powers[-2] == pytest.approx(RATED_W * BATTERY.taper_to, rel=0.15)
    assert powers[-1] == 0
    assert pack.soc_percent == pytest.approx(100, abs=1e-3)


def test_constant_current_takes_energy_over_power() -> None:
    pack = Pack(BATTERY, 20, 80)
    assert charge(pack)[-1][0] == pytest.approx(0.6 * 50_000 / RATED_W * MS_PER_HOUR, abs=50)


def test_the_limit_stops_the_charge() -> None:
    pack = Pack(BATTERY, 20, 55)
    charge(pack)
    assert pack.at_limit
    assert pack.soc_percent == pytest.approx(55, abs=1e-3)
    assert pack.limit_percent == pytest.approx(55)


def test_above_the_limit_nothing_is_accepted() -> None:
    assert Pack(BATTERY, 70, 55).accepted_w(RATED_W) == 0


def test_driving_takes_out_what_there_is() -> None:
    pack = Pack(BATTERY, 10, 100)
    assert pack.discharge(3_000) == 3_000
    assert pack.discharge(3_000) == pytest.approx(2_000)
    assert pack.soc_percent == pytest.approx(0)


@given(st.floats(0, 100), st.floats(0, 100), st.floats(100, 100_000), st.floats(5, 150))
def test_soc_stays_between_0_and_100_and_ends_at_the_limit(
    soc_percent: float, limit_percent: float, power_w: float, capacity_kwh: float
) -> None:
    pack = Pack(Battery(capacity_kwh=capacity_kwh), soc_percent, limit_percent)
    charge(pack, power_w)
    assert 0 <= pack.soc_percent <= 100
    assert pack.energy_wh >= pack.limit_wh - NEAR_WH
    assert pack.energy_wh <= max(pack.limit_wh, capacity_kwh * 10 * soc_percent) + 1e-6


@pytest.mark.parametrize("percent", [-1, 101, float("nan")])
def test_percentages_outside_0_to_100_are_refused(percent: float) -> None:
    with pytest.raises(ValueError, match="0 to 100 %"):
        Pack(BATTERY, percent, 100)
    with pytest.raises(ValueError, match="0 to 100 %"):
        Pack(BATTERY, 50, percent)


def test_impossible_batteries_are_refused() -> None:
    with pytest.raises(ValueError, match="capacity above 0 kWh"):
        Battery(capacity_kwh=0)

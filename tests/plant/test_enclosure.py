"""Warming, ambient and rounded readings: the deadlines are exactly where the readings change."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simple_station import DAY_MS, HOUR_MS

from pilotwire.plant.deadlines import NEVER
from pilotwire.plant.enclosure import Ambient, Enclosure, Sensor, Warmth
from pilotwire.plant.faults import NO_EFFECTS, Fault, effects_of

A2_AT_32_A = 32.0**2


def warmed(enclosure: Enclosure, square_a2: float = A2_AT_32_A) -> Warmth:
    warmth = Warmth(enclosure, 0)
    warmth.settle(0, square_a2, NO_EFFECTS)
    return warmth


def test_a_constant_ambient_without_current_never_changes() -> None:
    warmth = warmed(Enclosure(), 0)
    assert warmth.deadline == NEVER
    assert warmth.readings_dc == (200, None, None)


def test_the_rise_follows_one_time_constant() -> None:
    warmth = warmed(Enclosure(rise_c=12, time_constant_s=1_800))
    assert warmth.temperature_c(1_800_000) == pytest.approx(20 + 12 * (1 - math.exp(-1)))
    assert warmth.temperature_c(DAY_MS) == pytest.approx(32)


def test_heat_goes_with_the_square_of_the_current() -> None:
    assert warmed(Enclosure(rise_c=12), A2_AT_32_A / 4).temperature_c(10 * DAY_MS) == pytest.approx(23)


@given(st.floats(-30, 50), st.floats(0, 3_000), st.integers(1, 20))
def test_readings_change_at_the_deadlines_and_nowhere_else(mean_c: float, square_a2: float, step_dc: int) -> None:
    sensor = Sensor(step_dc=step_dc)
    warmth = warmed(Enclosure(ambient=Ambient(mean_c=mean_c), ds3231=sensor), square_a2)
    for _ in range(200):
        if warmth.deadline == NEVER:
            break
        before = warmth.readings_dc[0]
        assert sensor.reading_dc(warmth.temperature_c(warmth.deadline - 2)) == before
        warmth.settle(warmth.deadline, square_a2, NO_EFFECTS)
    final_c = mean_c + 12 * square_a2 / A2_AT_32_A
    reading = warmth.readings_dc[0]
    if warmth.deadline == NEVER and reading is not None:
        assert reading == pytest.approx(final_c * 10, abs=step_dc + 1e-6)


def test_cooling_is_read_as_well_as_warming() -> None:
    warmth = warmed(Enclosure(rise_c=10, time_constant_s=60))
    warmth.settle(HOUR_MS, 0, NO_EFFECTS)
    readings = []
    while warmth.deadline != NEVER:
        warmth.settle(warmth.deadline, 0, NO_EFFECTS)
        readings.append(warmth.readings_dc[0])
    assert readings == list(range(290, 190, -10))


def test_a_swinging_ambient_steps_through_the_day() -> None:
    ambient = Ambient(mean_c=10, swing_c=8, warmest_ms=15 * HOUR_MS)
    values = [ambient.at_c(hour * HOUR_MS) for hour in range(24)]
    assert max(values) == pytest.approx(values[15])
    assert min(values) == pytest.approx(values[3])
    assert sum(values) / 24 == pytest.approx(10)
    assert ambient.next_step(90 * 60_000) == 2 * HOUR_MS
    assert ambient.at_c(5 * HOUR_MS) == pytest.approx(ambient.at_c(5 * HOUR_MS + DAY_MS))


def test_sensors_round_down_also_below_zero() -> None:
    sensor = Sensor()
    assert sensor.reading_dc(21.9) == 210
    assert sensor.reading_dc(-0.5) == -10


def test_only_fitted_sensors_report() -> None:
    warmth = warmed(Enclosure(ds3231=None, mcp9808=Sensor(step_dc=5), tmp007=Sensor(offset_dc=30)), 0)
    assert warmth.readings_dc == (None, 200, 230)


def test_faulty_sensors() -> None:
    warmth = warmed(Enclosure(), 0)
    warmth.settle(1, 0, effects_of({Fault.TEMPERATURE_DRIFT: 7}))
    assert warmth.readings_dc[0] == 270
    warmth.settle(2, 0, effects_of({Fault.TEMPERATURE_ABSENT: 1}))
    assert warmth.readings_dc == (None, None, None)
    warmth.settle(3, 0, NO_EFFECTS)
    assert warmth.readings_dc[0] == 200
    stuck = effects_of({Fault.TEMPERATURE_STUCK: 1})
    warmth.settle(4, A2_AT_32_A, stuck)
    warmth.settle(DAY_MS, A2_AT_32_A, stuck)
    assert warmth.readings_dc[0] == 200
    assert warmth.temperature_c(DAY_MS) == pytest.approx(32)


def test_overheating_rises_towards_its_value() -> None:
    warmth = Warmth(Enclosure(), 0)
    warmth.settle(0, 0, effects_of({Fault.OVERHEAT: 60}))
    assert warmth.temperature_c(10 * DAY_MS) == pytest.approx(80)


def test_a_new_ambient_is_approached_from_where_it_was() -> None:
    warmth = warmed(Enclosure(), 0)
    warmth.set_ambient(Ambient(mean_c=30), 1_000)
    warmth.settle(1_000, 0, NO_EFFECTS)
    assert warmth.ambient_c(1_000) == 30
    assert warmth.temperature_c(1_000) == pytest.approx(20)
    assert warmth.temperature_c(10 * DAY_MS) == pytest.approx(30)


def test_a_time_constant_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0 s"):
        Enclosure(time_constant_s=0)

"""The residual-current sensor answers its test coil once per start, and trips on a real leak."""

from __future__ import annotations

from pilotwire.plant.deadlines import NEVER
from pilotwire.plant.gfci import ANSWER_AFTER_MS, ANSWER_MS, CoilAnswer, GfciSensor


def test_the_answer_begins_with_the_third_pulse_and_lasts_40_ms() -> None:
    coil = CoilAnswer()
    coil.settle(1_000, driven=True, answers=True)
    assert not coil.tripped
    assert coil.deadline == 1_000 + ANSWER_AFTER_MS
    coil.settle(coil.deadline, driven=True, answers=True)
    assert coil.tripped
    coil.settle(1_043, driven=False, answers=True)
    assert coil.tripped
    assert coil.deadline == 1_000 + ANSWER_AFTER_MS + ANSWER_MS
    coil.settle(coil.deadline, driven=False, answers=True)
    assert not coil.tripped
    assert coil.deadline == NEVER


def test_a_coil_that_stops_early_is_not_answered() -> None:
    coil = CoilAnswer()
    coil.settle(0, driven=True, answers=True)
    coil.settle(41, driven=False, answers=True)
    assert coil.deadline == NEVER
    coil.settle(42, driven=False, answers=True)
    assert not coil.tripped


def test_every_start_is_answered() -> None:
    coil = CoilAnswer()
    for start in (0, 5_000):
        coil.settle(start, driven=True, answers=True)
        coil.settle(start + ANSWER_AFTER_MS, driven=True, answers=True)
        assert coil.tripped
        coil.settle(start + ANSWER_AFTER_MS + ANSWER_MS, driven=False, answers=True)
        assert not coil.tripped


def test_a_dead_sensor_does_not_answer() -> None:
    coil = CoilAnswer()
    coil.settle(0, driven=True, answers=False)
    coil.settle(ANSWER_AFTER_MS, driven=True, answers=False)
    assert not coil.tripped
    assert coil.deadline == NEVER


def test_20_ma_trips_and_less_does_not() -> None:
    sensor = GfciSensor()
    assert sensor.leak_trips(20, 0)
    assert not sensor.leak_trips(19.9, 0)


def test_dc_trips_only_a_sensor_that_sees_it() -> None:
    assert not GfciSensor().leak_trips(0, 100)
    assert GfciSensor(trip_dc_ma=6).leak_trips(0, 6)

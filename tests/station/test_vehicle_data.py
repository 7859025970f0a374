from __future__ import annotations

from pilotwire.station.vehicle import BELIEVED_MS, VehicleData

MONDAY_MS = 1_000


def test_values_are_heard_one_by_one() -> None:
    vehicle = VehicleData().with_heard({"soc_pct": 55}, MONDAY_MS).with_heard({"range": 210}, MONDAY_MS + 5)
    assert (vehicle.soc_pct, vehicle.range, vehicle.updated_ms) == (55, 210, MONDAY_MS + 5)


def test_every_value_is_believed_for_a_day_of_its_own() -> None:
    vehicle = VehicleData().with_heard({"soc_pct": 55, "range": 210}, MONDAY_MS)
    vehicle = vehicle.with_heard({"soc_pct": 60}, MONDAY_MS + BELIEVED_MS)
    assert vehicle.believed(MONDAY_MS + BELIEVED_MS) is vehicle
    later = vehicle.believed(MONDAY_MS + BELIEVED_MS + 1)
    assert (later.soc_pct, later.range) == (60, None)
    assert later.updated_ms == MONDAY_MS + BELIEVED_MS
    assert later.believed(MONDAY_MS + 2 * BELIEVED_MS + 1).soc_pct is None


def test_what_was_forgotten_can_be_heard_again() -> None:
    vehicle = VehicleData().with_heard({"soc_pct": 55}, MONDAY_MS).believed(MONDAY_MS + 2 * BELIEVED_MS)
    assert vehicle.with_heard({"soc_pct": 56}, MONDAY_MS + 2 * BELIEVED_MS).soc_pct == 56

"""A car at the cable: offers it takes, when it wants, and what it draws."""

from __future__ import annotations

import pytest

from pilotwire.plant.battery import Battery
from pilotwire.plant.behaviour import Behaviour, CarState
from pilotwire.plant.car import CarModel
from pilotwire.plant.charger import NO_DRAW, Charger, Mains
from pilotwire.plant.deadlines import NEVER
from pilotwire.plant.vehicle import Vehicle

MAINS = Mains((230, 230, 230), 0.1, 0.02)
CAR = CarModel(
    name="Test car",
    battery=Battery(capacity_kwh=50),
    charger=Charger(max_current_a=(32, 16, 16)),
    behaviour=Behaviour(min_current_a=8),
    preheat_w=3_000,
)


def settle(vehicle: Vehicle, until_ms: int, offer_a: float, mains: Mains | None = MAINS, cable_a: float = 32) -> None:
    """Let the vehicle run under constant conditions until ``until_ms``."""
    now_ms = 0
    vehicle.settle(now_ms, offer_a, mains, cable_a=cable_a)
    while vehicle.deadline <= until_ms:
        assert vehicle.deadline > now_ms
        vehicle.accrue(vehicle.deadline - now_ms)
        now_ms = vehicle.deadline
        vehicle.settle(now_ms, offer_a, mains, cable_a=cable_a)


def plugged(soc_percent: float = 50) -> Vehicle:
    vehicle = Vehicle(CAR, soc_percent)
    vehicle.plug()
    return vehicle


def test_a_car_charges_at_the_least_of_offer_charger_and_cable() -> None:
    for offer_a, cable_a, drawn_a in ((10, 32, 10), (32, 32, 16), (16, 13, 13)):
        vehicle = plugged()
        settle(vehicle, 60_000, offer_a, cable_a=cable_a)
        assert vehicle.state is CarState.CHARGING
        assert vehicle.draw.current_a == (drawn_a, drawn_a, drawn_a)


def test_an_offer_below_the_cars_own_minimum_is_no_offer() -> None:
    vehicle = plugged()
    settle(vehicle, 60_000, 7.5)
    assert vehicle.state is CarState.WAITING


def test_an_offer_a_shade_below_the_minimum_counts() -> None:
    vehicle = plugged()
    settle(vehicle, 60_000, 7.98)
    assert vehicle.state is CarState.CHARGING


def test_without_mains_the_car_waits_with_s2_closed() -> None:
    vehicle = plugged()
    settle(vehicle, 60_000, 16, None)
    assert vehicle.state is CarState.READY
    assert vehicle.s2_closed
    assert vehicle.draw is NO_DRAW


def test_unplugging_stops_at_once() -> None:
    vehicle = plugged()
    settle(vehicle, 60_000, 16)
    vehicle.unplug()
    assert vehicle.draw is NO_DRAW
    assert vehicle.state is CarState.AWAY
    assert vehicle.deadline == NEVER


def test_a_driver_who_does_not_want_to_charge_is_obeyed() -> None:
    vehicle = plugged()
    vehicle.request(wanted=False)
    settle(vehicle, 60_000, 16)
    assert vehicle.state is CarState.WAITING


def test_a_full_car_preheats_from_the_mains_and_its_battery_stays() -> None:
    vehicle = plugged(100)
    settle(vehicle, 60_000, 16)
    assert vehicle.state is CarState.FULL
    vehicle.preheat.request(60_000, wanted=True)
    now_ms = 60_000
    while vehicle.draw is NO_DRAW:
        vehicle.settle(now_ms, 16, MAINS, cable_a=32)
        now_ms = min(vehicle.deadline, now_ms + 60_000)
    while vehicle.draw.preheat_w < CAR.preheat_w - 1e-6:
        vehicle.settle(now_ms, 16, MAINS, cable_a=32)
        now_ms = vehicle.deadline
    assert vehicle.draw.battery_w == 0
    assert vehicle.draw.inlet_w == pytest.approx(3_000)


def test_preheating_without_a_request_does_not_charge() -> None:
    vehicle = plugged(50)
    vehicle.request(wanted=False)
    vehicle.preheat.request(0, wanted=True)
    settle(vehicle, 60_000, 16)
    assert vehicle.draw.battery_w == 0
    assert vehicle.draw.preheat_w == pytest.approx(3_000)

"""The catalogue: enough real cars, plausible figures, every quirk at least once."""

from __future__ import annotations

import pytest

from pilotwire.plant.behaviour import Behaviour
from pilotwire.plant.car import CarModel
from pilotwire.plant.catalogue import CATALOGUE, UnknownCarError, car_named


def test_there_are_enough_cars() -> None:
    assert len(CATALOGUE) >= 12
    assert len({car.name for car in CATALOGUE.values()}) == len(CATALOGUE)


@pytest.mark.parametrize("car", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_figures_are_plausible(car: CarModel) -> None:
    assert 8 <= car.battery.capacity_kwh <= 140
    assert 1_500 <= car.charger.rated_w <= 22_000
    assert 0.1 <= car.kwh_per_km <= 0.35
    assert 0.8 <= car.charger.efficiency <= 0.96


@pytest.mark.parametrize(
    "quirk",
    ["sleeps_after_ms", "gives_up_after_ms", "keeps_s2_closed", "replug_after_power_loss"],
)
def test_every_quirk_is_shown_by_a_car(quirk: str) -> None:
    assert any(getattr(car.behaviour, quirk) for car in CATALOGUE.values())


def test_some_cars_want_more_than_6_amps_wake_late_or_need_ventilation() -> None:
    cars = CATALOGUE.values()
    assert any(car.behaviour.min_current_a > 6 for car in cars)
    assert any(car.behaviour.wake_up_ms >= 10_000 for car in cars)
    assert any(car.needs_ventilation for car in cars)
    assert any(car.charge_limit_percent < 100 for car in cars)
    assert any(car.behaviour.reaction_ms > Behaviour().reaction_ms for car in cars)


def test_an_unknown_car_lists_the_known_ones() -> None:
    with pytest.raises(UnknownCarError, match="vw-id3-pro"):
        car_named("delorean")

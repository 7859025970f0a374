"""Real cars as data: battery, on-board charger, consumption and quirks.

Usable capacities, charger currents and mixed-driving consumption are the figures manufacturers publish in their data
sheets, rounded; they differ between model years. Taper, losses, reaction times and quirks are not published: they are
plausible values that spread over what chargers meet in the field, so that together the cars show every quirk in
:class:`~pilotwire.plant.behaviour.Behaviour`. They are not statements about an individual car.
"""

from __future__ import annotations

from typing import Final

from .battery import Battery
from .behaviour import Behaviour
from .car import CarModel
from .charger import Charger

_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 60 * _MINUTE_MS

CATALOGUE: Final[dict[str, CarModel]] = {
    "nissan-leaf-40": CarModel(
        name="Nissan Leaf 40 kWh",
        battery=Battery(capacity_kwh=39, taper_from_percent=94),
        charger=Charger(max_current_a=(29, 0, 0), efficiency=0.92),
        behaviour=Behaviour(reaction_ms=2_000, wake_up_ms=1_500, start_ms=3_000),
        kwh_per_km=0.164,
        preheat_w=2_500,
    ),
    "renault-zoe-ze50": CarModel(
        name="Renault Zoe ZE50",
        battery=Battery(capacity_kwh=52, taper_from_percent=93),
        charger=Charger(max_current_a=(32, 32, 32), efficiency=0.9, overhead_w=350),
        behaviour=Behaviour(
            reaction_ms=3_500,
            wake_up_ms=4_000,
            start_ms=6_000,
            min_current_a=8,
            sleeps_after_ms=15 * _MINUTE_MS,
            replug_after_power_loss=True,
        ),
        kwh_per_km=0.167,
    ),
    "vw-id3-pro": CarModel(
        name="VW ID.3 Pro",
        battery=Battery(capacity_kwh=58, taper_from_percent=96),
        charger=Charger(max_current_a=(32, 16, 16)),
        behaviour=Behaviour(reaction_ms=2_500, wake_up_ms=2_500, start_ms=4_000),
        kwh_per_km=0.166,
        charge_limit_percent=80,
        preheat_w=3_500,
    ),
    "tesla-model-3-lr": CarModel(
        name="Tesla Model 3 Long Range",
        battery=Battery(capacity_kwh=75, taper_from_percent=97),
        charger=Charger(max_current_a=(32, 16, 16), efficiency=0.94, overhead_w=220),
        behaviour=Behaviour(reaction_ms=600, wake_up_ms=1_000, start_ms=2_000, min_current_a=5, ramp_a_per_s=6),
        kwh_per_km=0.149,
        charge_limit_percent=90,
        preheat_w=4_000,
    ),
    "tesla-model-y-lr": CarModel(
        name="Tesla Model Y Long Range",
        battery=Battery(capacity_kwh=75, taper_from_percent=97),
        charger=Charger(max_current_a=(48, 16, 16), efficiency=0.94, overhead_w=220),
        behaviour=Behaviour(reaction_ms=600, wake_up_ms=1_000, start_ms=2_000, min_current_a=5, ramp_a_per_s=6),
        kwh_per_km=0.169,
        charge_limit_percent=80,
        preheat_w=4_000,
    ),
    "hyundai-ioniq-5": CarModel(
        name="Hyundai Ioniq 5 Long Range",
        battery=Battery(capacity_kwh=72.6, taper_from_percent=97),
        charger=Charger(max_current_a=(32, 16, 16), efficiency=0.93),
        behaviour=Behaviour(reaction_ms=1_800, wake_up_ms=1_200, start_ms=3_500, gives_up_after_ms=12 * _HOUR_MS),
        kwh_per_km=0.185,
        preheat_w=3_500,
    ),
    "kia-e-niro-64": CarModel(
        name="Kia e-Niro 64 kWh",
        battery=Battery(capacity_kwh=64, taper_from_percent=96),
        charger=Charger(max_current_a=(32, 16, 16), efficiency=0.92),
        behaviour=Behaviour(reaction_ms=1_800, wake_up_ms=1_200, start_ms=3_000),
        kwh_per_km=0.173,
    ),
    "bmw-i3-120": CarModel(
        name="BMW i3 120 Ah",
        battery=Battery(capacity_kwh=37.9, taper_from_percent=95),
        charger=Charger(max_current_a=(32, 16, 16), efficiency=0.92, overhead_w=150),
        behaviour=Behaviour(reaction_ms=1_200, wake_up_ms=1_000, sleeps_after_ms=45 * _MINUTE_MS),
        kwh_per_km=0.154,
    ),
    "mg4-long-range": CarModel(
        name="MG4 Long Range",
        battery=Battery(capacity_kwh=61.7, taper_from_percent=97),
        charger=Charger(max_current_a=(29, 16, 16), efficiency=0.92),
        behaviour=Behaviour(reaction_ms=2_200, wake_up_ms=2_000, keeps_s2_closed=True),
        kwh_per_km=0.169,
    ),
    "mini-cooper-se": CarModel(
        name="Mini Cooper SE",
        battery=Battery(capacity_kwh=28.9, taper_from_percent=95),
        charger=Charger(max_current_a=(32, 16, 16), efficiency=0.92, overhead_w=150),
        behaviour=Behaviour(reaction_ms=1_200, wake_up_ms=1_000),
        kwh_per_km=0.161,
    ),
    "peugeot-e-208": CarModel(
        name="Peugeot e-208 50 kWh",
        battery=Battery(capacity_kwh=46, taper_from_percent=95),
        charger=Charger(max_current_a=(32, 0, 0), efficiency=0.9, overhead_w=250),
        behaviour=Behaviour(
            reaction_ms=3_000, wake_up_ms=8_000, start_ms=5_000, gives_up_after_ms=6 * _HOUR_MS, ramp_a_per_s=4
        ),
        kwh_per_km=0.161,
    ),
    "polestar-2-lr": CarModel(
        name="Polestar 2 Long Range",
        battery=Battery(capacity_kwh=75, taper_from_percent=97),
        charger=Charger(max_current_a=(32, 16, 16)),
        behaviour=Behaviour(reaction_ms=2_000, wake_up_ms=2_000, start_ms=4_000),
        kwh_per_km=0.19,
        charge_limit_percent=90,
        preheat_w=3_000,
    ),
    "mitsubishi-outlander-phev": CarModel(
        name="Mitsubishi Outlander PHEV",
        battery=Battery(capacity_kwh=11, taper_from_percent=90),
        charger=Charger(max_current_a=(16, 0, 0), efficiency=0.9, overhead_w=200),
        behaviour=Behaviour(wake_up_ms=500, keeps_s2_closed=True, replug_after_power_loss=True),
        kwh_per_km=0.22,
        preheat_w=1_500,
    ),
    "chevrolet-bolt": CarModel(
        name="Chevrolet Bolt",
        battery=Battery(capacity_kwh=65, taper_from_percent=97),
        charger=Charger(max_current_a=(32, 0, 0)),
        behaviour=Behaviour(reaction_ms=1_500, wake_up_ms=1_500),
        kwh_per_km=0.175,
    ),
    "ford-f150-lightning": CarModel(
        name="Ford F-150 Lightning Extended Range",
        battery=Battery(capacity_kwh=131, taper_from_percent=97),
        charger=Charger(max_current_a=(80, 0, 0), overhead_w=350),
        behaviour=Behaviour(reaction_ms=2_500, wake_up_ms=3_000, start_ms=4_000),
        kwh_per_km=0.3,
        charge_limit_percent=90,
        preheat_w=5_000,
    ),
    "fiat-500e-42": CarModel(
        name="Fiat 500e 42 kWh",
        battery=Battery(capacity_kwh=37.3, taper_from_percent=95),
        charger=Charger(max_current_a=(32, 16, 16), efficiency=0.91),
        behaviour=Behaviour(reaction_ms=2_800, wake_up_ms=30_000, start_ms=3_000),
        kwh_per_km=0.159,
    ),
    "lead-acid-conversion": CarModel(
        name="Converted van with lead-acid battery",
        battery=Battery(capacity_kwh=18, taper_from_percent=80, taper_to=0.05),
        charger=Charger(max_current_a=(13, 0, 0), efficiency=0.82, overhead_w=60, power_factor=0.95),
        behaviour=Behaviour(reaction_ms=500, wake_up_ms=0, start_ms=1_000),
        kwh_per_km=0.25,
        preheat_w=0,
        needs_ventilation=True,
    ),
}
"""Cars by short name."""


class UnknownCarError(ValueError):
    """No car of this name is in the catalogue; the message lists those that are."""


def car_named(name: str) -> CarModel:
    """The car with this short name.

    Raises:
        UnknownCarError: there is none.
    """
    car = CATALOGUE.get(name)
    if car is None:
        message = f"There is no car called {name!r}. Choose one of: {', '.join(CATALOGUE)}."
        raise UnknownCarError(message)
    return car

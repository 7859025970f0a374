"""What a car still needs to reach a limit, and how fast it charges: what a plan is reckoned with. Pure functions.

Energy and time are known exactly. A state of charge, or a range, is reckoned from what the car said last that was new,
the setting ``vehicle_battery_capacity`` and an efficiency of ``EFFICIENCY``; what was charged since is counted. Where
the car has said nothing the worst is assumed, a battery that was empty when it was plugged in: too early is a pity, too
late a nuisance.
"""

from __future__ import annotations

import msgspec

from .charging_plan_values import CarReading
from .energy import Registers
from .evse import Evse
from .limit_values import Limit, LimitType
from .moment import Moment
from .settings import Settings
from .surplus import supply_volts

EFFICIENCY = 0.9
"""Of what the meter counts, this much arrives in the battery."""
OVERSHOOT = 0.1
"""So much more than was reckoned may be charged in one go while the car does not say that it has enough."""
LEARNING_MS = 5 * 60_000
"""What a car takes is the most it took in so long."""
LEAST_POWER_W = 1000.0
"""A car that takes less is not charging in earnest: it is nearly full, or warms its battery."""


class Need(msgspec.Struct, frozen=True):
    """What is still to be charged."""

    energy_wh: float
    """Reckoned; 0 when enough was charged."""
    overshoot_wh: float = 0.0
    """What may be charged in one go beyond that; 0 where it is known exactly or used up."""
    known: bool = True
    """Otherwise the worst was assumed."""
    met: bool = False
    """That nothing is needed was measured or said, not only reckoned."""


def need_of(limit: Limit, registers: Registers, car: CarReading | None, settings: Settings, power_w: float) -> Need:
    """What is still needed.

    Args:
        limit: to be reached; of any type but cost.
        registers: with what was charged since plug-in.
        car: what it said last.
        settings: with the capacity of its battery.
        power_w: what it charges with.

    """
    match limit.type:
        case LimitType.ENERGY:
            return _exactly(limit.value - registers.session_wh)
        case LimitType.TIME:
            return _exactly((limit.value * 60 - registers.session_elapsed_s) * power_w / 3600)
    wanted_pct = _wanted_pct(limit, car)
    soc_pct = None if car is None else car.soc_pct
    known = wanted_pct is not None and soc_pct is not None
    to_charge_pct = wanted_pct - soc_pct if wanted_pct is not None and soc_pct is not None else _worst_pct(limit)
    reckoned_wh = max(0.0, to_charge_pct / 100 * settings.vehicle_battery_capacity / EFFICIENCY)
    since_wh = car.at_wh if known and car is not None else 0.0
    charged_wh = max(0.0, registers.session_wh - since_wh)
    left_wh = reckoned_wh - charged_wh
    beyond_wh = reckoned_wh * OVERSHOOT + min(left_wh, 0.0)
    return Need(max(0.0, left_wh), max(0.0, beyond_wh), known, met=not reckoned_wh)


def _exactly(energy_wh: float) -> Need:
    return Need(max(0.0, energy_wh), met=energy_wh <= 0)


def _wanted_pct(limit: Limit, car: CarReading | None) -> float | None:
    """State of charge at which the limit is reached; None where that is not known."""
    if limit.type is LimitType.SOC:
        return min(limit.value, 100)
    if car is None or not car.soc_pct or not car.range:
        return None
    return min(limit.value * car.soc_pct / car.range, 100.0)


def _worst_pct(limit: Limit) -> float:
    return min(limit.value, 100) if limit.type is LimitType.SOC else 100


def full_current_a(evse: Evse) -> int:
    """What the pilot offers when nothing keeps it down."""
    return min(evse.configured_maximum_a, evse.hardware_maximum_a)


def nominal_power_w(evse: Evse, settings: Settings) -> float:
    """Power of a car that takes all it is offered."""
    return full_current_a(evse) * supply_volts(evse, settings)


def power_now_w(evse: Evse, settings: Settings) -> float:
    """What flows."""
    return evse.current_ma / 1000 * supply_volts(evse, settings) if evse.charging else 0.0


class PowerWatch:
    """Learns what the car takes of a full offer. The next car is taken to be the same until it is seen to be another.

    Args:
        power_w: what it was seen to take before.

    """

    def __init__(self, power_w: int | None = None) -> None:
        self.power_w = power_w
        """None until it has charged for ``LEARNING_MS``."""
        self._highest_w = 0.0
        self._since_ms: int | None = None

    def watch(self, moment: Moment, power_w: float, *, full: bool) -> None:
        """Look at what flows; ``full``: it is offered all it can be."""
        if not full:
            self.pause()
            return
        if self._since_ms is None:
            self._since_ms, self._highest_w = moment.elapsed_ms, 0.0
        self._highest_w = max(self._highest_w, power_w)
        if moment.elapsed_ms - self._since_ms >= LEARNING_MS:
            self._since_ms = None
            self._learn(self._highest_w)

    def pause(self) -> None:
        """Nothing can be learned now."""
        self._since_ms = None

    def _learn(self, power_w: float) -> None:
        # What is kept on disk is not to follow every flicker.
        known_w = self.power_w
        if power_w >= LEAST_POWER_W and (known_w is None or abs(power_w - known_w) > known_w / 20):
            self.power_w = round(power_w)

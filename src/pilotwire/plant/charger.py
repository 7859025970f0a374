"""The on-board charger: what flows, in closed form, for a permitted current, a voltage and what the battery accepts.

All phases in use carry the same current. The mains is a source behind a resistance, so the voltage at the inlet sags
with the current; the charger's losses are a fixed overhead plus a share of the power (which gives the usual efficiency
curve: poor at 6 A, flat above). When the current may change is `following`'s business.
"""

from __future__ import annotations

from math import inf, sqrt
from typing import Final

import msgspec

PhaseCurrents = tuple[float, float, float]
MAINS_MIN_V: Final = 80.0
"""Below this a charger does not start."""
RATED_V: Final = 230.0


class Charger(msgspec.Struct, frozen=True, kw_only=True):
    """An on-board charger as built."""

    max_current_a: PhaseCurrents
    """Most current per phase when one, two or three phases are in use; 0 where that is not possible."""
    efficiency: float = 0.93
    """Share of the power beyond the overhead that reaches the battery."""
    overhead_w: float = 180.0
    """Taken by the car's electronics and pumps whenever the battery charges (W)."""
    power_factor: float = 0.99

    def __post_init__(self) -> None:
        if not 0 < self.efficiency <= 1 or not 0 < self.power_factor <= 1 or self.overhead_w < 0:
            message = "A charger's efficiency and power factor are above 0 to 1 and its overhead not negative."
            raise ValueError(message)
        if self.max_current_a[0] <= 0 or min(self.max_current_a) < 0:
            message = f"A charger can draw from one phase at least; got {self.max_current_a} A."
            raise ValueError(message)

    @property
    def phases(self) -> int:
        """The most phases it can use."""
        return 3 if self.max_current_a[2] else 2 if self.max_current_a[1] else 1

    @property
    def rated_w(self) -> float:
        """Rated power at the battery terminals, at 230 V (W)."""
        inlet_w = max(count * amps for count, amps in enumerate(self.max_current_a, 1)) * RATED_V * self.power_factor
        return inlet_w * self.efficiency - self.overhead_w

    def used_phases(self, open_circuit_v: PhaseCurrents) -> tuple[int, ...]:
        """Indices (0-2) of the phases it draws from at these voltages; empty when there is no mains for it."""
        return tuple(index for index in range(self.phases) if open_circuit_v[index] >= MAINS_MIN_V)


class Draw(msgspec.Struct, frozen=True, gc=False):
    """What flows, constant until something changes."""

    current_a: PhaseCurrents = (0.0, 0.0, 0.0)
    grid_w: float = 0.0
    """Real power at the station's supply terminals."""
    inlet_w: float = 0.0
    """Real power into the car; the rest of ``grid_w`` warms the cable."""
    preheat_w: float = 0.0
    battery_w: float = 0.0
    """Power into the battery; what is left of ``inlet_w`` is lost in the charger."""

    @property
    def square_a2(self) -> float:
        """Sum of the squares of the phase currents (A²): what warms contactor and terminals."""
        first, second, third = self.current_a
        return first * first + second * second + third * third


NO_DRAW: Final = Draw()


class Mains(msgspec.Struct, frozen=True, gc=False):
    """The mains as the charger meets it while the contactor is closed."""

    open_circuit_v: PhaseCurrents
    source_ohm: float
    cable_ohm: float


def draw(
    charger: Charger,
    mains: Mains,
    *,
    cap_a: float,
    accepted_w: float,
    preheat_w: float,
    faulty_current_a: float | None = None,
) -> Draw:
    """What flows when the car allows itself ``cap_a`` per phase.

    Pre-heating takes its power first; the battery gets the rest, as far as it accepts it. ``faulty_current_a`` is
    drawn by a car that no longer obeys, whatever it needs; what it cannot use it turns into heat.
    """
    used = charger.used_phases(mains.open_circuit_v)
    if not used:
        return NO_DRAW
    voltage = mains.open_circuit_v[used[0]]
    weight = len(used) * charger.power_factor
    loop_ohm = mains.source_ohm + mains.cable_ohm
    if faulty_current_a is None:
        wanted_w = preheat_w + ((accepted_w + charger.overhead_w) / charger.efficiency if accepted_w > 0 else 0.0)
        current = min(cap_a, charger.max_current_a[len(used) - 1])
        if wanted_w < inf:
            current = min(current, _current_for(wanted_w / weight, voltage, loop_ohm))
    else:
        current = faulty_current_a
    if current * loop_ohm > voltage / 2:
        current = voltage / (2 * loop_ohm)
    if current <= 0:
        return NO_DRAW
    grid_w = weight * current * (voltage - mains.source_ohm * current)
    inlet_w = grid_w - weight * current * current * mains.cable_ohm
    heating_w = min(preheat_w, inlet_w)
    charging_w = (inlet_w - heating_w) * charger.efficiency - charger.overhead_w
    return Draw(
        current_a=(current if 0 in used else 0.0, current if 1 in used else 0.0, current if 2 in used else 0.0),
        grid_w=grid_w,
        inlet_w=inlet_w,
        preheat_w=heating_w,
        battery_w=min(accepted_w, max(0.0, charging_w)),
    )


def _current_for(power_w: float, voltage: float, loop_ohm: float) -> float:
    """Current that brings this power through a loop of this resistance; unbounded by what the loop can bring."""
    discriminant = voltage * voltage - 4 * loop_ohm * power_w
    return 2 * power_w / (voltage + sqrt(max(0.0, discriminant)))

"""The charging cable: rating, coding resistor, resistance of its conductors, how its contacts bounce.

The voltage at the station's proximity pin comes from here; what the controller reads into it does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from pilotwire import j1772

if TYPE_CHECKING:
    from random import Random

    from .faults import Effects

MAX_BOUNCES: Final = 3


class Cable(msgspec.Struct, frozen=True, kw_only=True):
    """A cable. A tethered one is fixed to the station and has no coding resistor at the station's end."""

    rating_a: int = 32
    """Continuous rating; a detachable cable comes as 13, 20, 32 or 63 A."""
    tethered: bool = False
    length_m: float = 5.0
    ohm_per_m: float = 0.0035
    """Resistance of one conductor; 3.5 mohm per metre is 5-6 mm² copper."""
    bounce_ms: int = 4
    """Longest single bounce of the pilot contact when plugged in; 0 for a contact that never bounces."""

    def __post_init__(self) -> None:
        if not self.tethered and self.rating_a not in j1772.CABLE_OHM:
            coded = ", ".join(map(str, sorted(j1772.CABLE_OHM)))
            message = f"A detachable cable is coded for {coded} A; got {self.rating_a} A."
            raise ValueError(message)
        if self.rating_a <= 0 or self.length_m < 0 or self.ohm_per_m < 0 or self.bounce_ms < 0:
            message = "A cable's rating must be above 0 A; its length, resistance and bounce must not be negative."
            raise ValueError(message)

    @property
    def loop_ohm(self) -> float:
        """Resistance of the way there and back."""
        return 2 * self.length_m * self.ohm_per_m

    def proximity_mv(self, effects: Effects, *, plugged: bool) -> int:
        """Voltage at the station's proximity pin (mV), 5000 when there is nothing to see."""
        if effects.proximity_shorted:
            return j1772.proximity_mv(0.0)
        if effects.proximity_open or self.tethered or not plugged:
            return j1772.proximity_mv(None)
        return j1772.proximity_mv(j1772.CABLE_OHM[self.rating_a] * effects.proximity_factor)

    def bounces(self, now_ms: int, random: Random) -> tuple[int, ...]:
        """Moments at which the pilot contact toggles after first touching at ``now_ms``; it ends closed."""
        if self.bounce_ms == 0:
            return ()
        moments: list[int] = []
        at = now_ms
        for _ in range(2 * random.randint(0, MAX_BOUNCES)):
            at += random.randint(1, self.bounce_ms)
            moments.append(at)
        return tuple(moments)

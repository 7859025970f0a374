"""Clouds that pass before the sun, minute by minute, from a seed.

A cloud lets a third of the light through on average: that is what the Angstrom-Prescott relation says with the
coefficients of FAO Irrigation and Drainage Paper 56 (R. G. Allen and others, 1998, eq. 35: 0.25 + 0.50 n/N of what
arrives beyond the air, so a third of a clear sky's without any sunshine). So cloudiness here is what climate tables
give as sunshine: one minus the share of daylight with a free disc of the sun. Days differ: most are rather clear or
rather overcast. Within a day clouds and gaps follow each other with no memory of how long they have lasted.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from math import log
from random import Random
from typing import Final

import msgspec

CYCLE_MIN: Final = 20.0
"""A cloud and the gap after it, together, on average."""
DAYS_DIFFER: Final = 1.2
"""Concentration of the beta distribution days are drawn from: below 2 it has its weight at both ends."""
_MINUTES_A_DAY: Final = 1_440
_HIGHEST_TRANSMISSION: Final = 0.6
_SPREAD: Final = (2.5, 2.0)
"""Beta distribution of a cloud's transmission below the highest: a third on average."""
_NEARLY: Final = 0.01
"""Nearer to 0 or 1 a day's share of clouds counts as that."""


class Clouds(msgspec.Struct, frozen=True):
    """The weather of a place."""

    cloudiness: tuple[float, ...]
    """For each month the share of daylight in which clouds hide the sun, 0 to 1; twelve of them."""
    seed: str

    def transmission(self, day: date) -> Sequence[float]:
        """For each minute of a day 1 while the disc is free, or the share of the light that passes the cloud."""
        random = Random(f"{self.seed}/{day.isoformat()}")
        minutes = array("d", [1.0]) * _MINUTES_A_DAY
        hidden = _share_of_day(random, self.cloudiness[day.month - 1])
        if hidden < _NEARLY:
            return minutes
        overcast = hidden > 1 - _NEARLY
        cloudy = random.random() < hidden or overcast
        leave_gap, leave_cloud = _leaving(min(hidden, 1 - _NEARLY))
        at = 0
        while at < _MINUTES_A_DAY:
            end = min(_MINUTES_A_DAY, at + _lasting(random, leave_cloud if cloudy else leave_gap))
            if cloudy:
                lets_through = _HIGHEST_TRANSMISSION * random.betavariate(*_SPREAD)
                minutes[at:end] = array("d", [lets_through]) * (end - at)
            # Under an overcast sky one cloud follows the other.
            cloudy = not cloudy or overcast
            at = end
        return minutes


def _share_of_day(random: Random, mean: float) -> float:
    if not _NEARLY <= mean <= 1 - _NEARLY:
        return mean
    return random.betavariate(mean * DAYS_DIFFER, (1 - mean) * DAYS_DIFFER)


def _leaving(hidden: float) -> tuple[float, float]:
    """Probability, each minute, that a gap ends and that a cloud ends, so that clouds take this share of the time."""
    gap = min(1.0, 1 / (CYCLE_MIN * (1 - hidden)))
    cloud = gap * (1 - hidden) / hidden
    return (gap, cloud) if cloud <= 1 else (hidden / (1 - hidden), 1.0)


def _lasting(random: Random, leaving: float) -> int:
    """Minutes until something that ends with this probability each minute has ended."""
    if leaving >= 1:
        return 1
    return 1 + int(log(1 - random.random()) / log(1 - leaving))

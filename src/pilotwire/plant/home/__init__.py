"""The house around the station: its roof, its appliances, its battery, and the balance of their power.

Pure: weather and habits come from a seeded ``random.Random`` or from a recording, time is an argument. What the
station makes of it is not known here; the car is only a power that somebody tells.
"""

from __future__ import annotations

from .balance import House, HouseEnergies, HousePower
from .clouds import Clouds
from .load import LoadProfile, LoadProfileError, load_of_day
from .roof import Place, Roof, clear_sky, sun_of_day
from .storage import Storage, StorageModel
from .sun import SunPosition, days_since_2000, sun_at

__all__ = [
    "Clouds",
    "House",
    "HouseEnergies",
    "HousePower",
    "LoadProfile",
    "LoadProfileError",
    "Place",
    "Roof",
    "Storage",
    "StorageModel",
    "SunPosition",
    "clear_sky",
    "days_since_2000",
    "load_of_day",
    "sun_at",
    "sun_of_day",
]

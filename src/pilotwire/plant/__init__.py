"""The physical world around the controller: car, cable, supply, enclosure and their faults.

:class:`Plant` closes the loop with physics; :class:`ScriptedBoard` replays the stimuli of the firmware recordings. Both
take the controller's outputs and yield its inputs, are driven by events alone, and know no clock but the one they are
told. What the controller decides is not known here.
"""

from __future__ import annotations

from .battery import Battery
from .behaviour import Behaviour, CarState
from .cable import Cable
from .car import CarModel
from .catalogue import CATALOGUE, UnknownCarError, car_named
from .charger import Charger
from .enclosure import Ambient, Enclosure, Sensor
from .faults import FAULTS, Fault, FaultText, FaultValueError
from .gfci import GfciSensor
from .ledger import Energies
from .plant import Plant, PlantError
from .scripted import ScriptedBoard, ScriptError
from .status import PlantStatus
from .supply import (
    EU_SINGLE_PHASE,
    EU_THREE_PHASE,
    INSTALLATIONS,
    US_208_V,
    US_LEVEL_1,
    US_LEVEL_2,
    Supply,
    Wiring,
    supply_of,
)

__all__ = [
    "CATALOGUE",
    "EU_SINGLE_PHASE",
    "EU_THREE_PHASE",
    "FAULTS",
    "INSTALLATIONS",
    "US_208_V",
    "US_LEVEL_1",
    "US_LEVEL_2",
    "Ambient",
    "Battery",
    "Behaviour",
    "Cable",
    "CarModel",
    "CarState",
    "Charger",
    "Enclosure",
    "Energies",
    "Fault",
    "FaultText",
    "FaultValueError",
    "GfciSensor",
    "Plant",
    "PlantError",
    "PlantStatus",
    "ScriptError",
    "ScriptedBoard",
    "Sensor",
    "Supply",
    "UnknownCarError",
    "Wiring",
    "car_named",
    "supply_of",
]
